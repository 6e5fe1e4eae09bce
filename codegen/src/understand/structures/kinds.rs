//! The kind of a row's value: from its type's words, with lists and maps around the structure to which it refers.
//!
//! The meaning of an unknown type is never guessed: a diagnostic reports it. Constraints are read elsewhere.

use super::Making;
use crate::diagnostic::Code;
use crate::ir::{Constraints, Format, Inferred, IntegerWidth, Kind, Object, Pattern, Schema, Sourced};
use crate::understand::constraints::ecma;
use crate::understand::draft::{DraftRef, DraftSchema, Fallback};
use crate::understand::facts::Fact;
use crate::understand::notes::Notes;
use crate::understand::placement::{Evidence, Target};
use crate::vocabulary::language::{Scalar, ScalarType, Word};
use crate::vocabulary::type_expr::{self, TypeExpr};

impl Making<'_> {
    pub(super) fn reference(&self, fact: &Fact, target: &Target, notes: &mut Notes<'_>) -> Kind<DraftRef> {
        let partial = fact.type_.as_ref().is_some_and(TypeExpr::is_partial);
        let target = match target {
            Target::Table(table) => {
                if fact.type_.as_ref().is_some_and(is_plain) {
                    let name = fact.name();
                    let message = match self.placement.tables[*table].evidence {
                        Evidence::Caption => format!(
                            "the type of `{name}` is a plain value, but the caption of a table of fields names it"
                        ),
                        _ => format!("the type of `{name}` says text, and its description leads to a table of fields"),
                    };
                    notes.report(Code::TypeContradiction, fact.name_span, message);
                }
                if partial { DraftRef::Part(table.structure()) } else { DraftRef::Local(table.structure()) }
            }
            Target::Link(target, span, fallback) => {
                let origin = self.page.origin(*span);
                let (target, field, fallback) = (target.clone(), fact.name().to_owned(), *fallback);
                DraftRef::Link { target, origin, field, fallback, partial }
            }
        };
        Kind::Ref { target }
    }

    pub(super) fn kind(&self, fact: &Fact, type_: &TypeExpr, notes: &mut Notes<'_>) -> Kind<DraftRef> {
        match type_ {
            TypeExpr::Word(word) => self.word(fact, *word),
            TypeExpr::Array(inner) => Kind::array(self.element(fact, inner, notes)),
            TypeExpr::Map(inner) => Kind::map(self.element(fact, inner, notes)),
            TypeExpr::Scalar(name) => {
                let scalar = self.page.vocabulary.types.named.get(name);
                scalar.map_or(Kind::Any, |scalar| self.scalar(fact, scalar))
            }
            TypeExpr::Keyed => Kind::map(Schema::any()),
            TypeExpr::Union(members) => union(members.iter().map(|member| self.element(fact, member, notes)).collect()),
            TypeExpr::Named(name) | TypeExpr::Partial(name) => {
                // A structure without a table: an object if its word says so, and anything otherwise.
                let known = !type_expr::is_known(name, self.page.vocabulary);
                let code = if known { Code::LinkUnresolved } else { Code::TypeUnknown };
                let message = format!("the page has no table for the type `{name}` of `{}`", fact.name());
                notes.report(code, fact.name_span, message);
                Kind::Object(Object::open())
            }
            TypeExpr::Linked(name) => {
                let message = format!("the type `{name}` of `{}` refers to nothing that was read", fact.name());
                notes.report(Code::LinkUnresolved, fact.name_span, message);
                Kind::Any
            }
            TypeExpr::Unknown(text) => {
                let message = format!("the type of `{}` is not known: `{text}`", fact.name());
                notes.report_with_help(
                    Code::TypeUnknown,
                    fact.name_span,
                    message,
                    "add the words to the language's vocabulary",
                );
                Kind::Any
            }
        }
    }

    fn element(&self, fact: &Fact, type_: &TypeExpr, notes: &mut Notes<'_>) -> DraftSchema {
        let patterns = self.pattern(fact, type_).into_iter().collect();
        let constraints = Constraints { patterns, ..Constraints::default() };
        Schema { constraints, ..Schema::of(self.kind(fact, type_, notes)) }
    }

    fn scalar(&self, fact: &Fact, scalar: &Scalar) -> Kind<DraftRef> {
        let word = match scalar.r#type {
            ScalarType::String => return Kind::String { format: scalar.format.as_deref().map(Format::new) },
            ScalarType::Integer => Word::Integer,
            ScalarType::Int32 => Word::Int32,
            ScalarType::Int64 => Word::Int64,
            ScalarType::Number => Word::Number,
            ScalarType::Boolean => Word::Boolean,
        };
        self.word(fact, word)
    }

    /// The vocabulary's pattern for the text of a scalar.
    pub(super) fn pattern(&self, fact: &Fact, type_: &TypeExpr) -> Option<Sourced<Pattern>> {
        let TypeExpr::Scalar(name) = type_ else { return None };
        let written = self.page.vocabulary.types.named.get(name)?.pattern.as_deref()?;
        let value = ecma(written).ok()?;
        Some(Sourced { value, origin: self.page.origin(fact.name_span), rule: "scalars".into() })
    }

    fn word(&self, fact: &Fact, word: Word) -> Kind<DraftRef> {
        let bits = match fact.format.as_deref() {
            Some("int64" | "uint64" | "fixed64" | "sfixed64" | "sint64") => Some(IntegerWidth::Bits64),
            // Unsigned numbers of 32 bits do not fit into signed ones.
            Some("int32" | "sfixed32" | "sint32") => Some(IntegerWidth::Bits32),
            _ => None,
        };
        match word {
            Word::String | Word::Integer
                if bits == Some(IntegerWidth::Bits64) && self.page.vocabulary.vendor.nesting.int64_strings =>
            {
                Kind::Integer { width: IntegerWidth::Bits64, as_string: true }
            }
            Word::String => {
                let format = fact.format.as_deref().map(|name| if name == "bytes" { "byte" } else { name });
                Kind::String { format: format.filter(|name| is_format(name)).map(Format::new) }
            }
            Word::Integer => Kind::Integer { width: bits.unwrap_or(IntegerWidth::Unstated), as_string: false },
            Word::Int32 => Kind::Integer { width: IntegerWidth::Bits32, as_string: false },
            Word::Int64 => Kind::Integer { width: IntegerWidth::Bits64, as_string: false },
            Word::Number => match bits {
                Some(width) => Kind::Integer { width, as_string: false },
                None => Kind::Number,
            },
            Word::Boolean => Kind::Boolean,
            Word::Object | Word::ObjectOrArray => Kind::Object(Object::open()),
            Word::Array => Kind::array(Schema::any()),
            Word::Any | Word::Null => Kind::Any,
            Word::File => Kind::String { format: Some(Format::new("binary")) },
            Word::Time => Kind::string(),
        }
    }

    /// The type's own lists and maps around a structure, and its alternatives.
    pub(super) fn wrap(
        &self,
        fact: &Fact,
        by: Option<Evidence>,
        inner: Kind<DraftRef>,
        inferred: &mut Vec<Inferred>,
        notes: &mut Notes<'_>,
    ) -> Kind<DraftRef> {
        match &fact.type_ {
            Some(type_) if is_plain(type_) => {
                inferred.push(match by {
                    Some(Evidence::Caption) => Inferred::CaptionedTableAgainstType,
                    _ => Inferred::DescribedTableAgainstType,
                });
                inner
            }
            Some(type_) => self.around(fact, type_, inner, notes),
            None => {
                inferred.push(Inferred::DescribedTable);
                inner
            }
        }
    }

    fn around(&self, fact: &Fact, type_: &TypeExpr, inner: Kind<DraftRef>, notes: &mut Notes<'_>) -> Kind<DraftRef> {
        match type_ {
            TypeExpr::Array(element) => Kind::array(Schema::of(self.around(fact, element, inner, notes))),
            TypeExpr::Word(Word::Array) => Kind::array(Schema::of(inner)),
            TypeExpr::Map(value) if value.may_have_fields() => {
                Kind::map(Schema::of(self.around(fact, value, inner, notes)))
            }
            TypeExpr::Union(members) => {
                let mut of = |member: &TypeExpr| {
                    if member.may_have_fields() {
                        Schema::of(self.around(fact, member, inner.clone(), notes))
                    } else {
                        self.element(fact, member, notes)
                    }
                };
                union(members.iter().map(&mut of).collect())
            }
            // A map of plain values has a table that lists its keys.
            TypeExpr::Map(_)
            | TypeExpr::Scalar(_)
            | TypeExpr::Keyed
            | TypeExpr::Word(_)
            | TypeExpr::Named(_)
            | TypeExpr::Partial(_)
            | TypeExpr::Linked(_)
            | TypeExpr::Unknown(_) => inner,
        }
    }
}

