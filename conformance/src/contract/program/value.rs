//! The values of a program: their kinds, the fields of objects, and constraints.
//!
//! They are as in the compiled file, beside validators that are made when they are needed. Nothing here checks an exchange.

use std::sync::OnceLock;

use jsonschema::Validator;
use refract_codegen::ir::{Count, IntegerWidth, Length, Range, When};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{LeafId, NodeId, ObjectId, RowId, Spot};
use crate::contract::json_text;
use crate::names::Names;

/// The constraints of a value.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    /// Whether `null` is valid, where the page states it.
    pub(crate) nullable: Option<bool>,
    pub(crate) checks: Option<Box<Checks>>,
}

/// A value's kind.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Shape {
    Any,
    Boolean,
    Integer {
        width: IntegerWidth,
        as_string: bool,
    },
    Number,
    String,
    Array {
        items: NodeId,
        row: RowId,
    },
    Map {
        keys: Option<Box<Checks>>,
        values: NodeId,
        row: RowId,
    },
    Object(Box<ObjectShape>),
    /// A union of several kinds.
    Union(Vec<NodeId>),
    /// An object of which nothing is known.
    Free,
    /// A shared structure, which may be compiled after the reference to it.
    Ref(NodeId),
}

/// The fields of an object.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ObjectShape {
    pub(crate) id: ObjectId,
    /// The row that describes the object: of a shared structure its own, not that of a field which refers to it. `None`
    /// for parameters.
    pub(crate) row: Option<RowId>,
    pub(crate) slots: Vec<Slot>,
    /// The slots' names.
    #[serde(skip)]
    pub(crate) names: Names,
    pub(crate) groups: Vec<(Vec<u32>, Spot)>,
    /// Whether the absence of any slot matters.
    pub(crate) demands: bool,
}

impl ObjectShape {
    /// Derives what the file leaves out.
    pub(in crate::contract) fn complete(&mut self) {
        self.names = self.slots.iter().map(|slot| &*slot.name).collect();
    }

    /// The slot of a name. `guess` is its most likely index: most texts keep the order of the previous one.
    pub(crate) fn find(&self, name: &str, guess: usize) -> Option<usize> {
        if self.slots.get(guess).is_some_and(|slot| &*slot.name == name) {
            return Some(guess);
        }
        self.names.find(name)
    }
}

/// A field of an object, or a parameter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) name: Box<str>,
    pub(crate) node: NodeId,
    pub(crate) row: RowId,
    pub(crate) required: bool,
    /// Where the page declares it deprecated.
    pub(crate) deprecated: Option<Spot>,
    /// Where the page declares it read-only, in requests.
    pub(crate) read_only: Option<Spot>,
    /// Conditions under which it is required.
    #[serde(with = "json_text")]
    pub(crate) conditions: Vec<(When, Spot)>,
}

/// Constraints beyond the kind.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Checks {
    #[serde(with = "json_text")]
    pub(crate) range: Option<(Range, Spot)>,
    /// The range of the number in a string.
    #[serde(with = "json_text")]
    pub(crate) content_range: Option<(Range, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) multiple_of: Option<(Number, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) length: Option<(Length, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) count: Option<(Count, Spot)>,
    pub(crate) unique: Option<Spot>,
    pub(crate) patterns: Vec<(LeafId, String, Spot)>,
    pub(crate) format: Option<Form>,
    pub(crate) values: Option<Values>,
}

/// A list of values.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Values {
    /// Strings, sorted, with their index in the list.
    pub(crate) texts: Vec<(Box<str>, u32)>,
    /// The others.
    #[serde(with = "json_text")]
    pub(crate) others: Vec<(Value, u32)>,
    pub(crate) open: bool,
    pub(crate) origin: Spot,
}

/// A documented format of strings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Form {
    /// A format that JSON Schema defines.
    Known(String, LeafId),
    /// Base64.
    Base64,
    /// A date or time in the page's own letters.
    Template(String),
}

/// A check of a string by the JSON Schema validator, which implements expressions and formats.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// The schema, as text.
    pub(crate) schema: String,
    /// The validator, once it is needed, or why there is none.
    validator: OnceLock<Result<Validator, String>>,
}

impl Leaf {
    pub(crate) fn new(schema: String) -> Self {
        Self { schema, validator: OnceLock::new() }
    }

    /// The validator.
    pub(crate) fn validator(&self) -> Result<&Validator, String> {
        let made = self.validator.get_or_init(|| {
            let schema: Value = serde_json::from_str(&self.schema).map_err(|error| error.to_string())?;
            jsonschema::options().should_validate_formats(true).build(&schema).map_err(|error| error.to_string())
        });
        made.as_ref().map_err(Clone::clone)
    }
}
