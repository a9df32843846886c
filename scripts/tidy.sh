#!/usr/bin/env bash
# Runs clang-tidy over our sources, with the flags of a build folder.
#   scripts/tidy.sh                what differs from main (or from the last commit, on main)
#   scripts/tidy.sh --all          every source (minutes)
#   scripts/tidy.sh FILE...        these
set -euo pipefail
. "$(dirname "$0")/common.sh"
tool=$(command -v clang-tidy-14 || command -v clang-tidy || true)
if [ -z "$tool" ]; then
  echo "tidy: clang-tidy is not here (Debian package clang-tidy-14)" >&2
  exit 77
fi
folder=build/release
[ -e $folder/compile_commands.json ] || cmake --preset release >/dev/null
case "${1:-}" in
  --all) mapfile -t files < <(git ls-files 'src/*.cpp') ;;
  "") base=$(git merge-base HEAD main)
    [ "$base" != "$(git rev-parse HEAD)" ] || base=HEAD~1
    mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp') ;;
  *) files=("$@") ;;
esac
[ ${#files[@]} -gt 0 ] || { say "nothing to check"; exit 0; }
say "${#files[@]} files with $("$tool" --version | grep -o 'version [0-9.]*')"
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$jobs" "$tool" --quiet -p $folder --extra-arg=-Wno-unknown-warning-option
say "clean"
