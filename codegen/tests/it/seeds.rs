//! Compares the seed pages next to the repository with their hand-made labels.

use crate::support::{labels, read, shared};

#[test]
fn every_labelled_fact_is_read_and_nothing_else() {
    let (Some(seeds), Some(expect)) = (shared("seeds"), shared("expect/seeds")) else {
        return;
    };
    let outcome = read(std::slice::from_ref(&seeds), &seeds);
    for vendor in ["jdcloud", "yandex", "huawei", "otc"] {
        let labels = labels::load(&expect.join(format!("{vendor}.json")));
        let score = labels::score(&labels, &outcome.apis);
        assert!(score.misses.is_empty(), "{vendor}: {score}");
        assert!(score.fields > 20, "{vendor}: {score}");
    }
    for (page, ledger) in &outcome.ledgers {
        assert!(ledger.balances() && ledger.rows() > 0, "{page}: {ledger:?}");
    }
}

#[test]
fn each_link_into_a_missing_page_is_reported() {
    let Some(seeds) = shared("seeds") else { return };
    let outcome = read(&[seeds.join("huawei-publish-version.zh.md")], &seeds);
    let unresolved: Vec<u32> = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code.name() == "link-unresolved")
        .map(|diagnostic| diagnostic.origin.line)
        .collect();
    assert_eq!(unresolved, [291, 319, 341, 348]);
}
