"""The emulated device keeps the CUDA functions inside it to itself."""

import subprocess

import pytest


def test_shows_no_cuda_function(build_dir):
    libraries = list(build_dir.rglob("libshoal_emulated_device.so"))
    if not libraries:
        pytest.skip("the emulated device was not built")
    shown = subprocess.run(["nm", "-D", "--defined-only", libraries[0]], capture_output=True, text=True, check=True).stdout
    names = [line.split()[-1] for line in shown.splitlines()]
    assert names, "the library shows nothing at all"
    assert not [name for name in names if name.startswith(("cuda", "cublas", "_ZN4simt")) or name in ("threadIdx", "blockIdx")]
