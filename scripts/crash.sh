#!/usr/bin/env bash
# Kills the program at fifty moments drawn by a seed, on SQLite and on PostgreSQL, with one and with three workers.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

if [ -z "${SIMPUL_TEST_POSTGRES_URL:-}" ]; then
  install postgres=postgresql
  start_postgres -c fsync=off
fi
SIMPUL_SEED=${1:-1} SIMPUL_CRASHES=${SIMPUL_CRASHES:-50} cargo test --test e2e killed -- --nocapture --test-threads=1
