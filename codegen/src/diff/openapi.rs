//! `OpenAPI` documents as contracts to compare: our own exports, and others as far as their words have an equal in the IR.
//!
//! What has none (`oneOf`, `not`, a reference to another file) is taken as any value and named among the notes, so that a
//! comparison never rests on it unsaid. This is no import: descriptions, examples and extensions other than places are
//! passed over.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::emit::schema_object;
use crate::ir::{
    Api, Body, Bound, Condition, Constraints, Count, EnumValue, Enumeration, ExclusiveGroup, Field, Format,
    IntegerWidth, Kind, Length, LengthUnit, Location, Method, Object, Operation, OperationId, Parameter, Pattern,
    Range, Required, Response, Schema, SchemaName, Server, Sourced, Status, When,
};
use crate::source::Origin;

/// Why a document can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is of another version.
    #[error("the document is of OpenAPI `{0}`; 3.0 and 3.1 can be compared")]
    Version(String),
    /// It has no paths.
    #[error("the document has no `paths`")]
    Paths,
}

/// A document as a contract, and what of it could not be taken over, with JSON pointers.
///
/// # Errors
/// [`ReadError`] where it is no `OpenAPI` 3.
pub fn read(document: &Value, name: &str) -> Result<(Api, Vec<String>), ReadError> {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.") {
        return Err(ReadError::Version(version.to_owned()));
    }
    let title = document.pointer("/info/title").and_then(Value::as_str).unwrap_or(name);
    let (vendor, service) = title.split_once(' ').unwrap_or(("", title));
    let mut api = Api::new(vendor, service);
    let mut reader = Reader { document, place: Origin { page: name.into(), line: 1, column: 1 }, notes: Vec::new() };
    for (name, schema) in members(document.pointer("/components/schemas")) {
        let at = format!("/components/schemas/{name}");
        let mut schema = reader.schema(schema, &at);
        if matches!(schema.kind, Kind::Ref { .. }) {
            reader.notes.push(format!("{at}: a component that is only a reference"));
            schema.kind = Kind::Any;
        }
        api.schemas.insert(SchemaName::new(name), schema);
    }
    let known = api.schemas.keys().cloned().collect::<Vec<_>>();
    for server in items(document.get("servers")) {
        if let Some(url) = server.get("url").and_then(Value::as_str) {
            api.servers.push(Server { url: url.to_owned(), origin: reader.place.clone() });
        }
    }
    let paths = document.get("paths").and_then(Value::as_object).ok_or(ReadError::Paths)?;
    for (path, item) in paths {
        let shared = items(item.get("parameters"));
        for method in Method::ALL {
            let key = method.as_str().to_lowercase();
            if let Some(operation) = item.get(&key) {
                let at = format!("/paths/{}/{key}", path.replace('~', "~0").replace('/', "~1"));
                api.operations.push(reader.operation(operation, method, path, shared, &at));
            }
        }
    }
    for schema in api.schemas.values_mut() {
        schema.walk_mut(&mut |inner| reader.settle(inner, &known));
    }
    for operation in &mut api.operations {
        let responses = operation.responses.values_mut();
        let bodies = responses.flat_map(|it| {
            it.headers.iter_mut().map(|it| &mut it.schema).chain(it.body.iter_mut().map(|it| &mut it.schema))
        });
        let request = operation.request.iter_mut().map(|body| &mut body.schema);
        let parameters = operation.parameters.iter_mut().map(|it| &mut it.field.schema);
        for schema in bodies.chain(request).chain(parameters) {
            schema.walk_mut(&mut |inner| reader.settle(inner, &known));
        }
    }
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((api, reader.notes))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

