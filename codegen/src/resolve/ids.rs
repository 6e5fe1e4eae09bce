//! Ids of operations: from the vendor's or the page's own name for it, else from method and path.
//!
//! An id is a function of its own page, so that a page more, a page less or a field more elsewhere moves no other
//! operation's id:
//!
//! 1. A name that is an identifier (`createInstances`) is the vendor's own, and is the id in snake case, however long it is.
//! 2. A title is cut to [`LONGEST`] characters by words, the small ones of its language first, with the version of the path
//!    behind it: a vendor that has titles for names says the same of `v1` and `v3`.
//! 3. What has neither is named after method and path. Where that is too long, variables before the last segment are left
//!    out, and what is still too long is cut as titles are.
//! 4. Operations of one page that would have one id are told apart by what they differ in, and at last by a number.
//! 5. Operations of several pages that would have one id are told apart by the pages' paths below the root: the one that
//!    lies less deep, then the one of the shorter path, then the first by letters keeps the id. Each of the others gets
//!    the first longer id of its own that is free, and a diagnostic says so.
//!
//! The last rule is the only one that looks at other pages, and it is about pages that document one operation twice.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, OperationId, SelectorPlace};
use crate::naming::{self, LONGEST};
use crate::vocabulary::Vocabulary;

use super::editions::Found;
use super::links::Pages;

pub(super) fn assign(found: &mut [Found], pages: &Pages, vocabulary: &Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let mut ids: Vec<String> = found.iter().map(|found| own(found, vocabulary)).collect();
    let mut by_page: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, found) in found.iter().enumerate() {
        by_page.entry(&*pages.drafts[found.page].page).or_default().push(index);
    }
    for of_page in by_page.values() {
        let mut own: Vec<String> = of_page.iter().map(|&index| ids[index].clone()).collect();
        apart(&mut own, &|at, qualifier| qualifier(&found[of_page[at]]));
        for (&index, id) in of_page.iter().zip(own) {
            ids[index] = id;
        }
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    let path = |index: usize| &*pages.drafts[found[index].page].page;
    order.sort_by_key(|&index| (path(index).matches('/').count(), path(index).chars().count(), path(index), index));
    let taken =
        |order: &[usize], ids: &[String]| -> Vec<String> { order.iter().map(|&index| ids[index].clone()).collect() };
    let given = keep_first(&taken(&order, &ids), &|at| {
        QUALIFIERS.iter().map(|qualifier| qualifier(&found[order[at]])).filter(|it| !it.is_empty()).collect()
    });
    for (&index, id) in order.iter().zip(given) {
        if id != ids[index] {
            diagnostics.push(Diagnostic::at(
                Code::OperationIdTaken,
                found[index].operation.origin.clone(),
                format!("another page has the operation id `{}`; this one is `{id}`", ids[index]),
            ));
            ids[index] = id;
        }
    }
    for (found, id) in found.iter_mut().zip(ids) {
        let own = |name: &&String| is_identifier(name) && snake(name) == id && id.contains('_');
        found.operation.name = found.name.as_ref().filter(own).cloned();
        found.operation.id = OperationId::new(id);
    }
}

/// The id that a page gives its operation, whatever others there are.
fn own(found: &Found, vocabulary: &Vocabulary) -> String {
    let version = version(&found.operation.path);
    let named = found.name.as_deref().map(|name| (name, snake(name))).filter(|(_, id)| !id.is_empty());
    match (named, version) {
        // Two URLs on one page are two versions of one operation.
        (Some((name, id)), Some(version)) if is_identifier(name) && found.siblings > 1 => format!("{id}_{version}"),
        (Some((name, id)), _) if is_identifier(name) => id,
        (Some((_, id)), Some(version)) if !has_version(&id, &version) => short(&format!("{id}_{version}"), vocabulary),
        (Some((_, id)), _) => short(&id, vocabulary),
        (None, _) => from_path(found),
    }
}

/// A title's id. Where it is too long, the words that say least go first.
fn short(id: &str, vocabulary: &Vocabulary) -> String {
    if id.len() <= LONGEST {
        return id.to_owned();
    }
    let words = id.split('_').filter(|&word| vocabulary.small_words.iter().all(|small| small != word));
    naming::snake(&words.collect::<Vec<_>>().join("_"))
}

