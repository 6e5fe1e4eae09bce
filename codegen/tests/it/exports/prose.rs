//! What pages say around their tables: links in descriptions, the credentials of a client, examples that their tables refuse.

use refract_codegen::emit::{Options, openapi};
use refract_codegen::ir::{Api, Link, json};
use serde_json::{Value, json};

use crate::support::read_pages;

const LIST: &str = ".. _lamps_0001:

Listing Lamps
=============

Lists lamps. See :ref:`Colours <lamps_0002>` and `a standard <https://lamps.example/a_(b)>`__.

URI
---

GET /v1/lamps

Request Parameters
------------------

.. table:: **Table 1** Header parameters

   =============== ====== ========= =================================================
   Parameter       Type   Mandatory Description
   =============== ====== ========= =================================================
   X-Subject-Token String No        Token to be verified.
   X-Colour        String No        See :ref:`Table 1 <lamps_0002__table1>`, or :ref:`none <nowhere>`.
   =============== ====== ========= =================================================

Response
--------

.. table:: **Table 2** Response parameters

   ========= ======= ===================
   Parameter Type    Description
   ========= ======= ===================
   count     Integer How many there are.
   ========= ======= ===================

Example response

.. code-block::

   {\"count\": 3}

Example response

.. code-block::

   {\"count\": \"many\"}
";

const COLOURS: &str = ".. _lamps_0002:

Colours
=======

.. _lamps_0002__table1:

.. table:: **Table 1** Colours

   ========= ====== ============
   Parameter Type   Description
   ========= ====== ============
   name      String Its name.
   ========= ====== ============
";

const AUTHENTICATION: &str = ".. _lamps_0003:

Authentication
==============

The **X-Auth-Token** header field must be added to requests to specify the token.

**Date** is the time of the request.
";

fn lamps(pages: &[(&str, &str)]) -> Api {
    let mut apis = read_pages(pages).apis;
    apis.retain(|api| !api.operations.is_empty());
    apis.pop().expect("an operation")
}

fn all() -> Api {
    lamps(&[
        ("otc/lamps/api-ref/source/apis/list.rst", LIST),
        ("otc/lamps/api-ref/source/apis/colours.rst", COLOURS),
        ("otc/lamps/api-ref/source/calling_apis/authentication.rst", AUTHENTICATION),
    ])
}

#[test]
fn links_of_descriptions_are_links_where_their_url_is_known() {
    let api = all();
    let document = openapi::document(&api, &Options::default());
    let operation = &document["paths"]["/v1/lamps"]["get"];
    let site = "https://docs.otc.t-systems.com/lamps/api-ref/apis";
    assert_eq!(
        operation["description"],
        format!("Lists lamps. See [Colours]({site}/colours.html) and [a standard](https://lamps.example/a_%28b%29)."),
    );
    let described = |name: &str| {
        let parameters = operation["parameters"].as_array().expect("parameters");
        parameters.iter().find(|it| it["name"] == name).expect("a parameter")["description"].clone()
    };
    // A label that no page has leads nowhere.
    assert_eq!(described("X-Colour"), format!("See [Table 1]({site}/colours.html#lamps-0002-table1), or none."));
    // Types and schemas have the text alone, and the IR has both.
    let stated = &api.operations[0];
    assert_eq!(stated.description.as_deref(), Some("Lists lamps. See Colours and a standard."));
    let link = |start, end, target: &str| Link { start, end, target: target.to_owned() };
    assert_eq!(
        stated.links,
        [link(17, 24, &format!("{site}/colours.html")), link(29, 39, "https://lamps.example/a_(b)")]
    );
    assert_eq!(json::from_json(&json::to_json(&api)).expect("the IR").operations[0].links, stated.links);
}

#[test]
fn a_page_on_authentication_states_the_credentials_of_a_client() {
    let document = openapi::document(&all(), &Options::default());
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({ "X-Auth-Token": {
            "type": "apiKey", "in": "header", "name": "X-Auth-Token",
            "description": "The X-Auth-Token header field must be added to requests to specify the token.",
            "x-origin": { "page": "otc/lamps/api-ref/source/calling_apis/authentication.rst", "line": 6, "column": 7 },
        } }),
    );
    assert_eq!(document["security"], json!([{ "X-Auth-Token": [] }, {}]));
    // Without the page nothing says so.
    let alone = openapi::document(&lamps(&[("otc/lamps/api-ref/source/apis/list.rst", LIST)]), &Options::default());
    assert_eq!(alone["components"]["securitySchemes"], Value::Null);
    assert_eq!(alone["security"], json!([]));
}

#[test]
fn headers_with_a_secret_are_known_by_their_names() {
    assert_eq!(all().secret_headers, ["x-subject-token"]);
}

#[test]
fn an_example_that_its_table_refuses_is_an_annotation() {
    let document = openapi::document(&all(), &Options::default());
    let responses = document["paths"]["/v1/lamps"]["get"]["responses"].as_object().expect("responses");
    let content = &responses.values().next().expect("a response")["content"]["application/json"];
    assert_eq!(content["examples"]["example-1"]["value"], json!({ "count": 3 }));
    assert_eq!(content["examples"].as_object().expect("examples").len(), 1);
    assert_eq!(content["x-examples"][0]["value"], "{\"count\":\"many\"}");
    assert_eq!(content["x-examples"].as_array().expect("examples").len(), 1);
}
