#!/usr/bin/env bash
# Counts which lines of the CUDA code run on the emulator in the tests; status 1 below 90 %, 77 where CUDA's headers are missing.
#   scripts/kernel-coverage.sh            builds build/release so that lines count, runs the kernels' tests, prints a table by file
set -uo pipefail
case "${1:-}" in
  "") ;;
  -h | --help) sed -n '2,3s/^# *//p' "$0"; exit 0 ;;
  *) echo "kernel-coverage: unknown option $1 (there is none)" >&2; exit 2 ;;
esac
. "$(dirname "$0")/common.sh"

executables=(contract_device)
for area in tests/simt/*/; do
  executables+=("simt_$(basename "$area")")
done
if ! build release -DSHOAL_COVERAGE=ON "${executables[@]}"; then
  grep -q '^-- CUDA emulation: headers' build/release/configure.log && exit 1
  say "skipped: $(grep '^-- CUDA emulation:' build/release/configure.log)" >&2
  exit 77
fi
ctest --test-dir build/release --tests-regex '^kernel_coverage$' --parallel "$jobs" --output-on-failure >build/release/coverage.log ||
  { cat build/release/coverage.log; exit 1; }
scripts/kernel_coverage.py build/release
