#!/usr/bin/env bash
# Renews golden files: runs the Golden tests, with -update, of every package
# whose tests define that flag (the others would refuse it).
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rlE 'flag\.Bool(Var)?\(.*"update"' --include='*_test.go' . | xargs -r -n1 dirname | LC_ALL=C sort -u |
	while read -r dir; do
		go -C "$dir" test -count=1 -run Golden . -update
	done
git status --short -- '*testdata*'
