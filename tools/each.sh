#!/usr/bin/env bash
# Runs a command in the folder of every go.mod: the root module first, then the
# nested ones, which `./...` does not reach.
#
#   bash tools/each.sh go mod tidy -diff
#   bash tools/each.sh --nested go test ./...
set -euo pipefail
cd "$(dirname "$0")/.."

nested=no
if [ "${1:-}" = --nested ]; then
	nested=yes
	shift
fi

# testdata may hold modules on purpose; they are data.
find . -name go.mod -not -path '*/testdata/*' -not -path '*/node_modules/*' | LC_ALL=C sort |
	while read -r mod; do
		dir=$(dirname "$mod")
		if [ "$nested" = yes ] && [ "$dir" = . ]; then continue; fi
		echo "-- module $dir"
		(cd "$dir" && "$@" </dev/null)
	done
