//! The same operation with other schemas: the only code that knows every part of an operation that has a schema.

use super::{Body, Operation, Parameter, Response};
use crate::ir::schema::{Field, Schema};

impl<R> Operation<R> {
    /// The same operation, with `map` applied to each schema.
    pub fn map_schemas<S>(self, map: &mut impl FnMut(Schema<R>) -> Schema<S>) -> Operation<S> {
        fn field<R, S>(field: Field<R>, map: &mut impl FnMut(Schema<R>) -> Schema<S>) -> Field<S> {
            Field { name: field.name, required: field.required, schema: map(field.schema) }
        }
        fn body<R, S>(body: Body<R>, map: &mut impl FnMut(Schema<R>) -> Schema<S>) -> Body<S> {
            Body { media_type: body.media_type, schema: map(body.schema) }
        }
        let parameters = self.parameters.into_iter().map(|parameter| Parameter {
            location: parameter.location,
            field: field(parameter.field, map),
            editions: parameter.editions,
        });
        let parameters = parameters.collect();
        let request = self.request.map(|request| body(request, map));
        let responses = self.responses.into_iter().map(|(status, response)| {
            let headers = response.headers.into_iter().map(|header| field(header, map)).collect();
            let body = response.body.map(|inner| body(inner, map));
            let Response { description, failure, inferred, origin, .. } = response;
            (status, Response { description, headers, body, failure, inferred, origin })
        });
        let responses = responses.collect();
        Operation {
            id: self.id,
            name: self.name,
            method: self.method,
            path: self.path,
            selectors: self.selectors,
            server: self.server,
            summary: self.summary,
            description: self.description,
            links: self.links,
            deprecated: self.deprecated,
            incomplete: self.incomplete,
            parameters,
            request,
            responses,
            examples: self.examples,
            corrections: self.corrections,
            origin: self.origin,
            editions: self.editions,
        }
    }
}
