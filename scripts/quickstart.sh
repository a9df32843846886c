#!/usr/bin/env bash
# From a fresh checkout to a first report: installs what is missing, builds the release, segments a shop's transactions.
#   scripts/quickstart.sh                    on generated sample data
#   scripts/quickstart.sh FILE [OPTION...]   on your own transactions; options go to `shoal segment`
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '2,4s/^# *//p' "$0"; exit 0 ;; esac
input=${1:-}
if [ -n "$input" ]; then
  shift
  if [ ! -e "$input" ]; then
    echo "quickstart: there is no file $input" >&2
    exit 3
  fi
  input=$(realpath "$input")
fi
. "$(dirname "$0")/common.sh"

SECONDS=0
say "1/3 what shoal is built from"
scripts/install-deps.sh
installed=$SECONDS
say "2/3 build"
# A first build takes a third of the time with the files of a module in one; a build folder that is there stays as it is.
first=()
[ -e build/release/CMakeCache.txt ] || first=(-DSHOAL_UNITY=ON)
remember_log build/release
build release "${first[@]}" shoal
built=$SECONDS
scripts/times.py build/release >build/release/times.txt || true
shoal=build/release/bin/shoal
"$shoal" --version

out=shoal-quickstart
mkdir -p "$out"
if [ -z "$input" ]; then
  input=$out/retail.csv
  say "3/3 sample data ($input), then shoal segment"
  "$shoal" generate retail -o "$input"
else
  say "3/3 shoal segment $input"
fi
"$shoal" segment "$input" -o "$out/run" "$@"
say "$SECONDS s: installing $installed, building $((built - installed)) (build/release/times.txt), the segments $((SECONDS - built))"
say "the report is $PWD/$out/run/report.html"
say "your own data: scripts/quickstart.sh FILE, or $PWD/$shoal segment FILE -o DIR"
