"""What every Python test can ask for. The build tells where it lies through the environment (cmake/tests.cmake)."""

import os
import pathlib
import shutil
import subprocess

import pytest

SOURCE = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def source_dir():
    return SOURCE


@pytest.fixture(scope="session")
def build_dir():
    return pathlib.Path(os.environ.get("SHOAL_BUILD_DIR", SOURCE / "build" / "release"))


@pytest.fixture(scope="session")
def shoal(build_dir):
    """Runs the built program: shoal("fit", "x.csv", cwd=tmp_path) -> CompletedProcess with text output."""
    binary = os.environ.get("SHOAL_BINARY", str(build_dir / "bin" / "shoal"))
    if not os.path.exists(binary):
        pytest.fail(f"{binary} is not built: run `ninja -C {build_dir}`")

    def run(*arguments, timeout=300, **options):
        return subprocess.run(
            [binary, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, check=False, **options
        )

    run.binary = binary
    return run


@pytest.fixture(scope="session")
def nightly():
    """Whether there is time for every case, and not for a sample alone."""
    return bool(os.environ.get("SHOAL_NIGHTLY"))


@pytest.fixture(scope="session")
def preloaded(tmp_path_factory):
    """preloaded(C file) -> a library of it for LD_PRELOAD."""

    def compiled(source):
        library = tmp_path_factory.mktemp("preloaded") / f"{source.stem}.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-Wall", "-Werror", source, "-o", library, "-ldl"], check=True)
        return library

    return compiled


@pytest.fixture(scope="session")
def shim(preloaded):
    """The path of support/call_shim.c, compiled for LD_PRELOAD."""
    return preloaded(SOURCE / "tests" / "support" / "call_shim.c")


@pytest.fixture(scope="session")
def shared_data():
    """Folder of data sets too large for the repository; call it with a name to skip when that one is absent."""
    root = pathlib.Path(os.environ.get("SHOAL_SHARED", SOURCE.parent / "shared")) / "data"

    def find(name):
        path = root / name
        if not path.exists():
            pytest.skip(f"no shared data: {name} (set SHOAL_SHARED to its folder)")
        return path

    return find


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium (Debian package chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
