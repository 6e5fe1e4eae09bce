//! Variables of paths. `OpenAPI` forbids a path that has the same variable twice, and pages have such paths: there, the second
//! variable gets a number after its name, and its parameter has the page's name as `x-path-name`.
//!
//! Only documents have these names. The contract never has them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::operation::variables;

/// A path with a name of its own for each variable.
pub(super) fn distinct(path: &str) -> String {
    let stated: BTreeSet<&str> = variables(path).collect();
    // How often each name was there.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    for name in variables(path) {
        let end = rest.find('{').map_or(0, |open| open + 1 + name.len());
        let (before, behind) = rest.split_at(end);
        out.push_str(before);
        rest = behind;
        let count = counts.entry(name).or_default();
        *count += 1;
        if *count > 1 {
            while stated.contains(format!("{name}_{count}").as_str()) {
                *count += 1;
            }
            out.push_str(&format!("_{count}"));
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_there_twice_gets_a_number() {
        let cases = [
            ("/jars/{id}/lids/{lid}", "/jars/{id}/lids/{lid}"),
            ("/{id}/jars/{id}", "/{id}/jars/{id_2}"),
            ("/{id}/jars/{id}/lids/{id_2}/{id}", "/{id}/jars/{id_3}/lids/{id_2}/{id_4}"),
            ("/{id}/{id", "/{id}/{id"),
        ];
        for (path, wanted) in cases {
            assert_eq!(distinct(path), wanted);
        }
    }
}
