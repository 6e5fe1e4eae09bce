//! Walks a JSON value together with the contract.
//!
//! One pass finds everything. Nothing is allocated for a value that conforms: its path is a chain on the stack, and the
//! fields that are present are a set of bits.

use std::borrow::Cow;
use std::cell::LazyCell;

use refract_codegen::ir::validate::is_integer;
use refract_codegen::ir::{Required, SelectorPlace};

use super::{Actual, REQUEST_BODY, RESPONSE_BODY, Walk, is_refusal};
use crate::contract::program::{NodeId, ObjectShape, Role, RowId, Shape, Slot};
use crate::finding::{Code, Safe};
use crate::json::{Json, JsonKind, Path};
use crate::redact::REDACTED;

/// Which slots of an object are present.
pub(super) enum Seen {
    Few(u128),
    Many(Vec<u128>),
}

impl Seen {
    pub(super) fn new(slots: usize) -> Self {
        if slots <= 128 { Self::Few(0) } else { Self::Many(vec![0; slots.div_ceil(128)]) }
    }

    pub(super) fn set(&mut self, slot: usize) {
        match self {
            Self::Few(bits) => *bits |= 1 << slot,
            Self::Many(bits) => bits[slot / 128] |= 1 << (slot % 128),
        }
    }

    pub(super) fn has(&self, slot: usize) -> bool {
        match self {
            Self::Few(bits) => bits >> slot & 1 == 1,
            Self::Many(bits) => bits[slot / 128] >> (slot % 128) & 1 == 1,
        }
    }
}

