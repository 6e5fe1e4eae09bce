//! `JUnit` XML: a test suite per service, a test case per operation or shared structure.
//!
//! A case fails where it has findings that fail the run. Operations without an exchange are skipped, so that they do
//! not look tested.

use std::collections::BTreeMap;
use std::io;

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Shown, beyond, known_and_new, shown, sums};
use refract_codegen::text::count;

use crate::finding::Severity;
use crate::report::Report;

/// The suite of findings that belong to no service.
const RUN: &str = "run";

pub(super) fn render(report: &Report, fail_on: Severity, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: BTreeMap<String, BTreeMap<String, (bool, Vec<Shown<'_>>)>> = BTreeMap::new();
    for operation in &report.operations {
        let suite = suites.entry(format!("{}/{}", operation.vendor, operation.service)).or_default();
        suite.insert(format!("operation {}", operation.id), (operation.counts.routed() > 0, Vec::new()));
    }
    for it in shown(report) {
        let place = it.place;
        let suite = match place.service.as_str() {
            "" => RUN.to_owned(),
            service => format!("{}/{service}", place.vendor),
        };
        // `operation create: query` belongs to the operation.
        let case = place.scope.split(": ").next().filter(|scope| !scope.is_empty()).unwrap_or("the run as a whole");
        let (run, found) = suites.entry(suite).or_default().entry(case.to_owned()).or_default();
        *run = true;
        found.push(it);
    }
    let mut all = Suites::new("refract conform");
    for (name, cases) in suites {
        let mut suite = TestSuite::new(&name);
        suite.add_test_cases(cases.into_iter().map(|(case, (run, found))| test(&name, &case, run, &found, fail_on)));
        if name == RUN {
            suite.set_system_out(sums_and_beyond(report));
        }
        all.add_test_suite(suite);
    }
    if all.test_suites.iter().all(|suite| suite.name.as_str() != RUN) {
        let mut suite = TestSuite::new(RUN);
        suite.set_system_out(sums_and_beyond(report));
        all.add_test_suite(suite);
    }
    // XML can't contain these two, however they are written.
    let text = all.to_string().map_err(io::Error::other)?.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    writeln!(out, "{text}")
}

fn sums_and_beyond(report: &Report) -> String {
    known_and_new(report).into_iter().chain([sums(report)]).chain(beyond(report)).collect::<Vec<_>>().join("\n")
}

fn test(suite: &str, name: &str, run: bool, found: &[Shown<'_>], fail_on: Severity) -> TestCase {
    // `off` never fails.
    let fails = |it: &&Shown<'_>| fail_on > Severity::Off && it.group.severity >= fail_on && !it.group.known;
    let failing: Vec<&Shown<'_>> = found.iter().filter(fails).collect();
    let status = if let Some(worst) = failing.iter().max_by_key(|it| it.group.severity) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(worst.group.severity.name());
        status.set_message(count(failing.len(), "finding"));
        status.set_description(failing.iter().map(|it| lines(it)).collect::<String>());
        status
    } else if run {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::skipped();
        status.set_message("no exchange");
        status
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(suite);
    // Known findings are counted and not shown again.
    let mut rest: String = found.iter().filter(|it| !fails(it) && !it.group.known).map(lines).collect();
    let known = found.iter().filter(|it| it.group.known).count();
    if known > 0 {
        rest += &format!("{} in the baseline\n", count(known, "known finding"));
    }
    if !rest.is_empty() {
        case.set_system_out(rest);
    }
    case
}

/// A group of findings in a few lines.
fn lines(it: &Shown<'_>) -> String {
    let severity = it.group.severity.name();
    let mut text = format!("{severity}[{}]: {} ({})\n", it.code.name(), it.message(), it.times());
    if let Some(origin) = &it.group.origin {
        text += &format!("  page: {origin}\n");
    }
    for sample in it.samples() {
        text += &format!("  {}:{} {}: {}\n", sample.recorded.file, sample.recorded.line, sample.pointer, sample.actual);
    }
    text
}
