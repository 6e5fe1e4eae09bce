//! Ids of operations: from the page's own name for it, else from method and path.
//!
//! An id is a function of its own page, so that a page that is added moves no other operation's id. Only where two pages
//! of a service would take the same id do all of them get a longer one, and a diagnostic says so.

use heck::ToSnakeCase;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, OperationId};
use crate::text::hash;

use super::editions::Found;
use super::links::Pages;

pub(super) fn assign(found: &mut [Found], pages: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    let mut ids: Vec<String> = found
        .iter()
        .map(|found| {
            let base = found.name.as_deref().map(snake).filter(|id| !id.is_empty()).unwrap_or_else(|| from_path(found));
            // Two URLs on one page are two versions of one operation.
            match version(&found.operation.path) {
                Some(version) if found.siblings > 1 => format!("{base}_{version}"),
                _ => base,
            }
        })
        .collect();
    let qualifiers: [fn(&Found, &Pages) -> String; 6] = [
        |found, _| version(&found.operation.path).unwrap_or_default(),
        |found, _| found.operation.method.as_str().to_ascii_lowercase(),
        |found, _| from_path(found),
        |found, pages| snake(pages.drafts[found.page].page.rsplit_once('.').map_or("", |(stem, _)| stem)),
        // What one URL does for many: `{"os-start": {…}}`.
        |found, _| only_field(found).map(snake).unwrap_or_default(),
        |found, pages| own_suffix(found, pages),
    ];
    for qualify in qualifiers {
        let taken: Vec<usize> =
            (0..ids.len()).filter(|&i| ids.iter().filter(|id| **id == ids[i]).count() > 1).collect();
        let mut longer = ids.clone();
        for &index in &taken {
            let rivals: Vec<String> =
                taken.iter().filter(|&&i| ids[i] == ids[index]).map(|&i| qualify(&found[i], pages)).collect();
            // A qualifier helps only where it tells at least two of them apart.
            if rivals.iter().any(|other| *other != rivals[0]) {
                let qualifier = qualify(&found[index], pages);
                if !qualifier.is_empty() {
                    longer[index] = format!("{}_{qualifier}", ids[index]);
                }
            }
        }
        for &index in &taken {
            if longer[index] != ids[index] {
                diagnostics.push(Diagnostic::at(
                    Code::OperationIdTaken,
                    found[index].operation.origin.clone(),
                    format!("another page has the operation id `{}`; this one is `{}`", ids[index], longer[index]),
                ));
            }
        }
        ids = longer;
    }
    // The same path, method and title on the same page name: count, as nothing tells them apart.
    let plain = ids.clone();
    for (index, id) in ids.iter_mut().enumerate() {
        let before = plain[..index].iter().filter(|other| *other == id).count();
        if before > 0 {
            *id = format!("{id}_{}", before + 1);
        }
    }
    for (found, id) in found.iter_mut().zip(ids) {
        found.operation.id = OperationId::new(id);
    }
}

/// A title as an identifier: ASCII letters and digits in snake case.
fn snake(text: &str) -> String {
    let ascii: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    if ascii.trim().is_empty() || text.chars().any(|c| !c.is_ascii() && c.is_alphanumeric()) {
        return String::new();
    }
    ascii.to_snake_case()
}

/// The field of a request that has but one.
fn only_field(found: &Found) -> Option<&str> {
    match &found.operation.request.as_ref()?.schema.kind {
        Kind::Object(object) => match object.fields() {
            [only] => Some(&only.name),
            _ => None,
        },
        _ => None,
    }
}

/// A suffix out of the name of the page's file, without the folders, which depend on where one stands, and the title.
fn own_suffix(found: &Found, pages: &Pages) -> String {
    let page = pages.drafts[found.page].page.as_ref();
    let file = page.rsplit_once('/').map_or(page, |(_, file)| file);
    format!("x{:06x}", hash(format!("{file} {}", found.operation.summary).as_bytes()) >> 40)
}

/// `POST /v2/{project_id}/fgs/functions/{function_urn}/versions` is `post_fgs_functions_versions`... with the variables
/// where they end the path or tell two paths apart: all of them are kept, since the id must not depend on other pages.
fn from_path(found: &Found) -> String {
    let path: String =
        found.operation.path.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { ' ' }).collect();
    format!("{} {path}", found.operation.method.as_str().to_ascii_lowercase()).to_snake_case()
}

/// The version in a path: `v2.1` as `v2_1`.
fn version(path: &str) -> Option<String> {
    path.split('/').find_map(|segment| {
        let digits = segment.strip_prefix(['v', 'V'])?;
        let version = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        version.then(|| format!("v{}", digits.replace('.', "_")))
    })
}
