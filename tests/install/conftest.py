"""The tree that `cmake --install` makes of the build, moved away from where it was put."""

import subprocess

import pytest


@pytest.fixture(scope="session")
def installed(build_dir, tmp_path_factory):
    first = tmp_path_factory.mktemp("install") / "first"
    subprocess.run(
        ["cmake", "--install", str(build_dir), "--prefix", str(first)], check=True, capture_output=True, text=True
    )
    return first.rename(first.with_name("moved"))
