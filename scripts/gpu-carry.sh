#!/usr/bin/env bash
# Collects into one folder what scripts/gpu-check.sh needs on a machine without network beside CUDA, CMake, ninja and g++.
#   scripts/gpu-carry.sh [FOLDER]      default .deps/carry: some 15 MB, made anew each time
# Sources of libraries (Highway, fmt, GoogleTest), the peers' Python files, a small table of customers, the commit.
set -euo pipefail
case "${1:-}" in
  -h | --help) sed -n '2,4s/^# *//p' "$0"; exit 0 ;;
  -*) echo "gpu-carry: unknown option $1 (there is a folder, and --help)" >&2; exit 2 ;;
esac
. "$(dirname "$0")/common.sh"
carry=${1:-.deps/carry}
peers=(flash-kmeans==0.3.1 flashlib==0.4.0 tqdm==4.67.1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$carry"
mkdir -p "$carry/peers" "$carry/data"

# Highway's targets.cc is in no binary package; `apt-get source` needs source lists of its own, for not every machine has them.
fetch_highway() {
  mkdir -p "$work/lists/partial" "$work/parts"
  echo "deb-src http://deb.debian.org/debian bookworm main" >"$work/parts/source.list"
  local apt=(apt-get -qq -o Dir::Etc::sourcelist="$work/none" -o Dir::Etc::sourceparts="$work/parts" -o Dir::State::lists="$work/lists"
    -o APT::Sandbox::User=root)
  touch "$work/none"
  "${apt[@]}" update
  (cd "$work" && "${apt[@]}" source --download-only highway 2>/dev/null)
  mkdir -p "$work/highway"
  tar -xf "$work"/highway_*.orig.tar.gz -C "$work/highway" --strip-components=1
  cp -r "$work/highway/hwy" "$carry/hwy"
  rm -rf "$carry"/hwy/{contrib,examples,tests} "$carry"/hwy/*_test.cc
}

copy_libraries() {
  for folder in /usr/include/fmt /usr/src/googletest; do
    [ -d "$folder" ] || { say "$folder is missing: run scripts/install-deps.sh" >&2; exit 1; }
  done
  cp -r /usr/include/fmt "$carry/fmt"
  cp -r /usr/src/googletest "$carry/googletest"
  rm -rf "$carry"/googletest/*/{test,docs,samples}
}

# Only .py files: a peer that needs more of the machine is left out there.
fetch_peers() {
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work/wheels" "${peers[@]}"
  for wheel in "$work"/wheels/*.whl; do
    python3 -m zipfile -e "$wheel" "$work/peers"
  done
  (cd "$work/peers" && find . -name '*.py' -exec cp --parents {} "$OLDPWD/$carry/peers/" \;)
  printf '%s\n' "${peers[@]}" >"$carry/peers/versions.txt"
}

# Recency, frequency and spend of the customers, scaled: the table that the sweep runs on.
make_table() {
  local transactions=${SHOAL_SHARED:-../shared}/data/online-retail/online-retail.csv.gz
  local shoal=${SHOAL_BINARY:-build/release/bin/shoal}
  if [ -e "$transactions" ] && [ -x "$shoal" ]; then
    "$shoal" prepare "$transactions" -o "$work/features.csv" >/dev/null 2>&1
    python3 bench/gpu/carried_table.py "$work/features.csv" "$carry/data/rfm.f32"
  else
    say "no table of customers: $shoal or $transactions is missing; the check uses generated rows"
  fi
}

say "libraries"
fetch_highway
copy_libraries
say "peers"
fetch_peers
make_table
git describe --always --abbrev=12 --exclude='*' --dirty >"$carry/commit"
say "$carry holds $(du -sh "$carry" | cut -f1)"
