//! Makes identifiers from names of all kinds: `router:external`, `OS-DCF:diskConfig`, `IPv6`, `2fa`, `type`, Chinese
//! words.
//!
//! The identifier depends only on the name. Where two names of one scope give the same identifier, the name that is
//! spelled like the identifier keeps it, or otherwise the first; every other gets a number, in the page's order.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// A module's name.
pub fn module(name: &str) -> String {
    safe(&words(name).to_snake_case(), "module")
}

/// A field's name in snake case.
pub fn field(name: &str) -> String {
    safe(&words(name).to_snake_case(), "field")
}

/// A type's name in camel case.
pub fn type_(name: &str) -> String {
    let camel = words(name).to_upper_camel_case();
    if camel.is_empty() {
        return "Type".to_owned();
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) { format!("Type{camel}") } else { camel }
}

/// The name of an enum's variant. Values that are not words (`>=`, `-1`, `10.5`) get the names that people use for
/// them.
pub fn variant(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    let signs: String = value.chars().take_while(|c| !c.is_alphanumeric()).collect();
    let rest = &value[signs.len()..];
    if rest.is_empty() {
        return symbols(&signs);
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return type_(value);
    }
    let number = points(rest);
    let signs = symbols(signs.trim());
    if signs.is_empty() { format!("Value{number}") } else { format!("{signs}{number}") }
}

/// A name that begins with a digit, with `_` where only punctuation separates two digits: `2.0` is not `20`.
fn points(text: &str) -> String {
    let mut out = String::new();
    for word in words(text).split_whitespace() {
        let apart = out.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if apart {
            out.push('_');
        }
        out.push_str(&word.to_upper_camel_case());
    }
    out
}

/// Marks of more than one character that have their own name.
const OPERATORS: [(&str, &str); 8] = [
    (">=", "GreaterOrEqual"),
    ("<=", "LessOrEqual"),
    ("!=", "NotEqual"),
    ("<>", "NotEqual"),
    ("==", "EqualEqual"),
    ("=~", "Matches"),
    ("&&", "AndAnd"),
    ("||", "OrOr"),
];

/// The names of marks.
const MARKS: [(char, &str); 31] = [
    ('=', "Equal"),
    ('<', "Less"),
    ('>', "Greater"),
    ('!', "Not"),
    ('+', "Plus"),
    ('-', "Minus"),
    ('*', "Star"),
    ('/', "Slash"),
    ('\\', "Backslash"),
    ('%', "Percent"),
    ('&', "And"),
    ('|', "Or"),
    ('^', "Caret"),
    ('~', "Tilde"),
    ('.', "Dot"),
    (',', "Comma"),
    (':', "Colon"),
    (';', "Semicolon"),
    ('?', "Question"),
    ('@', "At"),
    ('#', "Hash"),
    ('$', "Dollar"),
    ('_', "Underscore"),
    ('(', "Open"),
    (')', "Close"),
    ('[', "OpenSquare"),
    (']', "CloseSquare"),
    ('{', "OpenCurly"),
    ('}', "CloseCurly"),
    ('"', "Quote"),
    ('\'', "Apostrophe"),
];

/// The names of marks, one after the other. A space has none, and an unknown mark is named by its code point.
fn symbols(marks: &str) -> String {
    let mut out = String::new();
    let mut rest = marks;
    while let Some(c) = rest.chars().next() {
        if let Some((mark, name)) = OPERATORS.iter().find(|(mark, _)| rest.starts_with(mark)) {
            out.push_str(name);
            rest = &rest[mark.len()..];
            continue;
        }
        match MARKS.iter().find(|(mark, _)| *mark == c) {
            Some((_, name)) => out.push_str(name),
            None if c == ' ' && marks.trim() != "" => {}
            None if c == ' ' => out.push_str("Blank"),
            None => out.push_str(&format!("U{:x}", c as u32)),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Gives each name of a scope an identifier, in the given order. No name gets one of the `reserved` identifiers. Of
/// several names with one identifier, the one that is spelled like it gets it, or otherwise the first; the others are
/// numbered.
pub fn scope<'a>(
    names: impl IntoIterator<Item = &'a str>,
    reserved: &[&str],
    identifier: fn(&str) -> String,
) -> Vec<String> {
    let names: Vec<(&str, String)> = names.into_iter().map(|name| (name, identifier(name))).collect();
    let all: BTreeSet<&str> = names.iter().map(|(_, plain)| plain.as_str()).chain(reserved.iter().copied()).collect();
    let mut keeps: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (name, plain)) in names.iter().enumerate() {
        let known = *keeps.entry(plain).or_insert(at);
        if name == plain && names[known].0 != plain {
            keeps.insert(plain, at);
        }
    }
    let mut numbered: BTreeSet<String> = BTreeSet::new();
    // Numbers continue from the last one, so that the cost is linear.
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    names
        .iter()
        .enumerate()
        .map(|(at, (_, plain))| {
            if keeps[plain.as_str()] == at && !reserved.contains(&plain.as_str()) {
                return plain.clone();
            }
            let number = last.entry(plain).or_insert(1);
            loop {
                *number += 1;
                let given = identifier(&format!("{plain} {number}"));
                if !all.contains(given.as_str()) && numbered.insert(given.clone()) {
                    return given;
                }
            }
        })
        .collect()
}

/// Keywords of all editions that `syn` accepts as identifiers.
const LATER_KEYWORDS: [&str; 1] = ["gen"];

/// An identifier; a raw one where the name is a keyword of any edition.
pub fn ident(name: &str) -> Ident {
    let plain = syn::parse_str::<Ident>(name).ok().filter(|_| !LATER_KEYWORDS.contains(&name));
    plain.unwrap_or_else(|| match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(&format!("{name}_"), Span::call_site()),
        _ => Ident::new_raw(name, Span::call_site()),
    })
}

