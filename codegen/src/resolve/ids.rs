//! Ids of operations: from the page's own name for it, else from method and path.
//!
//! An id is a function of its own page, so that a page that is added moves no other operation's id. Only where two pages
//! of a service would take the same id do all of them get a longer one, and a diagnostic says so.

use std::collections::{BTreeMap, BTreeSet};

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
        lengthen(&mut ids, &|index| qualify(&found[index], pages), &mut |index, id, longer| {
            diagnostics.push(Diagnostic::at(
                Code::OperationIdTaken,
                found[index].operation.origin.clone(),
                format!("another page has the operation id `{id}`; this one is `{longer}`"),
            ));
        });
    }
    ids.iter_mut().for_each(shorten);
    number(&mut ids);
    for (found, id) in found.iter_mut().zip(ids) {
        found.operation.id = OperationId::new(id);
    }
}

/// Gives ids that are there more than once what tells them apart, and says so of each that changes.
fn lengthen(ids: &mut [String], qualify: &dyn Fn(usize) -> String, changed: &mut dyn FnMut(usize, &str, &str)) {
    let mut rivals: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, id) in ids.iter().enumerate() {
        rivals.entry(id).or_default().push(index);
    }
    let mut longer: BTreeMap<usize, String> = BTreeMap::new();
    for (id, rivals) in rivals.iter().filter(|(_, rivals)| rivals.len() > 1) {
        let qualifiers: Vec<String> = rivals.iter().map(|&index| qualify(index)).collect();
        // A qualifier helps only where it tells at least two of them apart.
        if qualifiers.iter().any(|other| *other != qualifiers[0]) {
            let found = rivals.iter().zip(&qualifiers).filter(|(_, qualifier)| !qualifier.is_empty());
            longer.extend(found.map(|(&index, qualifier)| (index, format!("{id}_{qualifier}"))));
        }
    }
    for (index, longer) in longer {
        changed(index, &ids[index], &longer);
        ids[index] = longer;
    }
}

/// How many bytes of an id are kept: a file's name has a bound (`segment.rs`), and a number may follow.
const LONGEST: usize = 150;

/// Cuts an id that no file could be called by, and marks it by a hash of the whole, so that another one stays another.
fn shorten(id: &mut String) {
    if id.len() > LONGEST {
        let whole = hash(id.as_bytes());
        let end = (0..=LONGEST).rev().find(|&end| id.is_char_boundary(end)).unwrap_or(0);
        id.truncate(end);
        *id = format!("{}_{whole:016x}", id.trim_end_matches('_'));
    }
}

/// Numbers what is left: the same path, method and title on the same page name, which nothing tells apart. No number makes
/// an id that another operation has.
fn number(ids: &mut [String]) {
    let own: BTreeSet<String> = ids.iter().cloned().collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for id in ids {
        let count = count.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let mut numbered = format!("{id}_{count}");
            while own.contains(&numbered) {
                *count += 1;
                numbered = format!("{id}_{count}");
            }
            *id = numbered;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(ids: &[&str]) -> Vec<String> {
        let mut ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        number(&mut ids);
        ids
    }

    #[test]
    fn no_number_makes_an_id_that_is_there() {
        assert_eq!(numbered(&["a", "a", "a_2", "a"]), ["a", "a_3", "a_2", "a_4"]);
        assert_eq!(numbered(&["a", "b"]), ["a", "b"]);
    }

    #[test]
    fn an_id_that_is_too_long_is_cut_and_stays_its_own() {
        let cut = |id: String| {
            let mut id = id;
            shorten(&mut id);
            id
        };
        let (one, other) = (cut(format!("{}_a", "lamp_".repeat(60))), cut(format!("{}_b", "lamp_".repeat(60))));
        assert!(one.len() <= LONGEST + 17 && one.starts_with("lamp_lamp_"), "{one}");
        assert_ne!(one, other);
        assert_eq!(cut("create_lamp".into()), "create_lamp");
    }

    #[test]
    fn only_what_parts_ids_lengthens_them() {
        let mut ids: Vec<String> = ["a", "a", "b", "c", "c"].map(str::to_owned).to_vec();
        let of = ["x", "y", "z", "w", "w"];
        let mut said = Vec::new();
        lengthen(&mut ids, &|index| of[index].to_owned(), &mut |index, id, longer| {
            said.push(format!("{index} {id} {longer}"));
        });
        assert_eq!(ids, ["a_x", "a_y", "b", "c", "c"]);
        assert_eq!(said, ["0 a a_x", "1 a a_y"]);
    }
}
