//! Sorts tables by what they list, and splits rows of parameters into cells by column.
//!
//! Columns are recognised by their titles, in any order. A table whose first column has an unknown title and whose
//! other columns are those of parameters also lists parameters; one without a header whose first row contains titles
//! takes that row as its header.

use super::RawPage;
use super::enumerations;
use super::ledger::{Entry, Skip};
use super::outline::{Item, ItemKind, TableItem, trailing_line};
use super::statements::RawExtends;
use super::status;
use crate::diagnostic::{Code, Diagnostic};
use crate::divide::Unit;
use crate::document::{Cell, FlatText, LinkTarget, Row};
use crate::source::{Source, Span};
use crate::vocabulary::{Column, Facets, Topic, Vocabulary};

/// A table of parameters.
#[derive(Clone, Debug)]
pub struct RawTable {
    /// The facets of its surroundings.
    pub facets: Facets,
    /// The part of the page that contains it.
    pub part: usize,
    /// Its caption, as written.
    pub caption: Option<String>,
    /// The current label, as written.
    pub label: Option<String>,
    /// The names by which fields may refer to it, nearest first.
    pub names: Vec<String>,
    /// The subject that its caption states in words, where these are not a name.
    pub about: Option<String>,
    /// The word of its caption for a place or an outcome, if the caption names nothing else.
    pub word: Option<String>,
    /// The case that its caption names, where there are several tables of one structure.
    pub case: Option<String>,
    /// Whether a heading declares it the table of a structure.
    pub is_structure: bool,
    /// Its anchors.
    pub anchors: Vec<String>,
    /// Values of it in examples, on a page of structures.
    pub shown: Vec<serde_json::Value>,
    /// The structure whose fields it also has.
    pub extends: Option<RawExtends>,
    /// Whether it has a column of types.
    pub has_types: bool,
    /// Whether it has a column of requiredness.
    pub has_required: bool,
    /// Whether another unit of the page counts its rows.
    pub borrowed: bool,
    /// Whether it belongs to an operation that cannot be determined.
    pub unclaimed: bool,
    /// Its rows.
    pub rows: Vec<RawRow>,
    /// Its bytes.
    pub span: Span,
}

/// A row of a table of parameters.
#[derive(Clone, Debug, Default)]
pub struct RawRow {
    /// The row's bytes.
    pub span: Span,
    /// The name cell.
    pub name: FlatText,
    /// The nested name, where the table has a column for it.
    pub child: Option<FlatText>,
    /// The type cell.
    pub type_: Option<FlatText>,
    /// The requiredness cell.
    pub required: Option<FlatText>,
    /// The default cell.
    pub default: Option<FlatText>,
    /// The constraint cell.
    pub constraint: Option<FlatText>,
    /// The location cell.
    pub location: Option<FlatText>,
    /// The description.
    pub description: FlatText,
    /// Cells of columns with unknown titles: title and text.
    pub other: Vec<(String, FlatText)>,
}

impl RawRow {
    /// The place of the name, or of the row where the name is empty.
    pub fn name_span(&self) -> Span {
        if self.name.text.is_empty() { self.span } else { self.name.span(0..self.name.text.len()) }
    }

    /// The links of name, type and description, in this order.
    pub fn links(&self) -> impl Iterator<Item = (LinkPlace, &LinkTarget, &str, Span)> {
        let cells = [
            (LinkPlace::Type, self.type_.as_ref()),
            (LinkPlace::Name, Some(&self.name)),
            (LinkPlace::Description, Some(&self.description)),
        ];
        cells.into_iter().filter_map(|(place, cell)| cell.map(|cell| (place, cell))).flat_map(|(place, cell)| {
            cell.links()
                .map(move |(target, range)| (place, target, &cell.text[range.clone()], cell.span(range)))
                .collect::<Vec<_>>()
        })
    }
}

/// The cell that contains a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkPlace {
    /// The type.
    Type,
    /// The name.
    Name,
    /// The description.
    Description,
}

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    /// A method and a URI.
    Endpoint,
    /// Statuses.
    Statuses,
    /// Error codes.
    Errors,
    /// Parameters, or the fields of a structure.
    Parameters,
    /// Something else.
    Others,
}

/// Sorts a table and reads it.
///
/// A table that belongs to another unit of the page as well is counted there.
pub(super) fn read(source: &Source, item: &Item<'_>, vocabulary: &Vocabulary, unit: &Unit, page: &mut RawPage) {
    let ItemKind::Table(table) = &item.kind else { return };
    let is_in = |blocks: &[Span]| blocks.iter().any(|span| span.start <= item.span.start && item.span.end <= span.end);
    let borrowed = is_in(&unit.borrowed);
    let counted = borrowed.then(|| page.ledger.clone());
    sort(source, item, table, vocabulary, page);
    if let Some(ledger) = counted {
        page.ledger = ledger;
        if let Some(table) = page.tables.last_mut().filter(|table| table.span == item.span) {
            table.borrowed = true;
        }
    }
    if let Some(table) = page.tables.last_mut().filter(|table| table.span == item.span) {
        table.unclaimed = is_in(&unit.unclaimed);
    }
}

