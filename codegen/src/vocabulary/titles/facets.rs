//! The facets of titles, the phrases of a language's file for each, and what a part of a page inherits from the part
//! around it.
//!
//! This module never looks at a title's text.

use crate::ir::Status;
use crate::text::fold_label;
use crate::vocabulary::language::Titles;

impl Titles {
    /// All phrases, folded.
    pub fn words(&self) -> Vec<String> {
        Facet::ALL.iter().flat_map(|facet| facet.phrases(self)).map(|word| fold_label(word)).collect()
    }
}

/// A half of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The request.
    Request,
    /// The response.
    Response,
}

/// Whether a response is that of a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Success.
    Normal,
    /// Failure.
    Abnormal,
}

/// The location of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In headers.
    Header,
    /// In the body.
    Body,
    /// In the parts of a form.
    Form,
    /// In the path or the query.
    Uri,
}

/// The topic of a part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Parameters.
    Parameters,
    /// Examples.
    Example,
    /// Statuses.
    StatusCodes,
    /// Error codes.
    ErrorCodes,
    /// The method.
    Method,
    /// The URL.
    Url,
    /// Method and URL.
    RequestLine,
    /// What the operation does.
    Summary,
    /// Not part of the contract.
    Aside,
}

/// The meaning of a phrase of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the types inside explain it")]
pub enum Facet {
    Side(Side),
    Outcome(Outcome),
    Place(Place),
    Topic(Topic),
    /// The title names a structure.
    Structure,
    /// Nothing.
    Filler,
}

impl Facet {
    /// All facets.
    pub const ALL: [Self; 21] = [
        Self::Side(Side::Request),
        Self::Side(Side::Response),
        Self::Outcome(Outcome::Normal),
        Self::Outcome(Outcome::Abnormal),
        Self::Place(Place::Path),
        Self::Place(Place::Query),
        Self::Place(Place::Header),
        Self::Place(Place::Body),
        Self::Place(Place::Form),
        Self::Place(Place::Uri),
        Self::Topic(Topic::Parameters),
        Self::Topic(Topic::Example),
        Self::Topic(Topic::StatusCodes),
        Self::Topic(Topic::ErrorCodes),
        Self::Topic(Topic::Method),
        Self::Topic(Topic::Url),
        Self::Topic(Topic::RequestLine),
        Self::Topic(Topic::Summary),
        Self::Topic(Topic::Aside),
        Self::Structure,
        Self::Filler,
    ];

    /// The phrases of a language's file for it.
    pub fn phrases(self, titles: &Titles) -> &[String] {
        match self {
            Self::Side(Side::Request) => &titles.request,
            Self::Side(Side::Response) => &titles.response,
            Self::Outcome(Outcome::Normal) => &titles.normal,
            Self::Outcome(Outcome::Abnormal) => &titles.abnormal,
            Self::Place(Place::Path) => &titles.path,
            Self::Place(Place::Query) => &titles.query,
            Self::Place(Place::Header) => &titles.header,
            Self::Place(Place::Body) => &titles.body,
            Self::Place(Place::Form) => &titles.form,
            Self::Place(Place::Uri) => &titles.uri,
            Self::Topic(Topic::Parameters) => &titles.parameters,
            Self::Topic(Topic::Example) => &titles.example,
            Self::Topic(Topic::StatusCodes) => &titles.status_codes,
            Self::Topic(Topic::ErrorCodes) => &titles.error_codes,
            Self::Topic(Topic::Method) => &titles.method,
            Self::Topic(Topic::Url) => &titles.url,
            Self::Topic(Topic::RequestLine) => &titles.request_line,
            Self::Topic(Topic::Summary) => &titles.summary,
            Self::Topic(Topic::Aside) => &titles.aside,
            Self::Structure => &titles.structure,
            Self::Filler => &titles.filler,
        }
    }
}

/// The facets of a part of a page: from its heading, its labels, its caption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// The half of the operation.
    pub side: Option<Side>,
    /// Success or failure.
    pub outcome: Option<Outcome>,
    /// The location of parameters.
    pub place: Option<Place>,
    /// The topic.
    pub topic: Option<Topic>,
    /// The status.
    pub status: Option<Status>,
}

impl Facets {
    /// The facets of a part inside a part with the facets `self`: the inner ones take precedence.
    #[must_use]
    pub fn within(&self, inner: &Self) -> Self {
        // A change of side begins anew: facets of the other half do not apply.
        let turned = inner.side.is_some() && self.side.is_some() && inner.side != self.side;
        let outer = if turned { &Self::default() } else { self };
        Self {
            side: inner.side.or(outer.side),
            outcome: inner.outcome.or(outer.outcome),
            place: inner.place.or(outer.place),
            topic: inner.topic.or(outer.topic),
            status: inner.status.or(outer.status),
        }
    }

    /// Whether no facet is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
