//! The credentials of requests: the headers that operations list, those that a page on calling the API states, and the
//! parameters that the vendor file gives to all operations. The vendor file lists the headers.

use std::collections::BTreeSet;

use super::links::Pages;
use crate::ir::{Api, Credential, Location, SelectorPlace};
use crate::understand::StatedCredential;
use crate::vocabulary::Vocabulary;

/// A mention of a header on a page without operations, with the index of the page.
type Mention = (usize, StatedCredential);

/// The mentions on all pages.
pub(super) fn mentions(pages: &Pages) -> Vec<Mention> {
    let drafts = pages.drafts.iter().enumerate();
    drafts.flat_map(|(index, draft)| draft.credentials.iter().map(move |it| (index, it.clone()))).collect()
}

/// The credentials of a service. `members` are the indices of its pages.
pub(super) fn of(api: &Api, members: &[usize], mentions: &[Mention], vocabulary: &Vocabulary) -> Vec<Credential> {
    let common = vocabulary.patterns.parameters.iter().filter(|parameter| parameter.file.credential);
    let mut found: Vec<Credential> = common
        .map(|it| Credential {
            name: it.name().to_owned(),
            place: it.file.place,
            everywhere: true,
            description: it.file.description.clone(),
            origin: it.origin.clone(),
        })
        .collect();
    for header in &vocabulary.vendor.headers.credentials {
        let stated = listed(api, header).or_else(|| mentioned(header, members, mentions));
        found.extend(stated.map(|(description, origin)| Credential {
            name: header.clone(),
            place: SelectorPlace::Header,
            everywhere: false,
            description,
            origin,
        }));
    }
    found.sort();
    found
}

type Stated = (Option<String>, crate::source::Origin);

/// The origin and description of a header in the first operation that lists it.
fn listed(api: &Api, header: &str) -> Option<Stated> {
    let parameters =
        api.operations.iter().flat_map(|operation| operation.parameters.iter().map(move |it| (it, operation)));
    let mut of_header =
        parameters.filter(|(it, _)| it.location == Location::Header && it.field.name.eq_ignore_ascii_case(header));
    let (parameter, operation) = of_header.next()?;
    let schema = &parameter.field.schema;
    Some((schema.description.clone(), schema.origin.as_ref().unwrap_or(&operation.origin).clone()))
}

/// The best mention of a header: on a page of the service rather than another one of the vendor, and in a part about
/// credentials rather than another one.
fn mentioned(header: &str, members: &[usize], mentions: &[Mention]) -> Option<Stated> {
    let best = mentions
        .iter()
        .filter(|(_, mention)| mention.header == header)
        .min_by_key(|(index, mention)| (members.binary_search(index).is_err(), !mention.is_topic, *index));
    best.map(|(_, mention)| (Some(mention.words.clone()), mention.origin.clone()))
}

/// The names of headers whose name has a word for a secret, in lower case: `x-subject-token`.
pub(super) fn secret_headers(api: &Api, vocabulary: &Vocabulary) -> Vec<String> {
    let mut names = BTreeSet::new();
    for operation in &api.operations {
        let sent = operation.parameters.iter().filter(|it| it.location == Location::Header).map(|it| &it.field);
        let received = operation.responses.values().flat_map(|response| &response.headers);
        names.extend(
            sent.chain(received).map(|field| field.name.as_str()).filter(|name| vocabulary.is_secret_name(name)),
        );
    }
    let lower: BTreeSet<String> = names.into_iter().map(str::to_ascii_lowercase).collect();
    lower.into_iter().collect()
}
