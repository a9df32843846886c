#!/usr/bin/env bash
# Makes or updates a private Python environment with the peers and times shoal beside them:
#   scripts/bench-peers.sh kmeans [kmeans.py options]                     passes, seeding, silhouettes, sweep, whole fit
#   scripts/bench-peers.sh prepare [prepare.py options]                   50 million lines to features, beside DuckDB and Polars
#   scripts/bench-peers.sh main-job online-retail.csv [main_job.py options]
#   scripts/bench-peers.sh all [all.py options]                           everything, and the single passes, in one table
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  kmeans) script=kmeans.py ;;
  prepare) script=prepare.py ;;
  main-job) script=main_job.py ;;
  all) script=all.py ;;
  *) sed -n '2,6s/^# \?//p' "$0" >&2; exit 2 ;;
esac
shift
environment=.deps/peers
wanted=bench/peers/requirements.txt
if ! cmp -s "$wanted" "$environment/installed.txt"; then
  echo "Installing the peers into $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" -q install -r "$wanted"
  cp "$wanted" "$environment/installed.txt"
fi
# Settings of the surroundings that slow numpy down would make the comparison unfair.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
exec "$environment/bin/python" "bench/peers/$script" "$@"
