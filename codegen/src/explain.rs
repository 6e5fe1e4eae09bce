//! Explains the contract: a row of a page with its cells, the phrases that matched its prose, the resulting demands,
//! and what was seen and left out.
//!
//! It runs the passes for one page again and shows their intermediate results; it reads nothing else.

mod contract;
mod field;
mod row;
mod trace;

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::discover::Overrides;
use crate::includes::Includes;
use crate::pipeline;
use crate::read;
use crate::source::Source;
use crate::vocabulary::Library;

pub use contract::contract;
pub use field::{FoundField, fields};
pub use row::{ExplainedRow, Statement};
pub use trace::{Trace, TracedRow, TracedText, trace};

/// The explanation of a place on a page.
#[derive(Debug)]
pub struct Explanation {
    /// The page's name.
    pub page: String,
    /// Vendor, service and language of the page.
    pub read_as: [String; 3],
    /// The rows of tables of parameters on the line.
    pub rows: Vec<ExplainedRow>,
    /// The findings in those rows, or on the line where there are no rows.
    pub findings: Vec<Diagnostic>,
}

/// Explains a line of a page, counted from 1.
///
/// # Errors
/// A diagnostic where the page's vendor can't be determined.
pub fn line(
    source: &mut Source,
    library: &Library,
    overrides: &Overrides,
    includes: &Includes,
    line: u32,
) -> Result<Explanation, Box<Diagnostic>> {
    let page = pipeline::page(source, library, overrides, includes)?;
    let (units, _) = pipeline::units(source, &page.vocabulary, includes);
    let source = &*source;
    let mut rows = Vec::new();
    for (unit, draft) in units.iter().zip(&page.drafts) {
        let raw = read::read(source, unit, &page.vocabulary);
        rows.extend(row::rows(source, &raw, &page.vocabulary, draft, line));
    }
    let (first, last) =
        rows.iter().fold((line, line), |(first, last), row| (first.min(row.lines.0), last.max(row.lines.1)));
    let all = page.diagnostics.iter().chain(page.drafts.iter().flat_map(|draft| &draft.diagnostics));
    let findings = all.filter(|finding| (first..=last).contains(&finding.origin.line)).cloned().collect();
    let read_as = page.drafts.first().map(|draft| [&draft.vendor, &draft.service, &draft.language].map(Clone::clone));
    Ok(Explanation { page: source.page().to_string(), read_as: read_as.unwrap_or_default(), rows, findings })
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [vendor, service, language] = &self.read_as;
        writeln!(f, "{} is read as a page of {vendor}, service {service}, in {language}", self.page)?;
        if self.rows.is_empty() {
            writeln!(f, "\nthere is no row of a table of parameters here")?;
        }
        for row in &self.rows {
            write!(f, "\n{row}")?;
        }
        if !self.findings.is_empty() {
            writeln!(f, "\nfindings")?;
            for finding in &self.findings {
                let (at, code) = (&finding.origin, finding.code.name());
                writeln!(f, "  {}:{}  {code}: {}", at.line, at.column, finding.message)?;
                if let Some(help) = &finding.help {
                    writeln!(f, "    {help}")?;
                }
            }
        }
        Ok(())
    }
}
