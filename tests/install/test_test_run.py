"""scripts/test.sh as a whole, with stand-ins for what it calls: what is built how, in which order, and what counts in the end."""

import os
import shutil
import subprocess

import pytest

CMAKE = """#!/bin/sh
# Configures, or builds; the preset named by FAILS does not build.
case "$1" in
  --preset) echo "configured $2 $*" >>"$LOG"; echo "-- CUDA: none" ;;
  --build) echo "built $2" >>"$LOG"; [ "$2" != "build/$FAILS" ] ;;
esac
"""
CTEST = """#!/bin/sh
# One test that passes, and takes a moment.
folder=$2
sleep 0.2
echo "tests of $folder said this"
echo "tested $folder${SHOAL_EVERY_TARGET:+ for every target}" >>"$LOG"
echo '<testsuite><testcase name="a" status="run" time="0.2"/></testsuite>' >"$folder/ctest.xml"
"""
INSTALL = """#!/bin/sh
# Takes a moment for what tests need; the call named by FAILS_TO_INSTALL fails.
[ -z "$1" ] || sleep 0.3
echo "installed ${1:-what building needs}" >>"$LOG"
[ "${1:-build}" != "$FAILS_TO_INSTALL" ]
"""


@pytest.fixture
def test_run(source_dir, tmp_path):
    shutil.copytree(source_dir / "scripts", tmp_path / "scripts")
    tools = tmp_path / "tools"
    tools.mkdir()
    stand_ins = {tools / "cmake": CMAKE, tools / "ctest": CTEST, tmp_path / "scripts/install-deps.sh": INSTALL,
                 tmp_path / "scripts/format.sh": "#!/bin/sh\n"}
    for path, text in stand_ins.items():
        path.write_text(text)
        path.chmod(0o755)
    log = tmp_path / "log"

    def run(*options, fails="", fails_to_install=""):
        log.write_text("")
        environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", LOG=str(log), FAILS=fails,
                           FAILS_TO_INSTALL=fails_to_install)
        done = subprocess.run([tmp_path / "scripts/test.sh", *options], env=environment, capture_output=True, text=True,
                              check=False, timeout=60)
        return done, log.read_text().splitlines()

    return run


def lines_of_tests(lines):
    return "".join(line for line in lines if line.startswith("tested"))


def builds(lines):
    return [line.split("/")[-1] for line in lines if line.startswith("built")]


def test_every_build_is_tested_and_counted(test_run):
    done, lines = test_run()
    assert builds(lines) == ["release", "asan", "tsan"]
    assert sorted(line for line in lines if line.startswith("tested")) == [f"tested build/{p}" for p in ("asan", "release", "tsan")]
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "4 passed, 0 failed, 0 skipped"  # the format, and a test of each build
    assert all(f"tests of build/{preset} said this" in done.stdout for preset in ("release", "asan", "tsan"))


def test_what_tests_need_is_there_before_they_run_and_does_not_hold_up_the_build(test_run):
    done, lines = test_run("--quick")
    configured = next(i for i, line in enumerate(lines) if line.startswith("configured"))
    order = [lines.index("installed what building needs"), configured, lines.index("installed --tests"), lines.index("tested build/release")]
    assert order == sorted(order), lines
    assert done.returncode == 0


@pytest.mark.parametrize("fails", ["", "release"])
def test_an_installation_that_fails_fails_the_run(test_run, fails):
    done, lines = test_run("--quick", fails=fails, fails_to_install="--tests")
    assert done.returncode == 1
    assert "failed   install-deps --tests" in done.stdout
    assert ("tested build/release" in lines) == (fails == "")
    done, lines = test_run("--quick", fails_to_install="build")
    assert done.returncode == 1 and lines == ["installed what building needs"]
    assert done.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_quick_is_the_release_build_alone(test_run):
    done, lines = test_run("--quick")
    assert builds(lines) == ["release"]
    assert done.stdout.splitlines()[-1] == "2 passed, 0 failed, 0 skipped"


@pytest.mark.parametrize("preset", ["release", "asan", "tsan"])
def test_a_build_that_fails_fails_the_run_and_the_others_go_on(test_run, preset):
    done, lines = test_run(fails=preset)
    assert builds(lines) == ["release", "asan", "tsan"]
    assert done.returncode == 1
    assert f"failed   {preset}: build" in done.stdout
    assert done.stdout.splitlines()[-1] == "3 passed, 1 failed, 0 skipped"


def test_all_is_more_than_a_change_is_held_to(test_run):
    _, change = test_run()
    _, everything = test_run("--all")
    release, wide = (next(line for line in lines if line.startswith("configured")).split() for lines in (change, everything))
    assert "-DSHOAL_CUDA_ARCHITECTURES=75-real;90a-real" in release and "-DSHOAL_CUDA_ARCHITECTURES=" in wide
    assert "-DSHOAL_SIMT_RUNS=1;lifo" in release and "-DSHOAL_SIMT_RUNS=1;fifo;lifo;2;3" in wide
    assert "-DSHOAL_UNITY=ON" in release and "-DSHOAL_UNITY=OFF" in wide
    kinds = {line.split()[1]: line for line in everything if line.startswith("configured")}
    for preset in ("asan", "tsan"):
        assert "-DSHOAL_TEST_KINDS=unit;contract;property;golden;simt;fuzz;gpu" in kinds[preset]
        assert "-DSHOAL_NO_SANITIZE=null,object-size,vptr" in kinds[preset].split()
    assert "for every target" in lines_of_tests(everything) and "for every target" not in lines_of_tests(change)
