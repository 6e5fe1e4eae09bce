// Compiles every JSON Schema below a folder with ajv in strict mode, and holds the values in `examples` against them.
//
// usage: node validate.mjs FOLDER VOCABULARY [DIALECT]
//
// Prints a line a value: the file, the value's number, and whether it is valid. Fails where a schema can't be compiled.

import fs from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [folder, vocabulary, dialect] = process.argv.slice(2);
const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const files = fs
  .readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".json") && !/(vocabulary|dialect)\.v1\.json$/.test(name))
  .sort();

const ajv = new Ajv2020.default({ strict: true });
// Unknown formats are errors in strict mode. `format` is an annotation in 2020-12: known ones demand nothing here either.
addFormats.default(ajv);
for (const name of Object.keys(ajv.formats)) ajv.formats[name] = true;
ajv.addVocabulary(Object.keys(read(vocabulary).properties));
if (dialect) {
  ajv.addMetaSchema(read(vocabulary));
  ajv.addMetaSchema(read(dialect));
}
const schemas = files.map((name) => [name, read(path.join(folder, name))]);
// Only what was loaded can be referred to: a reference that would have to be fetched is an error.
schemas.forEach(([, schema]) => ajv.addSchema(schema));
let failed = 0;
// A schema, and the bodies that a bundle in one file holds.
const bodies = (schema) => [schema, ...Object.values(schema.$defs ?? {}).filter((inner) => inner.$id)];
for (const [name, schema] of schemas) {
  try {
    for (const body of bodies(schema)) {
      const validate = ajv.getSchema(body.$id);
      // Structures that no body refers to are compiled, too.
      for (const key of Object.keys(body.$defs ?? {})) ajv.getSchema(`${body.$id}#/$defs/${key}`);
      (body.examples ?? []).forEach((value, index) => {
        console.log(`${body.$id}\t${index}\t${validate(value)}`);
      });
    }
  } catch (error) {
    failed += 1;
    console.error(`${name}: ${error.message}`);
  }
}
console.error(`${schemas.length} schemas, ${failed} not compiled`);
process.exit(failed ? 1 : 0);
