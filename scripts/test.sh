#!/usr/bin/env bash
# Runs all tests. Installs PostgreSQL, promtool and Chromium where they are missing (Debian, Ubuntu), and starts a PostgreSQL of its own on a
# private socket, as an unprivileged user when run as root.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

missing=()
[ -n "$(postgres_bin)" ] || missing+=(postgresql)
command -v promtool >/dev/null || missing+=(prometheus)
command -v chromium >/dev/null || missing+=(chromium)
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

bin=$(postgres_bin)
folder=$(mktemp -d)
run() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  run() { su postgres -s /bin/bash -c "$(printf '%q ' "$@")"; }
fi
stop() { run "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
run "$bin/initdb" -D "$folder/data" -U simpul --auth=trust --encoding=UTF8 --locale=C >/dev/null
run "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-c listen_addresses='' -k $folder -c fsync=off" start >/dev/null
chmod 755 "$folder"
run "$bin/createdb" -h "$folder" -U simpul simpul
encoded=${folder//\//%2F}
export SIMPUL_TEST_POSTGRES_URL="postgres://simpul@${encoded}/simpul"

if [ -z "${SIMPUL_TEST_MEILISEARCH_URL:-}" ]; then
  echo "SKIPPED: the search contract on Meilisearch (set SIMPUL_TEST_MEILISEARCH_URL and SIMPUL_TEST_MEILISEARCH_KEY)"
fi
cargo test --workspace
promtool check rules dashboards/prometheus/*.rules.yml
promtool test rules dashboards/prometheus/*.rules.test.yml
