//! Tables sorted by what they list, and rows of parameters cut into cells by column.
//!
//! Columns go by their titles, in any order. A table whose first column has an unknown title and whose others are those
//! of parameters lists parameters all the same; one without header whose first row holds titles takes that row as its
//! header. Rows whose type and requiredness stand in each other's cells are put right.

use super::RawPage;
use super::ledger::{Entry, Skip};
use super::outline::{Item, ItemKind, trailing_line};
use super::status;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Cell, FlatText, LinkTarget, Row};
use crate::source::{Source, Span};
use crate::vocabulary::{Column, Facets, RequiredWord, Topic, Vocabulary};

/// A table of parameters.
#[derive(Clone, Debug)]
pub struct RawTable {
    /// What its surroundings say.
    pub facets: Facets,
    /// The part of the page that it stands in.
    pub part: usize,
    /// Its caption, as written.
    pub caption: Option<String>,
    /// The label in force, as written.
    pub label: Option<String>,
    /// The names by which fields may refer to it, nearest first.
    pub names: Vec<String>,
    /// What its caption says it is about, in words, where these are no name.
    pub about: Option<String>,
    /// The word of its caption for a place or an outcome, where that is all that the caption names.
    pub word: Option<String>,
    /// The case that its caption says it is about, where there are several tables of one structure.
    pub case: Option<String>,
    /// Whether a heading makes it the table of a structure.
    pub is_structure: bool,
    /// The anchors that lead to it.
    pub anchors: Vec<String>,
    /// Whether it has a column of types.
    pub has_types: bool,
    /// Whether it has a column of requiredness.
    pub has_required: bool,
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
    /// The name inside the name, where the table has a column for it.
    pub child: Option<FlatText>,
    /// The type cell.
    pub type_: Option<FlatText>,
    /// The cell of requiredness.
    pub required: Option<FlatText>,
    /// The default cell.
    pub default: Option<FlatText>,
    /// The constraint cell.
    pub constraint: Option<FlatText>,
    /// The location cell.
    pub location: Option<FlatText>,
    /// The description.
    pub description: FlatText,
    /// Cells of columns that mean nothing to the reader: title and text.
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

/// The cell that a link stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkPlace {
    /// The type.
    Type,
    /// The name.
    Name,
    /// The description.
    Description,
}

