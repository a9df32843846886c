"""SHOAL_CUDA=AUTO compiles for the GPU that is here, ON for all of them, OFF for none: with a fake driver in a folder."""

import subprocess

import pytest


@pytest.fixture
def machine(tmp_path):
    """A machine's folders: tools (PATH) and driver libraries, both empty."""
    for name in ("tools", "libraries"):
        (tmp_path / name).mkdir()
    return tmp_path


def add_smi(machine, text, status=0):
    tool = machine / "tools" / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\nprintf '{text}'\nexit {status}\n")
    tool.chmod(0o755)


def add_library(machine):
    (machine / "libraries" / "libcuda.so.1").touch()


def cmake(*arguments, path):
    done = subprocess.run(["cmake", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120,
                          env={"PATH": path})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def look(machine, source_dir):
    """What cmake/gpu.cmake finds on that machine: "ON", architectures or "OFF", nothing."""
    probe = machine / "probe.cmake"
    probe.write_text(f'include({source_dir}/cmake/gpu.cmake)\nshoal_find_gpu(driver names)\nmessage("${{driver}} ${{names}}")\n')

    def run():
        path = f"{machine}/tools:/usr/bin:/bin"
        return cmake(f"-Dshoal_driver_folders={machine}/libraries", "-P", probe, path=path).strip()

    return run


def needs_no_other_smi():
    if subprocess.run(["which", "nvidia-smi"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=False).returncode == 0:
        pytest.skip("this machine has an NVIDIA driver of its own")


def test_a_machine_without_a_driver_has_no_gpu(look):
    needs_no_other_smi()
    assert look() == "OFF"


def test_each_gpu_counts_once_and_hopper_by_its_own_name(machine, look):
    add_smi(machine, "8.6\\n9.0\\n9.0\\n12.0\\n")
    assert look() == "ON 86-real;90a-real;120-real"


def test_a_gpu_older_than_the_kernels_is_none(machine, look):
    add_smi(machine, "6.1\\n7.0\\n")
    assert look() == "OFF"
    add_smi(machine, "6.1\\n7.5\\n")
    assert look() == "ON 75-real"


def test_a_library_that_nobody_asks_counts_as_a_gpu_of_any_kind(machine, look):
    needs_no_other_smi()
    add_library(machine)
    assert look() == "ON"


@pytest.mark.parametrize("text, status", [("No devices were found\\n", 0), ("NVIDIA-SMI has failed (9.0)\\n", 9)])
def test_a_driver_that_sees_no_gpu_is_none(machine, look, text, status):
    add_library(machine)
    add_smi(machine, text, status)
    assert look() == "OFF"
