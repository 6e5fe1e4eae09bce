//! Placement by links: what a row's type, name or description leads to, on the page and off it.
//!
//! A link out of the page is kept as such; nothing here follows one to another page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Placing, Target, is_about};
use crate::document::LinkTarget;
use crate::read::table::LinkPlace;
use crate::source::Span;
use crate::text::fold;
use crate::understand::Fallback;
use crate::understand::facts::{About, Fact};
use crate::understand::type_expr::TypeExpr;
use crate::vocabulary::language::Word;

impl Placing<'_, '_> {
    /// Links that stay on the page.
    pub(super) fn by_links(&mut self) {
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
                    // `Builder::reference`, which says so.
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

    /// Links that leave the page.
    pub(super) fn by_outside_links(&mut self) {
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
                    if local || self.in_page(target).is_some() || !self.leaves(target) {
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

    pub(super) fn links(&self, table: usize, row: usize) -> impl Iterator<Item = (LinkPlace, &LinkTarget, &str, Span)> {
        let fact = &self.facts[table][row];
        let raw = self.tables[table].rows.iter().find(|raw| raw.span == fact.span);
        // A type in front of the description is a type all the same.
        let in_type = move |span: Span| fact.type_link.as_ref().is_some_and(|(_, at)| *at == span);
        raw.into_iter().flat_map(crate::read::table::RawRow::links).map(move |(place, target, text, span)| {
            (if in_type(span) { LinkPlace::Type } else { place }, target, text, span)
        })
    }

    /// The table of the page that a link leads to.
    pub(super) fn in_page(&self, target: &LinkTarget) -> Option<usize> {
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
        spellings(&anchor).find_map(|anchor| self.anchors.get(&anchor).copied())
    }

    /// Whether a link leads to another unit of the page, or to another page of the vendor's.
    fn leaves(&self, target: &LinkTarget) -> bool {
        match target {
            LinkTarget::Label(_) => true,
            LinkTarget::Url(url) if url.starts_with('#') => self.builder.raw.divided,
            LinkTarget::Url(url) => !url.contains("://") && !url.starts_with("mailto:"),
        }
    }

    fn is_this_page(&self, path: &str) -> bool {
        let own = self.builder.source.page().rsplit('/').next().unwrap_or("");
        percent_decode(path.trim_start_matches("./")) == own
    }
}

fn has_fragment(target: &LinkTarget) -> bool {
    match target {
        LinkTarget::Label(_) => true,
        LinkTarget::Url(url) => url.contains('#'),
    }
}

/// The spellings by which an anchor may be known: its own, and without the topic that some links name in front of it
/// (`topic_0109962589__table1`). Folded, as anchors are compared.
pub(crate) fn spellings(anchor: &str) -> impl Iterator<Item = String> {
    let whole = anchor.to_lowercase();
    let inner = whole.split_once("__").map(|(_, inner)| inner.to_owned()).filter(|inner| !inner.is_empty());
    std::iter::once(whole).chain(inner)
}

/// Undoes `%E8%A1%A8`; what is no escape stays, and a text whose escapes are no UTF-8 stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}
