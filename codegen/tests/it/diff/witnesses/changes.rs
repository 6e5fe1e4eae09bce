//! Changes of contracts, of every kind that a comparison can report.

use refract_codegen::ir::{
    Api, Bound, Condition, Constraints, Count, EnumValue, Enumeration, ExclusiveGroup, Field, Format, IntegerWidth,
    Kind, Length, LengthUnit, Location, Object, Operation, Parameter, Pattern, Range, Required, Schema, SchemaName,
    Sourced, When,
};
use refract_codegen::source::Origin;
use serde_json::{Number, Value, json};

/// The kinds of changes.
pub(super) const KINDS: [&str; 28] = [
    "type",
    "range",
    "length",
    "count",
    "unique",
    "pattern",
    "values",
    "format",
    "null",
    "multiple",
    "width",
    "free",
    "keys",
    "remark",
    "reference",
    "requiredness",
    "field added",
    "field removed",
    "field renamed",
    "group",
    "condition",
    "object opened",
    "parameter added",
    "parameter removed",
    "parameter's requiredness",
    "body",
    "header",
    "media type",
];

/// Numbers that a seed decides (`SplitMix64`).
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).expect("small")
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// Calls `visit` for all schemas that are independent of others.
pub(super) fn schemas<'a>(api: &'a Api, visit: &mut impl FnMut(&'a Schema)) {
    for operation in &api.operations {
        operation.parameters.iter().for_each(|it| visit(&it.field.schema));
        operation.request.iter().for_each(|it| visit(&it.schema));
        for response in operation.responses.values() {
            response.headers.iter().for_each(|it| visit(&it.schema));
            response.body.iter().for_each(|it| visit(&it.schema));
        }
    }
    api.schemas.values().for_each(visit);
}

fn schemas_mut<'a>(api: &'a mut Api) -> Vec<&'a mut Schema> {
    let mut all: Vec<&'a mut Schema> = Vec::new();
    for operation in &mut api.operations {
        all.extend(operation.parameters.iter_mut().map(|it| &mut it.field.schema));
        all.extend(operation.request.iter_mut().map(|it| &mut it.schema));
        for response in operation.responses.values_mut() {
            all.extend(response.headers.iter_mut().map(|it| &mut it.schema));
            all.extend(response.body.iter_mut().map(|it| &mut it.schema));
        }
    }
    all.extend(api.schemas.values_mut());
    all
}

/// The structures that a schema refers to.
pub(super) fn targets(schema: &Schema, found: &mut Vec<SchemaName>) {
    schema.walk(&mut |inner| {
        if let Kind::Ref { target } = &inner.kind {
            found.push(target.clone());
        }
    });
}

fn origin() -> Origin {
    Origin { page: "changed.md".into(), line: 1, column: 1 }
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced { value, origin: origin(), rule: "change".into() }
}

#[allow(clippy::unnecessary_box_returns, reason = "as constraints are kept")]
fn boxed<T>(value: T) -> Box<Sourced<T>> {
    Box::new(sourced(value))
}

/// Makes a random kind of change somewhere in a contract; `None` where there is no place for it.
pub(super) fn change(api: &mut Api, draw: &mut Draw) -> Option<&'static str> {
    let kind = draw.of(&KINDS);
    let shared: Vec<SchemaName> = api.schemas.keys().cloned().collect();
    let done = match kind {
        "parameter added" | "parameter removed" | "parameter's requiredness" | "body" | "header" | "media type" => {
            around(kind, api.operations.first_mut()?, draw)
        }
        _ => {
            let wanted = |schema: &Schema| match kind {
                "requiredness" | "field added" | "field removed" | "field renamed" | "group" | "condition"
                | "object opened" => matches!(&schema.kind, Kind::Object(object) if !object.fields().is_empty()),
                "keys" => matches!(schema.kind, Kind::Map { .. }),
                "width" => matches!(schema.kind, Kind::Integer { .. }),
                "count" | "unique" => matches!(schema.kind, Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_)),
                "length" | "pattern" | "format" => matches!(schema.kind, Kind::String { .. }),
                "range" | "multiple" => matches!(schema.kind, Kind::Integer { .. } | Kind::Number),
                "free" => schema.constraints != Constraints::default(),
                _ => true,
            };
            let mut count = 0;
            schemas(api, &mut |root| root.walk(&mut |schema| count += usize::from(wanted(schema))));
            if count == 0 {
                // A map is made where a contract has none.
                return (kind == "keys" && maps(api, draw)).then_some(kind);
            }
            let chosen = draw.below(count);
            let (mut at, mut done) = (0, false);
            // Structures that can refer to each other without end are not changed.
            for root in schemas_mut(api) {
                root.walk_mut(&mut |schema| {
                    if wanted(schema) {
                        if at == chosen {
                            done = inside(kind, schema, &shared, draw);
                        }
                        at += 1;
                    }
                });
            }
            done
        }
    };
    done.then_some(kind)
}

