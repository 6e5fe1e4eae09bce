//! Reports as text for people and machines, one file per format. All formats take the same report and decide nothing.

mod github;
mod html;
mod human;
mod junit;
mod sarif;

use std::cmp::Reverse;
use std::io;
use std::str::FromStr;

use refract_codegen::ParseError;
use refract_codegen::text::count;

use crate::finding::{Code, Group, Occurrence, Place, Severity};

use super::Report;
use super::pages::Pages;

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// For a terminal: findings with the page's line quoted, and sums.
    #[default]
    Human,
    /// The report itself, which `refract conform merge` reads.
    Json,
    /// `JUnit` XML: a test suite per service, a test case per operation or structure.
    Junit,
    /// SARIF 2.1.0, within GitHub's limits.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// One page for a browser, without any other files.
    Html,
}

impl Format {
    /// All formats with their names on the command line.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Human, "human"),
        (Self::Json, "json"),
        (Self::Junit, "junit"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
        (Self::Html, "html"),
    ];

    /// The format that a file's name stands for, packed (`report.json.gz`) or not.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "json" => Some(Self::Json),
            "xml" => Some(Self::Junit),
            "sarif" => Some(Self::Sarif),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Human),
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        refract_codegen::choice::by_name(&Self::ALL, text)
    }
}

/// How a report is shown.
#[derive(Debug)]
pub struct View {
    /// Whether to use terminal colours where the format has them.
    pub colour: bool,
    /// The minimum severity of findings that fail, where the format distinguishes failures from others.
    pub fail_on: Severity,
    /// Where quoted lines are read.
    pub pages: Pages,
}

impl Default for View {
    fn default() -> Self {
        Self { colour: false, fail_on: Severity::Error, pages: Pages::default() }
    }
}

/// Writes a report.
///
/// # Errors
/// The errors of `out`.
pub fn render(report: &Report, format: Format, view: &mut View, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Human => human::render(report, view.colour, &mut view.pages, out),
        // A part is short and on one line, so that one file can contain many of them.
        Format::Json if report.part => {
            serde_json::to_writer(&mut *out, &report.thinned())?;
            writeln!(out)
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, report)?;
            writeln!(out)
        }
        Format::Junit => junit::render(report, view.fail_on, out),
        Format::Sarif => sarif::render(report, out),
        Format::Github => github::render(report, out),
        Format::Html => {
            let mut text = Vec::new();
            html::render(report, &mut view.pages, &mut text)?;
            // These characters are not allowed in pages, and a terminal that shows a page's source would obey them.
            let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c };
            let text: String = String::from_utf8_lossy(&text).chars().map(shown).collect();
            out.write_all(text.as_bytes())
        }
    }
}

/// A text without characters that control the terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect()
}

/// A group of findings in the form for formats.
#[derive(Clone, Copy)]
pub(super) struct Shown<'r> {
    pub(super) code: Code,
    pub(super) place: &'r Place,
    pub(super) group: &'r Group,
}

/// The groups to show, the most important first.
fn shown(report: &Report) -> Vec<Shown<'_>> {
    let groups = report.findings.iter().filter(|(_, _, group)| group.severity > Severity::Off);
    let mut shown: Vec<Shown<'_>> = groups.map(|(code, place, group)| Shown { code, place, group }).collect();
    shown.sort_by_key(|it| (it.group.known, Reverse(it.group.severity), it.code, it.place));
    shown
}

impl Shown<'_> {
    /// What does not conform, in one line: the facts first, then the meaning of the code.
    fn message(&self) -> String {
        let (expected, actual) = (self.expected(), self.actual());
        let facts = match (expected, actual.as_str()) {
            ("", "") => String::new(),
            ("", actual) => format!("found {actual}. "),
            (expected, "") => format!("expected {expected}. "),
            (expected, actual) => format!("found {actual}, expected {expected}. "),
        };
        format!("{}: {facts}{}", self.place, self.code.summary())
    }

    /// What the contract requires.
    pub(super) fn expected(&self) -> &str {
        self.group.samples.first().map_or("", |sample| &sample.expected)
    }

    /// What was found instead, the most frequent first.
    pub(super) fn actual(&self) -> String {
        const SHOWN: usize = 5;
        let mut found: Vec<(&String, u64)> =
            self.group.actual.kept.iter().map(|(text, count)| (text, *count)).collect();
        found.retain(|(text, _)| !text.is_empty());
        found.sort_by_key(|(_, count)| Reverse(*count));
        let more = self.group.actual.more || found.len() > SHOWN;
        let one = found.len() == 1 && !more;
        let mut texts: Vec<String> = found
            .into_iter()
            .take(SHOWN)
            .map(|(text, count)| if one { text.clone() } else { format!("{text} ({count})") })
            .collect();
        if more && !texts.is_empty() {
            texts.push("others".into());
        }
        texts.join(", ")
    }

    /// Example places. A finding about the run as a whole has none.
    fn samples(&self) -> impl Iterator<Item = &Occurrence> {
        self.group.samples.iter().filter(|sample| !sample.recorded.file.is_empty())
    }

    /// The frequency in words.
    fn times(&self) -> String {
        if self.group.count == 1 { "once".into() } else { format!("{} times", self.group.count) }
    }
}

/// How many findings the baseline lists, and how many it does not; empty where there is no baseline.
fn known_and_new(report: &Report) -> Option<String> {
    let (known, new): (Vec<_>, Vec<_>) = shown(report).into_iter().partition(|it| it.group.known);
    (!known.is_empty()).then(|| format!("findings: {} known, {} new", known.len(), new.len()))
}

/// The sums of a report in one line.
fn sums(report: &Report) -> String {
    let counts = &report.counts;
    format!(
        "{} read, {}; {} unmatched, {} ignored, {} broken",
        count(counts.read(), "exchange"),
        counts.outcome(),
        counts.unmatched,
        counts.ignored,
        counts.broken
    )
}

/// Findings that are only counted, one line each.
fn beyond(report: &Report) -> Vec<String> {
    let beyond = report.findings.beyond().iter();
    beyond
        .map(|(code, number)| {
            format!("{} of {} in places that are not listed", count(*number, "more finding"), code.name())
        })
        .collect()
}