struct Reader<'a> {
    document: &'a Value,
    /// The document, where nothing says more.
    place: Origin,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A component that is referred to, or the value itself.
    fn follow(&self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }

    fn operation(&mut self, value: &'a Value, method: Method, path: &str, shared: &'a [Value], at: &str) -> Operation {
        let place = origin(value).unwrap_or_else(|| self.place.clone());
        let id =
            value.get("operationId").and_then(Value::as_str).map_or_else(|| format!("{method} {path}"), str::to_owned);
        let mut parameters: Vec<Parameter> = Vec::new();
        for (index, parameter) in items(value.get("parameters")).iter().chain(shared).enumerate() {
            let parameter = self.follow(parameter);
            let at = format!("{at}/parameters/{index}");
            let location = match parameter.get("in").and_then(Value::as_str) {
                Some("path") => Location::Path,
                Some("query") => Location::Query,
                Some("header") => Location::Header,
                _ => {
                    self.notes.push(format!("{at}: only parameters in path, query and header are compared"));
                    continue;
                }
            };
            let field = self.field(parameter, parameter.get("name").and_then(Value::as_str).unwrap_or(""), &at);
            let twice = |it: &Parameter| it.location == location && it.field.name == field.name;
            if !parameters.iter().any(twice) {
                parameters.push(Parameter { location, field });
            }
        }
        let request =
            value.get("requestBody").and_then(|body| self.body(self.follow(body), &format!("{at}/requestBody")));
        let mut responses = BTreeMap::new();
        for (status, response) in members(value.get("responses")) {
            let at = format!("{at}/responses/{status}");
            let Ok(status) = status.parse::<Status>() else {
                self.notes.push(format!("{at}: only statuses and their classes are compared"));
                continue;
            };
            let response = self.follow(response);
            let headers = members(response.get("headers"))
                .map(|(name, header)| self.field(self.follow(header), name, &format!("{at}/headers/{name}")))
                .collect();
            let body = self.body(response, &at);
            let place = origin(response).unwrap_or_else(|| place.clone());
            responses.insert(status, Response { description: None, headers, body, inferred: None, origin: place });
        }
        Operation {
            id: OperationId::new(id),
            method,
            path: path.to_owned(),
            server: None,
            summary: String::new(),
            description: None,
            deprecated: (value.get("deprecated") == Some(&Value::Bool(true))).then(|| place.clone()),
            parameters,
            request,
            responses,
            examples: Vec::new(),
            corrections: Vec::new(),
            origin: place,
        }
    }

    /// A parameter or header.
    fn field(&mut self, value: &Value, name: &str, at: &str) -> Field {
        let mut schema = self.schema(value.get("schema").unwrap_or(&Value::Null), &format!("{at}/schema"));
        schema.origin = origin(value).or(schema.origin);
        schema.description = text(value, "description").or(schema.description);
        if value.get("deprecated") == Some(&Value::Bool(true)) {
            schema.constraints.deprecated = Some(self.sourced(value, true));
        }
        let required =
            if value.get("required") == Some(&Value::Bool(true)) { Required::Always } else { Required::Optional };
        Field { name: name.to_owned(), required, schema }
    }

    fn body(&mut self, value: &Value, at: &str) -> Option<Body> {
        let content = value.get("content")?.as_object()?;
        if content.len() > 1 {
            self.notes.push(format!("{at}/content: only the first of {} media types is compared", content.len()));
        }
        let (media_type, media) = content.iter().next()?;
        let schema = self.schema(media.get("schema").unwrap_or(&Value::Null), &format!("{at}/content/schema"));
        Some(Body { media_type: media_type.clone(), schema })
    }

    fn sourced<T>(&self, value: &Value, stated: T) -> Sourced<T> {
        let place = origin(value).unwrap_or_else(|| self.place.clone());
        Sourced { value: stated, origin: place, rule: "openapi".to_owned() }
    }

    fn schema(&mut self, value: &Value, at: &str) -> Schema {
        let Some(map) = value.as_object() else { return Schema::any() };
        for key in ["oneOf", "not", "patternProperties", "prefixItems", "contains", "const", "dependentRequired"] {
            if map.contains_key(key) {
                self.notes.push(format!("{at}: `{key}` is not compared"));
            }
        }
        let mut schema = Schema::of(self.kind(map, at));
        schema.origin = origin(value);
        schema.description = text(value, "description");
        schema.constraints = self.constraints(map, value, at);
        schema
    }

    fn kind(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, at);
        }
        let format = map.get("format").or(map.get("x-format")).and_then(Value::as_str);
        let width = match format {
            Some("int32") => IntegerWidth::Bits32,
            Some("int64") => IntegerWidth::Bits64,
            _ => IntegerWidth::Unstated,
        };
        let named = match map.get("type") {
            Some(Value::String(name)) => Some(name.as_str()),
            Some(Value::Array(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect();
                if names.len() > 1 {
                    self.notes.push(format!("{at}: several types are taken as any"));
                }
                (names.len() == 1).then(|| names[0])
            }
            _ => None,
        };
        match named {
            Some("boolean") => Kind::Boolean,
            Some("integer") => Kind::Integer { width, as_string: false },
            Some("number") => Kind::Number,
            Some("string") if width != IntegerWidth::Unstated => Kind::Integer { width, as_string: true },
            Some("string") => Kind::String { format: format.map(Format::new) },
            Some("array") => {
                let items =
                    map.get("items").map_or_else(Schema::any, |items| self.schema(items, &format!("{at}/items")));
                Kind::array(items)
            }
            Some("object") => self.object(map, at),
            _ if map.contains_key("properties") => self.object(map, at),
            _ => self.combined(map, at),
        }
    }

    /// A schema without a type of its own: one wrapped in `allOf`, or a list of known values beside a type.
    fn combined(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        let typed = |value: &Value| value.get("$ref").is_some() || value.get("type").is_some_and(|name| name != "null");
        for key in ["allOf", "anyOf"] {
            let mut parts = items(map.get(key)).iter().filter(|part| typed(part));
            if let (Some(part), None) = (parts.next(), parts.next())
                && let Some(part) = part.as_object()
            {
                return self.kind(part, &format!("{at}/{key}"));
            }
        }
        if map.contains_key("allOf") || map.contains_key("anyOf") {
            self.notes.push(format!("{at}: several schemas in one are taken as any"));
        }
        Kind::Any
    }

    fn reference(&mut self, reference: &str, at: &str) -> Kind {
        if let Some(name) = reference.strip_prefix("#/components/schemas/") {
            return Kind::Ref { target: SchemaName::new(name.replace("~1", "/").replace("~0", "~")) };
        }
        self.notes.push(format!("{at}: the reference `{reference}` is taken as any"));
        Kind::Any
    }

    fn object(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        let required: Vec<&str> = items(map.get("required")).iter().filter_map(Value::as_str).collect();
        let mut fields: Vec<Field> = Vec::new();
        for (name, schema) in members(map.get("properties")) {
            let required = if required.contains(&name.as_str()) { Required::Always } else { Required::Unstated };
            let schema = self.schema(schema, &format!("{at}/properties/{name}"));
            fields.push(Field { name: name.clone(), required, schema });
        }
        if fields.is_empty() && !map.contains_key("properties") {
            return match map.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    let keys = map.get("propertyNames").and_then(Value::as_object);
                    let keys = keys.map(|keys| self.constraints(keys, &Value::Null, at)).unwrap_or_default();
                    Kind::Map { keys, values: Box::new(self.schema(values, &format!("{at}/additionalProperties"))) }
                }
                _ => Kind::Object(Object::open()),
            };
        }
        let (mut object, _) = Object::new(fields);
        for part in items(map.get("allOf")) {
            let members: Vec<String> =
                items(part.pointer("/not/required")).iter().filter_map(Value::as_str).map(str::to_owned).collect();
            object.add_group(ExclusiveGroup { members, origin: self.place.clone() });
        }
        Kind::Object(object)
    }

    fn constraints(&mut self, map: &Map<String, Value>, value: &Value, at: &str) -> Constraints {
        let mut stated = Constraints::default();
        let bound = |inclusive: &str, exclusive: &str| {
            let number = |key: &str| map.get(key).and_then(Value::as_number).cloned();
            // 3.0 has a flag beside the bound.
            let flag = map.get(exclusive) == Some(&Value::Bool(true));
            number(exclusive)
                .map(|value| Bound { value, exclusive: true })
                .or_else(|| number(inclusive).map(|value| Bound { value, exclusive: flag }))
        };
        stated.range = Range::new(bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"))
            .or_else(|| Range::new(bound("x-minimum", "x-exclusiveMinimum"), bound("x-maximum", "x-exclusiveMaximum")))
            .map(|range| self.sourced(value, range));
        let count = |min: &str, max: &str| {
            Count::new(map.get(min).and_then(Value::as_u64), map.get(max).and_then(Value::as_u64))
        };
        let bytes = map.get("x-length-unit").is_some_and(|unit| unit == "bytes");
        let unit = if bytes { LengthUnit::Bytes } else { LengthUnit::Characters };
        let least = if bytes { "x-min-bytes" } else { "minLength" };
        stated.length = count(least, "maxLength").map(|count| self.sourced(value, Length { count, unit }));
        stated.count = count("minItems", "maxItems")
            .or_else(|| count("minProperties", "maxProperties"))
            .map(|count| self.sourced(value, count));
        let flag = |key: &str| map.get(key).and_then(Value::as_bool);
        stated.unique = flag("uniqueItems").map(|unique| self.sourced(value, unique));
        stated.deprecated = flag("deprecated").map(|it| self.sourced(value, it));
        stated.read_only = flag("readOnly").map(|it| self.sourced(value, it));
        let null = |names: &Value| items(Some(names)).iter().any(|name| name == "null");
        let branch = items(map.get("anyOf")).iter().any(|part| part.get("type").is_some_and(|name| name == "null"));
        let nullable = flag("nullable").unwrap_or(false) || map.get("type").is_some_and(null) || branch;
        stated.nullable = nullable.then(|| self.sourced(value, true));
        stated.multiple_of = map.get("multipleOf").and_then(Value::as_number).map(|it| self.sourced(value, it.clone()));
        stated.default = map.get("default").or(map.get("x-default")).map(|it| self.sourced(value, it.clone()));
        stated.unit = map.get("x-unit").and_then(Value::as_str).map(|it| self.sourced(value, it.to_owned()));
        let parts = items(map.get("allOf")).iter().filter_map(|part| part.get("pattern"));
        // That of digits in a string is the type's own.
        let patterns = map.get("pattern").into_iter().chain(parts).filter_map(Value::as_str);
        for pattern in patterns.filter(|pattern| *pattern != schema_object::DIGITS) {
            let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
            // Without anchors it is sought anywhere in the text.
            let ecma = inner.map_or_else(|| format!("[\\s\\S]*(?:{pattern})[\\s\\S]*"), str::to_owned);
            stated.patterns.push(self.sourced(value, Pattern { ecma, written: None }));
        }
        let open = items(map.get("anyOf")).iter().find_map(|part| part.get("enum"));
        if let Some(values) = map.get("enum").or(open) {
            let listed = items(Some(values)).iter().filter(|value| !value.is_null());
            let listed = listed.map(|value| EnumValue { value: value.clone(), meaning: None });
            stated.enumeration = Enumeration::new(listed, !map.contains_key("enum")).map(|it| self.sourced(value, it));
        }
        for condition in items(map.get("x-conditions")) {
            stated.conditions.push(self.condition(condition));
        }
        let digits = map.get("then").and_then(|then| then.get("pattern")).is_some_and(|it| it == schema_object::DIGITS);
        if map.contains_key("if") && !digits {
            self.notes.push(format!("{at}: conditions are not compared"));
        }
        stated
    }

    /// A condition as our own exports carry it.
    fn condition(&self, value: &Value) -> Condition {
        let when = value.get("when").and_then(|when| {
            let field = text(when, "field")?;
            Some(When { field, values: items(when.get("values")).to_vec() })
        });
        Condition {
            when,
            required: value.get("required") == Some(&Value::Bool(true)),
            words: text(value, "words").unwrap_or_default(),
            origin: self.place.clone(),
            rule: "openapi".to_owned(),
        }
    }

    /// Frees a reference that leads nowhere.
    fn settle(&mut self, schema: &mut Schema, known: &[SchemaName]) {
        if let Kind::Ref { target } = &schema.kind
            && !known.contains(target)
        {
            self.notes.push(format!("the reference to `{target}` leads nowhere"));
            schema.kind = Kind::Any;
        }
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// A place, as our own exports carry it.
fn origin(value: &Value) -> Option<Origin> {
    let place = value.get("x-origin")?;
    let place = place.as_array().and_then(|all| all.first()).unwrap_or(place);
    let number = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let page = place.get("page")?.as_str()?;
    Some(Origin { page: page.into(), line: number("line")?, column: number("column")? })
}
