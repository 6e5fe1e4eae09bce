//! Tokens as formatted source.

use proc_macro2::TokenStream;
use quote::quote;

/// What the text of a table begins with, while it is a literal.
const TABLE: &str = "@table";

/// The rows of a macro's table. The formatter fills macros' lines; these stay one by one.
pub(in crate::emit::rust) fn table(rows: &[String]) -> TokenStream {
    let text = [TABLE].into_iter().chain(rows.iter().map(String::as_str)).collect::<Vec<_>>().join("\n");
    quote!(#text)
}

/// Tokens as formatted source.
///
/// # Panics
/// Where the tokens are no Rust: a defect of the emitter, never of a page.
pub(super) fn formatted(tokens: &TokenStream) -> String {
    let file = syn::parse2(tokens.clone()).expect("the emitter writes Rust");
    let text = prettyplease::unparse(&file);
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match rows(line) {
            Some((head, rows, tail)) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                if !head.is_empty() {
                    out.push_str(&format!("{indent}{head}\n"));
                }
                let rows: Vec<String> = rows.lines().skip(1).map(|row| format!("{indent}    {row}")).collect();
                out.push_str(&rows.join("\n"));
                if !tail.is_empty() {
                    out.push_str(&format!("\n{indent}{tail}"));
                }
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A line that holds a table: what is before it, the table, what is behind it.
fn rows(line: &str) -> Option<(&str, String, &str)> {
    let start = line.find(&format!("\"{TABLE}"))?;
    let (literal, tail) = match line[start..].strip_suffix(" }") {
        Some(literal) => (literal, "}"),
        None => (&line[start..], ""),
    };
    let rows = syn::parse_str::<syn::LitStr>(literal).ok()?.value();
    Some((line[..start].trim(), rows, tail))
}
