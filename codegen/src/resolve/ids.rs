//! Ids of operations: from the vendor's or the page's own name for it, otherwise from method and path.
//!
//! An id is a function of its own page, so that adding or removing pages or fields elsewhere changes no other
//! operation's id:
//!
//! 1. A name that is an identifier (`createInstances`) is the vendor's own, and is the id in snake case, however long.
//! 2. A title is shortened to [`LONGEST`] characters by dropping words, the function words of its language first, and
//!    is followed by the version in the path: a vendor that uses titles as names has the same ones for `v1` and `v3`.
//! 3. An operation with neither is named after method and path. If that is too long, variables before the last segment
//!    are left out, and the rest is shortened like a title.
//! 4. Operations of one page with the same id are distinguished by what they differ in, and as a last resort by a
//!    number.
//! 5. Operations of several pages with the same id are distinguished by the pages' paths below the root: the page that
//!    is nested less deep, then the one with the shorter path, then the alphabetically first keeps the id. Each of the
//!    others gets its first longer id that is free, and a diagnostic reports it.
//!
//! Only the last rule looks at other pages, and it applies to pages that document one operation twice.

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

/// The id that a page gives its operation, regardless of others.
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

/// A title's id. If it is too long, the least significant words are dropped first.
fn short(id: &str, vocabulary: &Vocabulary) -> String {
    if id.len() <= LONGEST {
        return id.to_owned();
    }
    let words = id.split('_').filter(|&word| vocabulary.small_words.iter().all(|small| small != word));
    naming::snake(&words.collect::<Vec<_>>().join("_"))
}

/// Whether a name is an identifier, not a title.
fn is_identifier(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// Whether an id ends in a version.
fn has_version(id: &str, version: &str) -> bool {
    id.strip_suffix(version).is_some_and(|rest| rest.ends_with('_'))
}

/// What distinguishes an operation from others with its id.
type Qualifier = fn(&Found) -> String;

/// The ways to distinguish operations with the same id.
const QUALIFIERS: [Qualifier; 4] = [
    |found| version(&found.operation.path).unwrap_or_default(),
    |found| found.operation.method.as_str().to_ascii_lowercase(),
    |found| snake(&found.operation.path),
    // One URL for many actions: `{"os-start": {…}}`.
    |found| only_field(found).map(snake).unwrap_or_default(),
];

/// Makes the ids of one page's operations unique: a qualifier is appended, or a number if no qualifier differs.
fn apart(ids: &mut [String], qualified: &dyn Fn(usize, Qualifier) -> String) {
    for qualifier in QUALIFIERS {
        let mut rivals: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, id) in ids.iter().enumerate() {
            rivals.entry(id).or_default().push(index);
        }
        let mut longer: BTreeMap<usize, String> = BTreeMap::new();
        for (id, rivals) in rivals.iter().filter(|(_, rivals)| rivals.len() > 1) {
            let qualified_ids: Vec<String> = rivals.iter().map(|&index| qualified(index, qualifier)).collect();
            // A qualifier helps only if it distinguishes at least two of them.
            if qualified_ids.iter().any(|other| *other != qualified_ids[0]) {
                let found = rivals.iter().zip(&qualified_ids).filter(|(_, qualified_ids)| !qualified_ids.is_empty());
                longer.extend(
                    found.map(|(&index, qualified_ids)| (index, naming::snake(&format!("{id}_{qualified_ids}")))),
                );
            }
        }
        for (index, longer) in longer {
            ids[index] = longer;
        }
    }
    let numbered = keep_first(ids, &|_| Vec::new());
    ids.clone_from_slice(&numbered);
}

/// Lets the first of each id keep it. The others get the first of their longer ones that is free, or a number.
fn keep_first(ids: &[String], longer: &dyn Fn(usize) -> Vec<String>) -> Vec<String> {
    let mut taken: BTreeSet<String> = ids.iter().cloned().collect();
    let mut first: BTreeSet<&str> = BTreeSet::new();
    // Numbers continue from the last one, so that the cost is linear.
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    ids.iter()
        .enumerate()
        .map(|(at, id)| {
            if first.insert(id) {
                return id.clone();
            }
            let mut longer =
                longer(at).into_iter().map(|qualified_ids| naming::snake(&format!("{id}_{qualified_ids}")));
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

/// The field of a request that has only one.
fn only_field(found: &Found) -> Option<&str> {
    match &found.operation.request.as_ref()?.schema.kind {
        Kind::Object(object) => match object.fields() {
            [only] => Some(&only.name),
            _ => None,
        },
        _ => None,
    }
}

/// The operation's name in the body's constant: its value, or its name where that selects.
fn chosen_by_body(found: &Found) -> Option<&str> {
    let mut of_body = found.operation.selectors.iter().filter(|selector| selector.place == SelectorPlace::Body);
    of_body.next().map(|selector| selector.value.as_deref().unwrap_or(&selector.name))
}

/// `POST /v2/{project_id}/functions/{function_urn}/versions` is `post_v2_project_id_functions_function_urn_versions`,
/// with all variables, since they distinguish paths; or `post_v2_functions_versions` if that is too long.
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
