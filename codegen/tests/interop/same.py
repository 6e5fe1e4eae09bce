"""Whether the YAML files below a folder hold what the JSON files of the same names do, for a reader of YAML 1.1.

usage: python same.py JSON_FOLDER YAML_FOLDER
"""

import json
import pathlib
import sys

import yaml

first, second = map(pathlib.Path, sys.argv[1:])
files = sorted(first.rglob("*.json"))
for file in files:
    other = second / file.relative_to(first).with_suffix(".yaml")
    text = other.read_text(encoding="utf-8")
    if yaml.load(text, yaml.CSafeLoader) != json.loads(file.read_text(encoding="utf-8")):
        sys.exit(f"{other} differs")
print(f"PyYAML reads the same in {len(files)} files")
