#!/usr/bin/env bash
# Makes a private Python environment with the peers and times the main job beside them:
#   scripts/bench-peers.sh online-retail.csv [main_job.py options]
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.deps/peers
if [ ! -x "$environment/bin/python" ]; then
  echo "Installing the peers (pandas, scikit-learn) into $environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" -q install pandas==3.1.1 scikit-learn==1.9.1
fi
exec "$environment/bin/python" bench/peers/main_job.py "$@"
