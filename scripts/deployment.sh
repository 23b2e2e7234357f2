#!/usr/bin/env bash
# Checks what is in deploy/ by the programs that read it; those that are not installed are told. Nothing is started.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check WHAT PROGRAM COMMAND…: runs the command where the program is installed.
check() {
  local what=$1 program=$2
  shift 2
  if ! command -v "$program" >/dev/null; then
    echo "SKIPPED: $what ($program is not installed)"
  elif "$@" >"$work/said" 2>&1; then
    echo "ok: $what"
  else
    echo "WRONG: $what"
    cat "$work/said"
    failed=1
  fi
}

export SIMPUL_PUBLIC_URL=https://simpul.example SIMPUL_DB_PASSWORD=a SIMPUL_SEARCH_KEY=b GRAFANA_PASSWORD=c
if docker compose version >/dev/null 2>&1; then compose="docker compose"; else compose=docker-compose; fi
# shellcheck disable=SC2086
check "deploy/compose.yaml" "${compose%% *}" $compose -f deploy/compose.yaml config

# The rules lie beside the configuration, as in the container.
cp deploy/prometheus/prometheus.yml dashboards/prometheus/simpul.rules.yml "$work"
check "deploy/prometheus" promtool promtool check config "$work/prometheus.yml"
check "deploy/alertmanager" amtool amtool check-config deploy/alertmanager/alertmanager.yml

# A word that systemd does not know is a warning to it, and the line is left out: here it is a mistake.
units() {
  local said
  said=$(systemd-analyze verify --man=no "$1" 2>&1) && [ -z "$said" ] || { echo "$said"; return 1; }
}

# The units as they are, but for the program: it is not installed here, and any that can be run will do.
for unit in simpul-api.service simpul-worker@.service simpul-backup.service; do
  sed "s|^ExecStart=/usr/bin/simpul|ExecStart=/bin/true|" "deploy/systemd/$unit" >"$work/${unit/@/@1}"
  check "deploy/systemd/$unit" systemd-analyze units "$work/${unit/@/@1}"
  # 0 is shut, 10 is open; theirs is 1.4.
  check "the hardening of $unit" systemd-analyze systemd-analyze security --offline=true --threshold=20 "$work/${unit/@/@1}"
done
cp deploy/systemd/simpul-backup.timer "$work"
check "deploy/systemd/simpul-backup.timer" systemd-analyze units "$work/simpul-backup.timer"
exit "$failed"
