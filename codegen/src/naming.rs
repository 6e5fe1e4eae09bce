//! Stable names: how structures are called in the IR, and therefore in Rust, schemas and `OpenAPI`.
//!
//! 1. A structure belongs to the operation on whose page it is described. Its name is the operation's name followed by
//!    the page's name for it: the table `Result` of `createInstances` is `CreateInstancesResult`. It does not matter
//!    whether another page has a `Result`, or what that contains.
//! 2. A structure of a page without operations belongs to no operation: its name is the page's name for it (`Server`).
//!    Where the page has none, it is named after the field that refers to it there, or else after the page's file.
//! 3. Where a page has several structures of one name, the first on the page keeps it; each of the others is qualified
//!    by its half of the operation (`CreateInstancesResponseTags`), by the structures that refer to it, and finally by
//!    a number.
//! 4. Neither the content of a structure nor that of any other structure affects its name: no hash, no comparison.
//! 5. A name has at most [`LONGEST`] characters. Of a longer one, whole words between the first and the last are left
//!    out, based only on its own letters: first those of the operation, then those of the structure.
//! 6. If two pages still produce the same name, it is numbered in the order of the pages. This is the only rule that
//!    looks at other pages, and it needs two operations of one id, two pages of structures with one name, or two long
//!    names that become equal when shortened.
//!
//! So a name is a function of the operation's id and of its own page, and an id is a function of its page
//! (`resolve/ids.rs`). Adding or removing pages or fields elsewhere changes neither. The price is that equal structures
//! of several operations have several names. The IR, schemas and documents contain each of them; Rust has the code
//! once, with aliases (`emit/rust/plan.rs`): every operation still has its own name for the type, and only duplicated
//! code would be costly there.
//!
//! This module makes names from words. It knows no page.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

/// The maximum number of characters of the name of a structure or type, or of an operation that has no name of the
/// vendor's.
pub(crate) const LONGEST: usize = 40;

/// How many characters the owner of a structure always gets, however long the structure's own name is.
const OWNER: usize = 20;

/// Names that Rust has in scope without a path, in the prelude of edition 2024 and earlier: no structure shadows them.
const KNOWN: &str = "AsMut AsRef AsyncFn AsyncFnMut AsyncFnOnce Box Clone Copy Default DoubleEndedIterator Drop Eq Err \
                     ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator Future Into IntoFuture IntoIterator \
                     Iterator None Ok Option Ord PartialEq PartialOrd Result Self Send Sized Some String Sync ToOwned \
                     ToString TryFrom TryInto Unpin Vec";

/// A name that shadows nothing that is in scope without a path.
pub(crate) fn free(name: &str) -> String {
    if KNOWN.split(' ').any(|known| known == name) { format!("{name}Type") } else { name.to_owned() }
}

/// A name in camel case; `None` where it has no ASCII letters. Only the last segment of a dotted path counts.
pub(crate) fn camel(name: &str) -> Option<String> {
    let last = name.rsplit('.').next().unwrap_or(name).trim_end_matches("[]");
    let ascii: String = last.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let foreign = last.chars().any(|c| !c.is_ascii() && c.is_alphanumeric());
    let camel = ascii.to_upper_camel_case();
    (!foreign && camel.chars().any(|c| c.is_ascii_alphabetic()))
        .then(|| if camel.starts_with(|c: char| c.is_ascii_digit()) { format!("Type{camel}") } else { camel })
}

/// The name of something that belongs to something else, both in camel case: at most [`LONGEST`] characters.
pub(crate) fn owned(owner: &str, name: &str) -> String {
    if name.starts_with(owner) && starts_word(&name[owner.len()..]) {
        return owned_words(Vec::new(), camel_words(name));
    }
    owned_words(camel_words(owner), camel_words(name))
}

/// Names that are taken. Repeated names are numbered from the last number on, so that the cost is linear.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    last: BTreeMap<String, usize>,
}

impl Taken {
    /// Takes the name, or the name with the first number that makes it unique.
    pub(crate) fn take(&mut self, name: &str) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        let words = camel_words(name);
        let last = self.last.entry(name.to_owned()).or_insert(1);
        loop {
            *last += 1;
            let given = owned_words(words.clone(), vec![last.to_string()]);
            if self.names.insert(given.clone()) {
                return given;
            }
        }
    }

    /// Whether a name is taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

impl FromIterator<String> for Taken {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        Self { names: names.into_iter().collect(), last: BTreeMap::new() }
    }
}

/// Whether a new word begins at the start of the rest of a name.
fn starts_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

