"""The program under faults: memory, threads and system calls that fail."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def big_table(tmp_path_factory):
    """400,000 x 16 float32, 26 MB, in .npy."""
    path = tmp_path_factory.mktemp("big") / "big.npy"
    np.save(path, np.random.default_rng(1).normal(size=(400_000, 16)).astype("f4"))
    return path
