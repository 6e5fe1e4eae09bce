//! Where records are in a JSON document: which members lead to them.
//!
//! Only names and brackets matter; the content of records is not examined here.

use crate::input::Form;

/// The containers in which a document's reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// An object whose members may lead to records.
    Object(Place),
    /// A list of such objects.
    Objects(Place),
    /// A list of records.
    Records(Form),
}

/// Which object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The document's own.
    Top,
    /// The `log` of a HAR.
    Log,
    /// A folder or request of a Postman collection.
    Item,
    /// What OpenTelemetry observed of a resource.
    Resource,
    /// What one of its libraries observed.
    Scope,
}

/// The container that a member opens: `key` is its name without quotes, `first` the first byte of its value. `None`
/// where it leads to no record.
pub(super) fn opens(place: Place, key: &[u8], first: u8) -> Option<Container> {
    match (place, key, first) {
        (Place::Top, b"log", b'{') => Some(Container::Object(Place::Log)),
        (Place::Log, b"entries", b'[') => Some(Container::Records(Form::Har)),
        (Place::Top, b"interactions" | b"http_interactions", b'[') => Some(Container::Records(Form::Cassette)),
        // Folders of a collection contain items again.
        (Place::Top | Place::Item, b"item", b'[') => Some(Container::Objects(Place::Item)),
        (Place::Item, b"response", b'[') => Some(Container::Records(Form::Postman)),
        (Place::Top, b"resourceSpans" | b"resourceLogs", b'[') => Some(Container::Objects(Place::Resource)),
        (Place::Resource, b"scopeSpans" | b"instrumentationLibrarySpans" | b"scopeLogs", b'[') => {
            Some(Container::Objects(Place::Scope))
        }
        (Place::Scope, b"spans" | b"logRecords", b'[') => Some(Container::Records(Form::Span)),
        _ => None,
    }
}
