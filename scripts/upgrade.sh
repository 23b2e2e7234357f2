#!/usr/bin/env bash
# Builds the program of before (a tag or a commit; usual: the last tag) and has it serve and harvest while this one brings the tables up to date,
# on SQLite and on PostgreSQL. SIMPUL_PREVIOUS names one that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

if [ -z "${SIMPUL_PREVIOUS:-}" ]; then
  before=${1:-$(git describe --tags --abbrev=0 2>/dev/null || true)}
  if [ -z "$before" ]; then
    echo "There is no tag yet: make upgrade FROM=COMMIT" >&2
    exit 2
  fi
  target="${CARGO_TARGET_DIR:-$PWD/target}"
  tree=$(mktemp -d)
  git worktree add --quiet --detach "$tree" "$before"
  built=0
  (cd "$tree" && CARGO_TARGET_DIR="$target/previous" cargo build --locked) || built=$?
  git worktree remove --force "$tree"
  [ "$built" = 0 ] || exit "$built"
  export SIMPUL_PREVIOUS="$target/previous/debug/simpul"
fi
if [ -z "${SIMPUL_TEST_POSTGRES_URL:-}" ]; then
  install postgres=postgresql
  start_postgres -c fsync=off
fi
cargo test --workspace --test e2e upgraded_under_load -- --nocapture --test-threads=1
