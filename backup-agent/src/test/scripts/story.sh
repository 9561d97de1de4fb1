#!/usr/bin/env bash
# The story that Twinkeep exists for, by the command line alone, over both S3 servers: init, full, three incrementals,
# replicate, lose the first repository, restore from the second, compare with sha256sum.
#
#   story.sh [BYTES]      of the model; default 1 GiB. Needs TWINKEEP_CEPH (see ceph.sh start) and a built tree (mvn verify).
set -euo pipefail

bytes=${1:-$((1 << 30))}
agent=$(cd "$(dirname "$0")/../../.." && pwd)
core=$(dirname "$agent")/backup-core
twinkeep=$agent/bin/twinkeep
[ -n "${TWINKEEP_CEPH:-}" ] || { echo "TWINKEEP_CEPH is not set; 'ceph.sh start' prints it" >&2; exit 1; }

for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="\(2[5-9]\|[3-9][0-9]\)' "$home/release" && java=$home/bin/java && break
done
classes=$core/target/classes:$core/target/test-classes:$(cat "$core/target/test-classpath.txt")
story() { "$java" --enable-native-access=ALL-UNNAMED -Xmx10g -cp "$classes" io.twinkeep.core.operation.StoryMain "$@"; }
sums() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum); }

work=$(mktemp -d "${TMPDIR:-/tmp}/twinkeep-story.XXXXXX")
export TWINKEEP_CACHE=$work/cache
cleanup() { [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

# The embedded server serves until its input, a pipe that we hold open, ends.
mkfifo "$work/input"
story serve "$work/objects" <"$work/input" >"$work/server" &
server=$!
exec 8>"$work/input"
until grep -q ENDPOINT "$work/server"; do kill -0 "$server"; sleep 0.2; done # waits for the JVM to come up
embedded=$(cat "$work/server")

ceph_keys=${TWINKEEP_CEPH#*://}
ceph_keys=${ceph_keys%@*}
ceph="ENDPOINT=http://${TWINKEEP_CEPH##*@} AWS_ACCESS_KEY_ID=${ceph_keys%%:*} AWS_SECRET_ACCESS_KEY=${ceph_keys#*:}"

# tell NAME "ENDPOINT=... AWS_...=..."
tell() {
  export $2 AWS_REGION=us-east-1
  local name=$1 first="story-$RANDOM-a" second="story-$RANDOM-b" day
  story bucket "$ENDPOINT" "$first"
  story bucket "$ENDPOINT" "$second"
  local here="s3:$ENDPOINT/$first/twins" there="s3:$ENDPOINT/$second/twins"
  echo "== $name: a model of $bytes bytes"
  rm -rf "$work/model" "$work/standby" "$work/key" "$work/cache"
  story model "$work/model" "$bytes" 0
  "$twinkeep" init -r "$here" --key-file "$work/key" --json 2>/dev/null
  for day in 0 1 2 3; do
    [ "$day" = 0 ] || story model "$work/model" "$bytes" "$day"
    "$twinkeep" backup -r "$here" --key-file "$work/key" --model z-image-turbo --json "$work/model" 2>/dev/null
  done
  "$twinkeep" replicate -r "$here" --to "$there" --json 2>/dev/null
  here=lost
  "$twinkeep" restore -r "$there" --key-file "$work/key" --model z-image-turbo --to "$work/standby" --json 2>/dev/null
  "$twinkeep" verify -r "$there" --key-file "$work/key" --read-data 100 --json 2>/dev/null
  [ "$(sums "$work/model")" = "$(sums "$work/standby")" ] || { echo "$name: DIFFERENT BYTES" >&2; exit 1; }
  echo "== $name: equal, $(sums "$work/standby")"
}

tell "embedded S3 server" "$embedded"
tell "Ceph gateway" "$ceph"
