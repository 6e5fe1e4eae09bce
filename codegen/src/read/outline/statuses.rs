//! Titles and lines that name the status of what follows.
//!
//! [`status::titled`] finds the status in a title; this module decides whether the title is about the response.

use super::Walk;
use crate::ir::Status;
use crate::read::status;
use crate::text::fold;
use crate::vocabulary::{Facets, Side, Title, Topic};

impl Walk<'_, '_> {
    /// What a title with a status states: the status, its facets, and its remaining text about the status. Unless
    /// something shows that the title is about the response, it must contain nothing but the status and its name.
    pub(super) fn status_title(&self, flat: &str, title: &Title) -> Option<(Status, Facets, Option<String>)> {
        let outer = self.surroundings();
        let titled = match (status::titled(flat), self.status_label(flat)) {
            (Some(titled), _) => titled,
            (None, Some(status)) => status::Titled { status, rest: String::new(), alone: true },
            (None, None) => return None,
        };
        let of_status = |facets: &Facets| {
            facets.side == Some(Side::Response) || facets.topic == Some(Topic::StatusCodes) || facets.outcome.is_some()
        };
        let sent = title.facets.side == Some(Side::Request);
        if sent || !(titled.alone || of_status(&outer) || of_status(&title.facets)) {
            return None;
        }
        let inner = Facets { side: Some(Side::Response), status: Some(titled.status), ..Facets::default() };
        let facets = outer.within(&inner);
        let topic = title.facets.topic.or(facets.topic).filter(|topic| *topic == Topic::Example);
        let facets = Facets { outcome: None, topic, ..facets };
        Some((titled.status, facets, (!titled.rest.is_empty()).then_some(titled.rest)))
    }

    /// The status of a line that a language's file defines as the label of one.
    pub(super) fn status_label(&self, text: &str) -> Option<Status> {
        // Bold text that is not closed properly keeps its stars.
        let folded = fold(text.trim_matches(|c: char| c == '*' || c.is_whitespace()));
        self.vocabulary
            .lines
            .statuses
            .iter()
            .find_map(|pattern| pattern.captures(&folded).and_then(|found| found.get(1)?.as_str().parse().ok()))
    }
}
