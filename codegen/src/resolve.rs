//! Pass 7: turn the pages of a vendor into the contracts of its services.
//!
//! 1. [`links`] joins links between pages, and [`published`] makes URLs of those in descriptions; [`values`] fetches the values of fields that another page lists, [`linked`]
//!    the lists of values and the parts of structures that types link to, [`inherit`] the fields of structures that
//!    others extend. [`same`] completes operations that are described by another one.
//! 2. Operations are grouped by service; editions in several languages become one ([`editions`]).
//! 3. [`responses`] fetches responses for which an operation's page refers to another page, [`bodies`] the bodies for
//!    which it refers to a table.
//! 4. [`ids`] gives operations their ids.
//! 5. [`credentials`] finds the credentials of requests.
//! 6. [`names`] moves the structures that operations use into the contract, and names them.

mod bodies;
mod contents;
mod credentials;
mod editions;
mod ids;
mod inherit;
mod linked;
mod links;
mod names;
mod parts;
mod published;
mod responses;
mod same;
mod values;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Operation, Page, Selector, Server};
use crate::understand::{DraftRef, PageDraft};
use crate::vocabulary::Vocabulary;

/// Joins the pages of one vendor, which must be sorted by name.
pub fn resolve(drafts: Vec<PageDraft>, vocabulary: &Vocabulary) -> (Vec<Api>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut pages = links::Pages::new(drafts);
    published::settle(&mut pages, vocabulary);
    values::join(&mut pages, &mut diagnostics);
    linked::settle(&mut pages, &mut diagnostics);
    inherit::settle(&mut pages, &mut diagnostics);
    same::complete(&mut pages, &mut diagnostics);
    let mut services: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, draft) in pages.drafts.iter().enumerate() {
        services.entry(draft.service.clone()).or_default().push(index);
    }
    let mentions = credentials::mentions(&pages);
    let mut apis = Vec::new();
    for (service, members) in services {
        let mut found = Vec::new();
        for &index in &members {
            let draft = &pages.drafts[index];
            for operation in &draft.operations {
                found.push(editions::Found {
                    page: index,
                    language: draft.language.clone(),
                    name: selected(operation, vocabulary).or_else(|| draft.operation_name.clone()),
                    siblings: draft.operations.len(),
                    operation: operation.clone(),
                });
            }
        }
        let wanted = names::wanted(&members, &pages);
        if found.is_empty() && wanted.is_empty() {
            continue;
        }
        let mut found = editions::join(found, &vocabulary.vendor.languages, &pages, &mut diagnostics);
        contents::mark(&mut found, &pages);
        responses::fetch(&mut found, &pages, &mut diagnostics);
        bodies::fetch(&mut found, &pages, &mut diagnostics);
        ids::assign(&mut found, &pages, vocabulary, &mut diagnostics);
        let mut api = Api::new(&vocabulary.vendor.name, &service);
        names::share(&mut api, found, &wanted, &pages, &mut diagnostics);
        api.servers = servers(&api);
        api.query_arrays = vocabulary.vendor.query_arrays;
        api.credentials = credentials::of(&api, &members, &mentions, vocabulary);
        api.secret_headers = credentials::secret_headers(&api, vocabulary);
        api.pages = read_pages(&members, &pages);
        apis.push(api);
    }
    (apis, diagnostics)
}

/// The pages of a service, each once. The units of a page are adjacent. The title is that of the unit without operations,
/// which has what the others share; without such a unit it is that of the first one.
fn read_pages(members: &[usize], pages: &links::Pages) -> Vec<Page> {
    let mut read: Vec<Page> = Vec::new();
    let mut shared = false;
    for draft in members.iter().map(|&index| &pages.drafts[index]) {
        let title = Some(&draft.title).filter(|title| !title.is_empty()).cloned();
        match read.last_mut().filter(|page| page.path == *draft.page) {
            Some(page) if !shared && draft.operations.is_empty() => {
                page.title = title;
                shared = true;
            }
            Some(_) => {}
            None => {
                shared = draft.operations.is_empty();
                read.push(Page {
                    path: draft.page.to_string(),
                    title,
                    language: draft.language.clone(),
                    hash: draft.hash.clone(),
                });
            }
        }
    }
    read
}

/// The operation's name in the constant that selects it: `CreateVpc`. A constant that is the same for all operations (a
/// version) is not a name.
fn selected(operation: &Operation<DraftRef>, vocabulary: &Vocabulary) -> Option<String> {
    let names = |selector: &&Selector| {
        vocabulary.vendor.selectors.iter().any(|known| *known.name.get_ref() == selector.name && known.value.is_none())
    };
    operation.selectors.iter().find(names).and_then(|selector| selector.value.clone())
}

fn servers(api: &Api) -> Vec<Server> {
    let mut servers: Vec<Server> = Vec::new();
    for operation in &api.operations {
        let Some(url) = &operation.server else { continue };
        if !servers.iter().any(|server| server.url == *url) {
            servers.push(Server { url: url.clone(), origin: operation.origin.clone() });
        }
    }
    servers.sort_by(|a, b| a.url.cmp(&b.url));
    servers
}
