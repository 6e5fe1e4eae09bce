//! An object that the page shows in several cases: it has the fields of all of them.
//!
//! A field that only some of the cases require is never required in general.

use crate::ir::{Field, Object, Required};
use crate::understand::draft::DraftRef;

/// Adds the fields that an object has in another case. Only fields that all cases require are required.
pub(in crate::understand) fn add_case(all: &mut Object<DraftRef>, other: &Object<DraftRef>) {
    for (name, required, _) in all.fields_mut() {
        if *required == Required::Always && other.field(name).is_none_or(|field| field.required != Required::Always) {
            *required = Required::Conditional;
        }
    }
    for field in other.fields() {
        let required = if field.required == Required::Always { Required::Conditional } else { field.required };
        // A field of both cases stays as it is in the first one.
        all.add(Field { required, ..field.clone() });
    }
}
