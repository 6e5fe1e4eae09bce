//! The content of a row's cells, each by itself: the path of names, the type, the requiredness, the prose, the links.
//!
//! 1. Type and requiredness in each other's cells are swapped.
//! 2. [`marks`] removes marks from names and types.
//! 3. [`type_cell`] reads the type, [`names`] the names.
//!
//! Rows are never compared with each other here.

mod marks;
mod names;
mod type_cell;

use std::borrow::Cow;

use marks::Marked;

use super::ids::{PerTable, TableId};
use super::notes::Notes;
use super::page::Page;
use crate::diagnostic::Code;
use crate::document::{FlatText, LinkTarget};
use crate::ir::Required;
use crate::read::table::LinkPlace;
use crate::read::{RawOptional, RawRow, RawTable};
use crate::source::Span;
use crate::text::fold_prose_str;
use crate::vocabulary::type_expr::{self, TypeExpr};
use crate::vocabulary::vendor::Unmarked;
use crate::vocabulary::{Place, RequiredWord, Side, Vocabulary};

/// The facts of all rows of tables of parameters.
pub(super) type Facts = PerTable<Vec<Fact>>;

/// The content of a row.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// The names from the structure that the table describes down to the field; more than one where the row's own name
    /// is nested.
    pub(super) path: Vec<Step>,
    /// What the row is about, if it is not a field.
    pub(super) about: About,
    /// The type's words.
    pub(super) type_: Option<TypeExpr>,
    /// The text in parentheses after the type (`int64`).
    pub(super) format: Option<String>,
    /// The maximum length of a string that its type states: `String(255)`.
    pub(super) length: Option<u64>,
    pub(super) required: Required,
    /// Whether the requiredness is inferred from the absence of a mark.
    pub(super) unmarked: bool,
    /// The mark that makes the value nullable.
    pub(super) nullable: Option<Span>,
    /// The words of the condition in the column of requiredness.
    pub(super) condition: Option<(String, Span)>,
    /// The cell of a column of defaults.
    pub(super) default: Option<FlatText>,
    /// The prose, without the type and the word for required before it.
    pub(super) description: FlatText,
    /// The links of type, name and description, in this order.
    pub(super) links: Vec<Link>,
    /// The place of the name.
    pub(super) name_span: Span,
    pub(super) span: Span,
    /// The row of the page that states it: several names in one cell are several facts of one row.
    pub(super) of_row: usize,
    /// The location of the parameter, from a column for it or a sentence about it.
    pub(super) place: Option<Place>,
    /// Whether another row of the table has the same name, and examples show this one in the object at its path.
    pub(super) twin: bool,
}

/// A link of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) place: LinkPlace,
    pub(super) target: LinkTarget,
    /// Its text.
    pub(super) text: String,
    pub(super) span: Span,
}

/// One name of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) name: String,
    /// Whether the name itself shows that it is a list (`items[]`).
    pub(super) list: bool,
    /// Whether an index after the name shows it (`Ids.N`): the type is then that of the elements, or of the list
    /// itself.
    pub(super) indexed: bool,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A field.
    Field,
    /// The whole value that the table describes.
    Whole,
    /// The keys of a map, and their values.
    Key,
    /// Nothing: the name cell is empty.
    Nothing,
}

impl Fact {
    /// The path of the field, without its own name.
    pub(super) fn parents(&self) -> &[Step] {
        self.path.split_last().map_or(&[], |(_, parents)| parents)
    }

    /// The last name of the path.
    pub(super) fn name(&self) -> &str {
        self.path.last().map_or("", |step| step.name.as_str())
    }
}

/// The facts of all rows of all tables of parameters. A row whose name cell has several names has one fact for each.
pub(super) fn of(page: &Page<'_>, notes: &mut Notes<'_>) -> Facts {
    let mut of_table = |(table, raw): (TableId, &&RawTable)| {
        let rows = raw.rows.iter().enumerate();
        let mut facts: Vec<Fact> = rows.flat_map(|(of_row, row)| of_row_at(row, of_row, page, notes)).collect();
        if raw.facets.place.is_none() {
            for fact in &mut facts {
                fact.place = fact.place.or_else(|| page.vocabulary.place_of_sentence(&fact.description.text));
            }
        }
        let sent = page.side(table) != Some(Side::Response) && raw.facets.place != Some(Place::Path);
        if let Some(optional) = page.raw.all_optional.as_ref().filter(|_| sent && !raw.is_structure) {
            for fact in &mut facts {
                optional_by(optional, fact);
            }
        }
        facts
    };
    page.tables.iter().map(&mut of_table).collect()
}

/// The place, where a cell names one and nothing else.
fn place_of(text: &str, vocabulary: &Vocabulary) -> Option<Place> {
    let title = vocabulary.title(text);
    title.facets.place.filter(|_| title.rest.trim().is_empty())
}

/// Applies a sentence about all parameters to a row that states no requiredness itself.
fn optional_by(optional: &RawOptional, fact: &mut Fact) {
    let excepted = optional.except.contains(&fold_prose_str(fact.name()));
    if excepted {
        return;
    }
    if fact.required == Required::Unstated || fact.unmarked {
        (fact.required, fact.unmarked) = (Required::Optional, false);
    }
    if optional.nullable {
        fact.nullable.get_or_insert(optional.span);
    }
}

