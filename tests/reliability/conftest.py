"""The program under faults: memory, threads and system calls that fail."""

import os
import pathlib
import subprocess

import numpy as np
import pytest

SHIM = pathlib.Path(__file__).resolve().parent.parent / "support" / "fault_shim.c"


@pytest.fixture(scope="session")
def nightly():
    """Whether every case is to run, and not a sample of them."""
    return bool(os.environ.get("SHOAL_NIGHTLY"))


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    library = tmp_path_factory.mktemp("shim") / "fault_shim.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-Wall", "-Werror", SHIM, "-o", library, "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def big_table(tmp_path_factory):
    """400,000 x 16 float32, 26 MB, in .npy."""
    path = tmp_path_factory.mktemp("big") / "big.npy"
    np.save(path, np.random.default_rng(1).normal(size=(400_000, 16)).astype("f4"))
    return path
