//! Structures from tables: a field for every row, with its kind, requiredness, constraints and description.
//!
//! A field, a condition and an exclusive group belong to the object at the row's path. [`constraints`] reads the
//! constraints in a row's prose; [`placement`](super::placement) decided where its fields are listed.

mod cases;
mod conditions;
mod kinds;
mod objects;
mod shown;

use std::collections::BTreeMap;

pub(super) use cases::add_case;
pub(crate) use kinds::fallback;
pub(super) use objects::object_in;

use super::constraints;
use super::draft::{Definition, DraftRef, DraftSchema, Fallback, Structures};
use super::facts::{About, Fact, Facts};
use super::ids::{RowId, TableId};
use super::notes::Notes;
use super::page::Page;
use super::placement::{Evidence, Placement, Role, Target, percent_decode};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::LinkTarget;
use crate::ir::{
    Condition, Constraints, ExclusiveGroup, Field, Inferred, Kind, Object, Required, Schema, Settled, Sourced,
};
use crate::limits;
use crate::read::{Entry, Skip};
use crate::source::Origin;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;

/// Makes the structure of every table, and records every row in the ledger.
pub(super) fn of(page: &Page<'_>, facts: &Facts, placement: &Placement, notes: &mut Notes<'_>) -> Structures {
    let mut cases: BTreeMap<TableId, Vec<TableId>> = BTreeMap::new();
    for (case, placed) in placement.tables.iter() {
        if let Some(table) = placed.case_of {
            cases.entry(table).or_default().push(case);
        }
    }
    let making = Making { page, facts, placement, cases, examples: shown::Examples::default() };
    page.tables.tables().map(|table| making.definition(table, notes)).collect()
}

/// A row's value, and what its prose states of the fields beside it.
struct Valued {
    schema: DraftSchema,
    groups: Vec<ExclusiveGroup>,
    /// Whether the row is required only under a condition.
    only_when: bool,
}

/// The names on the path to a field.
type Parents<'p> = Vec<&'p str>;

fn parents(fact: &Fact) -> Parents<'_> {
    fact.parents().iter().map(|step| step.name.as_str()).collect()
}

struct Making<'p> {
    page: &'p Page<'p>,
    facts: &'p Facts,
    placement: &'p Placement,
    /// The tables that show a table's structure in other cases.
    cases: BTreeMap<TableId, Vec<TableId>>,
    examples: shown::Examples<'p>,
}