/// Makes a text of a contract a map with demands on its keys.
fn maps(api: &mut Api, draw: &mut Draw) -> bool {
    let keys = Constraints { patterns: vec![sourced(pattern(draw))], ..Constraints::default() };
    for root in schemas_mut(api) {
        let mut done = false;
        root.walk_mut(&mut |schema| {
            if !done && matches!(schema.kind, Kind::String { .. }) {
                let values = Box::new(Schema::of(Kind::string()));
                *schema = Schema::of(Kind::Map { keys: keys.clone(), values });
                done = true;
            }
        });
        if done {
            return true;
        }
    }
    false
}

fn pattern(draw: &mut Draw) -> Pattern {
    let ecma = draw.of(&["[a-z]+", "[a-z0-9]{2,8}", "(on|off)-[0-9]", "[^/]*", "(?!x)[a-z]+", ".{3,}", "[A-Z][a-z]*"]);
    Pattern { ecma: ecma.into(), written: None, from: None }
}

fn kind_of(draw: &mut Draw, shared: &[SchemaName]) -> Kind {
    match draw.below(12) {
        0 => Kind::string(),
        1 => Kind::integer(),
        2 => Kind::Boolean,
        3 => Kind::Number,
        4 => Kind::array(Schema::of(Kind::string())),
        5 => Kind::map(Schema::of(Kind::integer())),
        6 => Kind::Any,
        7 => Kind::Integer { width: IntegerWidth::Bits64, as_string: true },
        8 => Kind::Object(Object::new([field("inner", Required::Always, draw)]).0),
        9 => Kind::Union { members: vec![Schema::of(Kind::string()), Schema::of(Kind::integer())] },
        10 if !shared.is_empty() => {
            let target = draw.of(shared);
            Kind::Union {
                members: vec![Schema::of(Kind::string()), Schema::of(Kind::array(Schema::of(Kind::Ref { target })))],
            }
        }
        _ => Kind::array(Schema::of(Kind::Object(Object::new([field("inner", Required::Optional, draw)]).0))),
    }
}

fn field(name: &str, required: Required, draw: &mut Draw) -> Field {
    let kind = if draw.chance() { Kind::string() } else { Kind::integer() };
    Field { name: name.into(), required, schema: Schema { origin: Some(origin()), ..Schema::of(kind) } }
}

const REQUIRED: [Required; 3] = [Required::Always, Required::Optional, Required::Unstated];

