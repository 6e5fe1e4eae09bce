//! Diagnostics as text for people and machines, one file per format. All formats take the same data and decide nothing.

mod github;
mod human;
mod json;
mod junit;
mod sarif;

use std::io;
use std::str::FromStr;

use super::Diagnostic;
use crate::ParseError;

#[doc(hidden)]
pub use github::command;
#[doc(hidden)]
pub use human::{Quoted, placed, quote, renderer};
#[doc(hidden)]
pub use sarif::uri;

/// The format of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// One line per diagnostic: `page:line:column: severity[code]: message`.
    #[default]
    Concise,
    /// With the page's line quoted and the place marked in it.
    Human,
    /// One JSON array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML, a test case per page.
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
}

impl Format {
    /// All formats with their names on the command line.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Concise, "concise"),
        (Self::Human, "human"),
        (Self::Json, "json"),
        (Self::Sarif, "sarif"),
        (Self::Junit, "junit"),
        (Self::Github, "github"),
    ];
}

impl FromStr for Format {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&Self::ALL, text)
    }
}

/// Writes diagnostics. `page` gives the text of a page by its name, for formats that quote it; `colour` asks for
/// terminal colours where the format has them.
///
/// # Errors
/// The errors of `out`.
pub fn render(
    diagnostics: &[Diagnostic],
    format: Format,
    colour: bool,
    page: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Concise => diagnostics.iter().try_for_each(|diagnostic| human::line(diagnostic, colour, out)),
        Format::Human => human::render(diagnostics, colour, page, out),
        Format::Json => json::render(diagnostics, out),
        Format::Sarif => sarif::render(diagnostics, out),
        Format::Junit => junit::render(diagnostics, out),
        Format::Github => github::render(diagnostics, out),
    }
}
