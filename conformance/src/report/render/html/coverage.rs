//! The part of the page about coverage: sums, and a tree down to the row.
//!
//! What no exchange touched is one line without its rows, so that the size of the page depends on what was exercised.

use std::collections::BTreeMap;

use maud::{Markup, html};
use refract_codegen::text::count;

use crate::contract::Part;
use crate::evidence::{RowEvidence, ScopeEvidence};
use crate::report::{Coverage, OperationReport, Ratio, Report};

/// The sums, one row per service.
pub(super) fn table(report: &Report) -> Markup {
    let total = Coverage::total(&report.coverage);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Coverage by service" {
            table {
                thead { tr {
                    th scope="col" { "Service" }
                    @for (name, _) in total.ratios() { th scope="col" { (name) } }
                } }
                tbody {
                    @for service in &report.coverage {
                        tr {
                            th scope="row" { (service.vendor) "/" (service.service) }
                            @for (name, it) in service.ratios() { td { (ratio(it, name)) } }
                        }
                    }
                    @if report.coverage.len() > 1 {
                        tr {
                            th scope="row" { "All" }
                            @for (name, it) in total.ratios() { td { (ratio(it, name)) } }
                        }
                    }
                }
            }
        }
    }
}

fn ratio(ratio: Ratio, name: &str) -> Markup {
    html! {
        @match ratio.percent() {
            None => span.soft { "none" },
            Some(percent) => {
                meter min="0" max=(ratio.all) value=(ratio.exercised) aria-label={ (name) " exercised" } {}
                " " (ratio.exercised) " of " (ratio.all) " (" (percent) " %)"
            }
        }
    }
}

/// Services, their operations and shared structures, and the rows of those.
pub(super) fn tree(report: &Report) -> Markup {
    let mut scopes: BTreeMap<(&str, &str), Vec<&ScopeEvidence>> = BTreeMap::new();
    for scope in &report.evidence {
        scopes.entry((&scope.vendor, &scope.service)).or_default().push(scope);
    }
    html! {
        @for service in &report.coverage {
            @let key = (service.vendor.as_str(), service.service.as_str());
            @let own = scopes.get(&key).map_or(&[][..], Vec::as_slice);
            @let operations = report.operations.iter().filter(|it| (it.vendor.as_str(), it.service.as_str()) == key);
            @let (used, idle): (Vec<_>, Vec<_>) = operations.partition(|it| it.counts.routed() > 0);
            @let structures = own.iter().filter(|it| it.part == Part::Structure && it.is_exercised());
            details.service open[report.coverage.len() == 1] {
                summary {
                    span.counts { (service.operations.exercised) " of " (count(service.operations.all, "operation")) }
                    strong { (service.vendor) "/" (service.service) }
                }
                div.inside {
                    @for it in &used { (operation(it, own)) }
                    @for it in structures { (scope(it, &format!("{}: ", it.scope))) }
                    @if !idle.is_empty() {
                        details {
                            summary { span.counts { (idle.len()) } span.no { "Operations without an exchange" } }
                            div.inside { ul.plain {
                                @for it in &idle { li { code { (it.method) " " (it.path) } " " (it.id) " " span.soft { (it.origin) } } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn operation(it: &OperationReport, scopes: &[&ScopeEvidence]) -> Markup {
    let own = scopes.iter().filter(|scope| scope.operation.as_deref() == Some(it.id.as_str()));
    let answered = it.statuses.iter().filter(|status| status.seen > 0).count();
    html! {
        details {
            summary {
                span.counts { (count(it.counts.routed(), "exchange")) ", " (answered) " of " (count(it.statuses.len(), "status")) }
                code { (it.method) " " (it.path) } " " (it.id)
            }
            div.inside {
                p.soft { (it.origin) ": " (it.counts.conforms) " conform, " (it.counts.drifts) " drift, "
                    (it.counts.fails) " fail" }
                @if !it.statuses.is_empty() {
                    div.scroll { table {
                        thead { tr { th scope="col" { "Status" } th.number scope="col" { "Answered" } th scope="col" { "Page" } } }
                        tbody { @for status in &it.statuses {
                            tr {
                                th scope="row" { (mark(status.seen > 0)) " " (status.status) }
                                td.number { (status.seen) }
                                td { code { (status.origin) } }
                            }
                        } }
                    } }
                }
                @for part in own { (scope(part, "")) }
            }
        }
    }
}

/// Whether something was exercised, shown by more than colour.
fn mark(exercised: bool) -> Markup {
    html! {
        @if exercised { span.yes title="exercised" { "●" } } @else { span.no title="not exercised" { "○" } }
        span.skip { @if exercised { "exercised" } @else { "not exercised" } }
    }
}

fn scope(it: &ScopeEvidence, before: &str) -> Markup {
    let fields = it.rows.iter().filter(|row| row.possible.is_some());
    let (seen, all) = fields.fold((0, 0), |(seen, all), row| (seen + u64::from(row.seen > 0), all + 1));
    let name = it.scope.split_once(": ").map_or("", |(_, part)| part);
    html! {
        details {
            summary { span.counts { (seen) " of " (count(all, "row")) } (before.trim_end_matches(": ")) (name) }
            div.inside { div.scroll tabindex="0" role="region" aria-label={ "Rows of " (it.scope) } {
                table {
                    thead { tr {
                        th scope="col" { "Row" }
                        th scope="col" { "Stated" }
                        th.number scope="col" { "Seen" }
                        th.number scope="col" { "Absent" }
                        th.number scope="col" { "Null" }
                        th scope="col" { "Kinds and values" }
                        th scope="col" { "Page" }
                    } }
                    tbody { @for row in &it.rows { (self::row(row)) } }
                }
            } }
        }
    }
}

fn row(row: &RowEvidence) -> Markup {
    let kinds: Vec<String> = row.kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let required = match row.required {
        Some(true) => ", required",
        Some(false) => ", optional",
        None => "",
    };
    html! {
        tr {
            th scope="row" { (mark(row.seen > 0)) " " code { (row.path) } }
            td { (row.kind) (required) }
            td.number { (row.seen) }
            td.number { @if row.possible.is_some() { (row.absent()) } }
            td.number { (row.null) }
            td {
                (kinds.join(", "))
                @if !row.listed.is_empty() {
                    ul.plain { @for (value, count) in &row.listed { li { (mark(*count > 0)) " " code { (value) } " " (count) } } }
                }
                @if !row.values.kept.is_empty() {
                    div.soft {
                        "for example "
                        @for (at, value) in row.values.kept.keys().take(3).enumerate() {
                            @if at > 0 { ", " }
                            code { (value) }
                        }
                    }
                }
            }
            td { @if let Some(origin) = &row.origin { code { (origin) } } }
        }
    }
}
