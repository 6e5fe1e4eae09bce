//! Explains a row of a table of parameters: its cells, and what became of each statement in its prose.

use std::fmt;

use crate::ir::{Demand, Inferred, Kind, Required, Schema};
use crate::read::RawPage;
use crate::source::{Origin, Source, Span};
use crate::understand::constraints::Stated;
use crate::understand::{PageDraft, SeenRow, seen_rows};
use crate::vocabulary::Vocabulary;

/// A row, and what became of it.
#[derive(Debug)]
pub struct ExplainedRow {
    /// Its first and last line, from 1.
    pub lines: (u32, u32),
    /// The caption or heading of its table.
    pub table: Option<String>,
    /// The role of its table in the operation, the evidence for it, and the evidence against it: one line each.
    pub placed: Vec<String>,
    /// The cells that were read: the column and the text.
    pub cells: Vec<(&'static str, String)>,
    /// The fields that it became: name, kind, requiredness.
    pub fields: Vec<String>,
    /// What its prose states.
    pub statements: Vec<Statement>,
}

/// A statement in a row, and what became of it.
#[derive(Debug)]
pub struct Statement {
    /// The words that were matched.
    pub words: String,
    /// The rule that matched them, as `language/phrase`.
    pub rule: String,
    /// The rule's pattern, as the language's file has it.
    pub pattern: Option<String>,
    /// The resulting demand in words; empty where the statement was left out, which a finding of the row then explains,
    /// or where another statement states the same.
    pub demand: Option<String>,
}

/// The rows of a page that include a line.
pub(super) fn rows(
    source: &Source,
    raw: &RawPage,
    vocabulary: &Vocabulary,
    draft: &PageDraft,
    line: u32,
) -> Vec<ExplainedRow> {
    let seen = seen_rows(source, raw, vocabulary);
    seen.iter()
        .filter_map(|row| {
            let lines = lines(source, row.span);
            ((lines.0..=lines.1).contains(&line)).then(|| explain(source, vocabulary, draft, row, lines))
        })
        .collect()
}

pub(super) fn lines(source: &Source, span: Span) -> (u32, u32) {
    let first = source.position(span.start as usize).line;
    // A row ends with its text, not with the line break after it.
    let end = span.start as usize + source.slice(span).trim_end().len();
    (first, source.position(end.saturating_sub(1).max(span.start as usize)).line)
}

fn explain(
    source: &Source,
    vocabulary: &Vocabulary,
    draft: &PageDraft,
    row: &SeenRow,
    lines: (u32, u32),
) -> ExplainedRow {
    let mut fields = Vec::new();
    let mut formats: Vec<String> = Vec::new();
    let mut demands: Vec<(Origin, String, String)> = Vec::new();
    each_field(draft, &mut |name, required, schema| {
        if !schema.row.is_some_and(|mark| row.fields.contains(&mark)) {
            return;
        }
        let text = summary(name, required, schema);
        if !fields.contains(&text) {
            fields.push(text);
        }
        let mut note = |schema: &Schema<_>| {
            let all = schema.constraints.demands();
            demands.extend(all.iter().map(|demand| (demand.origin.clone(), demand.rule.to_owned(), words(demand))));
            if let Kind::String { format: Some(format) } = &schema.kind {
                formats.push(format.name.clone());
            }
        };
        schema.walk(&mut |inner| note(inner));
        if let Kind::Map { keys, .. } = &schema.kind {
            let keys = keys.demands();
            demands.extend(keys.iter().map(|d| (d.origin.clone(), d.rule.to_owned(), format!("keys: {}", words(d)))));
        }
    });
    let statements = row
        .statements
        .iter()
        .map(|statement| {
            let origin = source.origin(row.description.span(statement.range.clone()));
            let demand = demands.iter().find(|(at, rule, _)| *at == origin && *rule == statement.rule);
            // A format is a part of the type, without an origin of its own.
            let format = match &statement.stated {
                Stated::Format(name, _) if formats.contains(name) => Some(format!("format: {name}")),
                _ => None,
            };
            let phrase = vocabulary.phrases.all.iter().find(|phrase| phrase.rule == statement.rule);
            Statement {
                words: one_line(&row.description.text[statement.range.clone()]),
                rule: statement.rule.clone(),
                pattern: phrase.map(|phrase| phrase.file.pattern.to_string()),
                demand: demand.map(|(_, _, words)| words.clone()).or(format),
            }
        })
        .collect();
    ExplainedRow {
        lines,
        table: row.table.clone(),
        placed: row.placed.clone(),
        cells: row.cells.clone(),
        fields,
        statements,
    }
}

fn words(demand: &Demand<'_>) -> String {
    format!("{}: {}", demand.what, demand.value)
}

fn summary<R>(name: &str, required: Required, schema: &Schema<R>) -> String {
    let required = match required {
        Required::Always => ", required",
        Required::Optional => ", optional",
        Required::Conditional => ", required under a condition",
        Required::Unstated => "",
    };
    let inferred = Inferred::sentences(&schema.inferred).map(|from| format!(" (inferred: {from})")).unwrap_or_default();
    format!("{name}: {}{required}{inferred}", kind(&schema.kind))
}

/// A kind in words: `array of string`.
pub(super) fn kind<R>(kind: &Kind<R>) -> String {
    match kind {
        Kind::Array { items } => format!("array of {}", self::kind(&items.kind)),
        Kind::Map { values, .. } => format!("map of {}", self::kind(&values.kind)),
        Kind::Union { members } => {
            members.iter().map(|member| self::kind(&member.kind)).collect::<Vec<_>>().join(" or ")
        }
        Kind::Integer { as_string: true, .. } => "integer in a string".to_owned(),
        Kind::String { format: Some(format) } => format!("string ({})", format.name),
        other => other.name().to_owned(),
    }
}

/// Calls `visit` for each parameter and each field of the page.
fn each_field(draft: &PageDraft, visit: &mut impl FnMut(&str, Required, &crate::understand::DraftSchema)) {
    let mut inside = |schema: &crate::understand::DraftSchema| {
        schema.walk(&mut |schema| {
            if let Kind::Object(object) = &schema.kind {
                for field in object.fields() {
                    visit(&field.name, field.required, &field.schema);
                }
            }
        });
    };
    draft.definitions.iter().for_each(|(_, definition)| inside(&definition.schema));
    for operation in &draft.operations {
        operation.request.iter().for_each(|body| inside(&body.schema));
        operation
            .responses
            .values()
            .filter_map(|response| response.body.as_ref())
            .for_each(|body| inside(&body.schema));
    }
    for operation in &draft.operations {
        for parameter in &operation.parameters {
            visit(&parameter.field.name, parameter.field.required, &parameter.field.schema);
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for ExplainedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table.as_deref().unwrap_or("a table without caption");
        match self.lines {
            (first, last) if first == last => writeln!(f, "line {first}, in {table}")?,
            (first, last) => writeln!(f, "lines {first} to {last}, in {table}")?,
        }
        for line in &self.placed {
            writeln!(f, "  {:12} {line}", "table")?;
        }
        for (column, text) in &self.cells {
            writeln!(f, "  {column:12} {}", text.replace('\n', "\n               "))?;
        }
        for field in &self.fields {
            writeln!(f, "  {:12} {field}", "=> field")?;
        }
        if self.fields.is_empty() {
            writeln!(
                f,
                "  {:12} no field of its own: it describes a whole value, or a finding below explains why",
                "=>"
            )?;
        }
        for statement in &self.statements {
            writeln!(f, "\n  states       `{}`", statement.words)?;
            let file = statement.rule.split_once('/').map(|(language, _)| format!(" in {language}.toml"));
            writeln!(f, "  by the rule  {}{}", statement.rule, file.unwrap_or_default())?;
            if let Some(pattern) = &statement.pattern {
                writeln!(f, "  pattern      {pattern}")?;
            }
            match &statement.demand {
                Some(demand) => writeln!(f, "  => demand    {demand}")?,
                None => writeln!(f, "  => left out, or already stated by another rule")?,
            }
        }
        if self.statements.is_empty() {
            writeln!(f, "\n  no phrase matches its prose")?;
        }
        Ok(())
    }
}
