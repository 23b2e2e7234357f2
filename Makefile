# The verbs of this project. `make` lists them.
.PHONY: help demo test bench capacity accuracy relevance dashboards rehearsal deployment faults blackholes crash upgrade netns lighthouse lint fmt
SEED ?= 1

help: ## List the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: ## Harvest 296 synthetic regions and serve the result on http://127.0.0.1:8080
	cargo run --release -- demo

test: ## Run all tests, on SQLite and PostgreSQL; installs what they need
	./scripts/test.sh

bench: ## Measure the main job, the search and the normaliser as ratios to a floor, and the pages of the sources
	./scripts/bench.sh

capacity: ## Measure 296, 2,960 and 29,600 sources: harvests, memory, disk, answers (an hour; SIMPUL_BENCH_COPIES=1,10 for less)
	./scripts/bench.sh capacity

accuracy: ## Count what the normaliser reads right, wrong and refuses; CASES=FILE, JSON=1, VERBOSE=1
	@cargo run -q --release -p registry --no-default-features --example accuracy -- $(CASES)

QUERIES ?= registry/tests/relevance/queries.csv registry/tests/relevance/second.csv registry/tests/relevance/held_out.csv

relevance: ## Count how well questions are answered on the demo's data; QUERIES=FILE, JSON=1, SIMPUL_SEARCH_URL=http://… for Meilisearch
	@cargo run -q --release -- relevance $(if $(JSON),--json) $(QUERIES)

faults: ## Play every fault of the farm against the parts, and check after each cycle; SEED=2 gives other offsets, ONLY=csv some of them
	cargo test --test faults --no-run
	cargo test -q --test faults -- every --seed $(SEED) $(if $(ONLY),--only $(ONLY))

blackholes: ## The whole nation accepts and is silent, all at once
	cargo test -q --test faults -- black-holes --seed $(SEED)

crash: ## Kill the program at 50 random moments of a cycle, on SQLite and PostgreSQL, with one and with three workers
	./scripts/crash.sh $(SEED)

upgrade: ## The program of before (FROM=v0.1.0; usual: the last tag) serves and harvests while this one brings the tables up to date
	./scripts/upgrade.sh $(FROM)

netns: ## Two hosts in network namespaces, one cut off in the middle of a write; needs root
	./scripts/netns.sh

dashboards: ## Write the Grafana dashboards anew from their code
	@cargo run -q -p dashboards

rehearsal: ## The worst day: 296 regions fall silent under a real Prometheus and Alertmanager; one alert, not 296
	cargo test -q --test e2e watched::rehearsal -- --nocapture

deployment: ## Check deploy/: the compose file, the configurations, the systemd units
	@./scripts/deployment.sh

lighthouse: ## Lighthouse with a phone's profile on the search and hall pages of the demo: each category at least 95
	@./scripts/lighthouse.sh

lint: ## Formatting and clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets

fmt: ## Format the code
	cargo fmt --all
