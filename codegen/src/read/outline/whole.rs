//! What a page states about its operation as a whole: its description, whether it is deprecated, and which other pages
//! describe a part of it.

use std::collections::BTreeSet;

use super::{Item, ItemKind, Outline};
use crate::document::Inlines;
use crate::ir::Link;
use crate::read::Reference;
use crate::source::Span;
use crate::vocabulary::{Outcome, Topic, Vocabulary};

impl<'d> Outline<'d> {
    /// The page's description of the operation: the text below the title and in the sections that are about it.
    pub(in crate::read) fn description(&self) -> (Option<String>, Vec<Link>) {
        let (mut text, mut links) = (String::new(), Vec::new());
        let mut characters = 0_u32;
        let mut after_item = false;
        for (inlines, item) in self.about() {
            let (line, of_line) = inlines.flat().one_line_linked();
            if line.is_empty() {
                continue;
            }
            let is_item = item.listed > 0;
            let mut push = |part: &str| {
                text.push_str(part);
                characters += u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
                characters
            };
            if push("") > 0 {
                push(if is_item && after_item { "\n" } else { "\n\n" });
            }
            if is_item {
                // An item of an item, and no deeper one: plain text does not distinguish more levels.
                push(if item.listed > 1 && after_item { "  - " } else { "- " });
            }
            let before = push("");
            push(&line);
            links.extend(of_line.into_iter().map(|link| Link {
                start: link.start + before,
                end: link.end + before,
                ..link
            }));
            after_item = is_item;
        }
        ((!text.is_empty()).then_some(text), links)
    }

    /// The paragraphs that are about the operation as a whole.
    fn about(&self) -> impl Iterator<Item = (&'d Inlines, &Item<'d>)> {
        self.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Paragraph(inlines)
                if item.facets.topic == Some(Topic::Summary) || (item.part == 0 && item.facets.is_empty()) =>
            {
                Some((*inlines, item))
            }
            _ => None,
        })
    }

    /// The place where title or summary say that the operation is deprecated.
    pub(in crate::read) fn deprecated(&self, vocabulary: &Vocabulary) -> Option<Span> {
        vocabulary.is_deprecated_title(&self.title).then_some(self.title_span).or_else(|| {
            self.about().find_map(|(text, item)| vocabulary.is_deprecated_sentence(&text.text()).then_some(item.span))
        })
    }

    /// Links that stand for a part of the operation: each is the only content of a request's or response's section.
    pub(in crate::read) fn references(&self) -> Vec<Reference> {
        let mut references = Vec::new();
        // A link about failures is independent of the tables of success beside it.
        let place = |item: &Item<'_>| (item.part, item.facets.side, item.facets.outcome == Some(Outcome::Abnormal));
        let tables = self.items.iter().filter(|item| matches!(item.kind, ItemKind::Table(_)));
        let with_table: BTreeSet<_> = tables.map(place).collect();
        for (index, item) in self.items.iter().enumerate() {
            let ItemKind::Paragraph(inlines) = &item.kind else {
                continue;
            };
            let stated_elsewhere = item.facets.side.is_some()
                && !matches!(
                    item.facets.topic,
                    Some(Topic::Example | Topic::StatusCodes | Topic::ErrorCodes | Topic::Aside)
                );
            if !stated_elsewhere || with_table.contains(&place(item)) || index == 0 {
                continue;
            }
            let flat = inlines.flat();
            let linked: Vec<_> = flat.links().collect();
            if let [(target, range)] = linked.as_slice() {
                references.push(Reference {
                    facets: item.facets.clone(),
                    target: (*target).clone(),
                    text: flat.text[range.clone()].to_owned(),
                    span: flat.span(range.clone()),
                });
            }
        }
        references
    }
}
