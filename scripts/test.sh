#!/usr/bin/env bash
# Runs all tests. Installs PostgreSQL, promtool, Chromium, Node.js and Python where they are missing (Debian, Ubuntu).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

# The same random cases in every run, so that a run says something of a change; PROPTEST_RNG_SEED="" draws others, PROPTEST_CASES=10000 more.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED-1}"
[ -n "$PROPTEST_RNG_SEED" ] || unset PROPTEST_RNG_SEED

install postgres=postgresql promtool=prometheus amtool=prometheus-alertmanager chromium=chromium node=nodejs npm=npm venv=python3-venv
# The driver of the browser, axe and Lighthouse: development only. Nothing is downloaded but these packages.
PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: the pages in Chromium (npm ci in tests/browser failed)"
npm ci --prefix tests/openid --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: signing in at a provider of OpenID Connect (npm ci in tests/openid failed)"
npm ci --prefix tests/standards --ignore-scripts --no-audit --no-fund --silent ||
  echo "SKIPPED: the validators of standards (npm ci in tests/standards failed)"
# Validators from PyPI, in a folder of their own beside what cargo builds: made once, and again when their list changes.
venv="${CARGO_TARGET_DIR:-$PWD/target}/python"
if ! cmp -s tests/standards/requirements.txt "$venv/requirements.txt"; then
  rm -rf "$venv"
  if python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/standards/requirements.txt; then
    cp tests/standards/requirements.txt "$venv/requirements.txt"
  else
    echo "SKIPPED: CPSV-AP, the description of the API, webhooks, feeds and letters under others' programs (pip install -r tests/standards/requirements.txt failed)"
  fi
fi
export PATH="$venv/bin:$PATH"
start_postgres -c fsync=off
if [ -z "${SIMPUL_TEST_MEILISEARCH_URL:-}" ]; then
  echo "SKIPPED: the search contract on Meilisearch (set SIMPUL_TEST_MEILISEARCH_URL and SIMPUL_TEST_MEILISEARCH_KEY)"
fi
if [ -z "${SIMPUL_HSDS_SCHEMAS:-}" ]; then echo "SKIPPED: the published HSDS schemas (set SIMPUL_HSDS_SCHEMAS to their folder)"; fi
if [ -z "${SIMPUL_SAMPLES:-}" ]; then echo "SKIPPED: the real feeds (set SIMPUL_SAMPLES to their folder)"; fi
cargo test --workspace --no-fail-fast
promtool check rules dashboards/prometheus/*.rules.yml
promtool test rules dashboards/prometheus/*.rules.test.yml
if python3 -c 'import grafana_foundation_sdk' 2>/dev/null; then
  python3 tests/standards/grafana.py dashboards/grafana/*.json
else
  echo "SKIPPED: the dashboards under Grafana's own types (pip install grafana-foundation-sdk)"
fi
./scripts/deployment.sh
