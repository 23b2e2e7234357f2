# Sourced: installs what is missing (Debian, Ubuntu), and starts a PostgreSQL of its own on a private socket, as an unprivileged user when
# run as root, until the script ends. Sets SIMPUL_TEST_POSTGRES_URL.

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

# install COMMAND=PACKAGE…: the packages whose command is not there.
install() {
  local missing=() pair
  for pair in "$@"; do
    case "${pair%%=*}" in
      postgres) [ -n "$(postgres_bin)" ] || missing+=("${pair#*=}") ;;
      venv) python3 -c 'import ensurepip' 2>/dev/null || missing+=("${pair#*=}") ;;
      *) command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}") ;;
    esac
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || { echo "Please install: ${missing[*]}" >&2; return 1; }
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

as_user() { "$@"; }

start_postgres() {
  postgres_binaries=$(postgres_bin)
  postgres_folder=$(mktemp -d)
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$postgres_folder"
    as_user() { su postgres -s /bin/bash -c "$(printf '%q ' "$@")"; }
  fi
  stop_postgres() { as_user "$postgres_binaries/pg_ctl" -D "$postgres_folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$postgres_folder"; }
  trap stop_postgres EXIT
  as_user "$postgres_binaries/initdb" -D "$postgres_folder/data" -U simpul --auth=trust --encoding=UTF8 --locale=C >/dev/null
  as_user "$postgres_binaries/pg_ctl" -D "$postgres_folder/data" -w -l "$postgres_folder/log" \
    -o "-c listen_addresses='' -k $postgres_folder $*" start >/dev/null
  chmod 755 "$postgres_folder"
  as_user "$postgres_binaries/createdb" -h "$postgres_folder" -U simpul simpul
  export SIMPUL_TEST_POSTGRES_URL="postgres://simpul@${postgres_folder//\//%2F}/simpul"
}
