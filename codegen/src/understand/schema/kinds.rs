//! What kind of value a row has: its type's words, and the lists and maps around the structure that it leads to.
//!
//! What a type that is not known may mean is never guessed: a diagnostic tells of it. Constraints are read elsewhere.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Format, IntegerWidth, Kind, Object, Schema};
use crate::understand::facts::Fact;
use crate::understand::placement::Target;
use crate::understand::type_expr::{self, TypeExpr};
use crate::understand::{DraftRef, Fallback};
use crate::vocabulary::language::Word;

impl Builder<'_> {
    pub(super) fn reference(&mut self, fact: &Fact, target: &Target) -> Kind<DraftRef> {
        let target = match target {
            Target::Table(index) => {
                if matches!(fact.type_, Some(TypeExpr::Word(Word::String))) {
                    self.diagnostics.push(Diagnostic::new(
                        Code::TypeContradiction,
                        self.source,
                        fact.name_span,
                        format!(
                            "the type of `{}` says text, and its description leads to a table of fields",
                            fact.name()
                        ),
                    ));
                }
                DraftRef::Local(*index)
            }
            Target::Link(target, span, fallback) => {
                let origin = self.source.origin(*span);
                DraftRef::Link { target: target.clone(), origin, field: fact.name().to_owned(), fallback: *fallback }
            }
        };
        Kind::Ref { target }
    }

    pub(super) fn kind(&mut self, fact: &Fact, type_: &TypeExpr) -> Kind<DraftRef> {
        match type_ {
            TypeExpr::Word(word) => self.word(fact, *word),
            TypeExpr::Array(inner) => Kind::array(Schema::of(self.kind(fact, inner))),
            TypeExpr::Map(inner) => Kind::map(Schema::of(self.kind(fact, inner))),
            TypeExpr::Named(name) => {
                // A structure without a table: an object as far as its word says so, and anything otherwise.
                let known = !type_expr::is_known(name, self.vocabulary);
                let code = if known { Code::LinkUnresolved } else { Code::TypeUnknown };
                self.diagnostics.push(Diagnostic::new(
                    code,
                    self.source,
                    fact.name_span,
                    format!("the page has no table for the type `{name}` of `{}`", fact.name()),
                ));
                Kind::Object(Object::open())
            }
            TypeExpr::Unknown(text) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::TypeUnknown,
                        self.source,
                        fact.name_span,
                        format!("the type of `{}` is not known: `{text}`", fact.name()),
                    )
                    .help("add the words to the language's vocabulary"),
                );
                Kind::Any
            }
        }
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
                if bits == Some(IntegerWidth::Bits64) && self.vocabulary.vendor.nesting.int64_strings =>
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
}

/// The type's own lists and maps around a structure.
pub(super) fn wrap(fact: &Fact, inner: Kind<DraftRef>, inferred: &mut Option<String>) -> Kind<DraftRef> {
    fn around(type_: &TypeExpr, inner: Kind<DraftRef>) -> Kind<DraftRef> {
        match type_ {
            TypeExpr::Array(element) => Kind::array(Schema::of(around(element, inner))),
            TypeExpr::Word(Word::Array) => Kind::array(Schema::of(inner)),
            TypeExpr::Map(value) if value.may_have_fields() => Kind::map(Schema::of(around(value, inner))),
            // A map of plain values has a table that lists its keys.
            TypeExpr::Map(_) | TypeExpr::Word(_) | TypeExpr::Named(_) | TypeExpr::Unknown(_) => inner,
        }
    }
    match &fact.type_ {
        Some(TypeExpr::Word(Word::String)) => {
            *inferred = Some("the description leads to a table of fields, against the type's word".into());
            inner
        }
        Some(type_) => around(type_, inner),
        None => {
            *inferred = Some("the description leads to a table of fields".into());
            inner
        }
    }
}

/// The forms that stand in parentheses behind a type.
fn is_format(name: &str) -> bool {
    matches!(name, "date-time" | "date" | "time" | "duration" | "byte" | "field-mask" | "uuid" | "uri" | "email")
}

/// What a link that leads nowhere leaves of a type.
pub(crate) fn fallback<R>(fallback: Fallback) -> Kind<R> {
    match fallback {
        Fallback::Object => Kind::Object(Object::open()),
        Fallback::Any | Fallback::Text => Kind::Any,
    }
}
