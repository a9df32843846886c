#!/usr/bin/env bash
# What is too slow for every change: scripts/test.sh --all, then the CPU variant of the Dockerfile, built in a plain folder, and the
# main job in it; commands killed at every call that changes a file; a hundred times as many damaged documents and tables;
# and ten minutes of libFuzzer for each reader.
#   scripts/nightly.sh         as root, on Debian; three hours without a warm compiler cache, 10 GB of disk
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '2,5s/^# *//p' "$0"; exit 0 ;; esac
. "$(dirname "$0")/common.sh"

if [ "$(id -u)" != 0 ]; then
  say "needs root, for chroot" >&2
  exit 1
fi
if ! command -v debootstrap >/dev/null; then
  say "installing debootstrap"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
fi
status=0
scripts/test.sh --all || status=1
say "damaging documents"
for name in documents data run_record; do SHOAL_FUZZ=100 "build/release/bin/fuzz_$name" --gtest_brief=1 || status=1; done
scripts/install-deps.sh --fuzz
scripts/fuzz.sh 600 || status=1
deps=$(realpath "${SHOAL_DEPS_DIR:-.deps}")
cd tests
SHOAL_NIGHTLY=1 SHOAL_BUILD_DIR=$PWD/../build/release "$deps/test/bin/python" -m pytest -v -s container folders reliability \
  cli/test_example_algorithm.py || status=1
exit $status
