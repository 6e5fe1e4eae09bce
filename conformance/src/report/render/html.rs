//! One page for a browser: findings to filter, and coverage as a tree down to the row. It needs no other files.
//!
//! The page loads nothing and only runs its own script: its content security policy enforces that, and the template
//! escapes every text. Without scripts, everything is shown, unfiltered.

mod coverage;

use std::collections::BTreeSet;
use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use refract_codegen::source::Origin;
use refract_codegen::text::count;

use super::{Shown, beyond, known_and_new, shown};
use crate::finding::{Code, Severity};
use crate::report::Report;
use crate::report::pages::Pages;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The only script that runs, by the SHA-256 of its text: texts of a recording can't be run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
                      script-src 'sha256-q1w+RLhTBQHwVtj1ga6UKVhVLWI3Yi92LgpoP+gWngQ='; base-uri 'none'; form-action 'none'";

pub(super) fn render(report: &Report, pages: &mut Pages, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = shown(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Conformance report" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "To the findings" }
                header {
                    h1 { "Conformance report" }
                    p.soft { (subject(report)) }
                    (sums(report))
                }
                main id="main" {
                    section aria-labelledby="findings-title" {
                        h2 id="findings-title" { "Findings" }
                        (findings(report, &groups, pages))
                    }
                    section aria-labelledby="coverage-title" {
                        h2 id="coverage-title" { "Coverage" }
                        (coverage::table(report))
                        (coverage::tree(report))
                    }
                    section aria-labelledby="recordings-title" {
                        h2 id="recordings-title" { "Recordings" }
                        (recordings(report))
                    }
                }
                footer { p { "Made by refract " (env!("CARGO_PKG_VERSION")) ". Contract " code { (report.contract) } "." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    writeln!(out, "{}", page.into_string())
}

/// What was validated against what.
fn subject(report: &Report) -> String {
    let services: Vec<String> =
        report.coverage.iter().map(|service| format!("{}/{}", service.vendor, service.service)).collect();
    let recordings = count(report.files.len(), "recording");
    let of = match services.as_slice() {
        [] => "no service".to_owned(),
        few if few.len() <= 3 => few.join(", "),
        many => count(many.len(), "service"),
    };
    let part = if report.part { " A part of a larger run." } else { "" };
    format!("{recordings}, validated against the contract of {of}.{part}")
}

fn sums(report: &Report) -> Markup {
    let counts = &report.counts;
    html! {
        dl.sums {
            div { dt { "Exchanges read" } dd { (counts.read()) } }
            div.conforms { dt { "Conform" } dd { (counts.conforms) } }
            div.drifts { dt { "Drift" } dd { (counts.drifts) } }
            div.fails { dt { "Fail" } dd { (counts.fails) } }
            @if counts.unseen > 0 { div { dt { "Body not recorded" } dd { (counts.unseen) } } }
            div { dt { "Unmatched" } dd { (counts.unmatched) } }
            div { dt { "Ignored" } dd { (counts.ignored) } }
            div { dt { "Broken records" } dd { (counts.broken) } }
        }
    }
}

fn findings(report: &Report, groups: &[Shown<'_>], pages: &mut Pages) -> Markup {
    if groups.is_empty() {
        return html! { p { "Nothing was found." } };
    }
    let codes: BTreeSet<Code> = groups.iter().map(|it| it.code).collect();
    let operations: BTreeSet<String> = groups.iter().flat_map(operations).collect();
    let severities: BTreeSet<Severity> = groups.iter().map(|it| it.group.severity).collect();
    html! {
        form id="filter" hidden {
            label { "Severity" select name="severity" {
                option value="" { "All" }
                @for severity in severities.iter().rev() { option value=(severity.name()) { (severity.name()) } }
            } }
            label { "Code" select name="code" {
                option value="" { "All" }
                @for code in &codes { option value=(code.name()) { (code.name()) } }
            } }
            label { "Operation" select name="operation" {
                option value="" { "All" }
                @for operation in &operations { option value=(operation) { (operation) } }
            } }
            label.wide { "Text" input type="search" name="text" autocomplete="off"; }
            label.check { input type="checkbox" name="known"; "Known findings" }
            button type="reset" { "Reset" }
        }
        @if let Some(line) = known_and_new(report) { p { (line) } }
        p.soft id="shown" role="status" { (count(groups.len(), "finding")) }
        p {
            button type="button" data-open="true" data-of="#findings > details" hidden { "Open all" } " "
            button type="button" data-open="false" data-of="#findings > details" hidden { "Close all" }
        }
        div id="findings" {
            @for it in groups { (finding(it, pages)) }
        }
        @for line in beyond(report) { p { (line) } }
    }
}

/// The operations in which a finding occurred, if they are listed.
fn operations(it: &Shown<'_>) -> BTreeSet<String> {
    let place = it.place;
    let own = place.scope.strip_prefix("operation ").and_then(|scope| scope.split(": ").next());
    let own = own.map(|id| format!("{}/{}/{id}", place.vendor, place.service));
    let sampled = it.group.samples.iter().map(|sample| sample.operation.clone());
    sampled.chain(own).filter(|name| !name.is_empty()).collect()
}

fn finding(it: &Shown<'_>, pages: &mut Pages) -> Markup {
    let severity = it.group.severity.name();
    let operations: Vec<String> = operations(it).into_iter().collect();
    let (expected, actual) = (it.expected(), it.actual());
    html! {
        details data-severity=(severity) data-code=(it.code.name()) data-operations=(operations.join(" "))
            data-known=(it.group.known) {
            summary {
                span.counts { (it.times()) @if it.group.known { ", known" } }
                span.tag.(severity) { (severity) } " "
                code { (it.code.name()) } " " (it.place)
                (facts(expected, &actual))
            }
            div.inside {
                p { (it.code.summary()) }
                table.facts {
                    @if !expected.is_empty() { tr { th scope="row" { "Expected" } td { (expected) } } }
                    @if !actual.is_empty() { tr { th scope="row" { "Found" } td { (actual) } } }
                    @if !operations.is_empty() { tr { th scope="row" { "Operations" } td { (operations.join(", ")) } } }
                }
                @if let Some(origin) = &it.group.origin { (quoted(origin, pages)) }
                @if it.samples().next().is_some() {
                    h3 { "Where it was found" @if it.group.count > it.group.samples.len() as u64 { ", for example" } }
                    ul.plain {
                        @for sample in it.samples() {
                            li {
                                code { (sample.recorded.file) ":" (sample.recorded.line) }
                                " (exchange " (sample.recorded.number) ") "
                                code { (sample.pointer.as_str()) }
                                @if !sample.actual.as_str().is_empty() { ": " (sample.actual.as_str()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What was found and what the page states, for a collapsed finding.
fn facts(expected: &str, actual: &str) -> Markup {
    html! {
        @match (expected, actual) {
            ("", "") => {},
            ("", actual) => span.facts { "found " (actual) },
            (expected, "") => span.facts { "expected " (expected) },
            (expected, actual) => span.facts { "found " (actual) ", expected " (expected) },
        }
    }
}

/// The line of a page that states something.
fn quoted(origin: &Origin, pages: &mut Pages) -> Markup {
    html! {
        p { "The page says, in " code { (origin) } ":" }
        @match pages.line(origin) {
            Some(line) => pre { code { span.line { (origin.line) " │ " } (line) } },
            None => p.soft { "The page was not found here, so the line can't be quoted." },
        }
    }
}

fn recordings(report: &Report) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Recordings" {
            table {
                thead { tr {
                    th scope="col" { "File" }
                    @for name in ["Read", "Conform", "Drift", "Fail", "Unmatched", "Ignored", "Broken"] {
                        th.number scope="col" { (name) }
                    }
                } }
                tbody {
                    @for (file, counts) in &report.files {
                        tr {
                            th scope="row" { code { (file) } }
                            @for number in [counts.read(), counts.conforms, counts.drifts, counts.fails, counts.unmatched,
                                counts.ignored, counts.broken] { td.number { (number) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::Digest as _;

    #[test]
    fn the_policy_lets_the_pages_own_script_run() {
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(super::SCRIPT));
        assert!(super::POLICY.contains(&format!("'sha256-{hash}'")), "the script's hash is now {hash}");
    }
}
