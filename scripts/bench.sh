#!/usr/bin/env bash
# Runs the benchmarks on SQLite and on a PostgreSQL of its own, with its usual durability. Each prints ratios of one run. `capacity`: how far the
# whole goes instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

install postgres=postgresql
start_postgres
if [ "${1:-}" = capacity ]; then
  cargo bench --bench harvest -- capacity
  exit
fi
cargo bench -p registry --no-default-features --bench normalise
cargo bench -p registry --no-default-features --bench finder
cargo bench -p registry --no-default-features --features search --bench search
cargo bench --bench answers
cargo bench --bench load
cargo bench --bench sources
cargo bench --bench statistics
cargo bench --bench harvest
