#!/bin/bash
# Measures how the repository is built (packages and the imports between them, exported names, the length of functions and
# files, the width of generated code), and fails where a figure is over its limit.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
cd tools && exec go run ./structure -root "$root"
