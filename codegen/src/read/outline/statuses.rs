//! Titles and lines that say which status what follows is about.
//!
//! How a status stands in a title is asked in [`status::titled`]; here, whether the title is about what comes back.

use super::Walk;
use crate::ir::Status;
use crate::read::status;
use crate::text::fold;
use crate::vocabulary::{Facets, Side, Title, Topic};

impl Walk<'_, '_> {
    /// What a title says that names a status: the status, what is about it, and what the title says of it besides. Where nothing says that
    /// it is about what comes back, it says nothing but what the status is called.
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

    /// The status of a line that a language's file knows as a label for one.
    pub(super) fn status_label(&self, text: &str) -> Option<Status> {
        // Bold that is not closed right keeps its stars.
        let folded = fold(text.trim_matches(|c: char| c == '*' || c.is_whitespace()));
        self.vocabulary
            .lines
            .statuses
            .iter()
            .find_map(|pattern| pattern.captures(&folded).and_then(|found| found.get(1)?.as_str().parse().ok()))
    }
}
