# Everything a contributor runs, one target a job. `make` alone lists them.

FUZZTIME ?= 50000x
TOPIC    ?= gc
# What `make conform` runs: fresh random programs, played by the real CPython
# and by this module, compared answer by answer.
CONFORM  ?= UNDERHOOD_FULL=1 go test -run 'Conform' -count=1 -v ./gc ./iterators ./concurrency/... ./metaclass ./internal/...
# What `make record` runs: asks the real thing again and rewrites testdata.
RECORD   ?= bash internal/conform/record/all

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  FUZZTIME=$(FUZZTIME)  TOPIC=$(TOPIC)  MODULE=example.org/you/underhood"

.PHONY: test
test: ## run every test, as the README says
	go test ./...

.PHONY: race
race: ## run every test under the race detector, in random order
	go test -race -shuffle=on ./...

.PHONY: full
full: ## run the long forms: fresh seeds, kills, real servers
	UNDERHOOD_FULL=1 go test -count=1 ./...

.PHONY: ci
ci: ## run what the checks run on every change
	bash .ci/run

.PHONY: lint
lint: bin/golangci-lint ## lint every module, formatting included
	bash tools/each.sh $(CURDIR)/bin/golangci-lint run --config $(CURDIR)/.golangci.yml ./...

.PHONY: sqlvet
sqlvet: ## look for SQL that is not made of constants, with our own vet pass
	go build -o bin/ ./websec/sqlvet/cmd/sqlvet
	go vet -vettool=$(CURDIR)/bin/sqlvet ./...

.PHONY: fmt
fmt: bin/golangci-lint ## format every module with gofumpt
	bash tools/each.sh $(CURDIR)/bin/golangci-lint fmt --config $(CURDIR)/.golangci.yml ./...

.PHONY: fix
fix: ## apply go fix and go mod tidy in every module
	bash tools/each.sh go fix ./...
	bash tools/each.sh go mod tidy

.PHONY: fuzz
fuzz: ## run every fuzz target on FUZZTIME inputs each
	bash tools/fuzz.sh $(FUZZTIME)

.PHONY: cover
cover: ## show how much of each gated tree its tests reach
	bash tools/cover.sh

.PHONY: bench
bench: ## measure TOPIC beside its rivals and its Python twin
	@test -f bench/go.mod || { echo "make bench: bench/ is not here yet; there is nothing to measure" >&2; exit 1; }
	cd bench && go run . -topic $(TOPIC)

.PHONY: conform
conform: ## play fresh random programs through python3 and through Go
	$(CONFORM)

.PHONY: record
record: ## ask the real thing again and renew the recorded answers
	$(RECORD)

.PHONY: golden
golden: ## renew the golden files; read the diff before you commit it
	bash tools/golden.sh

.PHONY: pictures
pictures: ## draw the README's pictures again
	go run ./examples/gc -svg docs/gc.svg
	go run ./examples/iterators -svg docs/iterators.svg
	go run ./examples/singleton -svg docs/singleton.svg
	go run ./examples/ipc -svg docs/ipc.svg
	go run ./examples/concurrency -svg docs/concurrency.svg
	go run ./examples/metaclass -svg docs/metaclass.svg
	go run ./examples/orm -svg docs/orm.svg
	go run ./examples/web -svg docs/web.svg
	go run ./examples/websec -svg docs/websec.svg

.PHONY: rename
rename: ## move the module path: make rename MODULE=example.org/you/underhood
	@test -n '$(MODULE)' || { echo "make rename: say where to, e.g. MODULE=example.org/you/underhood" >&2; exit 2; }
	go -C tools run ./rename -root '$(CURDIR)' -to '$(MODULE)'
	bash tools/each.sh go vet ./...

# The linter is built from the versions that tools/go.mod pins.
bin/golangci-lint: tools/go.mod tools/go.sum
	go build -C tools -o $(CURDIR)/bin/ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@