/// A change of a schema.
fn inside(kind: &str, schema: &mut Schema, shared: &[SchemaName], draw: &mut Draw) -> bool {
    let before = schema.clone();
    let stated = &mut schema.constraints;
    match kind {
        "type" => {
            schema.kind = kind_of(draw, shared);
            if draw.chance() {
                schema.constraints = Constraints::default();
            }
        }
        "range" => {
            let bound = |value: i64, draw: &mut Draw| Bound { value: value.into(), exclusive: draw.below(4) == 0 };
            let min = draw.of(&[-5, 0, 1, 3]);
            let max = draw.of(&[7, 10, 100, 65_535]);
            let ends = match draw.below(3) {
                0 => (Some(bound(min, draw)), None),
                1 => (None, Some(bound(max, draw))),
                _ => (Some(bound(min, draw)), Some(bound(max, draw))),
            };
            stated.range = Range::new(ends.0, ends.1).map(boxed);
        }
        "length" => {
            let unit = if draw.below(3) == 0 { LengthUnit::Bytes } else { LengthUnit::Characters };
            let count = Count::new(draw.of(&[None, Some(1), Some(2), Some(5)]), draw.of(&[None, Some(8), Some(64)]));
            stated.length = count.map(|count| boxed(Length { count, unit }));
        }
        "count" => {
            stated.count =
                Count::new(draw.of(&[None, Some(1), Some(2)]), draw.of(&[None, Some(3), Some(50)])).map(boxed);
        }
        "unique" => stated.unique = Some(boxed(draw.chance())),
        "pattern" => match draw.below(3) {
            0 => stated.patterns.clear(),
            1 => stated.patterns.push(sourced(pattern(draw))),
            _ => stated.patterns = vec![sourced(pattern(draw))],
        },
        "values" => {
            let mut values: Vec<Value> = match &stated.enumeration {
                Some(list) => list.value.values().iter().map(|it| it.value.clone()).collect(),
                None => Vec::new(),
            };
            match draw.below(3) {
                0 if values.len() > 1 => drop(values.pop()),
                1 => values.clear(),
                _ => match schema.kind {
                    Kind::Integer { as_string: false, .. } | Kind::Number => values.extend([json!(2), json!(4)]),
                    Kind::Boolean => values.push(json!(true)),
                    Kind::Integer { .. } => values.extend([json!("2"), json!("4")]),
                    _ => values.extend([json!("on"), json!("off")]),
                },
            }
            let values = values.into_iter().map(EnumValue::of);
            stated.enumeration = Enumeration::new(values, draw.below(4) == 0).map(boxed);
        }
        "format" => {
            let format = draw.of(&[None, Some(0), Some(1)]).map(|_| Format::new(draw.of(&Format::STANDARD)));
            schema.kind = Kind::String { format };
        }
        "null" => stated.nullable = Some(boxed(draw.chance())),
        "multiple" => stated.multiple_of = Some(boxed(Number::from(draw.of(&[2, 5, 8])))),
        "width" => {
            let width = draw.of(&[IntegerWidth::Unstated, IntegerWidth::Bits32, IntegerWidth::Bits64]);
            schema.kind = Kind::Integer { width, as_string: draw.below(3) == 0 };
        }
        "free" => *stated = Constraints::default(),
        "keys" => {
            if let Kind::Map { keys, .. } = &mut schema.kind {
                let length = Count::new(Some(2), draw.of(&[None, Some(9)])).expect("a count");
                keys.patterns = if draw.chance() { vec![sourced(pattern(draw))] } else { Vec::new() };
                keys.length = draw.chance().then(|| boxed(Length { count: length, unit: LengthUnit::Characters }));
            }
        }
        "remark" => match draw.below(3) {
            0 => stated.deprecated = Some(boxed(true)),
            1 => stated.unit = Some(boxed("s".to_owned())),
            _ => schema.description = Some("Another.".into()),
        },
        "reference" => {
            if shared.is_empty() || !matches!(schema.kind, Kind::String { .. } | Kind::Any | Kind::Object(_)) {
                return false;
            }
            // A list of them: a structure that must hold itself has no instance.
            schema.kind = Kind::array(Schema::of(Kind::Ref { target: draw.of(shared) }));
        }
        _ => return of_object(kind, schema, draw) && *schema != before,
    }
    *schema != before
}

