//! Tables: the names by which fields may refer to one, and what its caption and the lines around it state.
//!
//! It never looks into the rows, except for a last row that is really a line of text. [`crate::read::table`] reads them.

use super::{Item, ItemKind, TableItem, Walk};
use crate::document::{Block, Cell, Inlines, Row, Table};
use crate::vocabulary::{Column, Facets, Place, Side, Title, Topic, Vocabulary};

impl<'d> Walk<'d, '_> {
    /// Adds a table with its names and facets.
    pub(super) fn table(&mut self, block: &'d Block, table: &'d Table) {
        let before = self.caption.take();
        let caption_text = table.caption.as_ref().map(Inlines::text).or(before);
        let caption = caption_text.as_ref().map(|text| self.vocabulary.title(text));
        let usable = |name: &&str| !self.vocabulary.is_none(name);
        let mut names: Vec<String> = Vec::new();
        names.extend(caption.as_ref().and_then(Title::name).filter(usable).map(str::to_owned));
        if let Some(name) = self.lead.as_ref().and_then(|lead| self.vocabulary.structure_line(lead)) {
            names.push(name.to_owned());
        } else if let Some(title) = self.lead.as_ref().map(|lead| self.vocabulary.title(lead)) {
            names.extend(title.name().filter(usable).map(str::to_owned));
        }
        names.extend(self.scope.names.iter().cloned());
        let heading = self.headings.last().and_then(|heading| heading.structure.clone());
        let is_structure = heading.is_some();
        names.extend(heading);
        names.dedup();
        let mut anchors: Vec<String> = block.anchors.clone();
        anchors.extend(self.anchors.drain(..).map(|(_, anchor)| anchor));
        let above = self.above().map(str::to_owned).collect();
        let facets = match &caption {
            Some(title) => self.surroundings().within(&title.facets),
            None => self.surroundings(),
        };
        let facets = match self.lead.as_ref().and_then(|lead| self.vocabulary.lead(lead)) {
            // A line after the request line may introduce something else.
            Some(lead) if lead.side == Some(Side::Response) && facets.side != lead.side => {
                self.below_line = false;
                lead
            }
            Some(lead) => facets.within(&lead),
            None => facets,
        };
        // A table right below a request line lists what is sent.
        let titled =
            facets.side.is_some() || facets.place.is_some() || !matches!(facets.topic, None | Some(Topic::Parameters));
        // So does one with a column for the location of parameters.
        let located = || {
            let titles = table.header.iter().flat_map(|row| &row.cells);
            titles.map(Cell::text).any(|title| self.vocabulary.column(&title) == Some(Column::Location))
        };
        let facets = if !titled && names.is_empty() && (self.below_line || located()) {
            Facets { side: Some(Side::Request), topic: Some(Topic::Parameters), ..facets }
        } else {
            facets
        };
        // Parameters listed beside the URL are parts of the URL.
        let in_url = matches!(facets.topic, Some(Topic::Method | Topic::Url | Topic::RequestLine));
        let place = facets.place.or(in_url.then_some(Place::Uri));
        let facets = Facets { status: self.scope.status.or(facets.status), place, ..facets };
        // Where several lines introduce the tables of one structure, each states the case of its own.
        let leads = |line: &&String| self.vocabulary.structure_line(line).is_some();
        let case = caption.as_ref().and_then(|title| title.case.clone());
        let case = case.or_else(|| self.lead.as_ref().filter(leads).cloned());
        let word = caption.as_ref().and_then(|title| title.word.clone()).filter(|_| names.is_empty());
        let about = caption.filter(|title| names.is_empty() && !title.rest.is_empty()).map(|title| title.rest);
        let item = TableItem { table, caption: caption_text, names, about, word, case, is_structure, anchors, above };
        let (lead, label) = (self.lead.take(), self.scope.text.clone());
        self.outline.items.push(Item {
            kind: ItemKind::Table(item),
            span: block.span,
            facets,
            part: self.part,
            listed: 0,
            above: Vec::new(),
            lead,
            label,
        });
        // CommonMark makes a line right after a pipe table its last row; it still introduces the next table.
        self.lead = table.rows.last().and_then(|row| trailing_line(row, self.vocabulary));
    }
}

/// The text of a row that is really the line that introduces the next table: only its first cell has text.
pub(in crate::read) fn trailing_line(row: &Row, vocabulary: &Vocabulary) -> Option<String> {
    let (first, rest) = row.cells.split_first()?;
    let text = first.text();
    (rest.iter().all(Cell::is_empty) && vocabulary.structure_line(&text).is_some()).then_some(text)
}
