//! Which table lists the fields of which row, and which tables are the roots of the operation.
//!
//! Evidence, in the order of its weight: a link in the type or name cell; a link in the description of a row that may
//! have fields; the type's own name; a caption, label or heading that names the field or its dotted path. A caption that
//! says nothing but `success` or `body` may mean the field of that name. Links that leave the page are kept as such. A
//! table that nothing refers to is a root where its surroundings speak of parameters, and unplaced where they name a
//! structure that no row has.
//!
//! [`links`] follows the links, [`names`] compares names and words, [`examples`] places what only an example shows, and
//! [`roles`] tells what is a root; [`place`] has the order in which they are asked.

mod examples;
mod links;
mod names;
mod roles;

use std::collections::BTreeMap;

pub(crate) use links::{percent_decode, spellings};
pub(crate) use names::is_about;

use crate::diagnostic::Diagnostic;
use crate::document::LinkTarget;
use crate::read::RawTable;
use crate::read::table::LinkPlace;
use crate::source::Span;
use crate::text::fold;
use crate::vocabulary::language::Word;
use crate::vocabulary::{Place, Side};

use super::Fallback;
use super::facts::{About, Fact};
use super::schema::Builder;
use super::type_expr::TypeExpr;

/// Where the fields of a row are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// In a table of the page.
    Table(usize),
    /// On another page.
    Link(LinkTarget, Span, Fallback),
}

/// What a table is to the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It lists parameters, or the fields of a body.
    Root,
    /// It lists the fields of something in another table.
    Nested,
    /// Nothing tells what it is about.
    Unplaced,
}

/// A field that no row lists: a caption names it, and an example shows it.
#[derive(Clone, Debug)]
pub(super) struct Implied {
    /// The table of the object that it is in.
    pub(super) parent: usize,
    /// Its name, as the example writes it.
    pub(super) name: String,
    /// Whether the example shows a list of objects.
    pub(super) is_list: bool,
    /// The table of its fields.
    pub(super) table: usize,
}

