//! Pages that a seeded generator drew from the vendors' real ones, and that were labelled by hand before the reader was
//! tuned on them, compared with what is read from them today. The labels under `labels/` are facts (names, types,
//! keywords); the pages are not part of the repository.

use crate::support::{labels, read, repository, shared};

/// Compares a vendor's labels: every field with its type and requiredness, the constraints within the project's limits.
fn verify(vendor: &str) {
    let Some(pages) = shared(&format!("corpus/{vendor}")) else { return };
    let labels = labels::load(&repository(&format!("codegen/tests/labels/{vendor}.json")));
    let strip = pages.parent().expect("the corpus").to_owned();
    let outcome = read(&[pages], &strip);
    let score = labels::score(&labels, &outcome.apis);
    assert_eq!(score.operations, labels.operations.len(), "{vendor}: {score}");
    assert!(score.structural().is_empty(), "{vendor}: {score}");
    assert!(score.found() >= 95.0, "{vendor}: too few constraints found: {score}");
    assert!(score.right() >= 97.0, "{vendor}: too many constraints invented: {score}");
    for (page, ledger) in &outcome.ledgers {
        assert!(ledger.balances(), "{page}: {ledger:?}");
    }
}

#[test]
fn otc() {
    verify("otc");
}

#[test]
fn huawei() {
    verify("huawei");
}

#[test]
fn jdcloud() {
    verify("jdcloud");
}

#[test]
fn yandex() {
    verify("yandex");
}
