"""What does not fit is refused with exit status 6 before the kernel ends the process."""

import os
import pathlib
import re
import subprocess
import uuid

import pyarrow
import pyarrow.parquet
import pytest
import numpy as np

GROUPS = pathlib.Path("/sys/fs/cgroup")
REFUSED = re.compile(r"out of memory: .* are held.* and (.*) allows")


def fit(table):
    return ["fit", table, "-k", "3", "--restarts", "1", "--silhouette", "off", "-q"]


@pytest.fixture(scope="session")
def big_tables(big_table):
    values = np.load(big_table)
    parquet = big_table.with_suffix(".parquet")
    pyarrow.parquet.write_table(
        pyarrow.table({f"c{column}": values[:, column] for column in range(values.shape[1])}), parquet
    )
    csv = big_table.with_suffix(".csv")
    np.savetxt(csv, values[:100_000], delimiter=",", header="a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p", comments="", fmt="%.5g")
    return [big_table, parquet, csv]


def assert_ended_well(process, by):
    """Done, or refused in words with the limit that was met."""
    assert process.returncode in (0, 6), (process.returncode, process.stderr)
    if process.returncode == 6:
        assert REFUSED.search(" ".join(process.stderr.split())).group(1) == by


def test_a_limit_of_ones_own(shoal, big_tables):
    for table in big_tables:
        refused = shoal(*fit(table), "--memory", "45M")
        assert refused.returncode == 6, refused.stderr
        assert_ended_well(refused, "--memory")
        assert shoal(*fit(table), "--memory", "2GiB").returncode == 0


def test_a_limit_from_the_environment(shoal, big_table):
    process = shoal(*fit(big_table), env={**os.environ, "SHOAL_MEMORY": "45M"})
    assert process.returncode == 6, process.stderr


@pytest.mark.parametrize("text", ["2", "0M", "-1G", "2X", "G", "1e400G", "2 G", ""])
def test_what_is_no_amount(shoal, big_table, text):
    process = shoal(*fit(big_table), "--memory", text)
    assert process.returncode == 2
    assert "--memory" in process.stderr


def limited_by_ulimit(words, kilobytes):
    command = f'ulimit -v {kilobytes}; exec "$@"'
    return subprocess.run(["bash", "-c", command, "bash", *map(str, words)], capture_output=True, text=True, check=False)


def test_limits_of_addresses(shoal, big_tables):
    """From where the program can be loaded at all up to where everything fits."""
    seen = set()
    for table in big_tables:
        for kilobytes in range(110_000, 400_000, 70_000):
            process = limited_by_ulimit([shoal.binary, *fit(table)], kilobytes)
            if "loading shared libraries" in process.stderr:
                continue
            assert_ended_well(process, "ulimit -v")
            seen.add(process.returncode)
    assert seen == {0, 6}


@pytest.fixture
def memory_group():
    """A control group of this test's own (version 1 or 2): group(megabytes) -> file that takes a process."""
    version1 = (GROUPS / "memory").is_dir()
    folder = (GROUPS / "memory" if version1 else GROUPS) / f"shoal-test-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir()
    except OSError as error:
        pytest.skip(f"control groups cannot be made here: {error}")
    limit = folder / ("memory.limit_in_bytes" if version1 else "memory.max")
    if not limit.exists():
        folder.rmdir()
        pytest.skip("this control group has no memory controller")

    def limited(megabytes):
        limit.write_text(str(megabytes << 20))
        return folder / "cgroup.procs"

    yield limited
    folder.rmdir()


def test_limits_of_a_container(shoal, big_tables, memory_group):
    seen = []
    for table in big_tables:
        for megabytes in (150, 110, 85, 70, 60, 50, 40):
            command = f'echo $$ > {memory_group(megabytes)}; exec "$@"'
            words = ["bash", "-c", command, "bash", shoal.binary, *map(str, fit(table))]
            process = subprocess.run(words, capture_output=True, text=True, check=False)
            assert_ended_well(process, "the control group")
            seen.append(process.returncode)
    assert set(seen) == {0, 6}
