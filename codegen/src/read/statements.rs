//! What sentences outside tables state about an operation as a whole, or about the structure of the table below them.
//!
//! The languages' files define the words ([`crate::vocabulary::statements`]). The consequences are drawn elsewhere.

use super::RawPage;
use super::outline::{Item, ItemKind};
use super::status;
use crate::document::LinkTarget;
use crate::ir::Status;
use crate::source::Span;
use crate::vocabulary::statements::{self, FoundStatement, Says};
use crate::vocabulary::{Outcome, Side, Topic, Vocabulary};

/// A sentence about what is returned.
#[derive(Clone, Debug, PartialEq)]
pub struct RawAnswer {
    /// The status to which it applies.
    pub status: Option<Status>,
    /// Whether a list is returned.
    pub list: bool,
    /// Whether only some of the fields are returned.
    pub partial: bool,
    /// The target of the link to the structure.
    pub target: LinkTarget,
    /// The place of the link.
    pub span: Span,
}

/// A sentence that makes all parameters optional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOptional {
    /// Whether they may also be `null`.
    pub nullable: bool,
    /// The folded names of the parameters that it excludes.
    pub except: Vec<String>,
    /// Its place.
    pub span: Span,
}

/// A sentence by which an operation is the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSameAs {
    /// The target of the link to the other one; `None` for the operation above.
    pub target: Option<LinkTarget>,
    /// Folded words that name the differences.
    pub except: Vec<String>,
    /// Its place.
    pub span: Span,
}

/// A sentence by which the structure below it has the fields of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawExtends {
    /// The target of the link to the other one; `None` for that of the table above.
    pub target: Option<LinkTarget>,
    /// Its place.
    pub span: Span,
}

/// How many paragraphs above a table may be about it.
const LEADS: usize = 4;

/// What the paragraphs between the previous table and a structure's table state that it has besides its own fields.
/// `section` is the start of the table's section.
pub(super) fn extends(above: &[&Item<'_>], section: u32, vocabulary: &Vocabulary) -> Option<RawExtends> {
    let mut near = above.iter().rev().take(LEADS).filter(|item| item.span.start >= section);
    near.find_map(|item| extension(item, vocabulary))
}

fn extension(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<RawExtends> {
    let ItemKind::Paragraph(inlines) = &item.kind else { return None };
    let flat = inlines.flat();
    let statement = statements::read(&vocabulary.statements, &flat)
        .into_iter()
        .find(|statement| statement.says == Says::Extends)?;
    let span = statement.link.as_ref().map_or(item.span, |(_, range)| flat.span(range.clone()));
    Some(RawExtends { target: statement.link.map(|(target, _)| target), span })
}

/// Reads a paragraph of a page with operations.
pub(super) fn read(item: &Item<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let ItemKind::Paragraph(inlines) = &item.kind else { return };
    let topic = matches!(item.facets.topic, None | Some(Topic::Parameters | Topic::Summary | Topic::StatusCodes));
    if page.endpoints.is_empty() || !topic || item.facets.outcome == Some(Outcome::Abnormal) {
        return;
    }
    let flat = inlines.flat();
    for statement in statements::read(&vocabulary.statements, &flat) {
        let span = statement.link.as_ref().map_or(item.span, |(_, range)| flat.span(range.clone()));
        let of_response = matches!(item.facets.side, None | Some(Side::Response));
        let of_request = matches!(item.facets.side, None | Some(Side::Request));
        match statement.says {
            Says::Returns | Says::ReturnsList | Says::ReturnsNothing | Says::ReturnsStatus if of_response => {
                answer(statement, span, page);
            }
            Says::AllOptional if of_request && page.all_optional.is_none() => {
                page.all_optional = Some(RawOptional { nullable: statement.nullable, except: statement.names, span });
            }
            Says::SameAs if page.same_as.is_none() => {
                let target = statement.link.map(|(target, _)| target);
                page.same_as = Some(RawSameAs { target, except: statement.names, span });
            }
            Says::SendsList if of_request => page.sends_list = page.sends_list.or(Some(span)),
            _ => {}
        }
    }
}

fn answer(statement: FoundStatement, span: Span, page: &mut RawPage) {
    if let Some(status) = statement.status {
        status::add(page, status::RawStatus { status, text: None, span });
    }
    match (statement.says, statement.link) {
        (Says::ReturnsNothing, _) if statement.status.is_none() => {
            page.empty_response = page.empty_response.or(Some(span));
        }
        (Says::Returns | Says::ReturnsList, Some((target, _))) => page.answers.push(RawAnswer {
            status: statement.status,
            list: statement.says == Says::ReturnsList,
            partial: statement.partial,
            target,
            span,
        }),
        _ => {}
    }
}
