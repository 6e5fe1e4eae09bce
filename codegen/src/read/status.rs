//! The statuses that a page lists in tables, as lines, and as labels and titles of parts of a response; and responses
//! that it calls empty. What is returned with a status is read elsewhere.

use std::sync::LazyLock;

use super::RawPage;
use super::outline::{Item, ItemKind};
use crate::document::{Cell, Row};
use crate::ir::Status;
use crate::source::Span;
use crate::text::fold_char;
use crate::vocabulary::{Column, Outcome, Pattern, Place, Side, Topic, Vocabulary};

/// A status that the page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawStatus {
    /// The status.
    pub status: Status,
    /// The page's text about it.
    pub text: Option<String>,
    /// Its place.
    pub span: Span,
}

/// The statuses of a table: from the cell with that title, or from the first cell that begins with digits of a status;
/// with the text of the description, or else of the last of the other cells.
pub(super) fn read_rows(rows: &[&Row], roles: &[Option<Column>], page: &mut RawPage) {
    let column = |wanted: Column| roles.iter().position(|role| *role == Some(wanted));
    for row in rows {
        let has_codes = |index: &usize| row.cells.get(*index).is_some_and(|cell| !codes(&cell.text()).is_empty());
        let Some(at) = column(Column::Status).or_else(|| (0..row.cells.len()).find(has_codes)) else { continue };
        let Some(cell) = row.cells.get(at) else { continue };
        let text_column = column(Column::Description).or_else(|| (0..row.cells.len()).rfind(|&index| index != at));
        let text = text_column.and_then(|index| row.cells.get(index)).map(Cell::text).filter(|text| !text.is_empty());
        for status in codes(&cell.text()) {
            add(page, RawStatus { status, text: text.clone(), span: row.span });
        }
    }
}

/// A line in the section of statuses that is a status: `200`, `202 Accepted`.
pub(super) fn read_line(item: &Item<'_>, page: &mut RawPage) {
    let ItemKind::Paragraph(inlines) = &item.kind else {
        return;
    };
    if item.facets.topic != Some(Topic::StatusCodes) {
        return;
    }
    let text = inlines.text();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    if let (3, Ok(status)) = (digits.len(), digits.parse::<Status>()) {
        let text_column = rest.trim_matches([' ', ':', '：', '-', '.', '。']);
        add(
            page,
            RawStatus { status, text: (!text_column.is_empty()).then(|| text_column.to_owned()), span: item.span },
        );
    }
}

/// A line that lists statuses after the words for it: `200, 202`, `forbidden(403), notFound(404)`.
pub(super) fn read_list(item: &Item<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    static STATUS: LazyLock<Pattern> =
        LazyLock::new(|| Pattern::new(r"(?:\b([A-Za-z][\w ]*)\()?\b([1-5]\d\d)\b".to_owned()));
    let ItemKind::Paragraph(inlines) = &item.kind else { return };
    let flat = inlines.flat();
    let folded: String = flat.text.chars().map(fold_char).collect();
    let lead = |pattern: &Pattern| pattern.find(&folded).filter(|found| found.start() == 0).map(|found| found.end());
    let Some(end) = vocabulary.lines.status_lists.iter().find_map(lead) else { return };
    // Folding keeps the number of characters.
    let Some((at, _)) = flat.text.char_indices().nth(folded[..end].chars().count()) else { return };
    for found in STATUS.captures_iter(&flat.text[at..]) {
        let Some(code) = found.get(2) else { continue };
        let text = found.get(1).map(|text| text.as_str().trim().to_owned());
        if let Ok(status) = code.as_str().parse() {
            add(page, RawStatus { status, text, span: flat.span(at + code.start()..at + code.end()) });
        }
    }
}

/// Adds a status, unless it is listed already.
pub(super) fn add(page: &mut RawPage, status: RawStatus) {
    if !page.statuses.iter().any(|known| known.status == status.status) {
        page.statuses.push(status);
    }
}

/// The statuses at the beginning of a cell: `200`, `400 Bad Request`, `200/201`.
fn codes(text: &str) -> Vec<Status> {
    let mut codes = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        match word.parse::<Status>() {
            Ok(status) if word.len() == 3 => codes.push(status),
            _ if codes.is_empty() && word.is_empty() => {}
            _ => break,
        }
    }
    codes
}

/// A title with a status in it: `200: OK`, `Response 404`, `Success (200)`, `HTTP/1.1 201 Created`.
pub(super) struct Titled {
    /// The status, or the class of several of one class.
    pub(super) status: Status,
    /// The title without it.
    pub(super) rest: String,
    /// Whether the title contains nothing else but the name of the status.
    pub(super) alone: bool,
}

/// The status at the beginning or end of a title, or in parentheses at its end. `None` for statuses of several classes.
pub(super) fn titled(title: &str) -> Option<Titled> {
    // `404`, `4xx`; several in a row.
    static CODES: LazyLock<Pattern> = LazyLock::new(|| {
        let codes = r"[1-5](?:\d\d|[xX]{2})(?: ?[,/|、] ?[1-5](?:\d\d|[xX]{2}))*";
        let http = r"(?:HTTP ?(?:/ ?\d(?:\.\d)?)? )?";
        let first = format!(r"^{http}(?<first>{codes})(?:[^\w.%]\W*(?<behind>[^\d]*))?$");
        let last = format!(r"^(?<before>[^\d]*?)(?:[^\w.][^\w.]*)(?:HTTP )?(?<last>{codes})\)?$");
        Pattern::new(format!("{first}|{last}"))
    });
    let found = CODES.captures(title.trim())?;
    let group = |name| found.name(name).map(|part| part.as_str().trim());
    let codes = group("first").or(group("last"))?;
    let codes = codes.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let codes = codes.map(|code| code.to_uppercase().parse().ok()).collect::<Option<Vec<Status>>>()?;
    let (first, more) = codes.split_first()?;
    let status = if more.is_empty() { *first } else { Status::Class(first.class()) };
    let rest = group("behind").or(group("before")).unwrap_or_default().to_owned();
    let called = match first {
        Status::Code(code) => http::StatusCode::from_u16(*code).ok().and_then(|code| code.canonical_reason()),
        Status::Class(_) => None,
    };
    let alone = rest.is_empty() || called.is_some_and(|called| called.eq_ignore_ascii_case(&rest));
    more.iter().all(|other| other.class() == first.class()).then_some(Titled { status, rest, alone })
}

/// A status in the title of a part of the response. It counts only if no table and no line lists the status, since
/// these have more detail.
pub(super) fn read_labels(items: &[Item<'_>], page: &mut RawPage) {
    for item in items {
        let of_response = item.facets.side == Some(Side::Response) || item.facets.topic == Some(Topic::StatusCodes);
        if let (ItemKind::Status(status, text), true) = (&item.kind, of_response) {
            add(page, RawStatus { status: *status, text: text.clone(), span: item.span });
        }
    }
}

/// "None" in the place of the response.
pub(super) fn read_empty(item: &Item<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let ItemKind::Paragraph(inlines) = &item.kind else { return };
    let facets = &item.facets;
    let whole = facets.side == Some(Side::Response)
        && facets.outcome != Some(Outcome::Abnormal)
        && matches!(facets.place, None | Some(Place::Body))
        && matches!(facets.topic, None | Some(Topic::Parameters));
    if whole && page.empty_response.is_none() && vocabulary.is_none(&inlines.text()) {
        page.empty_response = Some(item.span);
    }
}
