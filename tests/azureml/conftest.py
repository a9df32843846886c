"""The files below azureml/, the lint and the local runner. Run by the private environment `azure`, which has the SDK:

(cd tests && SHOAL_BUILD_DIR=../build/release ../.deps/azure/bin/python -m pytest -q azureml)
"""

import importlib.util
import json
import pathlib
import subprocess
import sys

import pytest

if not importlib.util.find_spec("yaml"):
    collect_ignore_glob = ["test_*.py"]  # another environment, for the other tests


@pytest.fixture(scope="session")
def azureml(source_dir):
    return source_dir / "azureml"


@pytest.fixture(scope="session")
def sdk_stages(azureml):
    """sdk_stages(files) -> what the SDK says of each: {"file", "stage", "message"}."""

    def run(files):
        done = subprocess.run(
            [sys.executable, azureml / "tests" / "sdk_stages.py", *files], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
        assert [pathlib.Path(answer["file"]) for answer in answers] == list(files)
        return answers

    return run
