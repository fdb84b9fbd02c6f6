#!/usr/bin/env bash
# Runs every fuzz target of every module, one after the other, for as many
# inputs as given (10000x when none is). A time such as 30s works as well; inputs
# are counted by default because the engine at times takes the end of its own
# clock for a failure (golang/go#75804). A failing input is written to that
# package's testdata/fuzz, where it becomes a test: commit it with the repair.
set -euo pipefail
cd "$(dirname "$0")/.."

inputs=${1:-10000x}
found=0
while IFS=: read -r file _ line; do
	target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
	dir=$(dirname "$file")
	found=$((found + 1))
	echo "-- $target in $dir"
	go -C "$dir" test -run='^$' -fuzz="^$target\$" -fuzztime="$inputs" . </dev/null
done < <(grep -rnE '^func Fuzz[A-Z0-9_][A-Za-z0-9_]*\(' --include='*_test.go' . | LC_ALL=C sort)

echo "$found fuzz targets, $inputs each"
