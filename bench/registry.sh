#!/usr/bin/env bash
# Measures the register and the console at a million firms: searches, pages, ownership. Anyone can repeat it.
#   bench/registry.sh [FOLDER]        the stores are kept in FOLDER (default: var/bench) and used again; about 5 GB and, the first time, an hour
# SQLite first, then PostgreSQL where its server programs are found (script/with-postgres). Figures go to bench/registry.json and
# bench/ownership.json, each database beside the other, with the machine and its load. FIRMS and RELATIONS make it smaller:
#   FIRMS=20000 RELATIONS=10000 bench/registry.sh /tmp/small
# PAIRS=--no-pairs leaves out matching a list of platforms with all firms, the longest step.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${1:-$root/var/bench}")
cd "$root"

firms=${FIRMS:-1000000} relations=${RELATIONS:-500000}
lookthrough=.venv/bin/lookthrough
[ -x "$lookthrough" ] || lookthrough=$(command -v lookthrough) || { echo "请先运行 script/bootstrap。Run script/bootstrap first." >&2; exit 69; }

measure() { # KIND and the database, if it is not SQLite
  local size=(--firms "$firms" --relations "$relations" --work "$folder/$1")
  [ $# -lt 2 ] || size+=(--database "$2")
  "$lookthrough" bench registry "${size[@]}" --no-other-names ${PAIRS:-} --out bench/registry.json
  "$lookthrough" bench ownership "${size[@]}" ${PAIRS:-} --out bench/ownership.json
}

if [ "${2:-}" = --on-postgresql ]; then # by script/with-postgres, below
  measure postgresql "$LOOKTHROUGH_DATABASE"
  exit
fi
uptime
mkdir -p "$folder"
measure sqlite
if script/with-postgres --check 2>/dev/null; then
  script/with-postgres bench/registry.sh "$folder" --on-postgresql # a new cluster: its store is built anew each time
else
  echo "没有 PostgreSQL，只测 SQLite。No PostgreSQL here: SQLite alone was measured." >&2
fi