/// Whether a name is one that code has, and no title.
fn is_identifier(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// Whether an id ends in a version.
fn has_version(id: &str, version: &str) -> bool {
    id.strip_suffix(version).is_some_and(|rest| rest.ends_with('_'))
}

/// What of an operation tells it from others of its id.
type Qualifier = fn(&Found) -> String;

/// What tells operations of one id apart.
const QUALIFIERS: [Qualifier; 4] = [
    |found| version(&found.operation.path).unwrap_or_default(),
    |found| found.operation.method.as_str().to_ascii_lowercase(),
    |found| snake(&found.operation.path),
    // What one URL does for many: `{"os-start": {…}}`.
    |found| only_field(found).map(snake).unwrap_or_default(),
];

/// Gives the operations of one page ids that differ: what parts them is put behind, and numbers are where nothing does.
fn apart(ids: &mut [String], qualified: &dyn Fn(usize, Qualifier) -> String) {
    for qualifier in QUALIFIERS {
        let mut rivals: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, id) in ids.iter().enumerate() {
            rivals.entry(id).or_default().push(index);
        }
        let mut longer: BTreeMap<usize, String> = BTreeMap::new();
        for (id, rivals) in rivals.iter().filter(|(_, rivals)| rivals.len() > 1) {
            let told: Vec<String> = rivals.iter().map(|&index| qualified(index, qualifier)).collect();
            // A qualifier helps only where it tells at least two of them apart.
            if told.iter().any(|other| *other != told[0]) {
                let found = rivals.iter().zip(&told).filter(|(_, told)| !told.is_empty());
                longer.extend(found.map(|(&index, told)| (index, naming::snake(&format!("{id}_{told}")))));
            }
        }
        for (index, longer) in longer {
            ids[index] = longer;
        }
    }
    let numbered = keep_first(ids, &|_| Vec::new());
    ids.clone_from_slice(&numbered);
}

/// Lets the first of each id have it. The others get the first longer one that nobody has, or a number.
fn keep_first(ids: &[String], longer: &dyn Fn(usize) -> Vec<String>) -> Vec<String> {
    let mut taken: BTreeSet<String> = ids.iter().cloned().collect();
    let mut first: BTreeSet<&str> = BTreeSet::new();
    // Numbers go on from the last one, so that the cost is linear.
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    ids.iter()
        .enumerate()
        .map(|(at, id)| {
            if first.insert(id) {
                return id.clone();
            }
            let mut longer = longer(at).into_iter().map(|told| naming::snake(&format!("{id}_{told}")));
            let mut given = longer.find(|id| !taken.contains(id)).unwrap_or_else(|| id.clone());
            while !taken.insert(given.clone()) {
                let number = last.entry(id).or_insert(1);
                *number += 1;
                given = format!("{id}_{number}");
            }
            given
        })
        .collect()
}

/// A title as an identifier: ASCII letters and digits in snake case.
fn snake(text: &str) -> String {
    let ascii: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { ' ' }).collect();
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

/// What the body's constant calls the operation: its value, or its name where that selects.
fn chosen_by_body(found: &Found) -> Option<&str> {
    let mut of_body = found.operation.selectors.iter().filter(|selector| selector.place == SelectorPlace::Body);
    of_body.next().map(|selector| selector.value.as_deref().unwrap_or(&selector.name))
}

/// `POST /v2/{project_id}/functions/{function_urn}/versions` is `post_v2_project_id_functions_function_urn_versions`, with all
/// variables, since they tell paths apart; and `post_v2_functions_versions` where that is too long.
fn from_path(found: &Found) -> String {
    let path = &found.operation.path;
    let chosen = chosen_by_body(found).map(snake).unwrap_or_default();
    let method = found.operation.method.as_str().to_ascii_lowercase();
    let id = |path: &str| {
        let parts = [method.clone(), snake(path), chosen.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
    };
    let whole = id(path);
    if whole.len() <= LONGEST {
        return whole;
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_last = |at: usize| at + 1 == segments.len();
    let literal = segments.iter().enumerate().filter(|(at, segment)| is_last(*at) || !segment.contains('{'));
    naming::snake(&id(&literal.map(|(_, segment)| *segment).collect::<Vec<_>>().join("/")))
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

    fn kept(ids: &[&str], longer: &[&[&str]]) -> Vec<String> {
        let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        keep_first(&ids, &|at| longer.get(at).into_iter().flat_map(|all| all.iter().map(|&it| it.to_owned())).collect())
    }

    #[test]
    fn no_number_makes_an_id_that_is_there() {
        assert_eq!(kept(&["a", "a", "a_2", "a"], &[]), ["a", "a_3", "a_2", "a_4"]);
        assert_eq!(kept(&["a", "b"], &[]), ["a", "b"]);
    }

    #[test]
    fn the_first_keeps_its_id_and_the_others_get_what_is_their_own() {
        assert_eq!(
            kept(&["a", "a", "a", "a_v1"], &[&["v1"], &["v1", "get"], &["v1", "get"]]),
            ["a", "a_get", "a_2", "a_v1"]
        );
    }

    #[test]
    fn a_title_is_no_identifier() {
        assert!(is_identifier("createLamp") && is_identifier("Lamp.create"));
        assert!(!is_identifier("Create a Lamp"));
        assert!(has_version("list_lamps_v2", "v2") && !has_version("list_lamps", "v2") && !has_version("xv2", "v2"));
    }
}
