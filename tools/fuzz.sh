#!/usr/bin/env bash
# Runs every fuzz target of every module, one after the other, for the time
# given (30s when none is). A failing input is written to that package's
# testdata/fuzz, where it becomes a test: commit it with the repair.
set -euo pipefail
cd "$(dirname "$0")/.."

time=${1:-30s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

attempt() { # package folder, target
	go -C "$1" test -run='^$' -fuzz="^$2\$" -fuzztime="$time" . 2>&1 </dev/null | tee "$log"
}

# The fuzzing engine sometimes reports its own clock as a failure when the time
# is up (golang/go#75804). That, and only that, earns a second try.
clock_only() {
	grep -q 'context deadline exceeded' "$log" && ! grep -qE 'Failing input|panic:|_test\.go:' "$log"
}

found=0
while IFS=: read -r file _ line; do
	target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
	dir=$(dirname "$file")
	found=$((found + 1))
	echo "-- $target in $dir"
	if ! attempt "$dir" "$target"; then
		clock_only || exit 1
		echo "-- $target: only the engine's clock ran out; once more"
		attempt "$dir" "$target"
	fi
done < <(grep -rnE '^func Fuzz[A-Z0-9_][A-Za-z0-9_]*\(' --include='*_test.go' . | LC_ALL=C sort)

echo "$found fuzz targets, $time each"
