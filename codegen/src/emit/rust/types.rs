//! Items out of schemas.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{docs, names};
use crate::ir::{
    Api, Body, Enumeration, ExclusiveGroup, Field, Kind, Object, Operation, Required, Schema, SchemaName, Status,
};

/// The items of a service's module.
pub(super) fn service(api: &Api) -> TokenStream {
    let mut items = Items { api, cyclic: cyclic(api), taken: BTreeSet::new(), named: BTreeMap::new(), out: Vec::new() };
    // Shared structures keep their names; what is named after an operation gives way.
    for name in api.schemas.keys() {
        let rust = names::unique(&names::type_(name.as_str()), &mut items.taken);
        items.named.insert(name.clone(), rust);
    }
    for (name, schema) in &api.schemas {
        let rust = items.named[name].clone();
        items.define(&rust, schema);
    }
    for operation in &api.operations {
        items.operation(operation);
    }
    let doc = format!(" Types of the service `{}` of `{}`.", api.service, api.vendor);
    let out = items.out;
    quote!(#![doc = #doc] #(#out)*)
}

/// The structures that hold themselves, directly or through others that are not behind a list or map.
fn cyclic(api: &Api) -> BTreeSet<&SchemaName> {
    fn reaches<'a>(api: &'a Api, schema: &'a Schema, goal: &SchemaName, seen: &mut BTreeSet<&'a SchemaName>) -> bool {
        match &schema.kind {
            Kind::Ref { target } => {
                target == goal
                    || (seen.insert(target)
                        && api.schemas.get(target).is_some_and(|inner| reaches(api, inner, goal, seen)))
            }
            Kind::Object(object) => object.fields().iter().any(|field| reaches(api, &field.schema, goal, seen)),
            // A list or a map is a pointer already.
            _ => false,
        }
    }
    api.schemas
        .iter()
        .filter(|(name, schema)| reaches(api, schema, name, &mut BTreeSet::new()))
        .map(|(name, _)| name)
        .collect()
}

struct Items<'a> {
    api: &'a Api,
    cyclic: BTreeSet<&'a SchemaName>,
    taken: BTreeSet<String>,
    named: BTreeMap<SchemaName, String>,
    out: Vec<TokenStream>,
}