fn sort(source: &Source, item: &Item<'_>, table: &TableItem<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let all: Vec<&Row> = table.table.rows.iter().collect();
    page.ledger.expect(all.len());
    let (header, rows) = titled(table.table.header.last(), all, vocabulary);
    page.ledger.enter_many(Entry::Skipped(Skip::Header), table.table.rows.len() - rows.len());
    let titles: Vec<String> = header.map(|row| row.cells.iter().map(Cell::text).collect()).unwrap_or_default();
    let roles = header.map(|row| roles(row, vocabulary)).unwrap_or_default();
    // Where operations have sections of their own, other sections may be about structures and values.
    let has_sections = vocabulary.vendor.request_lines.own_sections;
    let of_values = page.endpoints.is_empty() || (has_sections && item.facets.is_empty());
    if of_values && let Some(column) = enumerations::column(&titles, &roles, &rows, vocabulary) {
        enumerations::read(table, item.span, &rows, column, page);
        page.ledger.enter_many(Entry::Skipped(Skip::NoParameters), rows.len());
        return;
    }
    let (roles, lists) = match listed(&roles, item.facets.topic) {
        Listed::Parameters | Listed::Others => {
            let roles = righted(roles, &titles, vocabulary);
            let of_phrases = || page.endpoints.is_empty() && has_phrases(&rows, &roles);
            let lists = if are_parameters(&roles) && !of_phrases() { Listed::Parameters } else { Listed::Others };
            (roles, lists)
        }
        known => (roles, known),
    };
    match lists {
        Listed::Endpoint => page.ledger.enter_many(Entry::Skipped(Skip::Endpoint), rows.len()),
        Listed::Errors => page.ledger.enter_many(Entry::Skipped(Skip::ErrorCode), rows.len()),
        Listed::Statuses => {
            status::read_rows(&rows, &roles, page);
            page.ledger.enter_many(Entry::Skipped(Skip::Status), rows.len());
        }
        Listed::Others => {
            page.ledger.enter_many(Entry::Skipped(Skip::NoParameters), rows.len());
            if of_values && titles.len() > 1 {
                enumerations::read(table, item.span, &rows, 0, page);
            }
            if !page.endpoints.is_empty() && item.facets.topic == Some(Topic::Parameters) {
                let message = format!("the columns {} are not those of a table of parameters", titles.join(" | "));
                page.diagnostics.push(Diagnostic::new(Code::TableUnknown, source, item.span, message));
            }
        }
        Listed::Parameters => {
            let rows = parameters(source, &rows, &roles, &titles, vocabulary, page);
            // A link to a section of structures refers to the first structure in it.
            let heads_section = page.endpoints.is_empty() || (table.is_structure && has_sections);
            let anchors = if heads_section { with_section(table, page) } else { table.anchors.clone() };
            page.tables.push(RawTable {
                facets: item.facets.clone(),
                part: item.part,
                caption: table.caption.clone(),
                label: item.label.clone(),
                names: table.names.clone(),
                about: table.about.clone(),
                word: table.word.clone(),
                case: table.case.clone(),
                is_structure: table.is_structure,
                anchors,
                shown: Vec::new(),
                extends: None,
                has_types: roles.contains(&Some(Column::Type)),
                has_required: roles.contains(&Some(Column::Required)),
                borrowed: false,
                unclaimed: false,
                rows,
                span: item.span,
            });
        }
    }
}

/// The anchors of a table, and those of the sections above it that refer to no other table.
fn with_section(table: &TableItem<'_>, page: &mut RawPage) -> Vec<String> {
    let mut anchors = table.anchors.clone();
    anchors.extend(table.above.iter().filter(|anchor| !page.section_anchors.contains(*anchor)).cloned());
    anchors.dedup();
    page.section_anchors.extend(table.above.iter().cloned());
    anchors
}

/// The row of titles, and the other rows. The first row has the titles where there is no header row.
fn titled<'t>(
    header: Option<&'t Row>,
    mut rows: Vec<&'t Row>,
    vocabulary: &Vocabulary,
) -> (Option<&'t Row>, Vec<&'t Row>) {
    let known = |row: &Row| roles(row, vocabulary).iter().flatten().count();
    if header.is_none_or(|row| known(row) == 0) && rows.first().is_some_and(|first| known(first) > 1) {
        return (Some(rows.remove(0)), rows);
    }
    (header, rows)
}

/// What a table with these columns lists, in a part with this topic.
fn listed(roles: &[Option<Column>], topic: Option<Topic>) -> Listed {
    let has = |column: Column| roles.contains(&Some(column));
    let typed = has(Column::Type);
    if has(Column::Method) && has(Column::Uri) {
        Listed::Endpoint
    // A table of statuses may list the error codes of each status as well.
    } else if has(Column::Status) && has(Column::Error) && !typed {
        Listed::Statuses
    } else if has(Column::Error) || (topic == Some(Topic::ErrorCodes) && !typed) {
        Listed::Errors
    } else if !typed && (topic == Some(Topic::StatusCodes) || (has(Column::Status) && !has(Column::Name))) {
        Listed::Statuses
    } else if are_parameters(roles) {
        Listed::Parameters
    } else {
        Listed::Others
    }
}

