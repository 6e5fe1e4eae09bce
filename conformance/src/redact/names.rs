//! Recognises names of secrets.
//!
//! A name is split into words, since `pwd` is significant in `user_pwd` but not in `cpwdm`, and since the subject of a
//! name is at one end of it: `password_policy` is about a policy. The words and parts of words are data
//! (`data/redaction/`); this module knows no word of any language.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::late::Late;
use super::{RuleError, Rules};

/// Distinguishes names of secrets from others.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Anything that could make a name one of a secret: nearly all names contain none of it.
    any: AhoCorasick,
    /// Parts of names.
    parts: AhoCorasick,
    words: BTreeSet<String>,
    last: BTreeSet<String>,
    whole: BTreeSet<String>,
    readable_first: BTreeSet<String>,
    readable_last: BTreeSet<String>,
    readable_words: BTreeSet<String>,
    readable_start: Vec<String>,
    readable_end: Vec<String>,
    looked_past: BTreeSet<String>,
    /// The members that contain a name, and those that contain the value for it.
    name_members: BTreeSet<String>,
    value_members: BTreeSet<String>,
    /// Both in a text, each with the separator before its value.
    pub(super) named: Late,
    pub(super) valued: Late,
}

impl Names {
    pub(super) fn new(rules: &Rules) -> Result<Self, RuleError> {
        let set = |names: &[String]| names.iter().map(|name| fold(name)).collect::<BTreeSet<_>>();
        // The smaller automaton, and the faster one to build: names are short.
        let either = |names: &BTreeSet<String>| {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            AhoCorasick::builder().kind(kind).build(names).map_err(|error| together(&error))
        };
        let leads = |members: &[String], then: &str| {
            let members: Vec<String> = members.iter().map(|name| regex::escape(name)).collect();
            Late::new(format!(r#"(?i)\b(?:{})\\*["']?\s*[:=]\s*{then}"#, members.join("|")))
        };
        let parts = set(&rules.names);
        let (words, last) = (set(&rules.words), set(&rules.last));
        let whole: BTreeSet<String> = set(&rules.exact).into_iter().chain(set(&rules.headers)).collect();
        let all: BTreeSet<String> = parts.iter().chain(&words).chain(&last).chain(&whole).cloned().collect();
        Ok(Self {
            any: either(&all)?,
            parts: either(&parts)?,
            words,
            last,
            whole,
            readable_first: set(&rules.readable_first),
            readable_last: set(&rules.readable_last),
            readable_words: set(&rules.readable_words),
            readable_start: set(&rules.readable_start).into_iter().collect(),
            readable_end: set(&rules.readable_end).into_iter().collect(),
            looked_past: set(&rules.looked_past),
            name_members: set(&rules.name_members),
            value_members: set(&rules.value_members),
            named: leads(&rules.name_members, r#"\\*["'](?P<name>[^"'\\]+)\\*["']"#),
            valued: leads(&rules.value_members, ""),
        })
    }

    /// Compiles all expressions.
    pub(super) fn check(&self) -> Result<(), RuleError> {
        [&self.named, &self.valued].into_iter().try_for_each(|late| late.check().map_err(|error| together(&error)))
    }

    /// Whether the value for this name is a secret.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        let folded = fold(name);
        if !self.any.is_match(&folded) {
            return false;
        }
        if self.whole.contains(&folded) {
            return true;
        }
        let mut words = split(name);
        while words.len() > 1 && words.last().is_some_and(|last| self.is_looked_past(last)) {
            words.pop();
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        if words.len() > 1 && self.readable_first.contains(first) || self.is_readable_last(last) {
            return false;
        }
        words.iter().any(|word| self.words.contains(without_digits(word)))
            || self.last.contains(last)
            || self.last.contains(without_digits(last))
            || self.parts.is_match(&self.without_readable(&words))
    }

    /// Whether it is a word without significance for the subject of a name.
    fn is_looked_past(&self, word: &str) -> bool {
        self.looked_past.contains(word) || word.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether a name that ends in this word is not about a secret: by the word, or by how the word starts or ends in
    /// scripts without spaces between words.
    fn is_readable_last(&self, last: &str) -> bool {
        self.readable_last.contains(last)
            || self.readable_end.iter().any(|end| last.ends_with(end.as_str()))
            || self.readable_start.iter().any(|start| last.starts_with(start.as_str()))
    }

    fn without_readable(&self, words: &[String]) -> String {
        words.iter().filter(|word| !self.readable_words.contains(*word)).map(String::as_str).collect()
    }

    /// Whether a member with this name contains the value for the name in another member of its object.
    pub(super) fn is_value_member(&self, name: &str) -> bool {
        self.value_members.contains(&fold(name))
    }

    /// Whether one of these members of an object has the name of a secret as its value: `"name": "DB_PASSWORD"`.
    pub(super) fn names_secret<'m>(&self, members: impl Iterator<Item = (&'m str, &'m str)>) -> bool {
        members.into_iter().any(|(key, text)| self.name_members.contains(&fold(key)) && self.is_secret(text))
    }
}

fn together(error: &dyn std::error::Error) -> RuleError {
    RuleError { name: "all names".into(), message: error.to_string() }
}

/// A name in the form that rules compare: its letters and digits in lower case.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_digits(word: &str) -> &str {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.is_empty() { word } else { bare }
}

/// The role of a character in splitting a name into words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Upper,
    Lower,
    Digit,
    /// Letters without case, of scripts other than Latin.
    Other,
    Separator,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_alphabetic() => Class::Other,
        _ => Class::Separator,
    }
}

/// The words of a name in lower case: `dbAdminPWD-2` is `db`, `admin`, `pwd` and `2`.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = Class::Separator;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let now = class(c);
        let begins = match (before, now) {
            (_, Class::Separator)
            | (Class::Lower | Class::Digit | Class::Other, Class::Upper)
            | (Class::Other, Class::Lower)
            | (Class::Lower | Class::Upper | Class::Digit, Class::Other) => true,
            // The last of several capitals begins a word if a lower-case letter follows: `APIKey`.
            (Class::Upper, Class::Upper) => chars.peek().is_some_and(|next| class(*next) == Class::Lower),
            _ => false,
        };
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if now != Class::Separator {
            word.extend(c.to_lowercase());
        }
        before = now;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_where_words_begin() {
        for (name, words) in [
            ("userPwd", "user pwd"),
            ("APIKey", "api key"),
            ("dbAdminPWD-2", "db admin pwd 2"),
            ("X-Auth-Token", "x auth token"),
            ("user[password]", "user password"),
            ("用户Token", "用户 token"),
            ("пароль администратора", "пароль администратора"),
            ("oauth2Token", "oauth2 token"),
            ("__", ""),
        ] {
            assert_eq!(split(name).join(" "), words, "{name}");
        }
    }
}