impl<'c, const COUNT: bool> Walk<'_, 'c, COUNT> {
    /// Validates a value against a node on behalf of a row.
    pub(super) fn value(&mut self, node: NodeId, row: RowId, value: &Json<'_>, path: &Path<'_>) {
        if COUNT {
            self.evidence.see(row, value.kind());
        }
        self.demand(node, row, value, path);
    }

    /// Validates the value of a field or parameter against its slot.
    pub(super) fn slot(&mut self, slot: &Slot, value: &Json<'_>, path: &Path<'_>) {
        let secret = u32::from(self.checker.is_secret(slot.row));
        self.hidden += secret;
        self.value(slot.node, slot.row, value, path);
        self.hidden -= secret;
    }

    /// Counts a text that the page does not list. If it lists none, any text may occur, and user input is kept only if
    /// configured.
    pub(super) fn unlisted(&mut self, row: RowId, text: &str) {
        let options = self.checker.options;
        let free = self.checker.contract.program.row(row).values.is_empty();
        self.evidence.text(row, text, self.hidden > 0 || free && !options.show_values, &options.redactor);
    }

    fn demand(&mut self, id: NodeId, row: RowId, value: &Json<'_>, path: &Path<'_>) {
        let program = &self.checker.contract.program;
        let node = program.node(id);
        if let Json::Null = value {
            self.null(id, row, path);
            return;
        }
        match (&node.shape, value) {
            (Shape::Any, _)
            | (Shape::Free, Json::Object(_))
            | (Shape::Boolean, Json::Bool(_))
            | (Shape::Number, Json::Number(_))
            | (Shape::String, Json::String(_)) => {}
            (Shape::Ref(target), value) => self.demand(*target, row, value, path),
            (Shape::Union(members), value) => match self.checker.member(members, value) {
                Some(member) => self.demand(member, row, value, path),
                None => return self.wrong_type(row, value, path),
            },
            (Shape::Integer { width, as_string: false }, Json::Number(number)) if is_integer(number) => {
                self.width(*width, number, row, path);
            }
            (Shape::Integer { width, as_string: true }, Json::String(text)) => self.digits(*width, text, row, path),
            (Shape::Array { items, row: element }, Json::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.value(*items, *element, value, &Path::Index(path, index));
                }
            }
            (Shape::Map { keys, values, row: element }, Json::Object(members)) => {
                let redactor = &self.checker.options.redactor;
                let beside = LazyCell::new(|| redactor.names_secret(texts(members)));
                for (key, value) in members {
                    let path = Path::Entry(path, key);
                    if let Some(checks) = keys {
                        self.text(checks, *element, key, &path, false);
                    }
                    // By the key, or by a name next to it.
                    let is_secret = || redactor.is_secret(key) || redactor.is_value_member(key) && *beside;
                    let secret = u32::from(COUNT && is_secret());
                    self.hidden += secret;
                    self.value(*values, *element, value, &path);
                    self.hidden -= secret;
                }
            }
            (Shape::Object(shape), Json::Object(members)) => self.object(shape, row, members, path),
            _ => return self.wrong_type(row, value, path),
        }
        if let Some(checks) = &node.checks {
            self.checks(checks, row, value, path);
        } else if COUNT
            && let Json::String(text) = value
            // The target of a reference and the member of a union count the value.
            && !matches!(node.shape, Shape::Ref(_) | Shape::Union(_))
        {
            self.unlisted(row, text);
        }
    }

    fn wrong_type(&mut self, row: RowId, value: &Json<'_>, path: &Path<'_>) {
        let stated = self.checker.contract.program.row(row).kind.clone();
        self.report(Code::WrongType, row, path, stated, Actual::Words(value.kind().name().into()), None);
    }

    fn null(&mut self, id: NodeId, row: RowId, path: &Path<'_>) {
        let program = &self.checker.contract.program;
        let stated = match program.takes_null(id) {
            Some(true) => return,
            Some(false) => true,
            None => false,
        };
        let stated_row = program.row(row);
        let kind = &stated_row.kind;
        let expected = if stated { format!("{kind}, and not null") } else { kind.clone() };
        // A field that may be left out can be read as if it were.
        let may_be_absent = stated_row.role == Role::Field && stated_row.required != Required::Always;
        let (code, options) = (Code::UnexpectedNull, self.checker.options);
        let severity = if may_be_absent { options.severity(code) } else { options.severity_of_null(code) };
        self.report_as((code, severity), row, path, expected, Actual::Words("null".into()), None);
    }

    fn object(&mut self, shape: &'c ObjectShape, row: RowId, members: &[(Cow<'_, str>, Json<'_>)], path: &Path<'_>) {
        let mut seen = Seen::new(shape.slots.len());
        let mut guess = 0;
        let mut unknown = false;
        let (checker, redactor) = (self.checker, &self.checker.options.redactor);
        let named = LazyCell::new(|| redactor.names_secret(texts(members)));
        let beside = |slot: &Slot| u32::from(COUNT && checker.row_name(slot.row).named_beside && *named);
        for (key, value) in members {
            let Some(index) = shape.find(key, guess) else {
                if matches!(path, Path::Root(REQUEST_BODY))
                    && self.checker.is_convention(self.operation, SelectorPlace::Body, key)
                {
                    continue;
                }
                let here = Path::Extra(path, key);
                if !unknown && self.shifted(shape, row, members, path) {
                    return;
                }
                unknown = true;
                if let Some(index) = near(shape, members, key) {
                    seen.set(index);
                    let slot = &shape.slots[index];
                    let hidden = beside(slot) + u32::from(redactor.is_secret(key));
                    self.hidden += hidden;
                    self.misspelt(slot, key, value, path);
                    self.hidden -= hidden;
                } else {
                    let row = shape.row.unwrap_or(row);
                    self.undocumented(Code::UndocumentedField, row, key, &here, "", value.kind());
                }
                continue;
            };
            guess = index + 1;
            seen.set(index);
            let here = Path::Key(path, key);
            let slot = &shape.slots[index];
            if let Some(origin) = slot.deprecated {
                self.report(Code::DeprecatedUsed, slot.row, &here, "", Actual::Words("".into()), Some(origin));
            }
            if let Some(origin) = slot.read_only {
                self.report(Code::ReadOnlySent, slot.row, &here, "", Actual::Words("".into()), Some(origin));
            }
            let hidden = beside(slot);
            self.hidden += hidden;
            self.slot(slot, value, &here);
            self.hidden -= hidden;
        }
        if COUNT {
            self.evidence.visit(shape.id);
        }
        // The body of a refusal may leave anything out.
        let refusal = path.root() == RESPONSE_BODY && (self.failed || self.status.is_some_and(is_refusal));
        if shape.demands && !refusal {
            self.absent(shape, &seen, Code::MissingField, path, |field| {
                members.iter().rev().find(|(key, _)| key == field).map(|(_, value)| value)
            });
        }
    }

    /// Handles an object that lacks the page's envelope, or has one that the page lacks: there is one finding, and the
    /// content is validated against its intended place.
    fn shifted(
        &mut self,
        shape: &'c ObjectShape,
        row: RowId,
        members: &[(Cow<'_, str>, Json<'_>)],
        path: &Path<'_>,
    ) -> bool {
        if members.iter().any(|(key, _)| shape.find(key, 0).is_some()) {
            return false;
        }
        let most = |shape: &ObjectShape, members: &[(Cow<'_, str>, Json<'_>)]| {
            let known = members.iter().filter(|(key, _)| shape.find(key, 0).is_some()).count();
            known >= 2 && known * 2 >= members.len()
        };
        if let [only] = shape.slots.as_slice()
            && let Shape::Object(inner) = self.checker.shape(only.node)
            && most(inner, members)
        {
            let expected = format!("the envelope `{}`", only.name);
            let actual = Actual::Words("its fields without it".into());
            self.report(Code::MissingField, only.row, &Path::Key(path, &only.name), expected, actual, None);
            // The page places them below a name that the exchange lacks, so the path does not show that they are
            // secrets.
            let secret = u32::from(self.checker.is_secret(only.row));
            self.hidden += secret;
            self.object(inner, only.row, members, path);
            self.hidden -= secret;
            return true;
        }
        if let [(key, value @ Json::Object(inside))] = members
            && most(shape, inside)
        {
            let here = Path::Extra(path, key);
            let expected = "its fields without this envelope";
            self.undocumented(Code::UndocumentedField, shape.row.unwrap_or(row), key, &here, expected, value.kind());
            let secret = u32::from(self.checker.options.redactor.is_secret(key));
            self.hidden += secret;
            self.object(shape, row, inside, &here);
            self.hidden -= secret;
            return true;
        }
        false
    }

    /// A field whose name is nearly that on the page: there is one finding, and the value is validated against the
    /// field.
    fn misspelt(&mut self, slot: &Slot, key: &str, value: &Json<'_>, path: &Path<'_>) {
        let program = &self.checker.contract.program;
        let there = format!("`{}`, nearly the same name", self.checker.options.redactor.text(key));
        let (code, here) = if slot.required {
            (Code::MissingField, Path::Key(path, &slot.name))
        } else {
            (Code::UndocumentedField, Path::Extra(path, key))
        };
        let expected = format!("`{}`", slot.name);
        let origin = program.row(slot.row).origin;
        self.report(code, slot.row, &here, expected, Actual::Words(there.into()), origin);
        self.slot(slot, value, &Path::Key(path, key));
    }

    /// What is required and absent, and what is present together and must not be.
    pub(super) fn absent<'v, 'j: 'v>(
        &mut self,
        shape: &'c ObjectShape,
        seen: &Seen,
        code: Code,
        path: &Path<'_>,
        member: impl Fn(&str) -> Option<&'v Json<'j>>,
    ) {
        for (index, slot) in shape.slots.iter().enumerate() {
            if seen.has(index) {
                continue;
            }
            let here = Path::Key(path, &slot.name);
            if slot.required {
                self.report(code, slot.row, &here, "required", Actual::Words("absent".into()), None);
                continue;
            }
            for (when, origin) in &slot.conditions {
                if member(&when.field).is_some_and(|value| when.matches(value)) {
                    let values: Vec<String> = when
                        .values
                        .iter()
                        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                        .collect();
                    let expected = match values.as_slice() {
                        [] => format!("required where `{}` is given", when.field),
                        values => format!("required where `{}` is {}", when.field, values.join(" or ")),
                    };
                    let actual = Actual::Words("absent".into());
                    self.report(Code::ConditionUnmet, slot.row, &here, expected, actual, Some(*origin));
                    break;
                }
            }
        }
        for (members, origin) in &shape.groups {
            let given: Vec<&str> =
                members.iter().filter(|&&m| seen.has(m as usize)).map(|&m| &*shape.slots[m as usize].name).collect();
            if given.len() > 1 {
                let all: Vec<&str> = members.iter().map(|&m| &*shape.slots[m as usize].name).collect();
                let row = shape.slots[members[0] as usize].row;
                let expected = format!("at most one of {}", all.join(", "));
                let actual = Actual::Words(given.join(" and ").into());
                self.report(Code::ExclusiveGroup, row, path, expected, actual, Some(*origin));
            }
        }
    }

    /// Something that no row names.
    fn undocumented(&mut self, code: Code, row: RowId, key: &str, path: &Path<'_>, expected: &str, kind: JsonKind) {
        let program = &self.checker.contract.program;
        let redactor = &self.checker.options.redactor;
        let below = path.parent().is_some_and(|parent| parent.any_key(&|key| redactor.is_secret(key)));
        let name = if below { Safe::assert(REDACTED) } else { redactor.text(key) };
        let place = self.place(row, Some(&name));
        let origin = program.row(row).origin.or(program.scope(row).origin);
        self.add(code, place, path, expected, Actual::Words(kind.name().into()), origin);
    }
}

/// The members of an object that are strings.
fn texts<'m>(members: &'m [(Cow<'_, str>, Json<'_>)]) -> impl Iterator<Item = (&'m str, &'m str)> {
    members.iter().filter_map(|(key, value)| Some((&**key, value.as_str()?)))
}

/// The field whose name differs from a key only in case, hyphens and underscores, and that is itself absent.
fn near(shape: &ObjectShape, members: &[(Cow<'_, str>, Json<'_>)], key: &str) -> Option<usize> {
    let folded = |text: &str| {
        let letters: Vec<char> =
            text.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect();
        letters
    };
    let wanted = folded(key);
    let index =
        shape.slots.iter().position(|slot| slot.name.len().abs_diff(key.len()) < 8 && folded(&slot.name) == wanted)?;
    let name = &*shape.slots[index].name;
    (!wanted.is_empty() && !members.iter().any(|(key, _)| key == name)).then_some(index)
}
