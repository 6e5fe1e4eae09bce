//! Pass 2: parse a page's text into a [`Document`].
//!
//! The syntax is determined by the file's extension, or by the markup of the text where the extension does not
//! determine it. Each frontend returns a tree and diagnostics and never fails: what it cannot parse, it keeps as text.

mod bounds;
mod builder;
mod html;
mod markdown;
mod rst;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::Source;

/// The syntax of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    /// Markdown, including HTML and YFM tables.
    Markdown,
    /// Markdown with components.
    Mdx,
    /// reStructuredText.
    Rst,
}

impl Syntax {
    /// The extensions, without the dot, of files that are treated as pages when a folder is searched.
    pub const EXTENSIONS: &'static [&'static str] = &["md", "markdown", "mdx", "rst"];

    /// The syntax of a page. The extension decides; a page without a known one is RST if it has RST's explicit markup
    /// at the start of a line, and Markdown otherwise.
    pub fn detect(source: &Source) -> Self {
        let extension = source.page().rsplit(['/', '.']).next().unwrap_or("").to_ascii_lowercase();
        match extension.as_str() {
            "rst" => Self::Rst,
            "md" | "markdown" => Self::Markdown,
            "mdx" => Self::Mdx,
            _ if source.text().lines().any(|line| line.starts_with(".. _") || is_directive(line.trim_start())) => {
                Self::Rst
            }
            _ => Self::Markdown,
        }
    }
}

/// Whether a line begins a directive of RST: `.. name::`.
fn is_directive(line: &str) -> bool {
    line.strip_prefix(".. ").and_then(|rest| rest.split_once("::")).is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

pub(crate) use rst::fragment as rst_fragment;

/// Parses a page in a known syntax.
pub fn parse_as(syntax: Syntax, source: &Source) -> (Document, Vec<Diagnostic>) {
    match syntax {
        Syntax::Markdown => markdown::parse(source, false),
        Syntax::Mdx => markdown::parse(source, true),
        Syntax::Rst => rst::parse(source),
    }
}

/// Parses a page.
pub fn parse(source: &Source) -> (Document, Vec<Diagnostic>) {
    parse_as(Syntax::detect(source), source)
}
