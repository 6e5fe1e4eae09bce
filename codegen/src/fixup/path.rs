//! Field paths: converts the text of a fixup to steps through a schema, and follows them to the value to change.
//!
//! Reading a path never changes anything. To change something in a structure that others also use, the structure is
//! copied first, so that a fixup of one operation affects this operation only.

use std::collections::BTreeMap;

use crate::ir::{Api, Kind, Object, Schema, SchemaName};

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// To the field with this name.
    Field(String),
    /// To the elements of a list.
    Elements,
    /// To the values of a map.
    Values,
}

/// The steps of a path in a schema; `None` where the path does not exist. Elements of lists need not be marked except
/// at the end, where `a` is the list and `a[]` its elements. Where a name itself contains a dot, the longest name is
/// used.
pub(super) fn read(api: &Api, schema: &Schema, path: &str) -> Option<Vec<Step>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    let after = |rest: &str| rest.strip_prefix('.').unwrap_or(rest).to_owned();
    let (step, inner, rest) = match &api.resolve(schema).kind {
        Kind::Array { items } => match path.strip_prefix("[]") {
            Some(rest) => (Step::Elements, &**items, after(rest)),
            None => (Step::Elements, &**items, path.to_owned()),
        },
        Kind::Map { values, .. } => (Step::Values, &**values, after(path.strip_prefix('*')?)),
        Kind::Object(object) => {
            let mut fits: Vec<_> = object
                .fields()
                .iter()
                .filter_map(|field| {
                    let rest = path.strip_prefix(field.name.as_str())?;
                    (rest.is_empty() || rest.starts_with(['.', '['])).then_some((field, rest))
                })
                .collect();
            fits.sort_by_key(|(field, _)| std::cmp::Reverse(field.name.len()));
            return fits.into_iter().find_map(|(field, rest)| {
                let mut steps = vec![Step::Field(field.name.clone())];
                steps.extend(read(api, &field.schema, &after(rest))?);
                Some(steps)
            });
        }
        _ => return None,
    };
    let mut steps = vec![step];
    steps.extend(read(api, inner, &rest)?);
    Some(steps)
}

/// The schema at the end of steps.
pub(super) fn follow<'a>(api: &'a Api, schema: &'a Schema, steps: &[Step]) -> Option<&'a Schema> {
    let Some((step, rest)) = steps.split_first() else { return Some(schema) };
    let inner = match (&api.resolve(schema).kind, step) {
        (Kind::Object(object), Step::Field(name)) => &object.field(name)?.schema,
        (Kind::Array { items }, Step::Elements) => &**items,
        (Kind::Map { values, .. }, Step::Values) => &**values,
        _ => return None,
    };
    follow(api, inner, rest)
}

/// The shared structures, while fixups are applied to a contract.
pub(super) struct Structures<'a> {
    pub(super) schemas: &'a mut BTreeMap<SchemaName, Schema>,
    /// The number of references to each.
    pub(super) uses: BTreeMap<SchemaName, usize>,
    /// The copies that were made: of which structure, and for which operation.
    pub(super) copies: &'a mut BTreeMap<SchemaName, (SchemaName, String)>,
    /// The copies of this fixup, by the original and the steps taken in it: two places of an operation with the same
    /// change share one copy.
    pub(super) made: BTreeMap<(SchemaName, Vec<Step>), SchemaName>,
    /// The operation to which a fixup applies; `None` where it applies to a structure.
    pub(super) operation: Option<String>,
}

impl Structures<'_> {
    /// Follows steps to their end and calls `change` with the schema there; with `inside`, a reference at the end is
    /// followed, too. `None` where a step does not exist, or where a structure on the path was changed already.
    pub(super) fn at<T>(
        &mut self,
        schema: &mut Schema,
        steps: &[Step],
        inside: bool,
        change: &mut dyn FnMut(&mut Schema) -> T,
    ) -> Option<T> {
        if let (Kind::Ref { target }, true) = (&schema.kind, inside || !steps.is_empty()) {
            let (name, ready) = self.own(target.clone(), steps);
            schema.kind = Kind::Ref { target: name.clone() };
            if ready {
                return None;
            }
            // Removed while it is changed. A path that leads back into it ends here, as it must not be changed twice.
            let mut structure = self.schemas.remove(&name)?;
            let done = self.at(&mut structure, steps, inside, change);
            self.schemas.insert(name, structure);
            return done;
        }
        let Some((step, rest)) = steps.split_first() else { return Some(change(schema)) };
        match (&mut schema.kind, step) {
            (Kind::Object(object), Step::Field(name)) => {
                let (_, _, inner) = object.fields_mut().find(|(known, ..)| known == name)?;
                self.at(inner, rest, inside, change)
            }
            (Kind::Array { items }, Step::Elements) => self.at(items, rest, inside, change),
            (Kind::Map { values, .. }, Step::Values) => self.at(values, rest, inside, change),
            _ => None,
        }
    }

    /// The structure to change in place of one that is referred to, and whether it was changed already.
    fn own(&mut self, name: SchemaName, steps: &[Step]) -> (SchemaName, bool) {
        let Some(operation) = self.operation.clone() else { return (name, false) };
        let key = (name.clone(), steps.to_vec());
        if let Some(made) = self.made.get(&key) {
            return (made.clone(), true);
        }
        if self.uses.get(&name).copied().unwrap_or(0) <= 1 {
            return (name, false);
        }
        let Some(mut structure) = self.schemas.get(&name).cloned() else { return (name, false) };
        // No page has such a name, so it is free; the final name is given after all fixups.
        let copy = SchemaName::new(format!("{name}\u{0}{}", self.copies.len()));
        // A recursive structure remains recursive.
        structure.walk_mut(&mut |inner| {
            if let Kind::Ref { target } = &mut inner.kind
                && *target == name
            {
                *target = copy.clone();
            }
        });
        let base = self.copies.get(&name).map_or_else(|| name.clone(), |(base, _)| base.clone());
        self.copies.insert(copy.clone(), (base, operation));
        if let Some(uses) = self.uses.get_mut(&name) {
            *uses -= 1;
        }
        self.uses.insert(copy.clone(), 1);
        structure.walk(&mut |inner| {
            if let Kind::Ref { target } = &inner.kind {
                *self.uses.entry(target.clone()).or_default() += 1;
            }
        });
        self.schemas.insert(copy.clone(), structure);
        self.made.insert(key, copy.clone());
        (copy, false)
    }
}

/// The number of references to each structure, from operations and other structures but not from itself.
pub(super) fn uses(api: &Api) -> BTreeMap<SchemaName, usize> {
    let mut uses = BTreeMap::new();
    let mut count = |schema: &Schema, own: Option<&SchemaName>| {
        schema.walk(&mut |inner| {
            if let Kind::Ref { target } = &inner.kind
                && own != Some(target)
            {
                *uses.entry(target.clone()).or_insert(0) += 1;
            }
        });
    };
    for operation in &api.operations {
        for (_, schema) in super::parts(operation) {
            count(schema, None);
        }
    }
    for (name, schema) in &api.schemas {
        count(schema, Some(name));
    }
    uses
}

/// The object of a schema; `None` where it has another type. References must have been followed.
pub(super) fn object(schema: &mut Schema) -> Option<&mut Object> {
    match &mut schema.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}
