//! Which table lists the fields of which row, and which tables are the roots of the operation.
//!
//! Evidence, in the order of its weight: a link in the type or name cell; a link in the description of a row that may
//! have fields; the type's own name; a caption, label or heading that names the field or its dotted path. Links that
//! leave the page are kept as such. A table that nothing refers to is a root where its surroundings speak of parameters,
//! and unplaced where they name a structure that no row has.

use std::collections::BTreeMap;

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

/// The placement of a page's tables.
#[derive(Debug)]
pub(super) struct Placement {
    /// For each row of each table.
    pub(super) targets: Vec<Vec<Option<Target>>>,
    /// For each table.
    pub(super) roles: Vec<Role>,
    /// For each table, the one that shows the same structure in another case.
    pub(super) case_of: Vec<Option<usize>>,
}

/// Places the tables of a page.
pub(super) fn place(builder: &Builder<'_>) -> Placement {
    let mut placing = Placing::new(builder);
    placing.by_links();
    placing.by_type_names();
    placing.by_captions();
    placing.by_descriptions();
    placing.by_outside_links();
    let case_of = placing.cases();
    placing.by_elimination(&case_of);
    let roles = placing.roles(&case_of);
    Placement { targets: placing.targets, roles, case_of }
}

struct Placing<'b, 'a> {
    builder: &'b Builder<'a>,
    tables: &'b [RawTable],
    facts: &'b [Vec<Fact>],
    anchors: BTreeMap<String, usize>,
    targets: Vec<Vec<Option<Target>>>,
    /// Whether a row refers to the table.
    targeted: Vec<bool>,
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
        Self { builder, tables, facts: &builder.facts, anchors, targets, targeted: vec![false; tables.len()] }
    }

    fn set(&mut self, table: usize, row: usize, target: usize) {
        self.targets[table][row] = Some(Target::Table(target));
        self.targeted[target] = true;
    }

    /// Links that stay on the page.
    fn by_links(&mut self) {
        for table in 0..self.tables.len() {
            for row in 0..self.facts[table].len() {
                let fact = &self.facts[table][row];
                let found = self.links(table, row).find_map(|(place, target, text, _)| {
                    let index = self.in_page(target)?;
                    self.accepts(table, fact, place, index, text).then_some(index)
                });
                if let Some(index) = found {
                    self.set(table, row, index);
                }
            }
        }
    }

    /// Whether a link of a row leads to the table of its fields.
    fn accepts(&self, table: usize, fact: &Fact, place: LinkPlace, index: usize, text: &str) -> bool {
        match place {
            LinkPlace::Type => true,
            LinkPlace::Name => fact.type_.as_ref().is_none_or(TypeExpr::may_have_fields) && index != table,
            LinkPlace::Description => {
                if index == table {
                    return false;
                }
                match &fact.type_ {
                    None => self.builder.vocabulary.names_table(text) && self.tables[index].has_types,
                    Some(type_) if type_.may_have_fields() => true,
                    // The type says text, and the description sends the reader to a table of fields: see
                    // `Builder::define`, which says so.
                    Some(TypeExpr::Word(Word::String)) => {
                        self.tables[index].has_types
                            && self.builder.vocabulary.names_table(text)
                            && is_about(&self.tables[index].names, fact.name())
                    }
                    Some(TypeExpr::Array(inner)) if **inner == TypeExpr::Word(Word::String) => {
                        self.tables[index].has_types
                            && self.builder.vocabulary.names_table(text)
                            && is_about(&self.tables[index].names, fact.name())
                    }
                    Some(_) => false,
                }
            }
        }
    }

    /// Types that name a structure.
    fn by_type_names(&mut self) {
        for table in 0..self.tables.len() {
            for row in 0..self.facts[table].len() {
                if self.targets[table][row].is_some() {
                    continue;
                }
                let Some(name) = self.facts[table][row].type_.as_ref().and_then(TypeExpr::name) else {
                    continue;
                };
                if let Some(index) = self.named(name, table) {
                    self.set(table, row, index);
                }
            }
        }
    }

    /// The table that is about a structure of this name, as seen from a table: one of the same part first; where several
    /// have the name and the asking table is one of them, the next one.
    fn named(&self, name: &str, from: usize) -> Option<usize> {
        let same = |table: &RawTable| table.names.iter().any(|known| fold(known) == fold(name));
        let part = self.tables[from].part;
        let here: Vec<usize> =
            (0..self.tables.len()).filter(|&i| self.tables[i].part == part && same(&self.tables[i])).collect();
        if here.contains(&from)
            && let Some(&next) = here.iter().find(|&&index| index > from)
        {
            return Some(next);
        }
        here.first().copied().or_else(|| {
            let side = self.tables[from].facets.side;
            let elsewhere = || (0..self.tables.len()).filter(|&i| i != from && same(&self.tables[i]));
            elsewhere().find(|&i| self.tables[i].facets.side == side).or_else(|| elsewhere().next())
        })
    }

    /// Captions, labels and headings that name a field or its path.
    fn by_captions(&mut self) {
        // A table that is placed gives its rows a path, which places further tables.
        for _ in 0..self.tables.len() {
            let mut moved = false;
            for index in 0..self.tables.len() {
                if self.targeted[index] || self.tables[index].is_structure && self.tables[index].names.is_empty() {
                    continue;
                }
                for (table, row) in self.rows_named(index) {
                    self.set(table, row, index);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Captions that repeat what a row says it is: `Health check details` for the field that is described as `Details of
    /// the health check`, but for words that say nothing.
    fn by_descriptions(&mut self) {
        for index in 0..self.tables.len() {
            let Some(about) = self.tables[index].about.as_deref().filter(|_| !self.targeted[index]) else { continue };
            let side = self.side(index);
            let rows: Vec<(usize, usize)> = (0..self.tables.len())
                .filter(|&other| other != index && self.side(other) == side)
                .flat_map(|other| (0..self.facts[other].len()).map(move |row| (other, row)))
                .filter(|&(other, row)| {
                    let fact = &self.facts[other][row];
                    self.targets[other][row].is_none()
                        && fact.about == About::Field
                        && fact.type_.as_ref().is_some_and(TypeExpr::may_have_fields)
                        && self.says(fact, about)
                })
                .collect();
            for (table, row) in rows {
                self.set(table, row, index);
            }
        }
    }

    /// Whether a row's first sentence is what a caption is about.
    fn says(&self, fact: &Fact, about: &str) -> bool {
        let text = &fact.description.text;
        let first = text.split(['\n', '。', '；', '，']).next().unwrap_or("").trim().trim_end_matches('.');
        let plain = |text: &str| fold(text).replace(' ', "");
        !first.is_empty() && plain(&self.builder.vocabulary.title(first).rest) == plain(about)
    }

    /// The rows without a table that one of the names of a table means.
    fn rows_named(&self, index: usize) -> Vec<(usize, usize)> {
        let table = &self.tables[index];
        for name in &table.names {
            let wanted: Vec<String> =
                fold(name).split('.').map(|step| step.trim_end_matches("[]").to_owned()).collect();
            let mut rows = Vec::new();
            for other in (0..self.tables.len()).filter(|&other| other != index) {
                for (row, fact) in self.facts[other].iter().enumerate() {
                    let free = self.targets[other][row].is_none() && fact.about == About::Field;
                    let may = fact.type_.as_ref().is_none_or(TypeExpr::may_have_fields);
                    let same = fold(fact.name()) == *wanted.last().map_or("", String::as_str);
                    if free && may && same && (wanted.len() == 1 || self.path_fits(other, row, &wanted)) {
                        rows.push((other, row));
                    }
                }
            }
            // The same part first, then the same side, then anywhere.
            let side = self.side(index);
            let part: Vec<_> =
                rows.iter().copied().filter(|&(other, _)| self.tables[other].part == table.part).collect();
            let near: Vec<_> = rows.iter().copied().filter(|&(other, _)| self.side(other) == side).collect();
            let chosen = if !part.is_empty() {
                part
            } else if !near.is_empty() {
                near
            } else {
                Vec::new()
            };
            if !chosen.is_empty() {
                return chosen;
            }
        }
        Vec::new()
    }

    /// Whether a row stands at a dotted path, as far as its table's own place is known.
    fn path_fits(&self, table: usize, row: usize, wanted: &[String]) -> bool {
        let (mut table, mut row) = (table, row);
        for step in wanted.iter().rev() {
            if fold(self.facts[table][row].name()) != *step {
                return false;
            }
            let Some(parent) = self.parent(table) else {
                // A root: the path must end here.
                return step == &wanted[0];
            };
            (table, row) = parent;
        }
        true
    }

    /// The first row that refers to a table.
    fn parent(&self, table: usize) -> Option<(usize, usize)> {
        self.targets.iter().enumerate().find_map(|(other, rows)| {
            rows.iter()
                .position(|target| *target == Some(Target::Table(table)) && other != table)
                .map(|row| (other, row))
        })
    }

    /// Links that leave the page.
    fn by_outside_links(&mut self) {
        for table in 0..self.tables.len() {
            for row in 0..self.facts[table].len() {
                if self.targets[table][row].is_some() || self.facts[table][row].about == About::Nothing {
                    continue;
                }
                let fact = &self.facts[table][row];
                let found = self.links(table, row).find_map(|(place, target, text, span)| {
                    // A link to a part of this page that is no table of fields leads to an explanation.
                    let local = matches!(target, LinkTarget::Label(label)
                        if self.builder.raw.all_anchors.contains(&label.to_lowercase()));
                    if local || self.in_page(target).is_some() || !leaves(target) {
                        return None;
                    }
                    let fallback = match &fact.type_ {
                        Some(type_) if type_.may_have_fields() => Fallback::Object,
                        // The type says text; only a link that speaks of a table weighs more.
                        Some(TypeExpr::Word(Word::String)) => Fallback::Text,
                        Some(TypeExpr::Array(inner)) if **inner == TypeExpr::Word(Word::String) => Fallback::Text,
                        None => Fallback::Any,
                        Some(_) => return None,
                    };
                    // To a part of the page, or to a page that is about the structure that the type names.
                    let about_type = fact.type_.as_ref().and_then(TypeExpr::name);
                    let to_table = self.builder.vocabulary.names_table(text) && has_fragment(target)
                        || about_type.is_some_and(|name| fold(text).contains(&fold(name)));
                    let meant = match place {
                        LinkPlace::Type => true,
                        LinkPlace::Name => fallback == Fallback::Object,
                        LinkPlace::Description => to_table,
                    };
                    meant.then(|| Target::Link(target.clone(), span, fallback))
                });
                self.targets[table][row] = found;
            }
        }
    }

    /// Tables that show a structure in another case than the table that is placed: captions that differ in nothing but
    /// the words in parentheses at their end, and the further tables that a row's description leads to.
    fn cases(&self) -> Vec<Option<usize>> {
        let case_of = |(index, table): (usize, &RawTable)| {
            if self.targeted[index] || table.case.is_none() || table.names.is_empty() {
                return None;
            }
            (0..self.tables.len()).find(|&other| {
                let placed = &self.tables[other];
                self.targeted[other]
                    && placed.part == table.part
                    && placed.facets.status == table.facets.status
                    && fold(&placed.names.first().cloned().unwrap_or_default()) == fold(&table.names[0])
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
            let lost: Vec<usize> =
                here.iter().copied().filter(|&i| roles[i] == Role::Unplaced && has_subject(&self.tables[i])).collect();
            let mut rows = Vec::new();
            for &table in &here {
                if lost.contains(&table) {
                    continue;
                }
                for (row, fact) in self.facts[table].iter().enumerate() {
                    let structural = matches!(
                        fact.type_.as_ref().map(innermost),
                        Some(TypeExpr::Word(Word::Object | Word::ObjectOrArray | Word::Array))
                    );
                    let has_value = matches!(fact.about, About::Field | About::Whole);
                    if structural && self.targets[table][row].is_none() && has_value {
                        rows.push((table, row));
                    }
                }
            }
            if let ([index], [(table, row)]) = (lost.as_slice(), rows.as_slice()) {
                self.set(*table, *row, *index);
            }
        }
    }

    fn links(&self, table: usize, row: usize) -> impl Iterator<Item = (LinkPlace, &LinkTarget, &str, Span)> {
        let fact = &self.facts[table][row];
        let raw = self.tables[table].rows.iter().find(|raw| raw.span == fact.span);
        // A type in front of the description is a type all the same.
        let in_type = move |span: Span| fact.type_link.as_ref().is_some_and(|(_, at)| *at == span);
        raw.into_iter().flat_map(super::super::read::table::RawRow::links).map(move |(place, target, text, span)| {
            (if in_type(span) { LinkPlace::Type } else { place }, target, text, span)
        })
    }

    /// The table of the page that a link leads to.
    fn in_page(&self, target: &LinkTarget) -> Option<usize> {
        let anchor = match target {
            LinkTarget::Label(label) => label.clone(),
            LinkTarget::Url(url) => {
                let (page, fragment) = url.split_once('#')?;
                if !page.is_empty() && !self.is_this_page(page) {
                    return None;
                }
                percent_decode(fragment)
            }
        };
        self.anchors.get(&anchor.to_lowercase()).copied()
    }

    fn is_this_page(&self, path: &str) -> bool {
        let own = self.builder.source.page().rsplit('/').next().unwrap_or("");
        percent_decode(path.trim_start_matches("./")) == own
    }

    fn side(&self, table: usize) -> Option<Side> {
        side_of(&self.tables[table])
    }

    /// What each table is.
    fn roles(&self, case_of: &[Option<usize>]) -> Vec<Role> {
        let mut roles = Vec::new();
        for (index, table) in self.tables.iter().enumerate() {
            let role = if self.targeted[index] || case_of[index].is_some() {
                Role::Nested
            } else if table.is_structure {
                Role::Unplaced
            } else if names_place(table) || !has_subject(table) {
                if side_of(table).is_some() { Role::Root } else { Role::Unplaced }
            } else {
                // It is about something that no row has. The first table of its part is a root under a title of its own.
                // What goes into headers, path or query takes no body's place.
                let beside = |other: &RawTable| {
                    matches!(other.facets.place, Some(Place::Header | Place::Path | Place::Query | Place::Uri))
                };
                let first = !self.tables[..index].iter().any(|other| {
                    other.part == table.part && other.facets.status == table.facets.status && !beside(other)
                });
                if first && side_of(table).is_some() { Role::Root } else { Role::Unplaced }
            };
            roles.push(role);
        }
        roles
    }
}

/// Whether one of a structure's names is a field's, give or take a plural.
pub(crate) fn is_about(names: &[String], field: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        fold(last).replace(['_', '-', ' '], "").trim_end_matches('s').to_owned()
    };
    names.iter().any(|name| plain(name) == plain(field))
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

/// Whether caption or label say themselves where the parameters go.
fn names_place(table: &RawTable) -> bool {
    table.names.is_empty() && table.facets.place.is_some()
}

/// Whether caption, label or heading name something that the table is about.
fn has_subject(table: &RawTable) -> bool {
    !table.names.is_empty() || table.about.is_some()
}

/// Whether a link leads to another page of the vendor's.
fn leaves(target: &LinkTarget) -> bool {
    match target {
        LinkTarget::Label(_) => true,
        LinkTarget::Url(url) => !url.starts_with('#') && !url.contains("://") && !url.starts_with("mailto:"),
    }
}

fn has_fragment(target: &LinkTarget) -> bool {
    match target {
        LinkTarget::Label(_) => true,
        LinkTarget::Url(url) => url.contains('#'),
    }
}

/// Undoes `%E8%A1%A8`; what is no escape stays.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
