#!/usr/bin/env bash
# What is too slow for every change: scripts/test.sh --all, then the CPU variant of the Dockerfile, built in a plain folder, and the
# main job in it; and commands killed at every call that changes a file.
#   scripts/nightly.sh         as root, on Debian; two hours without a warm compiler cache, 10 GB of disk
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '2,4s/^# *//p' "$0"; exit 0 ;; esac
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
deps=$(realpath "${SHOAL_DEPS_DIR:-.deps}")
cd tests
SHOAL_NIGHTLY=1 SHOAL_BUILD_DIR=$PWD/../build/release "$deps/test/bin/python" -m pytest -v container folders reliability || status=1
exit $status
