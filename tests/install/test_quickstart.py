"""scripts/quickstart.sh as a whole, with stand-ins for what it calls: what it builds, what it runs, and where the time went."""

import os
import re
import shutil
import subprocess

import pytest

CMAKE = """#!/bin/sh
# Configures, or builds: a program that writes down how it was called.
case "$1" in
  --preset) echo "configured $*" >>"$LOG" ;;
  --build)
    mkdir -p "$2/bin"
    printf '#!/bin/sh\\necho "shoal $*" >>"$LOG"\\n' >"$2/bin/shoal"
    chmod +x "$2/bin/shoal"
    printf '# ninja log v5\\n0\\t2000\\t0\\tsrc/cpu/CMakeFiles/shoal_cpu.dir/a.cpp.o\\tx\\n' >"$2/.ninja_log" ;;
esac
"""


@pytest.fixture
def quickstart(source_dir, tmp_path):
    shutil.copytree(source_dir / "scripts", tmp_path / "scripts")
    tools = tmp_path / "tools"
    tools.mkdir()
    for path, text in {tools / "cmake": CMAKE, tmp_path / "scripts/install-deps.sh": "#!/bin/sh\n"}.items():
        path.write_text(text)
        path.chmod(0o755)
    log = tmp_path / "log"

    def run(*words):
        log.write_text("")
        environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", LOG=str(log))
        done = subprocess.run([tmp_path / "scripts/quickstart.sh", *words], env=environment, capture_output=True, text=True,
                              check=False, timeout=60, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout, log.read_text().splitlines()

    return run


def test_it_builds_the_program_and_segments_sample_data(quickstart):
    said, lines = quickstart()
    assert "-DSHOAL_UNITY=ON" in lines[0]
    assert lines[1:] == ["shoal --version", "shoal generate retail -o shoal-quickstart/retail.csv",
                         "shoal segment shoal-quickstart/retail.csv -o shoal-quickstart/run"]
    assert "shoal-quickstart/run/report.html" in said


def test_ones_own_data_and_options_go_to_segment(quickstart, tmp_path):
    (tmp_path / "own.csv").write_text("x\n")
    _, lines = quickstart("own.csv", "-k", "5")
    assert lines[-1] == f"shoal segment {tmp_path}/own.csv -o shoal-quickstart/run -k 5"


def test_it_says_where_the_time_went(quickstart, tmp_path):
    said, _ = quickstart()
    assert re.search(r"quickstart: \d+ s: installing \d+, building \d+ \(build/release/times.txt\), the segments \d+\n", said)
    assert re.search(r"^src/cpu +2\.0", (tmp_path / "build/release/times.txt").read_text(), re.MULTILINE)
