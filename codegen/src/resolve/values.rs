//! Values for which a field's description refers to another page: a link to a page that lists the values of fields by
//! name.
//!
//! A list applies where its heading has the field's own name, and only to a field that states no values itself. Lists
//! under other names are never used.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{EnumValue, Enumeration, Kind, Sourced};
use crate::source::Origin;
use crate::understand::{DraftSchema, typed};

use super::links::Pages;

/// The rule of such an enumeration, as `explain` names it.
const RULE: &str = "value-pages";

/// Gives each field the values to which its link refers.
pub(super) fn join(pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..pages.drafts.len() {
        let links = std::mem::take(&mut pages.drafts[index].value_links);
        for link in links {
            let Some(page) = pages.page(index, &link.target) else { continue };
            let lists = &pages.drafts[page].values;
            if lists.is_empty() {
                continue;
            }
            let Some(list) = lists.iter().find(|list| list.field == link.field).cloned() else {
                diagnostics.push(
                    Diagnostic::at(
                        Code::ConstraintUnused,
                        link.origin,
                        format!("the linked page lists the values of fields, but not those of `{}`", link.field),
                    )
                    .help("correct the contract if one of its lists is meant"),
                );
                continue;
            };
            pages.drafts[index].walk_schemas_mut(&mut |schema| {
                if schema.row == Some(link.row) {
                    set(schema, &list.values, &list.origin);
                }
            });
        }
    }
}

fn set(schema: &mut DraftSchema, values: &[(String, Option<String>)], origin: &Origin) {
    let schema = match &mut schema.kind {
        Kind::Array { items } => items,
        _ => schema,
    };
    if schema.constraints.enumeration.is_some() {
        return;
    }
    let typed: Option<Vec<EnumValue>> = values
        .iter()
        .map(|(text, meaning)| {
            Some(EnumValue { meaning: meaning.clone(), ..EnumValue::of(typed(text, &schema.kind)?) })
        })
        .collect();
    if let Some(values) = typed.and_then(|values| Enumeration::new(values, false)) {
        schema.constraints.enumeration =
            Some(Box::new(Sourced { value: values, origin: origin.clone(), rule: RULE.into() }));
    }
}
