//! Changes of the possible values, in a request and in a response.

use refract_codegen::diff::Change;
use serde_json::{Value, json};

use super::Rule::{self, Err, Info, No, Warn};
use super::{B, S, U, Verdict, differences, document};

/// A change of the field `a`, both in request and response.
struct Row {
    name: &'static str,
    old: Value,
    new: Value,
    change: Change,
    sender: Verdict,
    reader: Verdict,
    /// oasdiff's rules for it in a request and in a response.
    rules: (Rule, Rule),
    /// Where the verdicts are others than oasdiff's: why.
    differs: &'static str,
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |name, old, new, change, sender, reader, rules, differs| {
        rows.push(Row { name, old, new, change, sender, reader, rules, differs });
    };
    let int = |more: &[(&str, i64)]| {
        let mut schema = json!({ "type": "integer" });
        for (key, value) in more { schema[key] = json!(value); }
        schema
    };
    let text = |more: Value| {
        let mut schema = json!({ "type": "string" });
        for (key, value) in more.as_object().expect("keywords") { schema[key] = value.clone(); }
        schema
    };
    let list = |more: Value| {
        let mut schema = json!({ "type": "array", "items": { "type": "integer" } });
        for (key, value) in more.as_object().expect("keywords") { schema[key] = value.clone(); }
        schema
    };
    use Change::{Narrowed, Replaced, Reworded, Widened};
    row("maximum set", int(&[]), int(&[("maximum", 9)]), Narrowed, B, S, (Err("request-property-max-set"), Info("response-property-max-set")), "");
    row("maximum decreased", int(&[("maximum", 9)]), int(&[("maximum", 8)]), Narrowed, B, S, (Err("request-property-max-decreased"), Info("response-property-max-decreased")), "");
    row("maximum increased", int(&[("maximum", 8)]), int(&[("maximum", 9)]), Widened, S, B, (Info("request-property-max-increased"), Err("response-property-max-increased")), "");
    row("minimum set", int(&[]), int(&[("minimum", 1)]), Narrowed, B, S, (Err("request-property-min-set"), Info("response-property-min-set")), "");
    row("minimum increased", int(&[("minimum", 1)]), int(&[("minimum", 2)]), Narrowed, B, S, (Err("request-property-min-increased"), Info("response-property-min-increased")), "");
    row("minimum decreased", int(&[("minimum", 2)]), int(&[("minimum", 1)]), Widened, S, B, (Info("request-property-min-decreased"), Err("response-property-min-decreased")), "");
    row("exclusive minimum decreased", int(&[("exclusiveMinimum", 2)]), int(&[("exclusiveMinimum", 1)]), Widened, S, B, (Info("request-property-exclusive-min-decreased"), Err("response-property-exclusive-min-decreased")), "");
    row("exclusive maximum increased", int(&[("exclusiveMaximum", 8)]), int(&[("exclusiveMaximum", 9)]), Widened, S, B, (Info("request-property-exclusive-max-increased"), Err("response-property-exclusive-max-increased")), "");
    row("range moved", int(&[("minimum", 1), ("maximum", 5)]), int(&[("minimum", 3), ("maximum", 8)]), Replaced, B, B, (Err("request-property-min-increased"), Err("response-property-max-increased")), "");
    row("maximum beyond what 32 bits hold", json!({"type":"integer","format":"int32"}), json!({"type":"integer","format":"int32","maximum":2_147_483_647}), Reworded, S, S, (Err("request-property-max-set"), No), "no value of 32 bits is lost");
    row("multiple set", int(&[]), int(&[("multipleOf", 8)]), Narrowed, B, S, (Err("request-property-multiple-of-set"), No), "");
    row("multiple of a multiple", int(&[("multipleOf", 8)]), int(&[("multipleOf", 4)]), Widened, S, B, (Info("request-property-multiple-of-generalized"), Err("response-property-multiple-of-changed")), "");
    row("width grown", json!({"type":"integer","format":"int32"}), json!({"type":"integer","format":"int64"}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("integer to number", int(&[]), json!({"type":"number"}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("number to integer", json!({"type":"number"}), int(&[]), Narrowed, B, S, (Err("request-property-type-changed"), Info("response-property-type-specialized")), "");
    row("string to integer", text(json!({})), int(&[]), Replaced, B, B, (Err("request-property-type-changed"), Err("response-property-type-changed")), "");
    row("string to any", text(json!({})), json!({}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("string to object", text(json!({})), json!({"type":"object"}), Replaced, B, B, (Err("request-property-type-changed"), Err("response-property-type-changed")), "");
    row("null allowed", text(json!({})), json!({"type":["string","null"]}), Widened, S, B, (Info("request-property-became-nullable"), Err("response-property-became-nullable")), "");
    row("null no longer allowed", json!({"type":["string","null"]}), text(json!({})), Narrowed, B, S, (Err("request-property-became-not-nullable"), Info("response-property-became-not-nullable")), "");
    row("greatest length set", text(json!({})), text(json!({"maxLength":64})), Narrowed, B, S, (Err("request-property-max-length-set"), Info("response-property-max-length-set")), "");
    row("greatest length decreased", text(json!({"maxLength":64})), text(json!({"maxLength":32})), Narrowed, B, S, (Err("request-property-max-length-decreased"), Info("response-property-max-length-decreased")), "");
    row("greatest length increased", text(json!({"maxLength":32})), text(json!({"maxLength":64})), Widened, S, B, (Info("request-property-max-length-increased"), Err("response-property-max-length-increased")), "");
    row("greatest length gone", text(json!({"maxLength":32})), text(json!({})), Widened, S, B, (No, Err("response-property-max-length-unset")), "");
    row("least length increased", text(json!({"minLength":1})), text(json!({"minLength":2})), Narrowed, B, S, (Err("request-property-min-length-increased"), No), "");
    row("least length decreased", text(json!({"minLength":2})), text(json!({"minLength":1})), Widened, S, B, (Info("request-property-min-length-decreased"), Err("response-property-min-length-decreased")), "");
    row("pattern set", text(json!({})), text(json!({"pattern":"^[a-z]+$"})), Narrowed, B, S, (Err("request-property-pattern-added"), Info("response-property-pattern-added")), "");
    row("pattern gone", text(json!({"pattern":"^[a-z]+$"})), text(json!({})), Widened, S, B, (Info("request-property-pattern-removed"), Err("response-property-pattern-removed")), "");
    row("pattern narrowed", text(json!({"pattern":"^[a-z0-9]+$"})), text(json!({"pattern":"^[a-z]+$"})), Narrowed, B, U, (Warn("request-property-pattern-changed"), Warn("response-property-pattern-changed")), "a text shows it");
    row("values set", text(json!({})), text(json!({"enum":["on","off"]})), Narrowed, B, S, (Err("request-property-became-enum"), No), "");
    row("value removed", text(json!({"enum":["on","off"]})), text(json!({"enum":["on"]})), Narrowed, B, S, (Err("request-property-enum-value-removed"), Info("response-property-enum-value-removed")), "");
    row("value added", text(json!({"enum":["on"]})), text(json!({"enum":["on","off"]})), Widened, S, B, (Info("request-property-enum-value-added"), Warn("response-property-enum-value-added")), "the closed list is a demand");
    row("value added to an open list", json!({"anyOf":[{"enum":["on"]},{"type":"string"}]}), json!({"anyOf":[{"enum":["on","off"]},{"type":"string"}]}), Reworded, S, S, (No, No), "");
    row("list opened", text(json!({"enum":["on"]})), json!({"anyOf":[{"enum":["on"]},{"type":"string"}]}), Widened, S, B, (No, No), "");
    row("form set", text(json!({})), text(json!({"format":"uuid"})), Narrowed, B, S, (Err("request-property-type-changed"), Info("response-property-type-specialized")), "");
    row("form gone", text(json!({"format":"date"})), text(json!({})), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("least number of elements increased", list(json!({"minItems":1})), list(json!({"minItems":2})), Narrowed, B, S, (Err("request-property-min-items-increased"), No), "");
    row("least number of elements decreased", list(json!({"minItems":2})), list(json!({"minItems":1})), Widened, S, B, (No, Err("response-property-min-items-decreased")), "");
    row("greatest number of elements set", list(json!({})), list(json!({"maxItems":5})), Narrowed, B, S, (Err("request-property-max-items-set"), Info("response-property-max-items-set")), "");
    row("elements must differ", list(json!({})), list(json!({"uniqueItems":true})), Narrowed, B, S, (Err("request-property-unique-items-set"), No), "");
    row("default changed", int(&[("default", 1)]), int(&[("default", 2)]), Reworded, S, S, (Info("request-property-default-value-changed"), Info("response-property-default-value-changed")), "");
    row("deprecated", text(json!({})), text(json!({"deprecated":true})), Reworded, S, S, (Info("request-property-deprecated"), Info("response-property-deprecated")), "");
    row("entries of a map narrowed", json!({"type":"object","additionalProperties":{"type":"number"}}), json!({"type":"object","additionalProperties":{"type":"integer"}}), Narrowed, B, S, (No, No), "");
    row("free object to a map", json!({"type":"object"}), json!({"type":"object","additionalProperties":{"type":"integer"}}), Narrowed, B, S, (No, No), "");
    rows
}

#[test]
fn a_change_of_a_value_breaks_whom_it_breaks() {
    let rows = rows();
    assert!(rows.len() >= 30);
    for row in rows {
        let (old, new) = (document(&[], json!({ "a": row.old })), document(&[], json!({ "a": row.new })));
        let all = differences(&old, &new).differences;
        let of = |part: &str| {
            let here: Vec<_> = all.iter().filter(|it| it.part.as_deref() == Some(part)).collect();
            let [one] = here.as_slice() else { panic!("{}: {part}: {here:?}", row.name) };
            (*one).clone()
        };
        let (sent, read) = (of("request body"), of("response 200"));
        assert_eq!((sent.change, read.change), (row.change, row.change), "{}: {sent:?}", row.name);
        assert_eq!((sent.sender, sent.reader), (row.sender, S), "{}: {sent:?}", row.name);
        assert_eq!((read.sender, read.reader), (S, row.reader), "{}: {read:?}", row.name);
        for (difference, breaks) in [(&sent, sent.sender == B), (&read, read.reader == B)] {
            assert_eq!(difference.witness.is_some(), breaks, "{}: {difference:?}", row.name);
        }
        let theirs = [(row.rules.0.verdict(), row.sender), (row.rules.1.verdict(), row.reader)];
        let agrees = theirs.iter().all(|(theirs, ours)| theirs.is_none_or(|theirs| theirs == *ours));
        assert_eq!(agrees, row.differs.is_empty(), "{}: {:?}", row.name, row.rules);
        // A contract compared with itself, and the reverse change: what is removed in one direction is added in the
        // other.
        assert!(differences(&old, &old).differences.is_empty(), "{}", row.name);
        let back = differences(&new, &old).differences;
        let back = back.iter().find(|it| it.part.as_deref() == Some("request body")).expect("the reverse change");
        let mirrored = match row.change {
            Change::Narrowed => Change::Widened,
            Change::Widened => Change::Narrowed,
            same => same,
        };
        assert_eq!(back.change, mirrored, "{}", row.name);
        assert_eq!(back.sender, if row.reader == U { U } else { row.reader }, "{}: {back:?}", row.name);
    }
}

/// A validator that knows nothing of this module checks each witness against the documents' own schemas.
#[test]
fn a_validator_agrees_with_every_witness() {
    for row in rows() {
        let (old, new) = (document(&[], json!({ "a": row.old })), document(&[], json!({ "a": row.new })));
        for difference in differences(&old, &new).differences {
            let Some(witness) = difference.witness else { continue };
            let valid = |schema: &Value| {
                let schema = json!({ "type": "object", "properties": { "a": schema } });
                let options = jsonschema::options().should_validate_formats(true).build(&schema);
                options.expect("a schema").is_valid(&witness)
            };
            let is_width = row.name.contains("width");
            let (had, has) = (valid(&row.old), valid(&row.new));
            let expected = if difference.sender == B { (true, false) } else { (false, true) };
            assert!(is_width || (had, has) == expected, "{}: {witness}", row.name);
        }
    }
}
