#!/usr/bin/env bash
# Renews golden files: runs the tests, with -update, of every package
# whose tests have that flag (the others would refuse it): of their own, or with
# internal/lessons/goldens.
set -euo pipefail
cd "$(dirname "$0")/.."

found=0
while read -r dir; do
	found=$((found + 1))
	echo "-- $dir"
	go -C "$dir" test -count=1 . -update
done < <({ grep -rlE 'flag\.Bool(Var)?\(.*"update"|/internal/lessons/goldens"' --include='*_test.go' . || true; } | xargs -r -n1 dirname | LC_ALL=C sort -u)

echo "$found packages with golden files; what changed:"
git status --short -- '*testdata*'
