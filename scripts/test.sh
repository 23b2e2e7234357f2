#!/usr/bin/env bash
# Runs all tests. Installs PostgreSQL, promtool, Chromium and Node.js where they are missing (Debian, Ubuntu).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

# The same random cases in every run, so that a run says something of a change; PROPTEST_RNG_SEED="" draws others, PROPTEST_CASES=10000 more.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED-1}"
[ -n "$PROPTEST_RNG_SEED" ] || unset PROPTEST_RNG_SEED

install postgres=postgresql promtool=prometheus chromium=chromium node=nodejs npm=npm
# The driver of the browser, axe and Lighthouse: development only. Nothing is downloaded but these packages.
PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: the pages in Chromium (npm ci in tests/browser failed)"
npm ci --prefix tests/openid --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: signing in at a provider of OpenID Connect (npm ci in tests/openid failed)"
npm ci --prefix tests/standards --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: the validators of standards (npm ci in tests/standards failed)"
python3 -c 'import rdflib, pyshacl, schemathesis' 2>/dev/null ||
  echo "SKIPPED: CPSV-AP and the description of the API (pip install rdflib pyshacl schemathesis)"
start_postgres -c fsync=off
if [ -z "${SIMPUL_TEST_MEILISEARCH_URL:-}" ]; then
  echo "SKIPPED: the search contract on Meilisearch (set SIMPUL_TEST_MEILISEARCH_URL and SIMPUL_TEST_MEILISEARCH_KEY)"
fi
if [ -z "${SIMPUL_HSDS_SCHEMAS:-}" ]; then echo "SKIPPED: the published HSDS schemas (set SIMPUL_HSDS_SCHEMAS to their folder)"; fi
if [ -z "${SIMPUL_SAMPLES:-}" ]; then echo "SKIPPED: the real feeds (set SIMPUL_SAMPLES to their folder)"; fi
cargo test --workspace --no-fail-fast
promtool check rules dashboards/prometheus/*.rules.yml
promtool test rules dashboards/prometheus/*.rules.test.yml