impl Making<'_> {
    fn definition(&self, table: TableId, notes: &mut Notes<'_>) -> Definition {
        let placed = &self.placement.tables[table];
        let is_placed = placed.role != Role::Unplaced || !self.page.has_operation() || self.comes_back(table);
        let mut schema = match placed.case_of {
            // It is a part of another structure, and nothing refers to it by itself.
            Some(_) => Schema::of(Kind::Object(Object::open())),
            None => self.table(table, is_placed, notes),
        };
        self.add_implied(&mut schema, table);
        let raw = self.page.tables[table];
        if !is_placed {
            let what = raw.caption.as_deref().or(raw.names.first().map(String::as_str)).unwrap_or("the table");
            let message = format!("no field of a request or response has the fields of `{what}`");
            notes.report_with_help(
                Code::TableUnplaced,
                raw.span,
                message,
                "its fields are in no request and no response",
            );
        }
        Definition {
            names: raw.names.clone(),
            anchors: raw.anchors.clone(),
            shown: raw.shown.clone(),
            extends: self.extends(table, notes),
            side: self.page.side(table),
            origin: self.page.origin(raw.span),
            schema,
        }
    }

    /// The structure whose fields a table's structure also has: that of a link, or of the nearest table above. Beside
    /// an operation that table has a name: one without may list what is sent.
    fn extends(&self, table: TableId, notes: &mut Notes<'_>) -> Option<(DraftRef, Origin)> {
        let extension = self.page.tables[table].extends.as_ref()?;
        let origin = self.page.origin(extension.span);
        if let Some(target) = extension.target.clone() {
            let (field, fallback) = (String::new(), Fallback::Object);
            let target = DraftRef::Link { target, origin: origin.clone(), field, fallback, partial: false };
            return Some((target, origin));
        }
        let mut before = self.page.tables.tables().rev().skip_while(|&it| it != table).skip(1);
        let above = before.find(|&above| !self.page.tables[above].names.is_empty() || !self.page.has_operation());
        if above.is_none() {
            notes.report(
                Code::LinkUnresolved,
                extension.span,
                "there is no structure above whose fields this one could have",
            );
        }
        Some((DraftRef::Local(above?.structure()), origin))
    }

    /// Whether a sentence says that the value that a table describes is returned.
    fn comes_back(&self, table: TableId) -> bool {
        let anchors = &self.page.tables[table].anchors;
        self.page.raw.answers.iter().any(|answer| match &answer.target {
            LinkTarget::Label(label) => anchors.contains(label),
            LinkTarget::Url(url) => url.split_once('#').is_some_and(|(_, fragment)| {
                let fragment = percent_decode(fragment).to_lowercase();
                anchors.iter().any(|anchor| anchor.to_lowercase() == fragment)
            }),
        })
    }

    /// Adds the fields that only captions and examples show.
    fn add_implied(&self, schema: &mut DraftSchema, table: TableId) {
        for implied in self.placement.implied.iter().filter(|implied| implied.parent == table) {
            let Some(object) = objects::of_fields(schema) else { return };
            let reference = Kind::Ref { target: DraftRef::Local(implied.table.structure()) };
            let kind = if implied.is_list { Kind::array(Schema::of(reference)) } else { reference };
            let schema = Schema {
                inferred: vec![Inferred::CaptionAndExample],
                origin: Some(self.page.origin(self.page.tables[implied.table].span)),
                ..Schema::of(kind)
            };
            object.add(Field { name: implied.name.clone(), required: Required::Unstated, schema });
        }
    }

    /// The structure of a table, with the fields of the tables that show it in other cases.
    fn table(&self, table: TableId, placed: bool, notes: &mut Notes<'_>) -> DraftSchema {
        let mut schema = self.own_table(table, placed, notes);
        for &case in self.cases.get(&table).into_iter().flatten() {
            let other = self.own_table(case, true, notes);
            if let (Kind::Object(all), Kind::Object(other)) = (&mut schema.kind, &other.kind) {
                add_case(all, other);
                schema.inferred = vec![Inferred::Cases];
            }
        }
        schema
    }

    fn own_table(&self, table: TableId, placed: bool, notes: &mut Notes<'_>) -> DraftSchema {
        let facts = &self.facts[table];
        let siblings = siblings(facts);
        let mut object = Object::open();
        let mut groups: Vec<(Parents<'_>, ExclusiveGroup)> = Vec::new();
        let mut has_fields = false;
        let mut whole: Option<DraftSchema> = None;
        let mut values: Option<DraftSchema> = None;
        let keys = shown::keys(self, table);
        for row in parents_first(facts) {
            let fact = &facts[row];
            let id = RowId { table, row };
            let beside = siblings.get(&parents(fact)).map_or(&[][..], Vec::as_slice);
            let entry = match fact.about {
                About::Nothing => {
                    notes.report(Code::RowUnread, fact.span, "the row names no parameter");
                    Entry::Diagnosed(Code::RowUnread)
                }
                About::Whole | About::Key => {
                    let valued = self.value(id, false, beside, notes);
                    groups.extend(valued.groups.into_iter().map(|group| (Vec::new(), group)));
                    let (slot, skip) = if fact.about == About::Whole {
                        (&mut whole, Skip::WholeValue)
                    } else {
                        (&mut values, Skip::MapKey)
                    };
                    *slot = Some(valued.schema);
                    Entry::Skipped(skip)
                }
                About::Field if keys.is_some() => {
                    values = Some(self.value(id, false, beside, notes).schema);
                    Entry::Skipped(Skip::MapKey)
                }
                About::Field => {
                    has_fields = true;
                    let (entry, own) = self.field(id, beside, &mut object, notes);
                    groups.extend(own.into_iter().map(|group| (parents(fact), group)));
                    entry
                }
            };
            // Several names of one cell are several facts of one row, which is recorded once.
            let first = row.checked_sub(1).is_none_or(|before| facts[before].of_row != fact.of_row);
            // A table that several units of a page share is counted in one of them.
            let raw = self.page.tables[table];
            if first && !raw.borrowed {
                let entry = match (raw.unclaimed, placed) {
                    (true, _) => Entry::Diagnosed(Code::SectionUnread),
                    (_, false) => Entry::Diagnosed(Code::TableUnplaced),
                    (..) => entry,
                };
                notes.enter(entry, raw.unclaimed || self.page.has_operation());
            }
        }
        for (parents, group) in groups {
            if let Some(object) = objects::at(&mut object, &parents) {
                object.add_group(group);
            }
        }
        conditions::type_values(&mut object);
        object.shrink_to_fit();
        let origin = Some(self.page.origin(self.page.tables[table].span));
        let kind = match (has_fields, whole, values) {
            (false, Some(whole), _) => return whole,
            (false, None, Some(values)) => Kind::map(values),
            _ => Kind::Object(object),
        };
        Schema { origin, inferred: keys.into_iter().collect(), ..Schema::of(kind) }
    }

    /// Adds a row's field to the table's object, at the end of the row's path. Returns what became of the row, and the
    /// groups of fields beside it that its prose mentions.
    fn field(
        &self,
        row: RowId,
        beside: &[String],
        object: &mut Object<DraftRef>,
        notes: &mut Notes<'_>,
    ) -> (Entry, Vec<ExclusiveGroup>) {
        let fact = &self.facts[row];
        let Some((last, parents)) = fact.path.split_last() else {
            notes.report(Code::RowUnread, fact.span, "the row names no parameter");
            return (Entry::Diagnosed(Code::RowUnread), Vec::new());
        };
        if fact.path.len() > limits::FIELD_DEPTH {
            let message = format!(
                "the field is nested {} levels deep, and at most {} are read",
                fact.path.len(),
                limits::FIELD_DEPTH
            );
            notes.report(Code::LimitExceeded, fact.name_span, message);
            return (Entry::Diagnosed(Code::LimitExceeded), Vec::new());
        }
        // `Ids` and `Ids.N`: a list, and its elements in a row of their own.
        if last.indexed
            && let Some(items) = objects::elements_at(object, parents, &last.name)
        {
            let Valued { schema, groups, .. } = self.value(row, false, beside, notes);
            *items = schema;
            return (Entry::Field, groups);
        }
        let Valued { schema, groups, only_when } = self.value(row, last.list || last.indexed, beside, notes);
        // A sentence on when the field is required counts if the column says nothing or "no"; a "yes" in the column is
        // overridden only by "only when".
        let conditional_demand = schema.constraints.conditions.iter().any(|condition| condition.required);
        let conditional = conditional_demand && (fact.required != Required::Always || only_when);
        let required = if conditional { Required::Conditional } else { fact.required };
        // `Filter.1.Key` and `Filter.2.Key`: the elements of a list are alike.
        if fact.path.iter().any(|step| step.indexed) {
            let parents: Vec<&str> = parents.iter().map(|step| step.name.as_str()).collect();
            let known = objects::at(object, &parents).and_then(|inner| inner.field(&last.name));
            if known.is_some_and(|known| known.schema.kind == schema.kind) {
                return (Entry::Skipped(Skip::Repeated), groups);
            }
        }
        let field = Field { name: last.name.clone(), required, schema };
        if objects::add_at(object, parents, field) {
            return (Entry::Field, groups);
        }
        let message = format!("`{}` is in this table twice; the first row counts", last.name);
        notes.report(Code::FieldTwice, fact.name_span, message);
        (Entry::Diagnosed(Code::FieldTwice), groups)
    }

    /// The evidence that a target's table lists the fields of a row.
    fn evidence(&self, target: &Target) -> Option<Evidence> {
        match target {
            Target::Table(table) => Some(self.placement.tables[*table].evidence),
            Target::Link(..) => None,
        }
    }

    /// A row's value; a list of it where the row's name, or an index after it, shows that.
    fn value(&self, row: RowId, list: bool, beside: &[String], notes: &mut Notes<'_>) -> Valued {
        let fact = &self.facts[row];
        let mut inferred = Vec::new();
        let against = shown::as_object(self, row).then(|| {
            let message =
                format!("the type of `{}` says list, and all examples of the page show an object", fact.name());
            notes.report(Code::TypeContradiction, fact.name_span, message);
            inferred.push(Inferred::ObjectAgainstList);
            Fact { type_: Some(TypeExpr::Word(Word::Object)), ..fact.clone() }
        });
        let fact = against.as_ref().unwrap_or(fact);
        let kind = match &self.placement.targets[row] {
            Some(target) => {
                let reference = self.reference(fact, target, notes);
                let kind = self.wrap(fact, self.evidence(target), reference, &mut inferred, notes);
                // A type of a plain value does not say how many there are, either.
                if fact.type_.as_ref().is_some_and(kinds::is_plain) && shown::as_list(self, row) {
                    inferred.push(Inferred::ListOfElements);
                    Kind::array(Schema::of(kind))
                } else {
                    kind
                }
            }
            None => match &fact.type_ {
                Some(type_) => self.kind(fact, type_, notes),
                None => shown::scalar(self, row).map_or(Kind::Any, |kind| {
                    inferred.push(Inferred::ExamplesAlone);
                    kind
                }),
            },
        };
        if fact.type_ == Some(TypeExpr::Word(Word::ObjectOrArray)) {
            inferred = vec![Inferred::ObjectOrList(Settled::Open)];
        }
        // The type of `Ids.N` and `ids[]` is that of the elements; some pages give that of the list.
        let kind = if list && !matches!(kind, Kind::Array { .. }) { Kind::array(Schema::of(kind)) } else { kind };
        let mut constraints = Constraints::default();
        if let Some((words, span)) = &fact.condition {
            constraints.conditions.push(Condition {
                when: None,
                required: fact.required == Required::Conditional,
                words: words.clone(),
                origin: self.page.origin(*span),
                rule: "required-column".into(),
            });
        }
        if let (None, Some(type_)) = (&self.placement.targets[row], &fact.type_) {
            constraints.patterns.extend(self.pattern(fact, type_));
        }
        if let Some(mark) = fact.nullable {
            let nullable = Sourced { value: true, origin: self.page.origin(mark), rule: "mark".into() };
            constraints.nullable = Some(Box::new(nullable));
        }
        if fact.unmarked {
            inferred.push(Inferred::Unmarked);
        }
        if fact.twin {
            inferred.push(Inferred::NestedByExample);
        }
        let (description, links) = fact.description.plain_linked();
        let schema = Schema {
            kind,
            constraints,
            description: Some(description).filter(|text| !text.is_empty()),
            links,
            inferred,
            origin: Some(self.page.origin(fact.name_span)),
            row: Some(row.mark()),
        };
        let outcome = constraints::of_row(fact, schema, beside, self.page);
        outcome.left_out.into_iter().for_each(|diagnostic: Diagnostic| notes.add(diagnostic));
        Valued { schema: outcome.schema, groups: outcome.groups, only_when: outcome.only_when }
    }
}

