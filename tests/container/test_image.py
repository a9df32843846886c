"""The CPU variant of the Dockerfile, built in a plain folder and used as its user. Part of scripts/nightly.sh alone: it
installs a Debian and builds shoal in it. The CUDA variant needs NVIDIA's packages and is not built here."""

import json
import os
import pathlib
import subprocess

import pytest
import rootfs

RESULTS = ["segments.csv", "segments.json", "model/centroids.npy", "model/model.json"]


@pytest.fixture(scope="module")
def image(source_dir, tmp_path_factory, nightly):
    if not nightly:
        pytest.skip("takes twenty minutes: scripts/nightly.sh")
    work = pathlib.Path(os.environ.get("SHOAL_IMAGE_DIR") or tmp_path_factory.mktemp("image"))
    extra = {"environment": {"CCACHE_DIR": "/ccache", "CCACHE_BASEDIR": "/src", "CCACHE_NOHASHDIR": "1"}}
    extra["cache"] = subprocess.run(
        ["ccache", "-k", "cache_dir"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if "PIP_CERT" in os.environ:  # a network with certificates of its own
        extra["files"] = {os.environ["PIP_CERT"]: "certificates.crt"}
        extra["environment"]["PIP_CERT"] = "/certificates.crt"
    commit = subprocess.run(
        ["git", "-C", source_dir, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout[:12]
    return rootfs.Build(source_dir, work, {"VARIANT": "cpu", "COMMIT": commit}, extra).build()


def test_the_health_check_passes(image):
    assert image.check == ["shoal", "devices"]
    assert "cpu" in image.run(*image.check).stdout


def test_without_a_command_it_shows_help(image):
    assert "shoal segment" in image.run(*image.command).stdout


def test_it_runs_as_a_user_who_can_change_nothing(image):
    assert image.run("id", "-u").stdout.strip() == "1000"
    with pytest.raises(RuntimeError, match="Permission denied"):
        image.run("touch", "/opt/shoal/bin/shoal")


def test_the_main_job_gives_the_answer_of_this_machine(image, shoal, tmp_path):
    made = image.run("shoal", "generate", "retail", "-o", "sample.csv")
    assert made.returncode == 0
    image.run("shoal", "segment", "sample.csv", "-o", "run")
    home = image.root / "home/shoal"
    assert shoal("segment", home / "sample.csv", "-o", tmp_path / "run").returncode == 0
    for name in RESULTS:
        assert (home / "run" / name).read_bytes() == (tmp_path / "run" / name).read_bytes(), name
    record = json.loads((home / "run/run.json").read_text())
    assert record["versions"]["commit"] != "unknown"


def test_mpi_and_certificates_are_inside_and_no_compiler_is(image):
    assert "Open MPI" in image.run("mpirun", "--version").stdout
    assert (image.root / "etc/ssl/certs/ca-certificates.crt").stat().st_size > 100_000
    for tool in ("g++", "cmake", "git", "pip3"):
        assert not (image.root / "usr/bin" / tool).exists(), tool


def test_it_is_small(image):
    def size(root):
        return int(subprocess.run(["du", "-sxm", root], capture_output=True, text=True, check=True).stdout.split()[0])

    ours = size(image.root) - size(image.root.parent / "debian")
    print(f"{ours} MB beside Debian's")
    assert ours < 400
