#!/usr/bin/env bash
# Installs what shoal is built from. Safe to run again: what is there is left alone, and then nothing touches the network.
#   scripts/install-deps.sh           what building and running needs
#   scripts/install-deps.sh --tests   also what the tests need (Python packages, a browser for the report)
#   scripts/install-deps.sh --fuzz    also what scripts/fuzz.sh needs (Clang)
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(build-essential ca-certificates cmake ninja-build ccache git pkg-config python3 python3-venv libeigen3-dev libhwy-dev
  libfmt-dev nlohmann-json3-dev libcli11-dev libtomlplusplus-dev libgtest-dev libgmock-dev libbenchmark-dev libcurl4-openssl-dev libssl-dev
  libprotobuf-dev protobuf-compiler libzip-dev libexpat1-dev liblzma-dev)
# What reads the manual pages and completions, and what the report and the style are checked with.
test_packages=(chromium fonts-dejavu-core fonts-liberation clang-format-14 clang-tidy-14 mandoc zsh fish)
fuzz_packages=(clang-14 libclang-rt-14-dev)
arrow_wheel='pyarrow==26.*'
test_wheels=(pytest numpy pyarrow==26.\* scikit-learn scipy pandas openpyxl XlsxWriter playwright axe-playwright-python lxml nvidia-cuda-nvdisasm==13.\*
  nvidia-cuda-cuobjdump==13.\*)
# A real MLflow server and client, what its basic-auth app needs, and what its models run on. Apart, for it pins many other
# packages.
mlflow_wheels=(mlflow==3.17.2 Flask-WTF==1.2.2 onnx==1.23.2 onnxruntime==1.32.0)
azure_wheels=(pytest azure-ai-ml==1.35.2 marshmallow==3.26.2) # its private functions are called: azureml/tests/sdk_stages.py

tests=no
fuzz=no
for argument in "$@"; do
  case "$argument" in
    --tests) tests=yes ;;
    --fuzz) fuzz=yes ;;
    -h | --help) sed -n '2,5s/^# *//p' "$0"; exit 0 ;;
    *) echo "install-deps: unknown option $argument (there are --tests and --fuzz)" >&2; exit 2 ;;
  esac
done
deps=${SHOAL_DEPS_DIR:-.deps}

say() { echo "install-deps: $*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    say "needs root to install packages, and there is no sudo. Run as root: $*" >&2
    exit 1
  fi
}

# Prints the packages among the arguments that dpkg does not know as installed.
missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: install the equivalents of: $* yourself; going on"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ ${#missing[@]} = 0 ]; then
    say "all $# system packages are there"
    return
  fi
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

system_python() { [ -x /usr/bin/python3 ] && echo /usr/bin/python3 || command -v python3; }

# make_environment NAME WHEEL...: a virtual environment in $deps/NAME, made again only when the list of wheels differs.
make_environment() {
  local name=$1 folder="$deps/$1" wanted
  shift
  wanted="$(system_python) $*"
  if [ "$(cat "$folder/installed" 2>/dev/null)" = "$wanted" ]; then
    say "$folder is there"
    return
  fi
  say "making $folder with $*"
  rm -rf "$folder"
  "$(system_python)" -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
  echo "$wanted" >"$folder/installed"
}

has_system_arrow() { pkg-config --atleast-version=15 arrow parquet arrow-acero 2>/dev/null; }

install_packages "${build_packages[@]}"
if has_system_arrow; then say "Arrow of the system is there"; else make_environment arrow "$arrow_wheel"; fi
if [ "$fuzz" = yes ]; then install_packages "${fuzz_packages[@]}"; fi
if [ "$tests" = yes ]; then
  install_packages "${test_packages[@]}"
  # Side by side: each waits for downloads most of the time.
  make_environment test "${test_wheels[@]}" & environments=($!)
  make_environment mlflow "${mlflow_wheels[@]}" & environments+=($!)
  make_environment azure "${azure_wheels[@]}" & environments+=($!)
  for environment in "${environments[@]}"; do wait "$environment"; done
fi
say "done"
