//! Identifiers out of names of all kinds: `router:external`, `OS-DCF:diskConfig`, `2fa`, `type`, Chinese words.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// A module's name.
pub fn module(name: &str) -> String {
    safe(&ascii(name).to_snake_case(), "module")
}

/// A field's name in snake case.
pub fn field(name: &str) -> String {
    safe(&ascii(name).to_snake_case(), "field")
}

/// A type's name in camel case.
pub fn type_(name: &str) -> String {
    let camel = ascii(name).to_upper_camel_case();
    if camel.is_empty() {
        return "Type".to_owned();
    }
    if camel.starts_with(|c: char| c.is_ascii_digit()) { format!("N{camel}") } else { camel }
}

/// A name that is not among the ones taken: with a number behind it where it is. Names are taken in the page's order, so
/// that the numbers stay.
pub fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// An identifier; raw where the name is a keyword.
pub fn ident(name: &str) -> Ident {
    syn::parse_str::<Ident>(name).unwrap_or_else(|_| match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(&format!("{name}_"), Span::call_site()),
        _ => Ident::new_raw(name, Span::call_site()),
    })
}

/// A name with nothing but ASCII letters, digits and blanks; other letters as their code points, so that two names stay
/// two names.
fn ascii(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if c.is_alphanumeric() {
            out.push_str(&format!(" u{:x} ", c as u32));
        } else {
            out.push(' ');
        }
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
    use super::*;

    #[test]
    fn identifiers() {
        assert_eq!(field("router:external"), "router_external");
        assert_eq!(field("OS-DCF:diskConfig"), "os_dcf_disk_config");
        assert_eq!(field("2fa"), "n2fa");
        assert_eq!(field("名称"), "u540d_u79f0");
        assert_eq!(type_("error_code"), "ErrorCode");
        assert_eq!(type_("3d"), "N3d");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
        let mut taken = BTreeSet::new();
        assert_eq!(unique("a", &mut taken), "a");
        assert_eq!(unique("a", &mut taken), "a_2");
    }
}
