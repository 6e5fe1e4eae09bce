//! Placement by links: the targets of a row's type, name or description, on the page and off it.
//!
//! A link that leaves the page is kept as such; nothing here follows one to another page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Evidence, Placing, Target, is_about};
use crate::document::LinkTarget;
use crate::read::table::LinkPlace;
use crate::text::fold;
use crate::understand::draft::Fallback;
use crate::understand::facts::{About, Fact, Link};
use crate::understand::ids::{RowId, TableId};
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;

impl Placing<'_> {
    /// Links that stay on the page.
    pub(super) fn by_links(&mut self) {
        for row in self.facts.row_ids() {
            let fact = &self.facts[row];
            let found = fact.links.iter().find_map(|link| {
                let table = self.in_page(&link.target)?;
                self.accepts(row, fact, link, table).then_some((table, evidence(link.place)))
            });
            if let Some((table, evidence)) = found {
                self.set(row, table, evidence);
            }
        }
    }

    /// Whether a link of a row refers to the table of its fields.
    fn accepts(&self, row: RowId, fact: &Fact, link: &Link, table: TableId) -> bool {
        match link.place {
            LinkPlace::Type => true,
            LinkPlace::Name => fact.type_.as_ref().is_none_or(TypeExpr::may_have_fields) && table != row.table,
            LinkPlace::Description if table == row.table => false,
            LinkPlace::Description => {
                let to_table = || self.page.vocabulary.names_table(&link.text) && self.tables[table].has_types;
                match &fact.type_ {
                    None => to_table(),
                    Some(type_) if type_.may_have_fields() => true,
                    // The type says text, and the description refers to a table of fields: the structure made of it is
                    // marked as inferred.
                    Some(type_) => is_text(type_) && to_table() && is_about(&self.tables[table].names, fact.name()),
                }
            }
        }
    }

    /// Links that leave the page.
    pub(super) fn by_outside_links(&mut self) {
        for row in self.facts.row_ids() {
            let fact = &self.facts[row];
            if self.targets[row].is_none() && fact.about != About::Nothing {
                self.targets[row] = fact.links.iter().find_map(|link| self.outside(fact, link));
            }
        }
    }

    /// Links that leave the page, of rows to which the page has a table of the same name. The link counts where it leads
    /// to fields; the table, which keeps its role, where it does not.
    pub(super) fn by_outside_links_over_names(&mut self) {
        for row in self.facts.row_ids() {
            let Some(Target::Table(table)) = self.targets[row] else { continue };
            let by_name = self.referrers[table].get(&row).is_some_and(|evidence| evidence.is_of_name());
            let fact = &self.facts[row];
            let outside = fact.links.iter().filter(|_| by_name).find_map(|link| self.outside(fact, link));
            if let Some(Target::Link(target, span, fallback)) = outside
                && fallback != Fallback::Text
            {
                self.targets[row] = Some(Target::Link(target, span, Fallback::Local(table.structure())));
            }
        }
    }

    /// The meaning of a link to another page for a row.
    fn outside(&self, fact: &Fact, link: &Link) -> Option<Target> {
        // A link to a part of this page that is not a table of fields refers to an explanation.
        let local = matches!(&link.target, LinkTarget::Label(label)
            if self.page.raw.all_anchors.contains(&label.to_lowercase()));
        if local || self.in_page(&link.target).is_some() || !self.leaves(&link.target) {
            return None;
        }
        let fallback = match &fact.type_ {
            // No word states the kind of the value.
            Some(type_) if matches!(super::innermost(type_), TypeExpr::Linked(_)) => Fallback::Any,
            Some(type_) if type_.may_have_fields() => Fallback::Object,
            // The type says text; only a link that mentions a table has more weight.
            Some(type_) if is_text(type_) => Fallback::Text,
            None => Fallback::Any,
            Some(_) => return None,
        };
        // To a part of the page, or to a page that is about the structure that the type names.
        let about_type = fact.type_.as_ref().and_then(TypeExpr::name);
        let to_table = self.page.vocabulary.names_table(&link.text) && has_fragment(&link.target)
            || about_type.is_some_and(|name| fold(&link.text).contains(&fold(name)));
        let meant = match link.place {
            LinkPlace::Type => true,
            LinkPlace::Name => fallback == Fallback::Object,
            LinkPlace::Description => to_table,
        };
        meant.then(|| Target::Link(link.target.clone(), link.span, fallback))
    }

    /// The table of the page that is the target of a link.
    pub(super) fn in_page(&self, target: &LinkTarget) -> Option<TableId> {
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

    /// Whether a link refers to another unit of the page, or to another page of the vendor's.
    fn leaves(&self, target: &LinkTarget) -> bool {
        match target {
            LinkTarget::Label(_) => true,
            LinkTarget::Url(url) if url.starts_with('#') => {
                self.page.raw.divided || !self.page.raw.enumerations.is_empty()
            }
            LinkTarget::Url(url) => !url.contains("://") && !url.starts_with("mailto:"),
        }
    }

    fn is_this_page(&self, path: &str) -> bool {
        let own = self.page.source.page().rsplit('/').next().unwrap_or("");
        percent_decode(path.trim_start_matches("./")) == own
    }
}

/// A link as evidence, by the cell that contains it.
fn evidence(place: LinkPlace) -> Evidence {
    match place {
        LinkPlace::Type => Evidence::TypeLink,
        LinkPlace::Name => Evidence::NameLink,
        LinkPlace::Description => Evidence::DescriptionLink,
    }
}

/// Whether a type's word says text, or a list of texts.
fn is_text(type_: &TypeExpr) -> bool {
    match type_ {
        TypeExpr::Array(inner) => **inner == TypeExpr::Word(Word::String),
        other => *other == TypeExpr::Word(Word::String),
    }
}

fn has_fragment(target: &LinkTarget) -> bool {
    match target {
        LinkTarget::Label(_) => true,
        LinkTarget::Url(url) => url.contains('#'),
    }
}

/// The spellings under which an anchor may be known: its own, and without the topic with which some links prefix it
/// (`topic_0109962589__table1`). Folded, as anchors are compared.
pub(crate) fn spellings(anchor: &str) -> impl Iterator<Item = String> {
    let whole = anchor.to_lowercase();
    let inner = whole.split_once("__").map(|(_, inner)| inner.to_owned()).filter(|inner| !inner.is_empty());
    std::iter::once(whole).chain(inner)
}

/// Decodes `%E8%A1%A8`. Other text is unchanged, and so is a text whose escapes are not UTF-8.
pub(crate) fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}