impl Items<'_> {
    fn operation(&mut self, operation: &Operation) {
        let base = names::type_(operation.id.as_str());
        if let Some(request) = &operation.request {
            self.body(&format!("{base}Request"), request, operation, "request");
        }
        for (status, response) in &operation.responses {
            if let Some(body) = &response.body {
                let first = operation
                    .responses
                    .iter()
                    .find(|(status, response)| status.is_success() && response.body.is_some());
                let name = match status {
                    _ if first.is_some_and(|(found, _)| found == status) => format!("{base}Response"),
                    Status::Code(code) => format!("{base}Response{code}"),
                    Status::Class(class) => format!("{base}Response{class}xx"),
                };
                self.body(&name, body, operation, &format!("response with status {status}"));
            }
        }
    }

    fn body(&mut self, name: &str, body: &Body, operation: &Operation, what: &str) {
        let name = names::unique(name, &mut self.taken);
        let text = format!("The {what} of `{} {}`.", operation.method, operation.path);
        let doc = docs::of_text("", body.schema.origin.as_ref().or(Some(&operation.origin)));
        let doc = {
            let text = format!(" {text}");
            quote!(#[doc = #text] #[doc = ""] #doc)
        };
        self.define_with(&name, &body.schema, &doc);
    }

    fn define(&mut self, name: &str, schema: &Schema) {
        self.define_with(name, schema, &docs::of_schema(schema));
    }

    fn define_with(&mut self, name: &str, schema: &Schema, doc: &TokenStream) {
        match &schema.kind {
            Kind::Object(object) if !object.is_open() => self.structure(name, object, doc),
            _ => {
                let ident = names::ident(name);
                let type_ = self.type_of(schema, name, None);
                self.out.push(quote!(#doc pub type #ident = #type_;));
            }
        }
    }

    fn structure(&mut self, name: &str, object: &Object, doc: &TokenStream) {
        let ident = names::ident(name);
        let mut taken = BTreeSet::new();
        let grouped: BTreeSet<&str> = object
            .groups()
            .iter()
            .filter(|group| group.members.len() > 1)
            .flat_map(|g| g.members.iter().map(String::as_str))
            .collect();
        let mut fields = Vec::new();
        for field in object.fields() {
            if grouped.contains(field.name.as_str()) {
                continue;
            }
            fields.push(self.field(name, field, &mut taken));
        }
        for group in object.groups().iter().filter(|group| group.members.len() > 1) {
            fields.push(self.group(name, object, group, &mut taken));
        }
        let optional = object.fields().iter().all(|field| field.required != Required::Always);
        let derive = if optional { quote!(Default,) } else { quote!() };
        self.out.push(quote! {
            #doc
            #[derive(Clone, Debug, #derive PartialEq, serde::Deserialize, serde::Serialize)]
            pub struct #ident { #(#fields)* }
        });
    }

    fn field(&mut self, owner: &str, field: &Field, taken: &mut BTreeSet<String>) -> TokenStream {
        let rust = names::unique(&names::field(&field.name), taken);
        let ident = names::ident(&rust);
        let doc = docs::of_schema(&field.schema);
        let inner = self.type_of(&field.schema, &format!("{owner}{}", names::type_(&field.name)), Some(field));
        let nullable = field.schema.constraints.nullable.as_ref().is_some_and(|flag| flag.value);
        let always = field.required == Required::Always;
        let name = &field.name;
        let rename = (*name != rust).then(|| quote!(rename = #name,));
        let (type_, attributes) = match (always, nullable) {
            (true, false) => (inner, quote!()),
            (true, true) => (quote!(Option<#inner>), quote!()),
            (false, _) => (quote!(Option<#inner>), quote!(default, skip_serializing_if = "Option::is_none")),
        };
        let serde =
            if rename.is_none() && attributes.is_empty() { quote!() } else { quote!(#[serde(#rename #attributes)]) };
        quote!(#doc #serde pub #ident: #type_,)
    }

    /// An exclusive group: one field that is an enum of its members.
    fn group(
        &mut self,
        owner: &str,
        object: &Object,
        group: &ExclusiveGroup,
        taken: &mut BTreeSet<String>,
    ) -> TokenStream {
        let joined = group.members.iter().map(|member| names::type_(member)).collect::<Vec<_>>().join("Or");
        let name = names::unique(&format!("{owner}{joined}"), &mut self.taken);
        let type_ = names::ident(&name);
        let mut variants = BTreeSet::new();
        let arms: Vec<TokenStream> = group
            .members
            .iter()
            .filter_map(|member| object.field(member))
            .map(|field| {
                let variant = names::ident(&names::unique(&names::type_(&field.name), &mut variants));
                let inner = self.type_of(&field.schema, &format!("{owner}{}", names::type_(&field.name)), Some(field));
                let doc = docs::of_schema(&field.schema);
                let wire = &field.name;
                quote!(#doc #[serde(rename = #wire)] #variant(#inner),)
            })
            .collect();
        let doc = docs::of_text("At most one of these fields is given.", Some(&group.origin));
        self.out.push(quote! {
            #doc
            #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
            pub enum #type_ { #(#arms)* }
        });
        let field = names::ident(&names::unique(&names::field(&group.members.join("_or_")), taken));
        quote!(#doc #[serde(default, flatten, skip_serializing_if = "Option::is_none")] pub #field: Option<#type_>,)
    }

    /// The type of a schema's values. `name` is what a structure or list of values inside is called.
    fn type_of(&mut self, schema: &Schema, name: &str, field: Option<&Field>) -> TokenStream {
        let _ = field;
        if let (Kind::String { .. }, Some(list)) = (&schema.kind, &schema.constraints.enumeration)
            && list.value.values().iter().all(|value| value.value.is_string())
        {
            return self.enumeration(name, &list.value, schema);
        }
        match &schema.kind {
            Kind::Any => quote!(serde_json::Value),
            Kind::Boolean => quote!(bool),
            Kind::Integer { as_string: true, .. } => quote!(crate::support::Int64),
            Kind::Integer { width: crate::ir::IntegerWidth::Bits32, .. } => quote!(i32),
            Kind::Integer { .. } => quote!(i64),
            Kind::Number => quote!(f64),
            Kind::String { .. } => quote!(String),
            Kind::Array { items } => {
                let inner = self.type_of(items, name, None);
                quote!(Vec<#inner>)
            }
            Kind::Map { values, .. } => {
                let inner = self.type_of(values, name, None);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            Kind::Object(object) if object.is_open() => quote!(serde_json::Map<String, serde_json::Value>),
            Kind::Object(object) => {
                let name = names::unique(name, &mut self.taken);
                self.structure(&name, object, &docs::of_schema(schema));
                let ident = names::ident(&name);
                quote!(#ident)
            }
            Kind::Ref { target } => {
                let Some(rust) = self.named.get(target) else {
                    return quote!(serde_json::Value);
                };
                let ident = names::ident(rust);
                let cyclic = self.cyclic.contains(target) && self.api.schemas.contains_key(target);
                if cyclic { quote!(Box<#ident>) } else { quote!(#ident) }
            }
        }
    }

    /// An open enum: the values that the page lists, and any other as it came.
    fn enumeration(&mut self, name: &str, list: &Enumeration, schema: &Schema) -> TokenStream {
        let name = names::unique(name, &mut self.taken);
        let ident = names::ident(&name);
        let mut taken: BTreeSet<String> = ["Other".to_owned()].into();
        let values: Vec<(proc_macro2::Ident, &str, TokenStream)> = list
            .values()
            .iter()
            .filter_map(|value| match &value.value {
                Value::String(text) => {
                    let variant = names::ident(&names::unique(&names::type_(text), &mut taken));
                    let meaning = value.meaning.as_deref().unwrap_or(text);
                    Some((variant, text.as_str(), docs::of_text(meaning, None)))
                }
                _ => None,
            })
            .collect();
        let variants = values.iter().map(|(variant, _, doc)| quote!(#doc #variant,));
        let to = values.iter().map(|(variant, text, _)| quote!(Self::#variant => #text,));
        let from = values.iter().map(|(variant, text, _)| quote!(#text => Self::#variant,));
        let doc = docs::of_schema(&Schema { constraints: crate::ir::Constraints::default(), ..schema.clone() });
        self.out.push(quote! {
            #doc
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum #ident {
                #(#variants)*
                /// A value that the page does not list.
                Other(String),
            }
            impl #ident {
                /// The value as it stands on the wire.
                pub fn as_str(&self) -> &str {
                    match self { #(#to)* Self::Other(text) => text }
                }
            }
            impl From<&str> for #ident {
                fn from(text: &str) -> Self {
                    match text { #(#from)* other => Self::Other(other.to_owned()) }
                }
            }
            impl serde::Serialize for #ident {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
            impl<'de> serde::Deserialize<'de> for #ident {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer).map(|text| Self::from(&*text))
                }
            }
        });
        quote!(#ident)
    }
}
