"""The libraries that hold a device on the emulator keep the CUDA functions inside them to themselves."""

import subprocess

import pytest


@pytest.mark.parametrize("library", ["libshoal_emulated_device.so", "libshoal_emulated_cublas_device.so"])
def test_shows_no_cuda_function(build_dir, library):
    libraries = list(build_dir.rglob(library))
    if not libraries:
        pytest.skip("the emulated device was not built")
    shown = subprocess.run(["nm", "-D", "--defined-only", libraries[0]], capture_output=True, text=True, check=True).stdout
    names = [line.split()[-1] for line in shown.splitlines()]
    assert names, "the library shows nothing at all"
    assert not [name for name in names if name.startswith(("cuda", "cublas", "_ZN4simt")) or name in ("threadIdx", "blockIdx")]
