#!/usr/bin/env bash
# Installs, builds and runs every test; the last line of its output is the count: N passed, N failed, N skipped.
#   scripts/test.sh            what a change is held to: a release build and all tests, then C++ tests under the sanitizers
#   scripts/test.sh --quick    the release build and its tests alone
#   scripts/test.sh --all      more of each, without a time limit; scripts/nightly.sh runs it. HACKING.md says what is left to it
set -uo pipefail
width=change
for argument in "$@"; do
  case "$argument" in
    --quick) width=quick ;;
    --all) width=all ;;
    -h | --help) sed -n '2,5s/^# *//p' "$0"; exit 0 ;;
    *) echo "test: unknown option $argument (there are --quick and --all)" >&2; exit 2 ;;
  esac
done
. "$(dirname "$0")/common.sh"

built=() folders=() steps=()
started=$SECONDS
tested= testing= installing=

# run PRESET [-DNAME=VALUE...] [TARGET]: builds the preset beside the tests of the one before, then starts its tests.
run() {
  local preset=$1 folder=build/$1
  mkdir -p "$folder"
  rm -rf "$folder/test-results" "$folder/ctest.xml"
  remember_log "$folder"
  built+=("$folder")
  if ! build "$@"; then
    steps+=(--failed "$preset: build")
    return
  fi
  mkdir -p "$folder/test-results"
  folders+=("$folder")
  say "build/$preset is built after $((SECONDS - started)) s"
  finish_install
  finish_tests
  say "running the tests of $folder"
  ctest --test-dir "$folder" --output-on-failure --parallel "$jobs" --output-junit ctest.xml >"$folder/ctest.log" 2>&1 &
  tested=$folder testing=$!
}

# Waits for the tests that run, and shows what they said.
finish_tests() {
  [ -n "$testing" ] || return
  wait "$testing"
  cat "$tested/ctest.log"
  say "the tests of $tested took until $((SECONDS - started)) s"
  testing=
}

# What only tests need is installed beside the first compilers: it is mostly downloads.
start_install() {
  scripts/install-deps.sh --tests >build/install.log 2>&1 &
  installing=$!
}

# Waits for it, and then checks the format, which needs some of it.
finish_install() {
  [ -n "$installing" ] || return
  wait "$installing" || steps+=(--failed "install-deps --tests")
  cat build/install.log
  say "what tests need was installed after $((SECONDS - started)) s"
  installing=
  check_format
}

check_format() {
  say "checking the format"
  scripts/format.sh --check
  case $? in
    0) steps+=(--passed format) ;;
    77) steps+=(--skipped format) ;;
    *) steps+=(--failed "format (scripts/format.sh mends it)") ;;
  esac
}

# What the kernels are compiled to is tested as well, so they are compiled wherever there is a toolkit, GPU or not. Two
# architectures show what differs most: 75 has no cp.async, 90a alone has wgmma.
release=(-DSHOAL_COVERAGE=ON -DSHOAL_CUDA="$(has_nvcc && echo ON || echo AUTO)")
sanitized=()
if [ $width = all ]; then
  export SHOAL_EVERY_TARGET=1 # for the sanitizers: tests/support/engine/tried.hpp
  release+=(-DSHOAL_UNITY=OFF -DSHOAL_CUDA_ARCHITECTURES= "-DSHOAL_SIMT_RUNS=1;fifo;lifo;2;3")
  sanitized=("-DSHOAL_TEST_KINDS=unit;contract;property;golden;simt;fuzz;gpu" -DSHOAL_NO_SANITIZE=null,object-size,vptr)
else
  release+=(-DSHOAL_UNITY=ON "-DSHOAL_CUDA_ARCHITECTURES=75-real;90a-real" "-DSHOAL_SIMT_RUNS=1;lifo")
fi

scripts/install-deps.sh || { say "installing failed" >&2; scripts/test_summary.py --failed install-deps; exit 1; }
mkdir -p build
start_install
run release "${release[@]}"
finish_install # where the release could not be built
if [ $width != quick ]; then
  # Which tests: SHOAL_TEST_KINDS in CMakePresets.json.
  run asan "${sanitized[@]}" shoal_tests
  run tsan "${sanitized[@]}" shoal_tests
fi
finish_tests
say "all done after $((SECONDS - started)) s"
scripts/times.py "${built[@]}"
scripts/test_summary.py "${steps[@]}" "${folders[@]}"
