#!/bin/bash
# A one-node Ceph cluster with an S3 gateway, on loopback, in a folder of its own: for tests against a second family of
# S3 servers. Needs root, and the Debian packages
#   apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-mgr ceph-common curl
#
#   ceph.sh start    makes the cluster if there is none, starts it, prints the line to export for the tests
#   ceph.sh stop     ends its four processes; the data stays
#   ceph.sh clean    stop, then removes the folder
#
# CEPH_TEST_DIR (default: $TMPDIR/twinkeep-ceph), CEPH_TEST_PORT (S3, default 18480) and CEPH_TEST_MON_PORT (default
# 18300; the 90 ports after it are used too) say where.
set -euo pipefail

readonly DIR=${CEPH_TEST_DIR:-${TMPDIR:-/tmp}/twinkeep-ceph}
readonly PORT=${CEPH_TEST_PORT:-18480}
readonly MON_PORT=${CEPH_TEST_MON_PORT:-18300}
readonly CONF=$DIR/ceph.conf
readonly ACCESS_KEY=TWINKEEPCEPHTEST
readonly SECRET_KEY=only-for-tests-on-loopback
readonly DISK_GIB=16 # sparse

fail() {
  echo "ceph.sh: $*" >&2
  exit 1
}

check_programs() {
  local program
  for program in ceph ceph-authtool ceph-mon ceph-mgr ceph-osd monmaptool radosgw radosgw-admin curl; do
    command -v "$program" >/dev/null || fail "no $program; see the packages in the head of this file"
  done
  [ "$(id -u)" = 0 ] || fail "needs root"
}

# Whether the process of this pid runs our own configuration: pids are used again after a reboot.
is_ours() {
  [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -- "$CONF"
}

wait_until() { # seconds, command...
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "timed out waiting for: $*; see $DIR/log"
    sleep 0.25
  done
}

write_configuration() {
  mkdir -p "$DIR"/{mon,mgr,osd,gateway,run,log}
  cat >"$CONF" <<CONFIGURATION
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = [v2:127.0.0.1:$MON_PORT/0,v1:127.0.0.1:$((MON_PORT + 1))/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
ms bind ipv6 = false
ms bind port min = $((MON_PORT + 10))
ms bind port max = $((MON_PORT + 90))
auth allow insecure global id reclaim = false
keyring = $DIR/keyring
run dir = $DIR/run
admin socket = $DIR/run/\$name.asok
pid file = $DIR/run/\$name.pid
log file = $DIR/log/\$name.log
crash dir = $DIR/log
# One disk, one copy.
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
# Test machines are often nearly full.
mon data avail warn = 2
mon data avail crit = 1
[mon.a]
mon data = $DIR/mon
[mgr.x]
mgr data = $DIR/mgr
mgr initial modules =
[osd.0]
osd data = $DIR/osd
osd memory target = 1073741824
bluestore block create = true
bluestore block path =
bluestore block size = $((DISK_GIB * 1024 * 1024 * 1024))
osd class update on start = false
osd crush update on start = false
[client.rgw.twinkeep]
rgw frontends = beast endpoint=127.0.0.1:$PORT
rgw data = $DIR/gateway
rgw dynamic resharding = false
rgw override bucket index max shards = 1
# Clients name the region us-east-1; the zone group here is called 'default'.
rgw relaxed region enforcement = true
# Deleted space comes back by garbage collection only, by default after two hours.
rgw gc obj min wait = 5
rgw gc processor period = 10
rgw gc processor max time = 10
CONFIGURATION
}

make_keys() {
  local keyring=$DIR/keyring
  ceph-authtool --create-keyring "$keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$keyring" --gen-key -n mgr.x --cap mon 'allow profile mgr' --cap osd 'allow *'
  ceph-authtool "$keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
  ceph-authtool "$keyring" --gen-key -n client.rgw.twinkeep --cap mon 'allow rw' --cap osd 'allow rwx' --cap mgr 'allow rw'
}

make_monitor() {
  local fsid
  fsid=$(awk '/^fsid/ {print $3}' "$CONF")
  monmaptool --create --fsid "$fsid" \
    --addv a "[v2:127.0.0.1:$MON_PORT,v1:127.0.0.1:$((MON_PORT + 1))]" "$DIR/monmap"
  ceph-mon -c "$CONF" -i a --mkfs --monmap "$DIR/monmap" --keyring "$DIR/keyring"
}

make_disk() {
  ceph-osd -c "$CONF" -i 0 --mkfs --osd-uuid "$(cat /proc/sys/kernel/random/uuid)"
  ceph -c "$CONF" osd new "$(cat "$DIR/osd/fsid")" 0
  ceph -c "$CONF" osd crush add osd.0 1 root=default host=test
}

osd_is_up() { ceph -c "$CONF" osd stat | grep -q '1 up'; }

make_user() {
  radosgw-admin -c "$CONF" user create --uid=twinkeep --display-name=twinkeep \
    --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY"
}

start() {
  check_programs
  ulimit -n 16384 2>/dev/null || true
  local new=no setup=$DIR/log/setup.log
  if [ ! -e "$DIR/made" ]; then
    new=yes
    [ ! -e "$CONF" ] || fail "$DIR holds a half-made cluster; run 'ceph.sh clean' first"
    write_configuration
    { make_keys && make_monitor; } >"$setup" 2>&1 || fail "could not make the cluster; see $setup"
  fi
  ceph-mon -c "$CONF" -i a >>"$setup" 2>&1
  wait_until 30 timeout 5 ceph -c "$CONF" --connect-timeout 4 mon stat
  ceph-mgr -c "$CONF" -i x >>"$setup" 2>&1
  if [ "$new" = yes ]; then
    make_disk >>"$setup" 2>&1 || fail "could not make the disk; see $setup"
  fi
  ceph-osd -c "$CONF" -i 0 >>"$setup" 2>&1
  wait_until 60 osd_is_up
  radosgw -c "$CONF" -n client.rgw.twinkeep >>"$setup" 2>&1
  wait_until 90 curl -fsS "http://127.0.0.1:$PORT/"
  if [ "$new" = yes ]; then
    make_user >>"$setup" 2>&1 || fail "could not make the user; see $setup"
    touch "$DIR/made"
  fi
  echo "export TWINKEEP_CEPH=http://$ACCESS_KEY:$SECRET_KEY@127.0.0.1:$PORT"
}

stop() {
  local name file pid
  for name in client.rgw.twinkeep osd.0 mgr.x mon.a; do
    file=$DIR/run/$name.pid
    [ -s "$file" ] || continue
    pid=$(cat "$file")
    if is_ours "$pid"; then
      kill "$pid" || true
      for _ in $(seq 80); do
        is_ours "$pid" || break
        sleep 0.25
      done
      if is_ours "$pid"; then kill -9 "$pid" || true; fi
    fi
    rm -f "$file"
  done
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  clean)
    stop
    rm -rf "$DIR"
    ;;
  *)
    sed -n '2,11p' "$0" >&2
    exit 2
    ;;
esac