/// The names of the fields of each object that a table's rows describe.
fn siblings(facts: &[Fact]) -> BTreeMap<Parents<'_>, Vec<String>> {
    let mut siblings: BTreeMap<Parents<'_>, Vec<String>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !fact.path.is_empty()) {
        siblings.entry(parents(fact)).or_default().push(fact.name().to_owned());
    }
    siblings
}

/// The rows in the page's order, but each row before those below it: a table may list `a.b` above `a`.
fn parents_first(facts: &[Fact]) -> Vec<usize> {
    fn visit<'a>(
        row: usize,
        facts: &'a [Fact],
        rows: &BTreeMap<Vec<&'a str>, usize>,
        order: &mut Vec<usize>,
        done: &mut [bool],
    ) {
        if std::mem::replace(&mut done[row], true) {
            return;
        }
        let path = names(&facts[row]);
        for length in 1..path.len() {
            if let Some(&parent) = rows.get(&path[..length]) {
                visit(parent, facts, rows, order, done);
            }
        }
        order.push(row);
    }
    fn names(fact: &Fact) -> Vec<&str> {
        fact.path.iter().map(|step| step.name.as_str()).collect()
    }
    let mut rows = BTreeMap::new();
    for (row, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.about == About::Field) {
        rows.entry(names(fact)).or_insert(row);
    }
    let (mut order, mut done) = (Vec::with_capacity(facts.len()), vec![false; facts.len()]);
    (0..facts.len()).for_each(|row| visit(row, facts, &rows, &mut order, &mut done));
    order
}
