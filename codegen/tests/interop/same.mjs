// Whether the YAML files below a folder hold what the JSON files of the same names do, for a reader of YAML 1.2.
//
// usage: node same.mjs JSON_FOLDER YAML_FOLDER

import assert from "node:assert";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";

const [first, second] = process.argv.slice(2);
const files = fs.readdirSync(first, { recursive: true }).filter((name) => name.endsWith(".json"));
const read = (folder, name) => fs.readFileSync(path.join(folder, name), "utf8");
for (const name of files) {
  const other = name.replace(/json$/, "yaml");
  assert.deepStrictEqual(parse(read(second, other)), JSON.parse(read(first, name)), other);
}
console.log(`yaml reads the same in ${files.length} files`);
