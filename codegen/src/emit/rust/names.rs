//! Identifiers out of names of all kinds: `router:external`, `OS-DCF:diskConfig`, `IPv6`, `2fa`, `type`, Chinese words.
//!
//! A name's identifier is a function of the name alone. Where two names of one scope give the same identifier, the one
//! that is written like the identifier keeps it, and every other gets a suffix out of its own letters: no number that
//! would change when a name is added.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

use crate::text::hash;

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
    if camel.starts_with(|c: char| c.is_ascii_digit()) { format!("N{camel}") } else { camel }
}

/// The name of an enum's variant. A value without letters or digits is named by its characters.
pub fn variant(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    if value.chars().any(char::is_alphanumeric) {
        return type_(value);
    }
    let codes: Vec<String> = value.chars().map(|c| format!("U{:x}", c as u32)).collect();
    codes.concat()
}

/// Gives each name of a scope an identifier, in the order given. `reserved` are identifiers that none may take.
pub fn scope<'a>(
    names: impl IntoIterator<Item = &'a str>,
    reserved: &[&str],
    identifier: fn(&str) -> String,
) -> Vec<String> {
    let names: Vec<&str> = names.into_iter().collect();
    let mut rivals: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in &names {
        rivals.entry(identifier(name)).or_default().insert(name);
    }
    names
        .iter()
        .map(|name| {
            let plain = identifier(name);
            let among = &rivals[&plain];
            let keeps = among.len() == 1
                || plain == **name
                || (*among.first().unwrap_or(name) == *name && !among.contains(plain.as_str()));
            if keeps && !reserved.contains(&plain.as_str()) {
                plain
            } else {
                identifier(&format!("{plain} {}", suffix(name)))
            }
        })
        .collect()
}

/// A suffix out of a text's own letters.
pub fn suffix(text: &str) -> String {
    format!("x{:06x}", hash(text.as_bytes()) >> 40)
}

/// Keywords of editions that `syn` takes for identifiers.
const LATER_KEYWORDS: [&str; 1] = ["gen"];

/// An identifier; raw where the name is a keyword of any edition.
pub fn ident(name: &str) -> Ident {
    let plain = syn::parse_str::<Ident>(name).ok().filter(|_| !LATER_KEYWORDS.contains(&name));
    plain.unwrap_or_else(|| match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(&format!("{name}_"), Span::call_site()),
        _ => Ident::new_raw(name, Span::call_site()),
    })
}

/// A name with nothing but ASCII letters, digits and blanks; other letters as their code points, so that two names stay
/// two names. Acronyms with a small letter behind them (`IPv6`, `IDs`) are one word.
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
        Some(c) if c.is_ascii_digit() => format!("n{name}"),
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
        assert_eq!(field("2fa"), "n2fa");
        assert_eq!(field("IPv6Address"), "ipv6_address");
        assert_eq!(field("vpcIDs"), "vpc_ids");
        assert_eq!(field("HTTPServer"), "http_server");
        assert_eq!(field("名称"), "u540d_u79f0");
        assert_eq!(type_("error_code"), "ErrorCode");
        assert_eq!(type_("3d"), "N3d");
        assert_eq!(variant("-"), "U2d");
        assert_eq!(variant(""), "Empty");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
        assert_eq!(ident("gen").to_string(), "r#gen");
    }

    #[test]
    fn rivals_keep_their_names_when_another_comes() {
        assert_eq!(scope(["name", "Name"], &[], field), ["name", &format!("name_{}", suffix("Name"))]);
        let three = scope(["NAME", "name", "Name"], &[], field);
        assert_eq!(three[1], "name");
        assert_eq!(three[2], format!("name_{}", suffix("Name")));
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
