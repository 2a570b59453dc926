#!/usr/bin/env bash
# anywidget 0.11.0 (npm)
#
# anywidget's npm package says "type": "module" and exports dist/index.js, so that a good engineer imports it in a page's bundle.
# Expected: import { AnyModel } from "anywidget", or a default export to call with @jupyter-widgets/base.
# Seen: the file is an AMD module. It exports nothing and calls a global `define`, which an ES module does not have:
#   node: ReferenceError: define is not defined
# Why it matters here: pages that move without a kernel bundle the figures' own front end, which must bring the model itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund anywidget@0.11.0
node --version
node -p "const p = require('./node_modules/anywidget/package.json'); [p.version, p.type, p.exports['.']].join(' ')"
said=$(node --input-type=module --eval 'import * as anywidget from "anywidget"; console.log(Object.keys(anywidget))' 2>&1 || true)
echo "expected: its exports"
echo "seen:     $(grep -o 'ReferenceError: define is not defined' <<<"$said" || echo "$said")"
grep -q 'ReferenceError: define is not defined' <<<"$said"
