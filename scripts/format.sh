#!/usr/bin/env bash
# Formats every tracked C++ and CUDA source with clang-format 14; with --check only says what would change (status 1).
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(command -v clang-format-14 || command -v clang-format || true)
if [ -z "$tool" ] || ! "$tool" --version | grep -q 'version 14\.'; then
  echo "format: clang-format 14 is not here (scripts/install-deps.sh --tests brings it)" >&2
  exit 77
fi
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp' '*.cu' '*.cuh')
case "${1:-}" in
  --check) printf '%s\0' "${files[@]}" | xargs -0 -r -n 20 -P 2 "$tool" --dry-run -Werror ;;
  "") printf '%s\0' "${files[@]}" | xargs -0 -r -n 20 -P 2 "$tool" -i ;;
  *) echo "format: unknown option $1 (there is --check)" >&2; exit 2 ;;
esac
