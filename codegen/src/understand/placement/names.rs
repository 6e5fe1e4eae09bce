//! Placement by names: the type's own name, and captions, labels and headings that name a field, its dotted path or its
//! row's description.
//!
//! Names are compared folded. Links are never looked at here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Placing, Role, Target};
use crate::diagnostic::Code;
use crate::read::RawTable;
use crate::text::fold;
use crate::understand::facts::{About, Fact};
use crate::understand::ids::{RowId, TableId};
use crate::understand::notes::Notes;
use crate::vocabulary::type_expr::TypeExpr;
use crate::vocabulary::{Place, Side};

impl Placing<'_> {
    /// Types that name a structure.
    pub(super) fn by_type_names(&mut self) {
        let mut known: BTreeMap<String, Vec<TableId>> = BTreeMap::new();
        for (index, table) in self.tables.iter() {
            for name in table.names.iter().map(|name| fold(name)).collect::<BTreeSet<_>>() {
                known.entry(name).or_default().push(index);
            }
        }
        for row in self.facts.row_ids() {
            let Some(name) = self.facts[row].type_.as_ref().and_then(TypeExpr::name) else { continue };
            let found = known.get(&fold(name)).and_then(|tables| self.named(tables, row.table));
            match (found, &self.targets[row]) {
                (Some(table), None) => self.set(row, table, Evidence::TypeName),
                (Some(table), Some(Target::Table(has))) if *has != table => {
                    self.weigh(row, *has, table, Evidence::TypeName);
                }
                _ => {}
            }
        }
    }

    /// The table for a structure's name, as seen from another table: one of the same part first; if several are in that
    /// part and the asking table is one of them, the next one.
    fn named(&self, tables: &[TableId], from: TableId) -> Option<TableId> {
        let part = self.tables[from].part;
        let here = || tables.iter().copied().filter(|&table| self.tables[table].part == part);
        if tables.contains(&from)
            && let Some(next) = here().find(|&table| table > from)
        {
            return Some(next);
        }
        here().next().or_else(|| {
            let side = self.tables[from].facets.side;
            let elsewhere = || tables.iter().copied().filter(|&table| table != from);
            elsewhere().find(|&table| self.tables[table].facets.side == side).or_else(|| elsewhere().next())
        })
    }

    /// Captions, labels and headings that name a field or its path.
    pub(super) fn by_captions(&mut self) {
        // A table that is placed gives its rows a path, which may place further tables.
        let mut moved = true;
        while std::mem::take(&mut moved) {
            for table in self.tables.tables() {
                if self.is_referred(table) || self.tables[table].is_structure && self.tables[table].names.is_empty() {
                    continue;
                }
                for row in self.rows_named(table) {
                    self.set(row, table, Evidence::Caption);
                    moved = true;
                }
            }
        }
    }

    /// Captions of only a word for a place or an outcome that is also a field's name: `success parameters` below a row
    /// `success` that has fields and no table.
    pub(super) fn by_words(&mut self) {
        for (table, raw) in self.tables.iter() {
            let Some(word) = raw.word.as_deref().filter(|_| !self.is_referred(table)) else { continue };
            let rows: Vec<RowId> = self
                .named_like(word)
                .filter(|&row| row.table < table && self.tables[row.table].part == raw.part)
                .filter(|&row| self.facts[row].name() == word && self.lacks_table(row))
                .collect();
            for row in rows {
                self.set(row, table, Evidence::CaptionWord);
            }
        }
    }

    /// Rows whose link leads to the table of another field, or of the other side, while a table to which nothing refers
    /// has their own name in its caption: the author linked to the wrong table.
    pub(super) fn by_captions_over_links(&mut self, notes: &mut Notes<'_>) {
        for (table, raw) in self.tables.iter() {
            let Some(name) = raw.names.first().filter(|_| !self.is_referred(table)) else { continue };
            let side = self.page.side(table);
            let is_about = |raw: &RawTable| raw.names.first().is_some_and(|known| fold(known) == fold(name));
            let linked = |&row: &RowId| match self.targets[row] {
                Some(Target::Table(linked))
                    if (!is_about(self.tables[linked]) || self.page.side(linked) != side)
                        && !self.tables[linked].names.is_empty() =>
                {
                    Some((row, linked))
                }
                _ => None,
            };
            let rows: Vec<(RowId, TableId)> = self
                .named_like(name)
                .filter(|row| row.table != table && self.page.side(row.table) == side)
                .filter_map(|row| linked(&row))
                .collect();
            for (row, linked) in rows {
                let caption = |table: TableId| self.tables[table].caption.as_deref().unwrap_or(name);
                let message =
                    format!("the link leads to `{}`; the fields are those of `{}`", caption(linked), caption(table));
                notes.report(Code::TypeContradiction, self.facts[row].name_span, message);
                self.set(row, table, Evidence::Caption);
            }
        }
    }

    /// Captions that repeat a row's description: `Health check details` for the field that is described as `Details of
    /// the health check`, without regard to words that mean nothing.
    pub(super) fn by_descriptions(&mut self) {
        if self.tables.iter().all(|(_, raw)| raw.about.is_none()) {
            return;
        }
        let mut rows_by_name: BTreeMap<String, Vec<RowId>> = BTreeMap::new();
        for (row, fact) in self.facts.all_rows() {
            if fact.about == About::Field
                && fact.type_.as_ref().is_some_and(TypeExpr::may_have_fields)
                && let Some(stated_name) = self.stated_name(fact)
            {
                rows_by_name.entry(stated_name).or_default().push(row);
            }
        }
        for (table, raw) in self.tables.iter() {
            let Some(about) = raw.about.as_deref().filter(|_| !self.is_referred(table)) else { continue };
            let side = self.page.side(table);
            let rows: Vec<RowId> = rows_by_name
                .get(&plain(about))
                .into_iter()
                .flatten()
                .copied()
                .filter(|row| row.table != table && self.page.side(row.table) == side && self.targets[*row].is_none())
                .collect();
            for row in rows {
                self.set(row, table, Evidence::CaptionOfDescription);
            }
        }
    }

    /// The first sentence of a row, in the form of captions.
    fn stated_name(&self, fact: &Fact) -> Option<String> {
        let text = &fact.description.text;
        let first = text.split(['\n', '。', '；', '，']).next().unwrap_or("").trim().trim_end_matches('.');
        (!first.is_empty()).then(|| plain(&self.page.vocabulary.title(first).rest))
    }

    /// The rows of fields with a name, in any spelling, in order.
    fn named_like(&self, name: &str) -> impl Iterator<Item = RowId> {
        self.by_name.get(&fold(name)).into_iter().flatten().copied()
    }

    /// The rows without a table to which one of the names of a table refers.
    fn rows_named(&self, table: TableId) -> Vec<RowId> {
        let raw = self.tables[table];
        for name in &raw.names {
            let wanted = self.steps(name);
            let last = wanted.last().map_or("", String::as_str);
            let mut rows: Vec<RowId> = self
                .named_like(last)
                .filter(|&row| {
                    row.table != table
                        && self.targets[row].is_none()
                        && self.facts[row].type_.as_ref().is_none_or(TypeExpr::may_have_fields)
                        && (wanted.len() == 1 || self.path_fits(row, &wanted))
                })
                .collect();
            // A row whose own table continues with its fields needs no other.
            if rows.iter().any(|&row| !self.goes_on(row)) {
                rows.retain(|&row| !self.goes_on(row));
            }
            // Where several tables of the part have the name, each is about the row before it.
            let folded = fold(name);
            let is_own = raw.names.first().is_some_and(|first| fold(first) == folded);
            let named = self.tables_named.get(&(raw.part, folded)).copied().unwrap_or_default();
            if named > usize::from(is_own) && rows.iter().any(|row| row.table < table) {
                rows.retain(|row| row.table < table);
            }
            // The same part first, then the same side.
            let side = self.page.side(table);
            let of = |near: &dyn Fn(TableId) -> bool| -> Vec<RowId> {
                rows.iter().copied().filter(|row| near(row.table)).collect()
            };
            let part = of(&|other| self.tables[other].part == raw.part);
            let chosen = if part.is_empty() { of(&|other| self.page.side(other) == side) } else { part };
            if !chosen.is_empty() {
                return chosen;
            }
        }
        Vec::new()
    }

    /// The folded segments of a dotted name, without those that stand for an index. A name that a row or an example has
    /// as a whole is one segment.
    fn steps(&self, name: &str) -> Vec<String> {
        let name = name.replace("::", ".");
        if self.page.undivided.contains(&name) {
            return vec![fold(&name)];
        }
        let index = self.page.vocabulary.patterns.index.as_ref();
        let is_index = |step: &str| index.is_some_and(|index| index.is_match(step));
        let mut steps: Vec<String> = Vec::new();
        for step in name.split('.') {
            if steps.is_empty() || !is_index(step) {
                steps.push(fold(step).trim_end_matches("[]").to_owned());
            }
        }
        steps
    }

    /// Whether further rows of a row's own table list its fields.
    fn goes_on(&self, row: RowId) -> bool {
        let path = &self.facts[row].path;
        let alike = |fact: &Fact| {
            fact.path.len() > path.len() && fact.path.iter().zip(path).all(|(one, other)| one.name == other.name)
        };
        self.facts[row.table].iter().any(|fact| fact.about == About::Field && alike(fact))
    }

    /// Captions that name a row of a body whose bare type says that it has no fields, where the table would otherwise
    /// be in no contract. The table counts, and the structure is marked as inferred.
    pub(super) fn by_captions_over_types(&mut self) {
        let own = self.by_itself();
        let is_lost = |table: TableId, raw: &RawTable| own[table].0 == Role::Unplaced && !raw.is_structure;
        for (table, raw) in self.tables.iter() {
            let open = !self.is_referred(table) && raw.has_types && is_lost(table, raw);
            let Some(name) = raw.names.first().filter(|_| open) else { continue };
            let steps = self.steps(name);
            let found = self.named_like(steps.last().map_or("", String::as_str)).filter(|row| {
                row.table < table
                    && self.tables[row.table].part == raw.part
                    && self.page.side(row.table) == self.page.side(table)
                    && self.is_of_body(row.table)
                    && self.targets[*row].is_none()
                    && is_bare(&self.facts[*row])
                    && (steps.len() == 1 || self.path_fits(*row, &steps))
            });
            if let Some(row) = found.last() {
                self.set(row, table, Evidence::Caption);
            }
        }
    }

    /// Whether a table's rows go into a body, as far as its surroundings state. Path, query and header parameters have
    /// no fields.
    fn is_of_body(&self, table: TableId) -> bool {
        let beside =
            matches!(self.tables[table].facets.place, Some(Place::Header | Place::Path | Place::Query | Place::Uri));
        let bodiless = self.page.side(table) == Some(Side::Request)
            && self.page.raw.endpoints.iter().all(|endpoint| endpoint.method.is_bodiless());
        !beside && !bodiless
    }

    /// Whether a row is at a dotted path, as far as its table's own place is known.
    fn path_fits(&self, mut row: RowId, wanted: &[String]) -> bool {
        let mut rest = wanted;
        loop {
            let path = &self.facts[row].path;
            for step in path.iter().rev() {
                match rest.split_last() {
                    Some((last, before)) if fold(&step.name) == *last => rest = before,
                    Some(_) => return false,
                    None => return true,
                }
            }
            // The first row of another table that refers to the table.
            let parent = self.referrers[row.table].keys().find(|parent| parent.table != row.table);
            match parent {
                Some(&parent) if !rest.is_empty() && !path.is_empty() => row = parent,
                // A root: the path must end here.
                _ => return rest.is_empty(),
            }
        }
    }
}

/// Whether a row states nothing of its type but a word for a value without parts, so that a slip is likely.
fn is_bare(fact: &Fact) -> bool {
    matches!(&fact.type_, Some(TypeExpr::Word(word)) if word.is_scalar()) && fact.length.is_none()
}

/// A text in the form in which descriptions and captions are compared.
fn plain(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// Whether one of a structure's names is a field's, in singular or plural.
pub(crate) fn is_about(names: &[String], field: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        fold(last).replace(['_', '-', ' '], "").trim_end_matches('s').to_owned()
    };
    names.iter().any(|name| plain(name) == plain(field))
}
