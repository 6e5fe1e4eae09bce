//! No false witness: each is a whole value that one contract's exported JSON Schema takes and the other's refuses, by a
//! validator that knows nothing of the comparison, over contracts that were changed in every way.
//!
//! `REFRACT_CHANGES` is the number of changes to each vendor's contracts, `REFRACT_SEED` selects others, and
//! `REFRACT_SAMPLE` is the number of pages of a vendor that are read. The corpus is next to the repository.

mod changes;
mod validator;

use std::collections::BTreeMap;
use std::path::PathBuf;

use refract_codegen::diff::{Change, Difference, Differences, Verdict, compare};
use refract_codegen::ir::{Api, Kind, Location, Object, Operation, Required, Schema, SchemaName};
use refract_codegen::limits;
use serde_json::{Value, json};

use super::{differences, document};
use crate::support::{read, repository, shared};
use changes::Draw;

/// What comparisons came to.
#[derive(Debug, Default)]
struct Tally {
    /// How often each kind of change was made.
    made: BTreeMap<&'static str, usize>,
    /// How often a kind of difference came with a witness, by the client that it breaks.
    witnesses: BTreeMap<(Change, &'static str), usize>,
    /// How often a case was reported in place of a witness.
    cases: usize,
    /// Why nothing could be determined, and how often.
    undetermined: BTreeMap<String, usize>,
    /// Breaks for which no whole value was found.
    lost: Vec<String>,
    /// Witnesses that are wrong.
    wrong: Vec<String>,
}

/// Why a break is not shown, where it is for want of a value.
const LOST: &str = "no whole value was found that shows it";

impl Tally {
    fn breaks(&self) -> usize {
        self.witnesses.values().sum()
    }

    /// Holds each difference of two contracts against both.
    fn verify(&mut self, kind: &str, old: &Api, new: &Api) {
        let found = compare(std::slice::from_ref(old), std::slice::from_ref(new));
        found.to_text();
        for difference in &found.differences {
            let mut wrong = |what: &str| {
                self.wrong.push(format!("{kind}: {what}: {}", serde_json::to_string(difference).expect("JSON")));
            };
            let unknown = [difference.sender, difference.reader].contains(&Verdict::Unknown);
            if unknown != difference.undetermined.is_some() {
                wrong("undetermined without a reason, or a reason without that");
            }
            match (difference.breaks(), &difference.witness, &difference.case) {
                (false, None, None) => {}
                (true, None, Some(_)) => self.cases += 1,
                (true, Some(witness), None) => match held(difference, witness, old, new) {
                    Ok(client) => *self.witnesses.entry((difference.change, client)).or_default() += 1,
                    Err(what) => wrong(&what),
                },
                _ => wrong("a break has a witness or a case, and nothing else has"),
            }
            if let Some(why) = &difference.undetermined {
                if why == LOST {
                    self.lost.push(format!("{kind}: {}", serde_json::to_string(difference).expect("JSON")));
                }
                *self.undetermined.entry(why.clone()).or_default() += 1;
            }
        }
    }

    fn add(&mut self, other: Self) {
        for (kind, count) in other.made {
            *self.made.entry(kind).or_default() += count;
        }
        for (kind, count) in other.witnesses {
            *self.witnesses.entry(kind).or_default() += count;
        }
        for (why, count) in other.undetermined {
            *self.undetermined.entry(why).or_default() += count;
        }
        self.cases += other.cases;
        self.lost.extend(other.lost);
        self.wrong.extend(other.wrong);
    }
}

/// Whether a witness is one; the client that it breaks, or what is wrong.
fn held(difference: &Difference, witness: &Value, old: &Api, new: &Api) -> Result<&'static str, String> {
    let sends = difference.sender == Verdict::Breaks;
    let at = difference.at.as_deref().ok_or("no place")?;
    witness.pointer(at).ok_or("its place does not exist")?;
    let id = difference.operations.first().ok_or("no operation")?;
    let part = difference.part.as_deref().ok_or("no part")?;
    let (before, after) = (operation(old, id)?, operation(new, id)?);
    // A service need not accept what is not documented; a reader ignores what it does not know.
    let valid = |api: &Api, operation: &Operation| -> Result<bool, String> {
        let schema = part_of(operation, part).ok_or_else(|| format!("no {part}"))?;
        Ok(validator::of(api, &schema, sends).is_valid(witness))
    };
    match (sends, valid(old, before)?, valid(new, after)?) {
        (true, true, false) => Ok("sends"),
        (false, false, true) => Ok("reads"),
        (_, was, is) => Err(format!("the old contract says {was}, the new one {is}")),
    }
}

fn operation<'a>(api: &'a Api, id: &str) -> Result<&'a Operation, String> {
    api.operation(id).ok_or_else(|| format!("no operation {id}"))
}

/// The schema of a part of an operation: a body's, or that of an object of parameters or headers.
fn part_of(operation: &Operation, part: &str) -> Option<Schema> {
    let fields: Vec<_> = match part {
        "request body" => return Some(operation.request.as_ref()?.schema.clone()),
        "path" | "query" | "header" => {
            let here = operation.parameters.iter().filter(|it| it.location.name() == part);
            let field = |it: &refract_codegen::ir::Parameter| {
                let mut field = it.field.clone();
                if it.location == Location::Path {
                    field.required = Required::Always;
                }
                field
            };
            here.map(field).collect()
        }
        _ => {
            let status = part.strip_prefix("response ")?;
            let (status, headers) = status.strip_suffix(", header").map_or((status, false), |status| (status, true));
            let (_, response) = operation.responses.iter().find(|(known, _)| known.to_string() == status)?;
            if !headers {
                return Some(response.body.as_ref()?.schema.clone());
            }
            response.headers.clone()
        }
    };
    let lower = part.ends_with("header");
    let fields = fields.into_iter().map(|mut field| {
        if lower {
            field.name = field.name.to_lowercase();
        }
        field
    });
    Some(Schema::of(Kind::Object(Object::new(fields).0)))
}