/// A union of several kinds of values. If one of them is anything, so is the whole; equal kinds are merged.
fn union(members: Vec<DraftSchema>) -> Kind<DraftRef> {
    let mut different: Vec<DraftSchema> = Vec::new();
    for member in members {
        if matches!(member.kind, Kind::Any) {
            return Kind::Any;
        }
        if !different.contains(&member) {
            different.push(member);
        }
    }
    match different.as_slice() {
        [only] => only.kind.clone(),
        _ => Kind::Union { members: different },
    }
}

/// Whether words say that a value has no fields.
pub(super) fn is_plain(type_: &TypeExpr) -> bool {
    match type_ {
        TypeExpr::Word(word) => !type_.may_have_fields() && *word != Word::Null,
        TypeExpr::Union(members) => members.iter().all(is_plain),
        _ => false,
    }
}

/// The formats that occur in parentheses after a type.
fn is_format(name: &str) -> bool {
    matches!(name, "date-time" | "date" | "time" | "duration" | "byte" | "field-mask" | "uuid" | "uri" | "email")
}

/// What remains of a type with a dangling link.
pub(crate) fn fallback<R>(fallback: Fallback) -> Kind<R> {
    match fallback {
        Fallback::Object => Kind::Object(Object::open()),
        Fallback::Any | Fallback::Text | Fallback::Local(_) => Kind::Any,
    }
}
