#!/usr/bin/env bash
# Installs, builds and runs every test; the last line of its output is the count: N passed, N failed, N skipped.
#   scripts/test.sh            release build and all tests; then the C++ tests under the sanitizers
#   scripts/test.sh --quick    release build and all tests only
set -uo pipefail
quick=no
for argument in "$@"; do
  case "$argument" in
    --quick) quick=yes ;;
    -h | --help) sed -n '2,4s/^# *//p' "$0"; exit 0 ;;
    *) echo "test: unknown option $argument (there is --quick)" >&2; exit 2 ;;
  esac
done
. "$(dirname "$0")/common.sh"

folders=() steps=()
started=$SECONDS

# run_tests PRESET [-DNAME=VALUE...]: builds the preset and runs its tests; results are left for the summary.
run_tests() {
  local preset=$1 folder=build/$1
  shift
  rm -rf "$folder/test-results" "$folder/ctest.xml"
  if ! build "$preset" "$@"; then
    steps+=(--failed "$preset: build")
    return
  fi
  mkdir -p "$folder/test-results"
  say "running the tests of $folder"
  ctest --test-dir "$folder" --output-on-failure --parallel "$jobs" --output-junit ctest.xml
  folders+=("$folder")
  say "build/$preset took until $((SECONDS - started)) s"
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

check_kernel_coverage() {
  say "counting the lines of the kernels that tests run"
  scripts/kernel-coverage.sh
  case $? in
    0) steps+=(--passed kernel-coverage) ;;
    77) steps+=(--skipped kernel-coverage) ;;
    *) steps+=(--failed "kernel-coverage (scripts/kernel-coverage.sh says which lines)") ;;
  esac
}

scripts/install-deps.sh --tests || { say "installing failed" >&2; scripts/test_summary.py --failed install-deps; exit 1; }
check_format
# What the kernels are compiled to is tested as well, so they are compiled wherever there is a toolkit, GPU or not. No unity
# build: a file must include what it needs.
cuda=AUTO
if has_nvcc; then cuda=ON; fi
run_tests release -DSHOAL_CUDA=$cuda -DSHOAL_UNITY=OFF
if [ "$quick" = no ]; then
  run_tests asan # which kinds of tests: SHOAL_TEST_KINDS in CMakePresets.json
  run_tests tsan
  check_kernel_coverage
fi
say "all done after $((SECONDS - started)) s"
scripts/test_summary.py "${steps[@]}" "${folders[@]}"
