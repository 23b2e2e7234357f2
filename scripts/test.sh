#!/usr/bin/env bash
# Runs all tests. Installs PostgreSQL, promtool and Chromium where they are missing (Debian, Ubuntu).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

install postgres=postgresql promtool=prometheus chromium=chromium
start_postgres -c fsync=off
if [ -z "${SIMPUL_TEST_MEILISEARCH_URL:-}" ]; then
  echo "SKIPPED: the search contract on Meilisearch (set SIMPUL_TEST_MEILISEARCH_URL and SIMPUL_TEST_MEILISEARCH_KEY)"
fi
if [ -z "${SIMPUL_SAMPLES:-}" ]; then echo "SKIPPED: the real feeds (set SIMPUL_SAMPLES to their folder)"; fi
cargo test --workspace --no-fail-fast
promtool check rules dashboards/prometheus/*.rules.yml
promtool test rules dashboards/prometheus/*.rules.test.yml
