#!/usr/bin/env bash
# Builds the engine, runs every GPU test, compute-sanitizer and the benchmarks beside the peers, and writes one JSON file.
#   scripts/gpu-check.sh [--out FILE] [--carry FOLDER] [--build FOLDER] [--seconds S] [--architecture A]
# Needs CUDA 13, CMake, ninja, g++, Python with torch, and the folder of scripts/gpu-carry.sh; no network. Nine minutes at most.
# Exit status: 0 all passed; 1 a step failed; 2 usage; 5 no GPU here, but it builds. docs/guide/gpu.md says how to read it.
set -euo pipefail
case "${1:-}" in -h | --help) sed -n '2,5s/^# *//p' "$0"; exit 0 ;; esac
. "$(dirname "$0")/common.sh"
export PATH=$PATH:/usr/local/cuda/bin PYTHONDONTWRITEBYTECODE=1
exec "${SHOAL_PYTHON:-python3}" bench/gpu/check.py "$@"
