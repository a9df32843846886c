"""The scripts do what their help says, and the count at the end of a test run is right."""

import os
import stat
import subprocess
import sys

import pytest

SCRIPTS = ["scripts/install-deps.sh", "scripts/quickstart.sh", "scripts/test.sh"]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


@pytest.mark.parametrize("script", [*SCRIPTS, "scripts/format.sh", "scripts/tidy.sh", "scripts/gpu-carry.sh", "scripts/gpu-check.sh", "scripts/nightly.sh", ".ci/run"])
def test_is_executable_and_parses(source_dir, script):
    path = source_dir / script
    assert path.stat().st_mode & stat.S_IXUSR
    assert run("bash", "-n", str(path)).returncode == 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_says_what_it_does(source_dir, script):
    done = run(str(source_dir / script), "--help")
    assert done.returncode == 0
    assert script in done.stdout
    assert "#" not in done.stdout


@pytest.mark.parametrize("script", ["scripts/install-deps.sh", "scripts/test.sh", "scripts/format.sh"])
def test_an_unknown_option_is_named_and_refused(source_dir, script):
    done = run(str(source_dir / script), "--nonesuch")
    assert done.returncode in (2, 77)
    if done.returncode == 2:
        assert "--nonesuch" in done.stderr


def test_quickstart_refuses_a_file_that_is_not_there(source_dir):
    done = run(str(source_dir / "scripts/quickstart.sh"), "nonesuch.csv")
    assert done.returncode == 3
    assert "nonesuch.csv" in done.stderr


def test_installing_again_touches_no_network(source_dir, tmp_path):
    for tool in ("apt-get", "pip", "sudo", "curl", "wget"):
        shim = tmp_path / tool
        shim.write_text(f"#!/bin/sh\necho {tool} was called >&2\nexit 1\n")
        shim.chmod(0o755)
    environment = dict(os.environ, PATH=f"{tmp_path}:{os.environ['PATH']}")
    done = run(str(source_dir / "scripts/install-deps.sh"), "--tests", env=environment)
    assert done.returncode == 0, done.stderr
    assert "was called" not in done.stderr
    assert done.stdout.endswith("install-deps: done\n")


def ctest_listing(**status):
    cases = "".join(f'<testcase name="{name}" status="{state}"/>' for name, state in status.items())
    return f"<testsuite>{cases}</testsuite>"


def suite(*cases):
    return f'<testsuites><testsuite>{"".join(cases)}</testsuite></testsuites>'


GOOD = '<testcase classname="A" name="good" status="run"/>'
BAD = '<testcase classname="A" name="bad" status="run"><failure message="1 != 2"/></testcase>'
SKIPPED = '<testcase classname="A" name="left" status="run"><skipped message="no data"/></testcase>'
DISABLED = '<testcase classname="A" name="DISABLED_x" status="notrun"/>'


def summary(source_dir, folder, *options):
    done = run(sys.executable, str(source_dir / "scripts/test_summary.py"), *options, str(folder))
    return done.returncode, done.stdout.splitlines()


def write_folder(folder, listing, **results):
    (folder / "test-results").mkdir()
    (folder / "ctest.xml").write_text(listing)
    for name, text in results.items():
        (folder / "test-results" / f"{name}.xml").write_text(text)


def test_cases_are_counted_one_by_one(source_dir, tmp_path):
    write_folder(tmp_path, ctest_listing(a="run", b="run"), a=suite(GOOD, GOOD, SKIPPED), b=suite(GOOD, DISABLED))
    status, lines = summary(source_dir, tmp_path, "--passed", "format")
    assert (status, lines[-1]) == (0, "4 passed, 0 failed, 1 skipped")
    assert "no data" in lines[0]


def test_a_failing_case_fails_the_run(source_dir, tmp_path):
    write_folder(tmp_path, ctest_listing(a="fail"), a=suite(GOOD, BAD))
    status, lines = summary(source_dir, tmp_path)
    assert (status, lines[-1]) == (1, "1 passed, 1 failed, 0 skipped")
    assert "A.bad" in lines[0]


def test_a_crash_counts_as_a_failure(source_dir, tmp_path):
    write_folder(tmp_path, ctest_listing(a="run", gone="fail", cut="fail"), a=suite(GOOD), cut="<testsuites><tes")
    status, lines = summary(source_dir, tmp_path)
    assert (status, lines[-1]) == (1, "1 passed, 2 failed, 0 skipped")


def test_a_failed_step_and_a_missing_result_fail_the_run(source_dir, tmp_path):
    status, lines = summary(source_dir, tmp_path, "--failed", "asan: build")
    assert (status, lines[-1]) == (1, "0 passed, 2 failed, 0 skipped")


def log(*jobs):
    return "# ninja log v5\n" + "".join(f"{start}\t{end}\t0\t{output}\t{start}{end}\n" for start, end, output in jobs)


def test_times_tells_what_this_run_built_by_folder_and_the_longest_tests(source_dir, tmp_path):
    before = [(0, 9000, "src/cpu/CMakeFiles/shoal_cpu.dir/old.cpp.o")]
    now = [(0, 1500, "src/cpu/CMakeFiles/shoal_cpu.dir/kernels/a.cpp.o"), (1500, 4000, "src/cpu/CMakeFiles/shoal_cpu.dir/Unity/unity_0.cxx.o"),
           (0, 3000, "tests/CMakeFiles/unit_cpu.dir/a.cpp.o"), (4000, 4200, "bin/unit_cpu"), (4300, 4400, "gen/x.pb.cc"), (4300, 4400, "gen/x.pb.h")]
    (tmp_path / ".ninja_log.before").write_text(log(*before))
    (tmp_path / ".ninja_log").write_text(log(*before, *now))
    cases = '<testcase name="quick" time="0.5"/><testcase name="slow" time="7.25"/>'
    (tmp_path / "ctest.xml").write_text(f"<testsuite>{cases}</testsuite>")
    done = run(sys.executable, str(source_dir / "scripts/times.py"), str(tmp_path), str(tmp_path / "never-built"))
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.split()[1:2]}
    assert rows["src/cpu"] == ["4.0", "0.0", "4.0"]
    assert rows["tests/unit"] == ["3.0", "0.0", "3.0"]
    assert rows["link"] == ["0.2", "0.0", "0.2"]
    assert rows["all"] == ["7.3", "0.0", "7.3"]
    assert [line.split()[-1] for line in done.stdout.splitlines()][-2:] == ["slow", "quick"]


def test_nothing_run_is_not_a_success(source_dir, tmp_path):
    write_folder(tmp_path, ctest_listing())
    status, lines = summary(source_dir, tmp_path)
    assert (status, lines[-1]) == (1, "0 passed, 0 failed, 0 skipped")