fn of_row_at(row: &RawRow, of_row: usize, page: &Page<'_>, notes: &mut Notes<'_>) -> Vec<Fact> {
    let vocabulary = page.vocabulary;
    let row = &*righted(row, vocabulary);
    let (row, marked) = marks::take_off(row, vocabulary);
    let row = &*row;
    if let Some((mark, span)) = &marked.unknown {
        let message = format!("the mark `{mark}` of `{}` has no defined meaning", row.name.one_line());
        let help = "define it in the vendor's file (`marks`)";
        notes.report_with_help(Code::MarkUnknown, *span, message, help);
    }
    let (type_, format, type_link, prose) = type_cell::read(row, vocabulary);
    let (type_, null) = type_cell::without_null(type_);
    let (required, condition, prose) = required(row, prose, vocabulary, notes);
    let (required, unmarked) = by_marks(row, required, &marked, vocabulary);
    let description = description(row, prose);
    let length = row.type_.as_ref().and_then(|cell| type_cell::sized(&cell.one_line()));
    let links = links(row, type_link.as_ref());
    let (about, paths) = names::paths(row, vocabulary, &page.undivided);
    let place = row.location.as_ref().and_then(|cell| place_of(&cell.one_line(), vocabulary));
    let fact = |path: Vec<Step>| Fact {
        path,
        about,
        type_: type_.clone(),
        format: format.clone(),
        length,
        required,
        unmarked,
        nullable: marked
            .nullable
            .or_else(|| row.type_.as_ref().filter(|_| null).map(|cell| cell.span(0..cell.text.len()))),
        condition: condition.clone(),
        default: row.default.clone().filter(|cell| !vocabulary.is_none(&cell.text)),
        description: description.clone(),
        links: links.clone(),
        name_span: row.name_span(),
        span: row.span,
        of_row,
        place,
        twin: false,
    };
    if let [_] = paths.as_slice() {
        return paths.into_iter().map(fact).collect();
    }
    // One of several names is required, not each of them.
    let alternative = if required == Required::Always { Required::Conditional } else { required };
    paths.into_iter().map(|path| Fact { required: alternative, ..fact(path) }).collect()
}

/// The requiredness by the marks of a row where no words state it, and whether it is inferred from the absence of a
/// mark.
fn by_marks(row: &RawRow, stated: Required, marked: &Marked, vocabulary: &Vocabulary) -> (Required, bool) {
    if stated != Required::Unstated {
        return (stated, false);
    }
    if let Some(required) = marked.required {
        return (required, false);
    }
    match vocabulary.vendor.marks.unmarked {
        // A field with a default is optional.
        Some(Unmarked::Required) if row.required.is_none() && row.default.is_none() => (Required::Always, true),
        Some(Unmarked::Optional) if row.required.is_none() => (Required::Optional, true),
        _ => (stated, false),
    }
}

/// The row with type and requiredness swapped back, where they are in each other's cells.
fn righted<'r>(row: &'r RawRow, vocabulary: &Vocabulary) -> Cow<'r, RawRow> {
    let (Some(type_), Some(required)) = (&row.type_, &row.required) else { return Cow::Borrowed(row) };
    let type_is_required = matches!(vocabulary.required(&type_.one_line()), RequiredWord::Yes | RequiredWord::No);
    let is_type = |flat: &FlatText| type_expr::is_known(&flat.one_line(), vocabulary);
    if type_is_required && !is_type(type_) && is_type(required) {
        return Cow::Owned(RawRow { type_: row.required.clone(), required: row.type_.clone(), ..row.clone() });
    }
    Cow::Borrowed(row)
}

/// The links of a row. A type before the description counts as a type.
fn links(row: &RawRow, type_link: Option<&(LinkTarget, Span)>) -> Vec<Link> {
    let in_type = |span: Span| type_link.is_some_and(|(_, at)| *at == span);
    row.links()
        .map(|(place, target, text, span)| Link {
            place: if in_type(span) { LinkPlace::Type } else { place },
            target: target.clone(),
            text: text.to_owned(),
            span,
        })
        .collect()
}

/// The requiredness, and the prose without the words for it at its start.
fn required(
    row: &RawRow,
    prose: FlatText,
    vocabulary: &Vocabulary,
    notes: &mut Notes<'_>,
) -> (Required, Option<(String, Span)>, FlatText) {
    let prefix = vocabulary.required_prefix(&prose.text);
    let (stated, prose) = if prefix > 0 {
        (Required::Always, prose.slice(prefix..prose.text.len()).trim())
    } else if vocabulary.required_sentence(&prose.text) {
        (Required::Always, prose)
    } else {
        (Required::Unstated, prose)
    };
    let Some(cell) = &row.required else {
        return (stated, None, prose);
    };
    let text = cell.one_line();
    let words = || Some((text.clone(), cell.span(0..cell.text.len())));
    let (required, condition) = match vocabulary.required(&text) {
        RequiredWord::Yes => (Required::Always, None),
        RequiredWord::No => (Required::Optional, None),
        RequiredWord::Unstated => (stated, None),
        RequiredWord::Conditional => (Required::Conditional, words()),
        RequiredWord::NoWithWords => (Required::Optional, words()),
        RequiredWord::Unknown => {
            let message = format!("`{text}` does not say whether `{}` is required", row.name.one_line());
            let help = "add the word to the language's vocabulary if it does";
            notes.report_with_help(Code::RequiredUnknown, cell.span(0..cell.text.len()), message, help);
            (stated, words())
        }
    };
    (required, condition, prose)
}

/// The prose, followed by the cells of other columns.
fn description(row: &RawRow, prose: FlatText) -> FlatText {
    let mut all = prose;
    for cell in row.constraint.iter().chain(row.location.iter()) {
        all = all.with_line("", cell);
    }
    for (title, cell) in &row.other {
        all = all.with_line(title, cell);
    }
    all
}
