//! Which table lists the fields of which row, and which tables are the roots of the operation.
//!
//! [`Evidence`] defines the order of weight: a link in the type or name cell; a link in the description of a row that
//! may have fields; the type's own name; a caption, label or heading that names the field or its dotted path. A caption
//! that is only `success` or `body` may mean the field of that name. Links that leave the page are kept as such, and beat
//! tables of the page that only have the name; whether one leads anywhere is not known here. A table to which nothing
//! refers is a root where its surroundings are about parameters, and unplaced where they name a
//! structure that no row has.
//!
//! [`links`] follows the links, [`names`] compares names and words, [`examples`] places what only an example shows, and
//! [`roles`] determines the roots; [`place`] defines the order in which they run.

mod evidence;
mod examples;
mod links;
mod names;
mod roles;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use evidence::{Alternative, Evidence, Weighed};
pub(crate) use links::{percent_decode, spellings};
pub(crate) use names::is_about;

use super::draft::Fallback;
use super::facts::{About, Facts};
use super::heads::Head;
use super::ids::{PerTable, RowId, TableId};
use super::notes::Notes;
use super::page::Page;
use crate::document::LinkTarget;
use crate::read::RawTable;
use crate::read::table::LinkPlace;
use crate::source::Span;
use crate::text::fold;
use crate::vocabulary::Side;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;

/// The place where the fields of a row are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// In a table of the page.
    Table(TableId),
    /// On another page.
    Link(LinkTarget, Span, Fallback),
}

/// The role of a table in the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It lists parameters, or the fields of a body.
    Root,
    /// It lists the fields of something in another table.
    Nested,
    /// Nothing shows what it is about.
    Unplaced,
}

/// The place of a table.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) role: Role,
    /// The evidence. For a table to which several rows refer, that of the first.
    pub(super) evidence: Evidence,
    /// The rows that refer to it.
    pub(super) rows: Vec<RowId>,
    /// The table that shows the same structure in another case.
    pub(super) case_of: Option<TableId>,
    /// The evidence for something else.
    pub(super) against: Vec<Weighed>,
}

/// A field that no row lists: a caption names it, and an example shows it.
#[derive(Clone, Debug)]
pub(super) struct Implied {
    /// The table of the object that contains it.
    pub(super) parent: TableId,
    /// Its name, as the example writes it.
    pub(super) name: String,
    /// Whether the example shows a list of objects.
    pub(super) is_list: bool,
    /// The table of its fields.
    pub(super) table: TableId,
}

/// The placement of a page's tables.
#[derive(Debug)]
pub(super) struct Placement {
    /// For each row of each table.
    pub(super) targets: PerTable<Vec<Option<Target>>>,
    /// For each table.
    pub(super) tables: PerTable<Placed>,
    /// Fields that no row lists.
    pub(super) implied: Vec<Implied>,
}

impl Placement {
    /// The root tables of a side.
    pub(super) fn roots<'p>(&'p self, page: &'p Page<'_>, side: Side) -> impl Iterator<Item = TableId> + 'p {
        let is_root = move |&table: &TableId| self.tables[table].role == Role::Root && page.side(table) == Some(side);
        self.tables.tables().filter(is_root)
    }
}

/// Places the tables of a page.
pub(super) fn place(page: &Page<'_>, facts: &Facts, heads: &PerTable<Head>, notes: &mut Notes<'_>) -> Placement {
    let mut placing = Placing::new(page, facts, heads);
    placing.by_heads();
    placing.by_links();
    placing.by_type_names();
    placing.by_captions();
    placing.by_words();
    placing.by_captions_over_links(notes);
    // A table that a wrong link had taken may be named by another row.
    placing.by_captions();
    placing.by_descriptions();
    placing.by_outside_links();
    placing.by_captions_over_types();
    let cases = placing.cases();
    // An example is stronger evidence than elimination.
    placing.by_examples(&cases);
    placing.by_elimination(&cases);
    let tables = placing.placed(&cases);
    placing.by_outside_links_over_names();
    Placement { targets: placing.targets, tables, implied: placing.implied }
}

/// For each table, the one that shows the same structure in another case, with the evidence.
type Cases = PerTable<Option<(TableId, Evidence)>>;

struct Placing<'p> {
    page: &'p Page<'p>,
    tables: &'p PerTable<&'p RawTable>,
    facts: &'p Facts,
    heads: &'p PerTable<Head>,
    anchors: BTreeMap<String, TableId>,
    /// The rows that are fields, by their folded name.
    by_name: BTreeMap<String, Vec<RowId>>,
    /// The number of tables of a part that have a folded name as their first.
    tables_named: BTreeMap<(usize, String), usize>,
    targets: PerTable<Vec<Option<Target>>>,
    /// The rows that refer to each table, with the evidence.
    referrers: PerTable<BTreeMap<RowId, Evidence>>,
    against: PerTable<Vec<Weighed>>,
    implied: Vec<Implied>,
}

impl<'p> Placing<'p> {
    fn new(page: &'p Page<'p>, facts: &'p Facts, heads: &'p PerTable<Head>) -> Self {
        let tables = &page.tables;
        let mut anchors = BTreeMap::new();
        for (index, table) in tables.iter() {
            for anchor in &table.anchors {
                // An anchor refers to the first table after it.
                anchors.entry(anchor.to_lowercase()).or_insert(index);
            }
        }
        let mut by_name: BTreeMap<String, Vec<RowId>> = BTreeMap::new();
        for (row, fact) in facts.all_rows().filter(|(_, fact)| fact.about == About::Field) {
            by_name.entry(fold(fact.name())).or_default().push(row);
        }
        let mut tables_named = BTreeMap::new();
        for (_, table) in tables.iter() {
            if let Some(name) = table.names.first() {
                *tables_named.entry((table.part, fold(name))).or_default() += 1;
            }
        }
        Self {
            page,
            tables,
            facts,
            heads,
            anchors,
            by_name,
            tables_named,
            targets: facts.iter().map(|(_, rows)| vec![None; rows.len()]).collect(),
            referrers: tables.iter().map(|_| BTreeMap::new()).collect(),
            against: tables.iter().map(|_| Vec::new()).collect(),
            implied: Vec::new(),
        }
    }