/// The placement of a page's tables.
#[derive(Debug)]
pub(super) struct Placement {
    /// For each row of each table.
    pub(super) targets: Vec<Vec<Option<Target>>>,
    /// For each table.
    pub(super) roles: Vec<Role>,
    /// For each table, the one that shows the same structure in another case.
    pub(super) case_of: Vec<Option<usize>>,
    /// Fields that no row lists.
    pub(super) implied: Vec<Implied>,
    /// What the page says of a table that another table knows better.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Places the tables of a page.
pub(super) fn place(builder: &Builder<'_>) -> Placement {
    let mut placing = Placing::new(builder);
    placing.by_links();
    placing.by_type_names();
    placing.by_captions();
    placing.by_words();
    placing.by_captions_over_links();
    placing.by_descriptions();
    placing.by_outside_links();
    let case_of = placing.cases();
    placing.by_elimination(&case_of);
    placing.by_examples(&case_of);
    let roles = placing.roles(&case_of);
    Placement { targets: placing.targets, roles, case_of, implied: placing.implied, diagnostics: placing.diagnostics }
}

struct Placing<'b, 'a> {
    builder: &'b Builder<'a>,
    tables: &'b [RawTable],
    facts: &'b [Vec<Fact>],
    anchors: BTreeMap<String, usize>,
    targets: Vec<Vec<Option<Target>>>,
    /// Whether a row refers to the table.
    targeted: Vec<bool>,
    implied: Vec<Implied>,
    diagnostics: Vec<Diagnostic>,
}

impl<'b, 'a> Placing<'b, 'a> {
    fn new(builder: &'b Builder<'a>) -> Self {
        let tables = &builder.raw.tables;
        let mut anchors = BTreeMap::new();
        for (index, table) in tables.iter().enumerate() {
            for anchor in &table.anchors {
                // The first table behind an anchor is meant.
                anchors.entry(anchor.to_lowercase()).or_insert(index);
            }
        }
        let targets = builder.facts.iter().map(|rows| vec![None; rows.len()]).collect();
        Self {
            builder,
            tables,
            facts: &builder.facts,
            anchors,
            targets,
            targeted: vec![false; tables.len()],
            implied: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn set(&mut self, table: usize, row: usize, target: usize) {
        self.targets[table][row] = Some(Target::Table(target));
        self.targeted[target] = true;
    }

    /// Tables that show a structure in another case than the table that is placed: captions that differ in nothing but
    /// the words in parentheses at their end, and the further tables that a row's description leads to.
    fn cases(&self) -> Vec<Option<usize>> {
        let case_of = |(index, table): (usize, &RawTable)| {
            if self.targeted[index] || table.case.is_none() {
                return None;
            }
            let subject = subject(table)?;
            (0..self.tables.len()).find(|&other| {
                let placed = &self.tables[other];
                self.targeted[other]
                    && placed.part == table.part
                    && placed.facets.status == table.facets.status
                    && self::subject(placed).is_some_and(|other| fold(other) == fold(subject))
            })
        };
        let mut cases: Vec<Option<usize>> = self.tables.iter().enumerate().map(case_of).collect();
        // A row that sends the reader to one table for one kind of its object and to others for other kinds.
        for table in 0..self.tables.len() {
            for row in 0..self.facts[table].len() {
                let Some(Target::Table(first)) = self.targets[table][row] else { continue };
                for (place, target, _, _) in self.links(table, row) {
                    if let (LinkPlace::Description, Some(other)) = (place, self.in_page(target))
                        && !self.targeted[other]
                        && self.tables[other].has_types
                    {
                        cases[other].get_or_insert(first);
                    }
                }
            }
        }
        cases
    }

    /// The one table of a part that nothing refers to belongs to the one row of it that has fields and no table.
    fn by_elimination(&mut self, case_of: &[Option<usize>]) {
        let roles = self.roles(case_of);
        let parts: std::collections::BTreeSet<usize> = self.tables.iter().map(|table| table.part).collect();
        for part in parts {
            let here: Vec<usize> = (0..self.tables.len()).filter(|&i| self.tables[i].part == part).collect();
            let lost = |&i: &usize| roles[i] == Role::Unplaced && !self.targeted[i] && has_subject(&self.tables[i]);
            let lost: Vec<usize> = here.iter().copied().filter(lost).collect();
            let mut rows = Vec::new();
            for &table in &here {
                if lost.contains(&table) {
                    continue;
                }
                for (row, fact) in self.facts[table].iter().enumerate() {
                    if self.lacks_table(table, row) && matches!(fact.about, About::Field | About::Whole) {
                        rows.push((table, row));
                    }
                }
            }
            if let ([index], [(table, row)]) = (lost.as_slice(), rows.as_slice()) {
                self.set(*table, *row, *index);
            }
        }
    }

    /// Whether a row is of an object, or a list, and no table is known to list its fields.
    fn lacks_table(&self, table: usize, row: usize) -> bool {
        let type_ = self.facts[table][row].type_.as_ref().map(innermost);
        let structural = matches!(type_, Some(TypeExpr::Word(Word::Object | Word::ObjectOrArray | Word::Array)));
        structural && self.targets[table][row].is_none()
    }

    fn side(&self, table: usize) -> Option<Side> {
        side_of(&self.tables[table])
    }
}

/// The side of a table: what its surroundings say, or what a place without a side means.
pub(super) fn side_of(table: &RawTable) -> Option<Side> {
    table.facets.side.or(match table.facets.place {
        Some(Place::Path | Place::Query | Place::Uri | Place::Form | Place::Body | Place::Header) => {
            Some(Side::Request)
        }
        None => None,
    })
}

/// The type inside lists.
fn innermost(type_: &TypeExpr) -> &TypeExpr {
    match type_ {
        TypeExpr::Array(inner) => innermost(inner),
        other => other,
    }
}

/// The name of what a table is about.
fn subject(table: &RawTable) -> Option<&String> {
    table.names.first().or(table.word.as_ref())
}

/// Whether caption or label say themselves where the parameters go.
fn names_place(table: &RawTable) -> bool {
    table.names.is_empty() && table.facets.place.is_some()
}

/// Whether caption, label or heading name something that the table is about.
fn has_subject(table: &RawTable) -> bool {
    !table.names.is_empty() || table.about.is_some()
}
