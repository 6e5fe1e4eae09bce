//! Structures out of tables: a field of every row, with its kind, requiredness, constraints and description.

mod cases;
mod kinds;

use std::collections::BTreeMap;

pub(super) use cases::{CASES, add_case};
pub(crate) use kinds::fallback;

use kinds::wrap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Condition, Constraints, ExclusiveGroup, Field, Kind, Object, Required, Schema};
use crate::read::{Entry, RawPage, Skip};
use crate::source::Source;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::language::Word;

use super::facts::{About, Fact, Step};
use super::placement::{Placement, Role, Target, side_of};
use super::type_expr::TypeExpr;
use super::{Definition, DraftRef, DraftSchema, constraints};

/// A page on its way from records to structures.
pub(super) struct Builder<'a> {
    pub(super) source: &'a Source,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) raw: RawPage,
    /// The facts of each row, table by table.
    pub(super) facts: Vec<Vec<Fact>>,
    /// The structure of each table.
    pub(super) definitions: Vec<Definition>,
    /// The names of the fields of the table that is being read.
    pub(super) siblings: Vec<String>,
    /// Exclusive groups that the prose of a table's rows states.
    pub(super) exclusive: Vec<ExclusiveGroup>,
    /// Whether the row that was read last must be given under a condition only.
    pub(super) only_when: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        source: &'a Source,
        vocabulary: &'a Vocabulary,
        raw: RawPage,
        (facts, diagnostics): (Vec<Vec<Fact>>, Vec<Diagnostic>),
    ) -> Self {
        Self {
            source,
            vocabulary,
            raw,
            facts,
            definitions: Vec::new(),
            siblings: Vec::new(),
            exclusive: Vec::new(),
            only_when: false,
            diagnostics,
        }
    }

    /// Makes the structure of every table, and enters every row in the ledger.
    pub(super) fn define(&mut self, placement: &Placement) {
        for table in 0..self.raw.tables.len() {
            let placed = placement.roles[table] != Role::Unplaced || self.raw.endpoints.is_empty();
            let mut schema = match placement.case_of[table] {
                // It is a part of another structure, and nothing refers to it by itself.
                Some(_) => Schema::of(Kind::Object(Object::open())),
                None => self.table(table, placement, placed),
            };
            self.add_implied(&mut schema, table, placement);
            let raw = &self.raw.tables[table];
            if !placed {
                let what =
                    raw.caption.clone().or_else(|| raw.names.first().cloned()).unwrap_or_else(|| "the table".into());
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::TableUnplaced,
                        self.source,
                        raw.span,
                        format!("no field of a request or response has the fields of `{what}`"),
                    )
                    .help("its fields are in no request and no response"),
                );
            }
            self.definitions.push(Definition {
                names: raw.names.clone(),
                anchors: raw.anchors.clone(),
                side: side_of(raw),
                origin: self.source.origin(raw.span),
                schema,
            });
        }
    }

    /// Adds the fields that only captions and examples tell.
    fn add_implied(&self, schema: &mut DraftSchema, table: usize, placement: &Placement) {
        let Some(object) = object_in(schema) else { return };
        for implied in placement.implied.iter().filter(|implied| implied.parent == table) {
            let reference = Kind::Ref { target: DraftRef::Local(implied.table) };
            let kind = if implied.is_list { Kind::array(Schema::of(reference)) } else { reference };
            let schema = Schema {
                inferred: Some(
                    "no row lists it: the caption of its table names it, and the page's example shows it".into(),
                ),
                origin: Some(self.source.origin(self.raw.tables[implied.table].span)),
                ..Schema::of(kind)
            };
            object.add(Field { name: implied.name.clone(), required: Required::Unstated, schema });
        }
    }

    /// The structure of a table, with the fields of the tables that show it in other cases.
    fn table(&mut self, table: usize, placement: &Placement, placed: bool) -> DraftSchema {
        let mut schema = self.own_table(table, placement, placed);
        for case in (0..self.raw.tables.len()).filter(|&case| placement.case_of[case] == Some(table)) {
            let other = self.own_table(case, placement, true);
            if let (Kind::Object(all), Kind::Object(other)) = (&mut schema.kind, &other.kind) {
                add_case(all, other);
                schema.inferred = Some(CASES.into());
            }
        }
        schema
    }

    fn own_table(&mut self, table: usize, placement: &Placement, placed: bool) -> DraftSchema {
        let facts = std::mem::take(&mut self.facts[table]);
        self.siblings = facts.iter().filter_map(|fact| fact.path.last()).map(|step| step.name.clone()).collect();
        let mut object = Object::open();
        let mut fields = 0;
        let mut whole: Option<DraftSchema> = None;
        let mut values: Option<DraftSchema> = None;
        for row in parents_first(&facts) {
            let fact = &facts[row];
            // Several names of one cell are several facts of one row.
            let first = row.checked_sub(1).is_none_or(|before| facts[before].span != fact.span);
            let target = placement.targets[table][row].clone();
            let entry = match fact.about {
                About::Nothing => {
                    self.diagnostics.push(Diagnostic::new(
                        Code::RowUnread,
                        self.source,
                        fact.span,
                        "the row names no parameter",
                    ));
                    Entry::Diagnosed(Code::RowUnread)
                }
                About::Whole => {
                    whole = Some(self.value(fact, target.as_ref(), &Step::default()));
                    Entry::Skipped(Skip::WholeValue)
                }
                About::Key => {
                    values = Some(self.value(fact, target.as_ref(), &Step::default()));
                    Entry::Skipped(Skip::MapKey)
                }
                About::Field => {
                    fields += 1;
                    self.field(fact, target.as_ref(), &mut object)
                }
            };
            if first {
                self.raw.ledger.enter(if placed { entry } else { Entry::Diagnosed(Code::TableUnplaced) });
                if !self.raw.endpoints.is_empty() {
                    self.raw.ledger.parameter_rows += 1;
                    self.raw.ledger.parameter_rows_read += usize::from(placed && !matches!(entry, Entry::Diagnosed(_)));
                }
            }
        }
        self.facts[table] = facts;
        for group in std::mem::take(&mut self.exclusive) {
            object.add_group(group);
        }
        constraints::type_conditions(&mut object);
        let origin = Some(self.source.origin(self.raw.tables[table].span));
        let kind = match (fields, whole, values) {
            (0, Some(whole), _) => return whole,
            (0, None, Some(values)) => Kind::map(values),
            _ => Kind::Object(object),
        };
        Schema { origin, ..Schema::of(kind) }
    }

    /// Adds a row's field to the table's object, at the end of the row's path.
    fn field(&mut self, fact: &Fact, target: Option<&Target>, object: &mut Object<DraftRef>) -> Entry {
        let Some((last, parents)) = fact.path.split_last() else {
            return Entry::Diagnosed(Code::RowUnread);
        };
        let schema = self.value(fact, target, last);
        // A sentence that says when the field must be given counts beside a column that says nothing or no; a column
        // that says yes is taken back by "only when" alone.
        let told = schema.constraints.conditions.iter().any(|condition| condition.required);
        let conditional = told && (fact.required != Required::Always || self.only_when);
        let required = if conditional { Required::Conditional } else { fact.required };
        let field = Field { name: last.name.clone(), required, schema };
        if add_at(object, parents, field) {
            Entry::Field
        } else {
            self.diagnostics.push(Diagnostic::new(
                Code::FieldTwice,
                self.source,
                fact.name_span,
                format!("`{}` stands in this table twice; the first row counts", last.name),
            ));
            Entry::Diagnosed(Code::FieldTwice)
        }
    }

    /// The schema of a row's value; a list of it where the row's name says so.
    fn value(&mut self, fact: &Fact, target: Option<&Target>, step: &Step) -> DraftSchema {
        let mut inferred = None;
        let mut kind = match target {
            Some(target) => {
                let reference = self.reference(fact, target);
                wrap(fact, reference, &mut inferred)
            }
            None => match &fact.type_ {
                Some(type_) => self.kind(fact, type_),
                None => Kind::Any,
            },
        };
        if fact.type_ == Some(TypeExpr::Word(Word::ObjectOrArray)) {
            inferred = Some(super::examples::EITHER.to_owned());
        }
        // The type of `Ids.N` is that of the elements; some pages give the list's own.
        if step.list || (step.indexed && !matches!(kind, Kind::Array { .. })) {
            kind = Kind::array(Schema::of(kind));
        }
        let mut schema = Schema {
            kind,
            constraints: Constraints::default(),
            description: Some(fact.description.plain()).filter(|text| !text.is_empty()),
            inferred,
            origin: Some(self.source.origin(fact.name_span)),
        };
        if let Some((words, span)) = &fact.condition {
            schema.constraints.conditions.push(Condition {
                when: None,
                required: fact.required == Required::Conditional,
                words: words.clone(),
                origin: self.source.origin(*span),
                rule: "required-column".into(),
            });
        }
        constraints::apply(self, fact, &mut schema);
        schema
    }
}

