//! Compiles constraints into [`Checks`]: what a page states of a value beyond its kind.

use refract_codegen::ir::{Constraints, Format, Sourced};
use serde_json::json;

use super::{CompileError, Compiler, number};
use crate::contract::program::{Checks, Form, Leaf, LeafId, Spot, Values};

impl Compiler {
    /// What a schema states beyond its kind; `None` where it states nothing.
    pub(super) fn checks(
        &mut self,
        stated: &Constraints,
        format: Option<&Format>,
        as_string: bool,
    ) -> Result<Option<Box<Checks>>, CompileError> {
        let unique = stated.unique.as_ref().filter(|flag| flag.value);
        let mut checks = Checks {
            multiple_of: stated.multiple_of.as_ref().map(|it| self.sourced(it)),
            length: stated.length.as_ref().map(|it| self.sourced(it)),
            count: stated.count.as_ref().map(|it| self.sourced(it)),
            unique: unique.map(|flag| self.spot(&flag.origin)),
            ..Checks::default()
        };
        let range = stated.range.as_ref().map(|it| self.sourced(it));
        if as_string {
            checks.content_range = range;
        } else {
            checks.range = range;
        }
        if let Some(range) = &stated.content_range {
            checks.content_range = Some(self.sourced(range));
        }
        for pattern in &stated.patterns {
            let leaf = self.leaf(&json!({ "pattern": pattern.value.anchored() })).map_err(|message| CompileError {
                origin: pattern.origin.clone(),
                pattern: pattern.value.ecma.clone(),
                message,
            })?;
            checks.patterns.push((leaf, pattern.value.ecma.clone(), self.spot(&pattern.origin)));
        }
        if let Some(list) = &stated.enumeration {
            let mut values = Values {
                texts: Vec::new(),
                others: Vec::new(),
                open: list.value.is_open(),
                origin: self.spot(&list.origin),
            };
            for (index, value) in list.value.values().iter().enumerate() {
                match value.value.as_str() {
                    Some(text) => values.texts.push((text.into(), number(index))),
                    None => values.others.push((value.value.clone(), number(index))),
                }
            }
            values.texts.sort();
            checks.values = Some(values);
        }
        checks.format = format.and_then(|format| self.form(format));
        let any = checks.range.is_some()
            || checks.content_range.is_some()
            || checks.multiple_of.is_some()
            || checks.length.is_some()
            || checks.count.is_some()
            || checks.unique.is_some()
            || !checks.patterns.is_empty()
            || checks.format.is_some()
            || checks.values.is_some();
        Ok(any.then(|| Box::new(checks)))
    }

    fn sourced<T: Clone>(&mut self, stated: &Sourced<T>) -> (T, Spot) {
        (stated.value.clone(), self.spot(&stated.origin))
    }

    fn leaf(&mut self, schema: &serde_json::Value) -> Result<LeafId, String> {
        let key = schema.to_string();
        if let Some(leaf) = self.leaves.get(&key) {
            return Ok(*leaf);
        }
        let leaf = Leaf::new(key.clone());
        // What no validator can read is an error now, and not once an exchange gets there.
        leaf.validator()?;
        let leaves = &mut self.program.leaves;
        leaves.push(leaf);
        let id = LeafId(number(leaves.len() - 1));
        self.leaves.insert(key, id);
        Ok(id)
    }

    /// A documented format, if it can be checked.
    fn form(&mut self, format: &Format) -> Option<Form> {
        const KNOWN: [&str; 12] = [
            "date-time",
            "date",
            "time",
            "duration",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "uuid",
            "json-pointer",
        ];
        if let Some(template) = &format.template {
            return Some(Form::Template(template.clone()));
        }
        if format.name == "byte" {
            return Some(Form::Base64);
        }
        let name = KNOWN.into_iter().find(|name| *name == format.name)?;
        let leaf = self.leaf(&json!({ "format": name })).ok()?;
        Some(Form::Known(name.to_owned(), leaf))
    }
}