/// A contract of one operation and the structures that it leads to.
fn alone(api: &Api, operation: &Operation) -> Api {
    let mut found = Api { operations: vec![operation.clone()], ..Api::new(&api.vendor, &api.service) };
    let mut open: Vec<SchemaName> = Vec::new();
    changes::schemas(&found, &mut |schema| changes::targets(schema, &mut open));
    while let Some(name) = open.pop() {
        if let Some(schema) = api.schemas.get(&name).filter(|_| !found.schemas.contains_key(&name)) {
            changes::targets(schema, &mut open);
            found.schemas.insert(name, schema.clone());
        }
    }
    found
}

/// Changes operations of contracts so often, one to three changes at a time, and compares both ways.
fn change(apis: &[Api], times: usize, seed: u64) -> Tally {
    let all: Vec<(&Api, &Operation)> =
        apis.iter().flat_map(|api| api.operations.iter().map(move |operation| (api, operation))).collect();
    assert!(!all.is_empty(), "no operation");
    let mut tally = Tally::default();
    let mut draw = Draw::new(seed);
    for _ in 0..times {
        let (api, operation) = all[draw.below(all.len())];
        let old = alone(api, operation);
        let mut new = old.clone();
        let mut kinds = Vec::new();
        for _ in 0..=draw.below(3) {
            kinds.extend(changes::change(&mut new, &mut draw));
        }
        for kind in &kinds {
            *tally.made.entry(kind).or_default() += 1;
        }
        let kinds = kinds.join(", ");
        tally.verify(&kinds, &old, &new);
        tally.verify(&format!("{kinds}, back"), &new, &old);
    }
    tally
}

fn check(tally: &Tally) {
    println!("changes: {:?}", tally.made);
    println!("{} witnesses hold: {:?}, and {} cases", tally.breaks(), tally.witnesses, tally.cases);
    println!("undetermined: {:?}", tally.undetermined);
    let few: Vec<&String> = tally.wrong.iter().take(12).collect();
    assert!(tally.wrong.is_empty(), "{} false witnesses, such as:\n{few:#?}", tally.wrong.len());
    println!("not shown:\n{}", tally.lost.iter().take(12).cloned().collect::<Vec<_>>().join("\n"));
    let lost = tally.lost.len();
    assert!(lost * 50 <= tally.breaks(), "{lost} of {} breaks are not shown", tally.breaks());
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
}

#[test]
fn witnesses_of_changed_specs_are_witnesses() {
    let apis = read(&[repository("specs")], &repository("")).apis;
    let tally = change(&apis, number("REFRACT_CHANGES", 200), number("REFRACT_SEED", 9) as u64);
    assert_eq!(tally.made.len(), changes::KINDS.len(), "a kind of change was never made: {:?}", tally.made);
    check(&tally);
}

#[test]
fn witnesses_of_a_changed_corpus_are_witnesses() {
    let Some(corpus) = shared("corpus") else { return };
    let (changes, seed) = (number("REFRACT_CHANGES", 40), number("REFRACT_SEED", 9));
    let sample = number("REFRACT_SAMPLE", 40).max(1);
    let mut all = Tally::default();
    for vendor in ["yandex", "jdcloud", "otc", "huawei"] {
        let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(corpus.join(vendor))
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension().is_some_and(|end| end == "md" || end == "rst"))
            .map(walkdir::DirEntry::into_path)
            .collect();
        pages.sort();
        let step = (pages.len() / sample).max(1);
        let pages: Vec<PathBuf> = pages.into_iter().skip(seed % step).step_by(step).take(sample).collect();
        all.add(change(&read(&pages, &corpus).apis, changes, seed as u64));
    }
    check(&all);
}

/// Each value has all fields that must be there, so that values of a wide object would grow with the square of its width: what
/// is beyond a bound is undetermined and says why, and the differences are all there.
#[test]
fn values_of_wide_objects_are_bounded() {
    let changed = |width: usize| {
        let fields: Vec<String> = (0..width).map(|number| format!("f{number}")).collect();
        let types: Value = fields.iter().map(|name| (name.clone(), json!({ "type": "string" }))).collect();
        let required: Vec<&str> = fields.iter().map(String::as_str).collect();
        differences(&document(&[], types.clone()), &document(&required, types))
    };
    let sent = |found: &Differences| -> Vec<Difference> {
        found.differences.iter().filter(|it| it.sender != Verdict::Safe).cloned().collect()
    };
    let members = |it: &Difference| it.witness.as_ref().and_then(Value::as_object).map(serde_json::Map::len);

    let narrow = sent(&changed(30));
    assert_eq!(narrow.iter().filter_map(members).collect::<Vec<_>>(), [29; 30]);

    let wide = sent(&changed(3_000));
    assert_eq!(wide.len(), 3_000);
    let (shown, others): (Vec<&Difference>, Vec<_>) = wide.iter().partition(|it| it.witness.is_some());
    assert!(!shown.is_empty() && shown.iter().filter_map(|it| members(it)).sum::<usize>() < limits::WITNESSES_STEPS);
    assert!(others.iter().all(|it| it.undetermined.as_deref().is_some_and(|why| why.contains("too many differences"))));
}
