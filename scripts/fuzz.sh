#!/usr/bin/env bash
# Gives each reader of files and answers the inputs that libFuzzer makes from those it has, under the address and undefined-behaviour
# sanitizers, and prints what came of it. Inputs that were found go to build/fuzz/found; status 1 where there are any.
#   scripts/fuzz.sh [SECONDS [TARGET...]]    600 seconds for each fuzzer of tests/fuzzers; needs scripts/install-deps.sh --fuzz
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '2,4s/^# *//p' "$0"; exit 0 ;; esac
. "$(dirname "$0")/common.sh"

seconds=${1:-600}
targets=("${@:2}")
if [ ${#targets[@]} = 0 ]; then
  mapfile -t targets < <(basename -s .cpp tests/fuzzers/*.cpp)
fi
build fuzz "${targets[@]/#/fuzz_}"
rm -rf build/fuzz/found
mkdir -p build/fuzz/found

# found TARGET KIND: how many inputs of that kind were found.
found() { find build/fuzz/found -name "$1-$2-*" | wc -l; }

# fuzz TARGET: the inputs that reached something new stay in build/fuzz/corpus, for the next time.
fuzz() {
  local target=$1 log=build/fuzz/$1.log corpus=build/fuzz/corpus/$1 status=0 executions
  mkdir -p "$corpus"
  build/fuzz/bin/fuzz_"$target" -max_total_time="$seconds" -timeout=60 -print_final_stats=1 \
    -artifact_prefix=build/fuzz/found/"$target"- "$corpus" tests/fuzzers/corpus/"$target" >"$log" 2>&1 || status=1
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf 'fuzz: %-16s %10s executions, %s crashes, %s hangs, %s beyond 2 GB, %s leaks, %s slow\n' "$target" "${executions:-no}" \
    "$(found "$target" crash)" "$(found "$target" timeout)" "$(found "$target" oom)" "$(found "$target" leak)" "$(found "$target" slow-unit)"
  [ $status = 0 ] || say "$target found something: $log" >&2
  return $status
}

export -f fuzz found say
export seconds
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'fuzz {}' || exit 1
