#!/bin/bash
# Fuzzes each target of the codec for a time (60s without an argument). What it finds is kept in testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/../example"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for target in FuzzDecode FuzzRoundTrip; do
	echo "fuzz: $target for ${1:-60s}"
	if go test ./internal/everything -run '^$' -fuzz "^$target\$" -fuzztime "${1:-60s}" -fuzzminimizetime 50x >"$log" 2>&1; then
		tail -n 2 "$log" | head -n 1
		continue
	fi
	# Until Go 1.27 the end of the time can fail a run that has found nothing: go.dev/issue/75804.
	if grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; then
		continue
	fi
	cat "$log"
	exit 1
done