/// Sorts a table and reads it.
pub(super) fn read(source: &Source, item: &Item<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let ItemKind::Table(table) = &item.kind else { return };
    let mut header: Option<&Row> = table.table.header.last();
    let mut rows: Vec<&Row> = table.table.rows.iter().collect();
    page.ledger.expect(rows.len());
    if header.is_none_or(|row| roles(row, vocabulary).iter().all(Option::is_none)) {
        // The first row holds the titles where no header row does.
        if let Some(first) = rows.first().filter(|row| roles(row, vocabulary).iter().flatten().count() > 1) {
            header = Some(*first);
            rows.remove(0);
            page.ledger.enter(Entry::Skipped(Skip::Header));
        }
    }
    let titles: Vec<String> = header.map(|row| row.cells.iter().map(Cell::text).collect()).unwrap_or_default();
    let mut roles = header.map(|row| roles(row, vocabulary)).unwrap_or_default();
    let has = |roles: &[Option<Column>], column: Column| roles.contains(&Some(column));
    let topic = item.facets.topic;
    if has(&roles, Column::Method) && has(&roles, Column::Uri) {
        page.ledger.enter_many(Entry::Skipped(Skip::Endpoint), rows.len());
        return;
    }
    // A table of statuses may have the error codes of each beside them.
    let statuses_and_codes = has(&roles, Column::Status) && has(&roles, Column::Error) && !has(&roles, Column::Type);
    if statuses_and_codes {
        status::read_rows(&rows, &roles, page);
        page.ledger.enter_many(Entry::Skipped(Skip::Status), rows.len());
        return;
    }
    if has(&roles, Column::Error) || (topic == Some(Topic::ErrorCodes) && !has(&roles, Column::Type)) {
        page.ledger.enter_many(Entry::Skipped(Skip::ErrorCode), rows.len());
        return;
    }
    if (has(&roles, Column::Status) && !has(&roles, Column::Type) && !has(&roles, Column::Name))
        || (topic == Some(Topic::StatusCodes) && !has(&roles, Column::Type))
    {
        status::read_rows(&rows, &roles, page);
        page.ledger.enter_many(Entry::Skipped(Skip::Status), rows.len());
        return;
    }
    let described = has(&roles, Column::Type) || has(&roles, Column::Required);
    if !has(&roles, Column::Name) && described {
        // A misnamed column of names stands first.
        if let Some(None | Some(Column::Location)) = roles.first() {
            roles[0] = Some(Column::Name);
        }
    }
    let parameters =
        has(&roles, Column::Name) && (described || has(&roles, Column::Description) || has(&roles, Column::Default));
    // A column that is misnamed by a word for types holds types.
    if parameters
        && !has(&roles, Column::Type)
        && let Some(index) =
            titles.iter().position(|title| vocabulary.types.words.contains_key(&crate::text::fold_label(title)))
    {
        roles[index].get_or_insert(Column::Type);
    }
    if !parameters {
        page.ledger.enter_many(Entry::Skipped(Skip::NoParameters), rows.len());
        if !page.endpoints.is_empty() && item.facets.topic == Some(Topic::Parameters) {
            page.diagnostics.push(Diagnostic::new(
                Code::TableUnknown,
                source,
                item.span,
                format!("the columns {} are not those of a table of parameters", titles.join(" | ")),
            ));
        }
        return;
    }
    let mut raw = RawTable {
        facets: item.facets.clone(),
        part: item.part,
        caption: table.caption.clone(),
        label: item.label.clone(),
        names: table.names.clone(),
        about: table.about.clone(),
        word: table.word.clone(),
        case: table.case.clone(),
        is_structure: table.is_structure,
        anchors: table.anchors.clone(),
        has_types: has(&roles, Column::Type),
        has_required: has(&roles, Column::Required),
        rows: Vec::new(),
        span: item.span,
    };
    if rows.last().is_some_and(|row| trailing_line(row, vocabulary).is_some()) {
        rows.pop();
        page.ledger.enter(Entry::Skipped(Skip::Caption));
    }
    for row in rows {
        if !row.fits {
            page.diagnostics.push(Diagnostic::new(
                Code::RowShape,
                source,
                row.span,
                "the row has more or fewer cells than the table has columns",
            ));
        }
        if row.cells.iter().all(|cell| vocabulary.is_none(&cell.text())) {
            page.ledger.enter(Entry::Skipped(Skip::Empty));
            continue;
        }
        if row.cells.iter().zip(&titles).all(|(cell, title)| cell.text() == *title) {
            page.ledger.enter(Entry::Skipped(Skip::Header));
            continue;
        }
        let mut cells = cut(row, &roles, &titles, vocabulary);
        // A name inside a name, whose own name stands in a row above.
        if cells.child.is_some()
            && cells.name.text.trim().is_empty()
            && let Some(above) = raw.rows.last()
        {
            cells.name = above.name.clone();
        }
        raw.rows.push(cells);
    }
    page.tables.push(raw);
}

/// What the columns hold, by their titles. Of two columns with one role the first keeps it.
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
    // Type and requiredness in each other's cells.
    if let (Some(type_), Some(required)) = (&raw.type_, &raw.required) {
        let type_is_required = matches!(vocabulary.required(&type_.one_line()), RequiredWord::Yes | RequiredWord::No);
        let is_type = |flat: &FlatText| crate::understand::type_expr::is_known(&flat.one_line(), vocabulary);
        if type_is_required && !is_type(type_) && is_type(required) {
            std::mem::swap(&mut raw.type_, &mut raw.required);
        }
    }
    raw
}