fn owned_words(mut owner: Vec<String>, mut name: Vec<String>) -> String {
    let length = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    if length(&owner) + length(&name) > LONGEST {
        shorten(&mut name, LONGEST - length(&owner).min(OWNER), 0);
        shorten(&mut owner, LONGEST - length(&name), 0);
    }
    owner.concat() + &name.concat()
}

/// The words of an identifier in snake case, joined: at most [`LONGEST`] characters.
pub(crate) fn snake(id: &str) -> String {
    let mut words: Vec<String> = id.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    shorten(&mut words, LONGEST, 1);
    words.join("_")
}

/// The words of a name in camel case.
fn camel_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if !c.is_uppercase() => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

/// Leaves out whole words until the others fit: first those of one or two letters (`of`, `to`), then others from the left,
/// since titles and paths of one kind differ towards their ends. The first and the last word stay, and the last one before a
/// number at the end. Words with a digit are left out only when no other is left, since they distinguish versions. Only a
/// word that is too long by itself is cut.
fn shorten(words: &mut Vec<String>, most: usize, between: usize) {
    let letters = |word: &str| word.chars().count();
    let length =
        |words: &[String]| words.iter().map(|word| letters(word) + between).sum::<usize>().saturating_sub(between);
    if length(words) <= most {
        return;
    }
    // More words would not fit in any case: the following work is done for few words only.
    if words.len() > LONGEST {
        words.drain(LONGEST / 2..words.len() - LONGEST / 2);
    }
    let numbered = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let kinds: [&dyn Fn(&str) -> bool; 3] =
        [&|word| letters(word) <= 2 && !numbered(word), &|word| !numbered(word), &|_| true];
    for may_go in kinds {
        while length(words) > most && words.len() > 2 {
            let last = words.iter().rposition(|word| !numbered(word)).unwrap_or_default();
            let Some(at) = (1..words.len() - 1).find(|&at| at != last && may_go(&words[at])) else { break };
            words.remove(at);
        }
    }
    while length(words) > most && words.len() > 1 {
        // Of the two ends, what fits and says most.
        let (first, last) = (letters(&words[0]), letters(&words[words.len() - 1]));
        let keeps_first = last > most || (first <= most && first >= last);
        words.remove(if keeps_first { words.len() - 1 } else { 0 });
    }
    if length(words) > most
        && let [word] = words.as_mut_slice()
    {
        *word = word.chars().take(most).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_structure_is_named_after_its_operation() {
        assert_eq!(owned("CreateLamps", "Result"), "CreateLampsResult");
        assert_eq!(owned("CreateLamps", "CreateLampsResult"), "CreateLampsResult");
        assert_eq!(owned("CreateLamp", "CreateLampsResult"), "CreateLampCreateLampsResult");
        assert_eq!(owned("", "Result"), "Result");
    }

    #[test]
    fn a_long_name_loses_whole_words_between_its_ends() {
        let name = owned("ListLampsNotBoundToAnAccessPolicyV2", "LampDetails");
        assert_eq!(name, "ListNotBoundAccessPolicyV2LampDetails");
        assert_eq!(
            snake("list_the_lamps_of_all_rooms_of_a_house_v1_and_their_colours"),
            "list_rooms_house_v1_and_their_colours"
        );
        assert_eq!(snake(&"a".repeat(50)), "a".repeat(LONGEST));
        assert_eq!(snake(&format!("turn_{}", "a".repeat(38))), "a".repeat(38));
    }

    #[test]
    fn what_code_has_without_a_path_is_left_to_it() {
        for (name, freed) in [("Result", "ResultType"), ("AsMut", "AsMutType"), ("Vec", "VecType"), ("Drops", "Drops")]
        {
            assert_eq!(free(name), freed);
        }
        assert_eq!(free("Results"), "Results");
    }

    #[test]
    fn camel_case_has_letters() {
        assert_eq!(camel("a.b.server_group[]").as_deref(), Some("ServerGroup"));
        assert_eq!(camel("2fa").as_deref(), Some("Type2fa"));
        assert_eq!(camel("名称"), None);
        assert_eq!(camel("--"), None);
    }

    proptest! {
        #[test]
        fn no_name_is_longer(owner in "([A-Z][a-z0-9]{0,12}){0,12}", name in "([A-Z][a-z0-9]{0,12}){1,12}") {
            let given = owned(&owner, &name);
            prop_assert!(!given.is_empty() && given.len() <= LONGEST, "{}", given);
            prop_assert!(owner.len() + name.len() > LONGEST || given.ends_with(&name));
            prop_assert!(snake(&heck::ToSnakeCase::to_snake_case(&*given)).len() <= LONGEST);
        }
    }
}