/// Whether most names of a table are phrases: then it lists concepts, not fields.
fn has_phrases(rows: &[&Row], roles: &[Option<Column>]) -> bool {
    let name = roles.iter().position(|role| *role == Some(Column::Name));
    let is_phrase = |row: &&&Row| {
        let text = name.and_then(|name| row.cells.get(name)).map(Cell::text).unwrap_or_default();
        let mut words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
        let plain = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '-');
        words.next().is_some_and(plain) && words.next().is_some_and(plain)
    };
    rows.iter().filter(is_phrase).count() * 2 > rows.len()
}

/// Whether the columns are those of a table of parameters.
fn are_parameters(roles: &[Option<Column>]) -> bool {
    let others = [Column::Type, Column::Required, Column::Description, Column::Default];
    roles.contains(&Some(Column::Name)) && others.iter().any(|&column| roles.contains(&Some(column)))
}

/// The columns, with those of names and types recognised where their titles are misleading.
fn righted(mut roles: Vec<Option<Column>>, titles: &[String], vocabulary: &Vocabulary) -> Vec<Option<Column>> {
    let has = |roles: &[Option<Column>], column: Column| roles.contains(&Some(column));
    // A column of names with a misleading title comes first.
    let described = has(&roles, Column::Type) || has(&roles, Column::Required);
    if !has(&roles, Column::Name)
        && described
        && let Some(first @ (None | Some(Column::Location))) = roles.first_mut()
    {
        *first = Some(Column::Name);
    }
    // A column titled with a word for types contains types.
    if are_parameters(&roles)
        && !has(&roles, Column::Type)
        && let Some(index) =
            titles.iter().position(|title| vocabulary.types.words.contains_key(&crate::text::fold_label(title)))
    {
        roles[index].get_or_insert(Column::Type);
    }
    roles
}

/// The rows of a table of parameters, split into cells.
fn parameters(
    source: &Source,
    rows: &[&Row],
    roles: &[Option<Column>],
    titles: &[String],
    vocabulary: &Vocabulary,
    page: &mut RawPage,
) -> Vec<RawRow> {
    let mut read: Vec<RawRow> = Vec::new();
    let rows = match rows.split_last() {
        Some((last, before)) if trailing_line(last, vocabulary).is_some() => {
            page.ledger.enter(Entry::Skipped(Skip::Caption));
            before
        }
        _ => rows,
    };
    for row in rows {
        if !row.fits {
            let message = "the row has more or fewer cells than the table has columns";
            page.diagnostics.push(Diagnostic::new(Code::RowShape, source, row.span, message));
        }
        if row.cells.iter().all(|cell| vocabulary.is_none(&cell.text())) {
            page.ledger.enter(Entry::Skipped(Skip::Empty));
            continue;
        }
        if row.cells.iter().zip(titles).all(|(cell, title)| cell.text() == *title) {
            page.ledger.enter(Entry::Skipped(Skip::Header));
            continue;
        }
        let mut cells = cut(row, roles, titles, vocabulary);
        // A nested name, whose parent's name is in a row above.
        if cells.child.is_some()
            && cells.name.text.trim().is_empty()
            && let Some(above) = read.last()
        {
            cells.name = above.name.clone();
        }
        read.push(cells);
    }
    read
}

/// The roles of the columns, by their titles. Of two columns with one role, the first keeps it.
fn roles(row: &Row, vocabulary: &Vocabulary) -> Vec<Option<Column>> {
    let mut roles: Vec<Option<Column>> = Vec::new();
    for cell in &row.cells {
        let role = vocabulary.column(&cell.text()).filter(|role| !roles.contains(&Some(*role)));
        roles.push(role);
    }
    roles
}

fn cut(row: &Row, roles: &[Option<Column>], titles: &[String], vocabulary: &Vocabulary) -> RawRow {
    let mut raw = RawRow { span: row.span, ..RawRow::default() };
    for (index, cell) in row.cells.iter().enumerate() {
        let flat = cell.flat();
        match roles.get(index).copied().flatten() {
            Some(Column::Name) => raw.name = flat,
            Some(Column::Child) => raw.child = Some(flat).filter(|flat| !vocabulary.is_none(&flat.text)),
            Some(Column::Type) => raw.type_ = Some(flat),
            Some(Column::Required) => raw.required = Some(flat),
            Some(Column::Default) => raw.default = Some(flat).filter(|flat| !flat.text.trim().is_empty()),
            Some(Column::Description) => raw.description = flat,
            Some(Column::Constraint) => raw.constraint = Some(flat).filter(|flat| !vocabulary.is_none(&flat.text)),
            Some(Column::Location) => raw.location = Some(flat),
            Some(Column::Status | Column::Error | Column::Method | Column::Uri) | None => {
                let title = titles.get(index).cloned().unwrap_or_default();
                if !vocabulary.is_none(&flat.text) {
                    raw.other.push((title, flat));
                }
            }
        }
    }
    raw
}
