//! What sentences outside of tables say of an operation as a whole, or of the structure of the table below them.
//!
//! The words are the languages' ([`crate::vocabulary::statements`]). What is made of what they say is not asked here.

use super::RawPage;
use super::outline::{Item, ItemKind};
use super::status;
use crate::document::LinkTarget;
use crate::ir::Status;
use crate::source::Span;
use crate::vocabulary::statements::{self, Said, Says};
use crate::vocabulary::{Outcome, Side, Topic, Vocabulary};

/// What a sentence says that comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct RawAnswer {
    /// The status that it says it of.
    pub status: Option<Status>,
    /// Whether a list comes back.
    pub list: bool,
    /// Whether not all fields are there.
    pub partial: bool,
    /// Where the structure is described.
    pub target: LinkTarget,
    /// Where the link stands.
    pub span: Span,
}

/// A sentence by which all parameters may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOptional {
    /// Whether they may be `null`, too.
    pub nullable: bool,
    /// The folded names of those of which it is not said.
    pub except: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// A sentence by which an operation is the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSameAs {
    /// Where the link to the other one leads; none for the operation above.
    pub target: Option<LinkTarget>,
    /// Folded words that name what is different.
    pub except: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// A sentence by which the structure below it has the fields of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawExtends {
    /// Where the link to the other one leads; none for that of the table above.
    pub target: Option<LinkTarget>,
    /// Where it stands.
    pub span: Span,
}

/// How many paragraphs above a table are about it.
const LEADS: usize = 4;

/// What the paragraphs between the last table and the table of a structure say that it has beside its own fields.
/// `section` is where the section of the table begins.
pub(super) fn extends(above: &[&Item<'_>], section: u32, vocabulary: &Vocabulary) -> Option<RawExtends> {
    let mut near = above.iter().rev().take(LEADS).filter(|item| item.span.start >= section);
    near.find_map(|item| said_to_extend(item, vocabulary))
}

fn said_to_extend(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<RawExtends> {
    let ItemKind::Paragraph(inlines) = &item.kind else { return None };
    let flat = inlines.flat();
    let said = statements::read(&vocabulary.statements, &flat).into_iter().find(|said| said.says == Says::Extends)?;
    let span = said.link.as_ref().map_or(item.span, |(_, range)| flat.span(range.clone()));
    Some(RawExtends { target: said.link.map(|(target, _)| target), span })
}

/// Reads a paragraph of a page with operations.
pub(super) fn read(item: &Item<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let ItemKind::Paragraph(inlines) = &item.kind else { return };
    let topic = matches!(item.facets.topic, None | Some(Topic::Parameters | Topic::Summary | Topic::StatusCodes));
    if page.endpoints.is_empty() || !topic || item.facets.outcome == Some(Outcome::Abnormal) {
        return;
    }
    let flat = inlines.flat();
    for said in statements::read(&vocabulary.statements, &flat) {
        let span = said.link.as_ref().map_or(item.span, |(_, range)| flat.span(range.clone()));
        let of_response = matches!(item.facets.side, None | Some(Side::Response));
        let of_request = matches!(item.facets.side, None | Some(Side::Request));
        match said.says {
            Says::Returns | Says::ReturnsList | Says::ReturnsNothing | Says::ReturnsStatus if of_response => {
                answer(said, span, page);
            }
            Says::AllOptional if of_request && page.all_optional.is_none() => {
                page.all_optional = Some(RawOptional { nullable: said.nullable, except: said.names, span });
            }
            Says::SameAs if page.same_as.is_none() => {
                let target = said.link.map(|(target, _)| target);
                page.same_as = Some(RawSameAs { target, except: said.names, span });
            }
            Says::SendsList if of_request => page.sends_list = page.sends_list.or(Some(span)),
            _ => {}
        }
    }
}

fn answer(said: Said, span: Span, page: &mut RawPage) {
    if let Some(status) = said.status {
        status::add(page, status::RawStatus { status, text: None, span });
    }
    match (said.says, said.link) {
        (Says::ReturnsNothing, _) if said.status.is_none() => {
            page.empty_response = page.empty_response.or(Some(span));
        }
        (Says::Returns | Says::ReturnsList, Some((target, _))) => page.answers.push(RawAnswer {
            status: said.status,
            list: said.says == Says::ReturnsList,
            partial: said.partial,
            target,
            span,
        }),
        _ => {}
    }
}
