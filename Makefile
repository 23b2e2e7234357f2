# The verbs of this project. `make` lists them.
.PHONY: help demo test bench accuracy relevance lint fmt

help: ## List the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: ## Harvest 296 synthetic regions and serve the result on http://127.0.0.1:8080
	cargo run --release -- demo

test: ## Run all tests, on SQLite and PostgreSQL; installs what they need
	./scripts/test.sh

bench: ## Measure the main job, the search and the normaliser as ratios to a floor
	./scripts/bench.sh

accuracy: ## Count what the normaliser reads right, wrong and refuses; CASES=FILE, JSON=1, VERBOSE=1
	@cargo run -q --release -p registry --no-default-features --example accuracy -- $(CASES)

QUERIES ?= registry/tests/relevance/queries.csv registry/tests/relevance/second.csv registry/tests/relevance/held_out.csv

relevance: ## Count how well questions are answered on the demo's data; QUERIES=FILE, JSON=1, SIMPUL_SEARCH_URL=http://… for Meilisearch
	@cargo run -q --release -- relevance $(if $(JSON),--json) $(QUERIES)

lint: ## Formatting and clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets

fmt: ## Format the code
	cargo fmt --all
