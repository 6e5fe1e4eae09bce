//! Titles of a service and of groups of its operations, in the words of pages.
//!
//! A page without operations has the title of its folder where it says the folder's name in words: `AS Groups` in
//! `as_groups`. Any other page there is about something of its own, and no title is made of a name.

use std::collections::BTreeSet;

use crate::ir::{Api, Page};

/// The title of a service: of the one page that has all of its several operations, or of a page above all of them that has
/// its name. The title of a page with one operation is the operation's.
pub(super) fn service(api: &Api) -> Option<&str> {
    let pages = with_operations(api);
    if let (1, Some(only)) = (pages.len(), pages.first()) {
        return page(api, only).filter(|_| api.operations.len() > 1);
    }
    let name = bare(&api.service);
    let above =
        |it: &&Page| pages.iter().all(|page| page.starts_with(parent(&it.path))) && !parent(&it.path).is_empty();
    without_operations(api)
        .filter(above)
        .filter_map(|page| page.title.as_deref())
        .find(|title| !name.is_empty() && bare(title).starts_with(&name))
}

/// The title of a folder of a given name, above a page.
pub(super) fn folder<'a>(api: &'a Api, page: &str, name: &str) -> Option<&'a str> {
    let end = page.rfind(&format!("/{name}/")).map(|at| at + name.len() + 2);
    let folder = &page[..end.unwrap_or_default()];
    without_operations(api)
        .filter(|it| parent(&it.path) == folder)
        .filter_map(|page| page.title.as_deref())
        .find(|title| bare(title) == bare(name))
}

/// The title of a page.
pub(super) fn page<'a>(api: &'a Api, path: &str) -> Option<&'a str> {
    api.pages.iter().find(|page| page.path == path).and_then(|page| page.title.as_deref())
}

fn with_operations(api: &Api) -> BTreeSet<&str> {
    let places = api.operations.iter().flat_map(|it| std::iter::once(&it.origin).chain(&it.editions));
    places.map(|origin| &*origin.page).collect()
}

fn without_operations(api: &Api) -> impl Iterator<Item = &Page> {
    let with = with_operations(api);
    api.pages.iter().filter(move |page| !with.contains(page.path.as_str()))
}

/// The folder of a path, with the `/` behind it.
fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The letters and digits of a name or title, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