/// A name with only ASCII letters, digits and spaces. Other letters become their code points, so that two names remain
/// different. Acronyms followed by a lower-case letter (`IPv6`, `IDs`) are one word.
fn words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    let mut index = 0;
    while index < chars.len() {
        let c = chars[index];
        let run = chars[index..].iter().take_while(|c| c.is_ascii_uppercase()).count();
        let (small, then) = (chars.get(index + run), chars.get(index + run + 1));
        let starts = index == 0 || !chars[index - 1].is_ascii_uppercase();
        let one_word = match small {
            Some('v') => then.is_some_and(char::is_ascii_digit),
            Some('s') => then.is_none_or(|c| !c.is_ascii_lowercase()),
            _ => false,
        };
        if run >= 2 && starts && one_word {
            out.push(' ');
            out.push(c);
            out.extend(chars[index + 1..index + run].iter().map(char::to_ascii_lowercase));
            out.extend(small);
            index += run + 1;
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if c.is_alphanumeric() {
            out.push_str(&format!(" u{:x} ", c as u32));
        } else {
            out.push(' ');
        }
        index += 1;
    }
    out
}

fn safe(name: &str, fallback: &str) -> String {
    match name.chars().next() {
        None => fallback.to_owned(),
        Some(c) if c.is_ascii_digit() => format!("{fallback}_{name}"),
        Some(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identifiers() {
        assert_eq!(field("router:external"), "router_external");
        assert_eq!(field("OS-DCF:diskConfig"), "os_dcf_disk_config");
        assert_eq!(field("2fa"), "field_2fa");
        assert_eq!(field("IPv6Address"), "ipv6_address");
        assert_eq!(field("vpcIDs"), "vpc_ids");
        assert_eq!(field("HTTPServer"), "http_server");
        assert_eq!(field("名称"), "u540d_u79f0");
        assert_eq!(type_("error_code"), "ErrorCode");
        assert_eq!(type_("3d"), "Type3d");
        assert_eq!(variant("-"), "Minus");
        assert_eq!(variant(">="), "GreaterOrEqual");
        assert_eq!(variant("1"), "Value1");
        assert_eq!(variant("-1"), "Minus1");
        assert_eq!(variant("2.0"), "Value2_0");
        assert_eq!(variant("5_bgp"), "Value5Bgp");
        assert_eq!(variant(" "), "Blank");
        assert_eq!(variant(""), "Empty");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
        assert_eq!(ident("gen").to_string(), "r#gen");
    }

    #[test]
    fn rivals_keep_their_names_when_another_comes() {
        assert_eq!(scope(["name", "Name"], &[], field), ["name", "name_2"]);
        assert_eq!(scope(["NAME", "name", "Name"], &[], field), ["name_2", "name", "name_3"]);
        assert_eq!(scope(["Name", "NAME", "name_2"], &[], field), ["name", "name_3", "name_2"]);
        assert_eq!(scope(["a", "body"], &["body"], field), ["a", "body_2"]);
    }

    proptest! {
        #[test]
        fn any_text_is_an_identifier(text in any::<String>()) {
            for name in [field(&text), type_(&text), variant(&text), module(&text)] {
                let parsed = syn::parse_str::<Ident>(&ident(&name).to_string());
                prop_assert!(parsed.is_ok(), "{name}");
            }
        }

        #[test]
        fn a_scope_has_no_name_twice(names in prop::collection::btree_set("[a-zA-Z_:. -]{0,4}", 0..20)) {
            let given = scope(names.iter().map(String::as_str), &[], field);
            let unique: BTreeSet<&String> = given.iter().collect();
            prop_assert_eq!(unique.len(), given.len());
        }
    }
}
