#!/bin/bash
# Fuzzes the codec: each of its targets for a time (60s without an argument), those of hostile types at the same time, and
# what reads and compares text, and what clients may ask of a database, for half a minute each. What it finds is kept in
# testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

run() { # MODULE PACKAGE TARGET TIME [FLAGS]
	local log=$logs/$3
	echo "fuzz: $3 for $4"
	if (cd "$1" && go test "$2" -run '^$' -fuzz "^$3\$" -fuzztime "$4" -fuzzminimizetime 50x "${@:5}") >"$log" 2>&1; then
		tail -n 2 "$log" | head -n 1
		return
	fi
	# Until Go 1.27 the end of the time can fail a run that has found nothing: go.dev/issue/75804.
	if grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; then
		return
	fi
	cat "$log"
	return 1
}

run example ./internal/everything FuzzDecode "${1:-60s}"
run example ./internal/everything FuzzRoundTrip "${1:-60s}"
together=()
for target in FuzzPanic FuzzAmplify FuzzQuote; do
	run example ./internal/hostile "$target" "${1:-60s}" -parallel 1 &
	together+=($!)
done
for process in "${together[@]}"; do
	wait "$process"
done
run . ./parser/ledger FuzzRead 15s
run . ./emitter FuzzDiff 15s
run . ./config FuzzParse 15s
run . ./crud FuzzPageToken 15s
run . ./crud/socio FuzzSocioFilters 15s
run crud/gormstore . FuzzInjection 15s
