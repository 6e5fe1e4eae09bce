//! Variables of paths. `OpenAPI` forbids a path that has the same variable twice, and pages have such paths: there, the second
//! variable gets a number after its name, and its parameter has the page's name as `x-path-name`.

use std::collections::{BTreeMap, BTreeSet};

/// The names of the variables in a path, in its order, each as often as it occurs.
pub(super) fn all(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

/// A path with a name of its own for each variable.
pub(super) fn distinct(path: &str) -> String {
    let stated: BTreeSet<&str> = all(path).into_iter().collect();
    // How often each name was there.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut parts = path.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('{');
        let Some((name, behind)) = part.split_once('}') else {
            out.push_str(part);
            continue;
        };
        out.push_str(name);
        let count = counts.entry(name).or_default();
        *count += 1;
        if *count > 1 {
            while stated.contains(format!("{name}_{count}").as_str()) {
                *count += 1;
            }
            out.push_str(&format!("_{count}"));
        }
        out.push('}');
        out.push_str(behind);
    }
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