/// The rows in the page's order, but each row before those that lie below it: a table may list `a.b` above `a`.
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

/// Adds a field below the parents of its path; false where its name is taken. A parent that no row lists is an object
/// all the same: its fields are listed.
fn add_at(object: &mut Object<DraftRef>, parents: &[Step], field: Field<DraftRef>) -> bool {
    let Some((parent, rest)) = parents.split_first() else {
        return object.add(field).is_none();
    };
    if object.field(&parent.name).is_none() {
        let kind = Kind::Object(Object::open());
        let kind = if parent.list || parent.indexed { Kind::array(Schema::of(kind)) } else { kind };
        let inferred = Some("its fields are listed, it is not".to_owned());
        let schema = Schema { inferred, origin: field.schema.origin.clone(), ..Schema::of(kind) };
        object.add(Field { name: parent.name.clone(), required: Required::Unstated, schema });
    }
    let mut inner = object.fields_mut().find(|(name, ..)| *name == parent.name).map(|(.., schema)| schema);
    match inner.as_mut().and_then(|schema| object_in(schema)) {
        Some(inner) => add_at(inner, rest, field),
        None => false,
    }
}

/// The object inside lists and maps of a schema that is made of the table's own rows.
pub(super) fn object_in(schema: &mut DraftSchema) -> Option<&mut Object<DraftRef>> {
    if let Kind::Any = schema.kind {
        schema.kind = Kind::Object(Object::open());
    }
    match &mut schema.kind {
        Kind::Object(object) => Some(object),
        Kind::Array { items } => object_in(items),
        Kind::Map { values, .. } => object_in(values),
        _ => None,
    }
}
