#!/usr/bin/env bash
# Two hosts in network namespaces share one PostgreSQL. The first is cut off in the middle of a write; the second takes over; the first comes
# back and can write nothing. Needs root and network namespaces; says loudly where they are not to be had, and is done then.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/postgres.sh

skip() { echo "SKIPPED: two hosts in network namespaces ($1)"; exit 0; }
[ "$(id -u)" = 0 ] || skip "not root"
install postgres=postgresql ip=iproute2
a=simpul-a-$$ b=simpul-b-$$ link_a=sma$$ link_b=smb$$
ip netns add "$a" 2>/dev/null || skip "ip netns is not permitted"
folder=$(mktemp -d) host=198.18.77.1
started=()
cleanup() {
  # Waited for, so that the shell does not tell of each.
  for process in "${started[@]}"; do kill -9 "$process" 2>/dev/null && wait "$process" 2>/dev/null || true; done
  for space in "$a" "$b"; do ip netns del "$space" 2>/dev/null || true; done
  for link in "$link_a" "$link_b"; do ip link del "$link" 2>/dev/null || true; done
  stop_postgres 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# The hosts: each a namespace, a cable to here, and the way to $host through it.
ip netns add "$b"
wire() { # namespace, link, this side, that side
  ip link add "$2" type veth peer name eth0 netns "$1"
  ip addr add "$3/30" dev "$2"
  ip link set "$2" up
  ip -n "$1" addr add "$4/30" dev eth0
  ip -n "$1" link set lo up
  ip -n "$1" link set eth0 up
  ip -n "$1" route add default via "$3"
}
wire "$a" "$link_a" 198.18.77.1 198.18.77.2
wire "$b" "$link_b" 198.18.77.5 198.18.77.6

# The database, on TCP. What start_postgres makes listens on a socket only: it is told to listen here too.
start_postgres -c fsync=off
trap cleanup EXIT
echo "host all all 198.18.77.0/24 trust" >>"$postgres_folder/data/pg_hba.conf"
as_user "$postgres_binaries/pg_ctl" -D "$postgres_folder/data" -w -m fast stop >/dev/null
as_user "$postgres_binaries/pg_ctl" -D "$postgres_folder/data" -w -l "$postgres_folder/log" \
  -o "-c listen_addresses=$host -p 5498 -k $postgres_folder -c fsync=off" start >/dev/null
ask() { "$postgres_binaries/psql" -h "$host" -p 5498 -U simpul -d simpul -qAt -c "$1"; }

# The program, and regions to harvest.
cargo build -q
cargo test -q --test faults --no-run
program=${CARGO_TARGET_DIR:-target}/debug/simpul
regions=$(cargo test --test faults --no-run --message-format=json 2>/dev/null | grep -o '"executable":"[^"]*faults-[^"]*"' | cut -d'"' -f4 | tail -n 1)
mkdir "$folder/sources"
mkfifo "$folder/stop"
"$regions" regions "$host" "$folder/sources" <"$folder/stop" >"$folder/regions.log" 2>&1 &
started+=($!)
exec 9>"$folder/stop"
until grep -q ready "$folder/regions.log"; do sleep 0.2; done
export SIMPUL_DATABASE_URL="postgres://simpul@$host:5498/simpul" SIMPUL_SEARCH_URL="embedded:$folder/index"
export SIMPUL_ALLOW_PRIVATE_SOURCES=true SIMPUL_LOG=info NO_COLOR=1
"$program" source import "$folder"/sources/*.toml >/dev/null
wanted=$(ask "SELECT count(*) FROM sources")

await() { # seconds, what for, query that gives t
  local until=$((SECONDS + $1))
  until [ "$(ask "$3")" = t ]; do
    if [ $SECONDS -ge $until ]; then echo "MISS  $2 did not come within $1 s"; ask "$4"; exit 1; fi
    sleep 0.5
  done
}

# A writes, and stops in the middle: a lock holds its rows of services back.
"$postgres_binaries/psql" -h "$host" -p 5498 -U simpul -d simpul -qAt \
  -c "BEGIN; LOCK TABLE services IN SHARE ROW EXCLUSIVE MODE; SELECT pg_sleep(600)" >/dev/null 2>&1 &
started+=($!)
await 10 "the lock" "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'ShareRowExclusiveLock' AND granted" "SELECT 1"
ip netns exec "$a" "$program" work 2>"$folder/a.log" &
started+=($!)
in_the_middle="SELECT count(*) > 0 FROM pg_stat_activity WHERE client_addr = '198.18.77.2' AND wait_event_type = 'Lock'"
await 60 "host A in the middle of a write" "$in_the_middle" "SELECT 1"
ip link set "$link_a" down
echo "host A is cut off in the middle of $(ask "SELECT count(*) FROM pg_stat_activity WHERE client_addr = '198.18.77.2' AND wait_event_type = 'Lock'") writes"
ask "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >/dev/null
cut=$SECONDS

ip netns exec "$b" "$program" work 2>"$folder/b.log" &
started+=($!)
await 420 "the harvest of every source by host B" "SELECT count(*) = $wanted FROM sources WHERE services = 40 AND lease_owner IS NULL" \
  "SELECT id, services, lease_owner, lease_until, fence FROM sources"
echo "host B has taken over and harvested all $wanted sources, $((SECONDS - cut)) s after the cut"
before=$(ask "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM snapshots), (SELECT max(seq) FROM changes), (SELECT count(*) FROM services)")

ip link set "$link_a" up
# Long enough for whatever A still holds: its keep-alives end after a minute.
sleep 90
after=$(ask "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM snapshots), (SELECT max(seq) FROM changes), (SELECT count(*) FROM services)")
[ "$before" = "$after" ] || { echo "MISS  host A wrote when it came back: $before, then $after"; exit 1; }
half=$(ask "SELECT count(*) FROM (SELECT source_id FROM services GROUP BY source_id HAVING count(*) <> 40) AS half")
[ "$half" = 0 ] || { echo "MISS  $half sources hold half a catalog"; exit 1; }
held=$(ask "SELECT count(*) FROM pg_stat_activity WHERE client_addr = '198.18.77.2' AND xact_start < now() - interval '60 seconds'")
[ "$held" = 0 ] || { echo "MISS  host A still holds $held transactions"; exit 1; }

# A is whole again: it harvests what is due like any other.
kill -9 "${started[-1]}"
ask "UPDATE sources SET due_at = now()" >/dev/null
await 60 "a harvest by host A after it came back" "SELECT count(*) = $wanted FROM sources WHERE last_attempt_at > now() - interval '60 seconds'" \
  "SELECT id, last_attempt_at, lease_owner FROM sources"
echo "host A wrote nothing when it came back, and harvests again"
