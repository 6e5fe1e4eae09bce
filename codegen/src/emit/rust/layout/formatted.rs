//! Writes tokens as formatted source.

use proc_macro2::TokenStream;
use quote::quote;

/// The prefix of a table's text while it is a literal.
const TABLE: &str = "@table";

/// The rows of a macro's table. The formatter joins lines in macros; these rows stay on lines of their own.
pub(in crate::emit::rust) fn table(rows: &[String]) -> TokenStream {
    let text = [TABLE].into_iter().chain(rows.iter().map(String::as_str)).collect::<Vec<_>>().join("\n");
    quote!(#text)
}

/// Tokens as formatted source.
///
/// # Panics
/// Where the tokens are not Rust: a bug in the emitter, never caused by a page.
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

/// A line with a table: the text before it, the table, and the text after it.
fn rows(line: &str) -> Option<(&str, String, &str)> {
    let start = line.find(&format!("\"{TABLE}"))?;
    let (literal, tail) = match line[start..].strip_suffix(" }") {
        Some(literal) => (literal, "}"),
        None => (&line[start..], ""),
    };
    let rows = syn::parse_str::<syn::LitStr>(literal).ok()?.value();
    Some((line[..start].trim(), rows, tail))
}
