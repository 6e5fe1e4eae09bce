"""Holds every JSON Schema below a folder against its meta-schema, and the values in `examples` against the schema.

usage: python validate.py FOLDER [VOCABULARY DIALECT]

Prints a line a value: the schema's `$id`, the value's number, and whether it is valid. Fails where a schema is none.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import SchemaError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


folder, *own = sys.argv[1:]
names = sorted(path for path in pathlib.Path(folder).rglob("*.json") if not path.name.endswith(".v1.json"))
schemas = [read(name) for name in names]
meta = [read(path) for path in own]
# Only what was loaded can be referred to: a reference that would have to be fetched is an error. Crawled once: the registry
# never changes, so that each reference to an `$id` inside a bundle would else crawl all of it again.
resources = (
    (schema["$id"], Resource.from_contents(schema, default_specification=DRAFT202012)) for schema in schemas + meta
)
registry = Registry().with_resources(resources).crawl()
Validator = Draft202012Validator
if own:
    Validator = validators.extend(Draft202012Validator)
    Validator.META_SCHEMA = meta[-1]
failed = 0
for name, schema in zip(names, schemas):
    try:
        if own:
            Draft202012Validator(meta[-1], registry=registry).validate(schema)
        else:
            Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        failed += 1
        print(f"{name}: {error.message}", file=sys.stderr)
    for body in [schema, *(inner for inner in schema.get("$defs", {}).values() if "$id" in inner)]:
        validator = Validator({"$ref": body["$id"]}, registry=registry)
        for index, value in enumerate(body.get("examples", [])):
            print(f"{body['$id']}\t{index}\t{str(validator.is_valid(value)).lower()}")
print(f"{len(schemas)} schemas, {failed} invalid", file=sys.stderr)
sys.exit(1 if failed else 0)
