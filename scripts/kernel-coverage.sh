#!/usr/bin/env bash
# Counts which lines of the CUDA code run on the emulator in the tests; status 1 below 90 %,
# 77 where CUDA's headers are missing.
#   scripts/kernel-coverage.sh            builds build/coverage, runs the tests of the kernels once, prints a table by file
# Once is one random order: the other orders that ctest runs reach the same lines.
set -uo pipefail
case "${1:-}" in
  "") ;;
  -h | --help) sed -n '2,6s/^# *//p' "$0"; exit 0 ;;
  *) echo "kernel-coverage: unknown option $1 (there is none)" >&2; exit 2 ;;
esac
. "$(dirname "$0")/common.sh"

folder=build/coverage
executables=(contract_device)
for area in tests/simt/*/; do
  # How the emulator itself is tested; no kernel of ours is in these.
  case $(basename "$area") in defects | runtime | scheduler | warp | intrinsics) continue ;; esac
  executables+=("simt_$(basename "$area")")
done

if ! build coverage "${executables[@]}"; then
  grep -q '^-- CUDA emulation: headers' "$folder/configure.log" && exit 1
  say "skipped: $(grep '^-- CUDA emulation:' "$folder/configure.log")" >&2
  exit 77
fi
find "$folder" -name '*.gcda' -delete
export SHOAL_SIMT_ORDER=random SHOAL_SIMT_SEED=1
# The contract first: it takes as long as all others.
printf '%s\n' "${executables[@]}" | xargs -P "$jobs" -I{} sh -c '
  filter="*"; [ {} != contract_device ] || filter="*mulated*"
  echo "kernel-coverage: running {}"
  '"$folder"'/bin/{} --gtest_brief=1 --gtest_filter="$filter" >'"$folder"'/{}.log 2>&1 ||
    { cat '"$folder"'/{}.log; echo "kernel-coverage: {} failed"; exit 1; }' || exit 1
scripts/kernel_coverage.py "$folder"