/// A change of an object with fields.
fn of_object(kind: &str, schema: &mut Schema, draw: &mut Draw) -> bool {
    let Kind::Object(object) = &mut schema.kind else { return false };
    let names: Vec<String> = object.fields().iter().map(|field| field.name.clone()).collect();
    let chosen = draw.below(names.len());
    let rebuilt = |object: &Object, map: &mut dyn FnMut(usize, Field) -> Option<Field>| {
        let fields = object.fields().iter().cloned().enumerate();
        let mut made = Object::new(fields.filter_map(|(at, field)| map(at, field))).0;
        for group in object.groups() {
            made.add_group(group.clone());
        }
        made
    };
    match kind {
        "requiredness" => {
            let required = draw.of(&REQUIRED);
            let (_, stated, _) = object.fields_mut().nth(chosen).expect("a field");
            *stated = required;
        }
        "field added" => {
            let name = draw.of(&["added", "added.more", "~added/"]);
            let required = draw.of(&REQUIRED);
            drop(object.add(field(name, required, draw)));
        }
        "field removed" => *object = rebuilt(object, &mut |at, field| (at != chosen).then_some(field)),
        "field renamed" => {
            *object = rebuilt(object, &mut |at, mut field| {
                if at == chosen {
                    field.name.push_str("Renamed");
                }
                Some(field)
            });
        }
        "group" => {
            let members: Vec<String> = names.iter().skip(chosen).take(2 + draw.below(2)).cloned().collect();
            if members.len() < 2 {
                return false;
            }
            // What excludes another need not be given.
            for (name, required, _) in object.fields_mut() {
                if members.iter().any(|member| member == name) && draw.below(4) > 0 {
                    *required = Required::Optional;
                }
            }
            object.add_group(ExclusiveGroup { members, origin: origin() });
        }
        "condition" => {
            let other = draw.of(&names);
            let listed = object.field(&other).and_then(|field| field.schema.constraints.enumeration.clone());
            let values = match listed {
                Some(list) => list.value.values().iter().take(1).map(|it| it.value.clone()).collect(),
                None if draw.chance() => Vec::new(),
                None => vec![draw.of(&[json!("a"), json!(1), json!("on"), json!(true)])],
            };
            let when = Some(When { field: other, values }).filter(|_| draw.below(5) > 0);
            let condition =
                Condition { when, required: true, words: "If so.".into(), origin: origin(), rule: "change".into() };
            let (_, required, schema) = object.fields_mut().nth(chosen).expect("a field");
            *required = Required::Conditional;
            if draw.below(4) == 0 {
                schema.constraints.conditions.clear();
            }
            schema.constraints.conditions.push(condition);
        }
        "object opened" if draw.chance() => *object = Object::open(),
        _ => schema.kind = Kind::map(Schema::of(if draw.chance() { Kind::string() } else { Kind::Any })),
    }
    true
}

/// A change around the values of bodies.
fn around(kind: &str, operation: &mut Operation, draw: &mut Draw) -> bool {
    let location = draw.of(&[Location::Query, Location::Header]);
    let free: Vec<usize> =
        (0..operation.parameters.len()).filter(|at| operation.parameters[*at].location != Location::Path).collect();
    match kind {
        "parameter added" => {
            let required = draw.of(&REQUIRED);
            operation.parameters.push(Parameter::new(location, field("X-Added", required, draw)));
        }
        "parameter removed" | "parameter's requiredness" => {
            if free.is_empty() {
                return false;
            }
            let at = draw.of(&free);
            if kind == "parameter removed" {
                operation.parameters.remove(at);
            } else {
                operation.parameters[at].field.required = draw.of(&REQUIRED);
            }
        }
        "body" => {
            if draw.chance() {
                return operation.request.take().is_some();
            }
            let Some((_, response)) = operation.responses.iter_mut().next() else { return false };
            return response.body.take().is_some();
        }
        "media type" => {
            let Some(body) = &mut operation.request else { return false };
            body.media_type = "text/plain".into();
        }
        _ => {
            let Some((_, response)) = operation.responses.iter_mut().next() else { return false };
            if response.headers.is_empty() || draw.chance() {
                let required = draw.of(&REQUIRED);
                response.headers.push(field("X-Header", required, draw));
            } else {
                response.headers.remove(0);
            }
        }
    }
    true
}