    /// Tables whose names begin with the path of a row.
    fn by_heads(&mut self) {
        for (table, head) in self.heads.iter() {
            if let Head::Row(row) = *head {
                self.set(row, table, Evidence::Head);
            }
        }
    }

    /// Records that a table lists the fields of a row. The previous table of the row, if any, had weaker evidence.
    fn set(&mut self, row: RowId, table: TableId, evidence: Evidence) {
        let before = self.targets[row].replace(Target::Table(table));
        if let Some(Target::Table(before)) = before
            && before != table
            && let Some(weaker) = self.referrers[before].remove(&row)
        {
            self.weigh(row, table, before, weaker);
        }
        self.referrers[table].insert(row, evidence);
    }

    /// Records evidence for another table than the one that a row has.
    fn weigh(&mut self, row: RowId, has: TableId, other: TableId, evidence: Evidence) {
        self.against[has].push(Weighed { evidence, for_: Alternative::Instead(other) });
        self.against[other].push(Weighed { evidence, for_: Alternative::FieldsOf(row) });
    }

    /// Whether a row refers to the table, or a caption and an example make a field of it.
    fn is_referred(&self, table: TableId) -> bool {
        !self.referrers[table].is_empty() || self.implied.iter().any(|implied| implied.table == table)
    }

    /// Whether stronger evidence was found against a table as the list of a row's fields.
    fn is_overruled(&self, row: RowId, table: TableId) -> bool {
        self.against[table].iter().any(|weighed| weighed.for_ == Alternative::FieldsOf(row))
    }

    /// Tables that show a structure in another case than the table that is placed: captions that differ only in the
    /// words in parentheses at their end, and the further tables to which a row's description links.
    fn cases(&self) -> Cases {
        let case_of = |(index, table): (TableId, &&RawTable)| {
            if self.is_referred(index) || table.case.is_none() {
                return None;
            }
            let subject = subject(table)?;
            self.tables
                .iter()
                .find(|&(other, placed)| {
                    self.is_referred(other)
                        && placed.part == table.part
                        && placed.facets.status == table.facets.status
                        && self::subject(placed).is_some_and(|other| fold(other) == fold(subject))
                })
                .map(|(other, _)| (other, Evidence::CaptionOfCase))
        };
        let mut cases: Cases = self.tables.iter().map(case_of).collect();
        // A row that refers to one table for one kind of its object and to others for other kinds.
        for (row, fact) in self.facts.all_rows() {
            let Some(Target::Table(first)) = self.targets[row] else { continue };
            for link in &fact.links {
                if let (LinkPlace::Description, Some(other)) = (link.place, self.in_page(&link.target))
                    && !self.is_referred(other)
                    && !self.is_overruled(row, other)
                    && self.tables[other].has_types
                {
                    cases[other].get_or_insert((first, Evidence::FurtherLink));
                }
            }
        }
        cases
    }

    /// The one table of a part to which nothing refers belongs to the one row of the part that has fields and no table.
    fn by_elimination(&mut self, cases: &Cases) {
        let roles = self.placed(cases);
        let mut parts: BTreeMap<usize, Vec<TableId>> = BTreeMap::new();
        for (index, table) in self.tables.iter() {
            parts.entry(table.part).or_default().push(index);
        }
        for here in parts.into_values() {
            let lost: BTreeSet<TableId> = here
                .iter()
                .copied()
                .filter(|&index| {
                    roles[index].role == Role::Unplaced && !self.is_referred(index) && has_subject(self.tables[index])
                })
                .collect();
            let rows: Vec<RowId> = here
                .iter()
                .filter(|table| !lost.contains(table))
                .flat_map(|&table| self.facts.rows(table))
                .filter(|(row, fact)| self.lacks_table(*row) && matches!(fact.about, About::Field | About::Whole))
                .map(|(row, _)| row)
                .collect();
            if let (1, Some(&index), [row]) = (lost.len(), lost.first(), rows.as_slice()) {
                self.set(*row, index, Evidence::Elimination);
            }
        }
    }

    /// Whether a row is an object, or a list, and no table is known to list its fields.
    fn lacks_table(&self, row: RowId) -> bool {
        let type_ = self.facts[row].type_.as_ref().map(innermost);
        let structural = matches!(type_, Some(TypeExpr::Word(Word::Object | Word::ObjectOrArray | Word::Array)));
        structural && self.targets[row].is_none()
    }
}

/// The type inside lists.
fn innermost(type_: &TypeExpr) -> &TypeExpr {
    match type_ {
        TypeExpr::Array(inner) => innermost(inner),
        // Of several, the one that can have fields.
        TypeExpr::Union(members) => members.iter().find(|it| it.may_have_fields()).map_or(type_, innermost),
        other => other,
    }
}

/// The name of a table's subject.
fn subject(table: &RawTable) -> Option<&String> {
    table.names.first().or(table.word.as_ref())
}

/// Whether caption or label state the location of the parameters themselves.
fn names_place(table: &RawTable) -> bool {
    table.names.is_empty() && table.facets.place.is_some()
}

/// Whether caption, label or heading name a subject of the table.
fn has_subject(table: &RawTable) -> bool {
    !table.names.is_empty() || table.about.is_some()
}
