#!/bin/bash
# A primary and a streaming standby of Debian's PostgreSQL on loopback, in a folder of their own: for tests against the
# real server with fsync on. Needs the Debian package
#   apt-get install --no-install-recommends postgresql
# (which also starts a cluster of its own on port 5432; that one is left alone).
#
#   pg-pair.sh start             makes both servers anew and waits until they stream; prints the line to export for the tests
#   pg-pair.sh freeze 1|2        stops every process of a server where it is; its connections stay open
#   pg-pair.sh thaw 1|2          ends that
#   pg-pair.sh kill 1|2          ends a server as a power cut would
#   pg-pair.sh promote 1|2       makes a standby the primary
#   pg-pair.sh rejoin 1|2        makes an ended server the standby of the other one
#   pg-pair.sh clean             ends both, removes the folder
#
# PG_TEST_DIR (default: $TMPDIR/twinkeep-pg) and PG_TEST_PORT (of server 1, default 18432; server 2 takes the next) say where.
set -euo pipefail

readonly DIR=${PG_TEST_DIR:-${TMPDIR:-/tmp}/twinkeep-pg}
readonly PORT=${PG_TEST_PORT:-18432}
readonly ACCOUNT=postgres # the server refuses to run as root

fail() {
  echo "pg-pair.sh: $*" >&2
  exit 1
}

# The newest version that is installed, or nothing.
programs() {
  find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1
}

BIN=$(programs)
readonly BIN

port_of() { echo $((PORT + $1 - 1)); }
other_of() { echo $((3 - $1)); }
data_of() { echo "$DIR/server-$1"; }

check_number() {
  [ "${1:-}" = 1 ] || [ "${1:-}" = 2 ] || fail "say which server: 1 or 2"
}

as_account() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u "$ACCOUNT" -- "$@")
  else
    "$@"
  fi
}

sql() { # server, statement
  as_account "$BIN/psql" -X -q -A -t -h 127.0.0.1 -p "$(port_of "$1")" -U postgres -d postgres -c "$2"
}

configure() { # server
  as_account tee -a "$(data_of "$1")/postgresql.auto.conf" >/dev/null <<CONF
cluster_name = 'server-$1'
listen_addresses = '127.0.0.1'
port = $(port_of "$1")
unix_socket_directories = '$DIR'
wal_log_hints = on
wal_keep_size = 256MB
wal_receiver_status_interval = 1s
wal_receiver_timeout = 5s
wal_retrieve_retry_interval = 200ms
primary_conninfo = 'host=127.0.0.1 port=$(port_of "$(other_of "$1")") user=postgres'
CONF
}

run() { # server
  as_account "$BIN/pg_ctl" -D "$(data_of "$1")" -l "$DIR/server-$1.log" -w -s start || {
    tail -n 20 "$DIR/server-$1.log" >&2
    fail "server $1 did not start; the end of its log is above"
  }
}

postmaster_of() { # server
  head -n 1 "$(data_of "$1")/postmaster.pid" 2>/dev/null
}

# The postmaster and its children, by their parent: never by name.
processes_of() { # server
  local postmaster
  postmaster=$(postmaster_of "$1") || return 0
  echo "$postmaster"
  ps -o pid= --ppid "$postmaster"
}

wait_for_stream() { # primary
  local i
  for i in $(seq 150); do
    [ "$(sql "$1" "select count(*) from pg_stat_replication where state = 'streaming'")" = 1 ] && return
    sleep 0.1
  done
  fail "server $(other_of "$1") does not follow server $1; see $DIR/server-$(other_of "$1").log"
}

start() {
  clean
  mkdir -p "$DIR"
  if [ "$(id -u)" = 0 ]; then chown "$ACCOUNT" "$DIR"; fi
  as_account "$BIN/initdb" -D "$(data_of 1)" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$DIR/initdb.log"
  configure 1
  run 1
  as_account "$BIN/pg_basebackup" -h 127.0.0.1 -p "$(port_of 1)" -U postgres -D "$(data_of 2)" -X stream -c fast
  configure 2
  as_account touch "$(data_of 2)/standby.signal"
  run 2
  wait_for_stream 1
  echo "export TWINKEEP_PG_PAIR=127.0.0.1:$(port_of 1),127.0.0.1:$(port_of 2)"
}

send() { # signal, server
  local pid
  for pid in $(processes_of "$2"); do
    kill "-$1" "$pid" 2>/dev/null || true
  done
}

# A process that nobody has yet asked for its exit status holds nothing any more, but still answers to signals.
is_running() { # process
  local state
  state=$(ps -o state= -p "$1" 2>/dev/null) || return 1
  [ "$state" != Z ]
}

# The children end by themselves once the postmaster is gone, but a frozen one would not. The lock files go too: where
# nothing collects ended orphans, the next postmaster would take them for those of a running one.
end_at_once() { # server
  local pids
  pids=$(processes_of "$1")
  for pid in $pids; do
    kill -KILL "$pid" 2>/dev/null || true
  done
  for pid in $pids; do
    while is_running "$pid"; do sleep 0.05; done
  done
  rm -f "$(data_of "$1")/postmaster.pid" "$DIR/.s.PGSQL.$(port_of "$1")" "$DIR/.s.PGSQL.$(port_of "$1").lock"
}

promote() { # server
  sql "$1" "select pg_promote(true, 30)" >/dev/null
  # A checkpoint of the new timeline, which pg_rewind looks for.
  sql "$1" checkpoint
}

rejoin() { # server
  local primary
  primary=$(other_of "$1")
  if ! as_account "$BIN/pg_rewind" -D "$(data_of "$1")" --config-file="$(data_of "$1")/postgresql.conf" \
    --source-server="host=127.0.0.1 port=$(port_of "$primary") user=postgres dbname=postgres" >"$DIR/rewind.log" 2>&1; then
    rm -rf "$(data_of "$1")"
    as_account "$BIN/pg_basebackup" -h 127.0.0.1 -p "$(port_of "$primary")" -U postgres -D "$(data_of "$1")" -X stream -c fast
  fi
  configure "$1" # what was copied from the other server names the other server
  as_account touch "$(data_of "$1")/standby.signal"
  run "$1"
  wait_for_stream "$primary"
}

clean() {
  local server
  for server in 1 2; do
    end_at_once "$server"
  done
  rm -rf "$DIR"
}

[ -n "$BIN" ] || fail "no PostgreSQL below /usr/lib/postgresql; see the package in the head of this file"
case "${1:-}" in
  start) start ;;
  freeze) check_number "${2:-}" && send STOP "$2" ;;
  thaw) check_number "${2:-}" && send CONT "$2" ;;
  kill) check_number "${2:-}" && end_at_once "$2" ;;
  promote) check_number "${2:-}" && promote "$2" ;;
  rejoin) check_number "${2:-}" && rejoin "$2" ;;
  clean) clean ;;
  *) sed -n '2,15p' "$0" && exit 2 ;;
esac
