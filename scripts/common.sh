# Sourced by the scripts beside it: where the checkout is, how many jobs, how to configure and build.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=${SHOAL_JOBS:-$(nproc)}
# Several checkouts and presets share one compiler cache.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { echo "$(basename "$0" .sh): $*"; }

# has_nvcc: whether there is a CUDA toolkit, as CMake will find it.
has_nvcc() { [ -n "${CUDACXX:-}" ] || [ -x /usr/local/cuda/bin/nvcc ] || command -v nvcc >/dev/null; }

# remember_log FOLDER: so that scripts/times.py sees what is built there from now on.
remember_log() {
  rm -f "$1/.ninja_log.before"
  cp "$1/.ninja_log" "$1/.ninja_log.before" 2>/dev/null || true
}

# build PRESET [-DNAME=VALUE...] [TARGET...]: configures (quietly unless it fails) and builds.
build() {
  local preset=$1 log=build/$1/configure.log settings=()
  shift
  while [[ ${1:-} == -D* ]]; do
    settings+=("$1")
    shift
  done
  mkdir -p "build/$preset"
  say "configuring build/$preset"
  if ! cmake --preset "$preset" "${settings[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    say "configuring failed; the same text is in $log" >&2
    return 1
  fi
  grep -E '^-- (Arrow|CUDA):' "$log" || true
  say "building build/$preset with $jobs jobs"
  # On a terminal ninja shows its one moving line; in a log only what goes wrong.
  local quiet=()
  [ -t 1 ] || quiet=(-- --quiet)
  cmake --build "build/$preset" --parallel "$jobs" ${1:+--target "$@"} "${quiet[@]}"
}
