"""What an attack on the built and the installed program meets: readelf says how they were linked, and a planted library stays unused."""

import re
import shutil
import subprocess

import pytest

PLANTED = """#include <unistd.h>
__attribute__((constructor)) static void planted(void) { _exit(66); }
"""


def readelf(path, option):
    return subprocess.run(["readelf", "-W", option, path], capture_output=True, text=True, check=True).stdout


def search_path(path):
    """The folders that the loader looks into first, as the file lists them; [] where it lists none."""
    listed = re.search(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", readelf(path, "-d"))
    return listed.group(1).split(":") if listed else []


@pytest.fixture(scope="module", params=["built", "installed"])
def program(request, build_dir):
    folder = build_dir if request.param == "built" else request.getfixturevalue("installed")
    return folder / "bin" / "shoal"


def test_no_library_of_the_current_folder_is_run(program, tmp_path):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", readelf(program, "-d"))
    (tmp_path / "planted.c").write_text(PLANTED)
    planted = tmp_path / "planted.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", planted, tmp_path / "planted.c"], check=True)
    folder = tmp_path / "current"
    folder.mkdir()
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for name in {*needed, *re.findall(r"^\s*(\S+) => ", listed, re.MULTILINE), "libfmt.so.9"}:
        shutil.copy(planted, folder / name)
    done = subprocess.run([program, "--version"], cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:6]) == (0, "shoal ")


def test_it_looks_for_libraries_beside_itself_alone(program):
    assert search_path(program) in ([], ["$ORIGIN/../lib/shoal"])


def test_nothing_that_is_built_looks_into_the_current_folder(build_dir):
    built = [*(build_dir / "bin").iterdir(), *build_dir.rglob("*.so")]
    files = [path for path in built if path.is_file() and path.read_bytes()[:4] == b"\x7fELF"]
    assert files
    for path in files:
        for folder in search_path(path):
            assert folder.startswith(("/", "$ORIGIN")), f"{path} looks into {folder or 'the current folder'}"


def test_it_is_linked_as_distributions_do(program):
    assert "DYN" in readelf(program, "-h")
    dynamic = readelf(program, "-d")
    assert re.search(r"\(FLAGS_1\).*\bNOW\b.*\bPIE\b", dynamic)
    assert "TEXTREL" not in dynamic
    segments = readelf(program, "-l")
    assert re.search(r"GNU_RELRO", segments)
    assert re.search(r"GNU_STACK.* RW +0x", segments)
    assert "RWE" not in segments


def test_our_own_code_checks_its_stack_and_its_copies(build_dir):
    """By the functions it calls: what the stack protector ends in, and the copies that know their target's size."""
    cache = (build_dir / "CMakeCache.txt").read_text()
    if not re.search(r"^SHOAL_SANITIZE:STRING=$", cache, re.MULTILINE):
        pytest.skip("sanitizers check in their own way")
    called = {module: readelf(build_dir / "lib" / f"libshoal_{module}.a", "-s") for module in ("base", "cpu", "data", "tracking", "cli")}
    assert [module for module, symbols in called.items() if "__stack_chk_fail" not in symbols] == []
    if "CMAKE_BUILD_TYPE:STRING=Debug" not in cache:
        assert re.search(r"\b__mem(cpy|move|set)_chk\b", called["cpu"] + called["data"] + called["cli"])
