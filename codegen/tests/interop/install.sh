#!/bin/sh
# Fetches the tools of `tests/it/interop.rs`, at the versions that are pinned here, into this folder.
set -eu
cd "$(dirname "$0")"
npm install --no-package-lock --no-audit --no-fund
python3 -m venv venv
venv/bin/pip install --quiet --requirement requirements.txt
echo "Chromium, for the rendered page, comes from your system: chromium on the PATH, or named by CHROMIUM."
