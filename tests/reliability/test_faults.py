"""Any one call that fails (malloc, a thread, open, read, write, rename, fsync) ends in a result or in words, never in an abort.

Every number of every command at night; a sample of them on a change."""

import os
import random
import shutil
import subprocess

import pytest
from stub_server import Stub, good, response

SAMPLE = 8
ENDINGS = {
    "malloc": (0, 6),
    "thread": (0, 6),
    "open": (0, 3, 4),
    "read": (0, 3, 4),
    "write": (0, 3),
    "rename": (0, 3),
    "fsync": (0, 3),
}


@pytest.fixture(scope="module")
def server():
    """A tracking server that takes everything."""
    stub = Stub(lambda _, connection, request: connection.sendall(response("200 OK", good(request))))
    yield stub.uri
    stub.close()


@pytest.fixture(scope="module")
def commands(shoal, server, tmp_path_factory):
    """Command lines by name, each run in a folder of its own; inputs by full path."""
    folder = tmp_path_factory.mktemp("inputs")
    table, shop = folder / "t.csv", folder / "shop.csv"
    table.write_text("a,b\n1,2\n2,3\n10,11\n11,12\n3,3\n12,10\n")
    assert shoal("generate", "retail", "--customers", "40", "-o", shop).returncode == 0
    assert shoal("fit", table, "-k", "2", "-o", folder / "model").returncode == 0
    assert shoal("segment", shop, "-k", "3", "-o", folder / "run").returncode == 0
    return {
        "made": folder / "run",
        "fit": ["fit", table, "-k", "2", "-o", "model", "--threads", "2"],
        "segment": ["segment", shop, "-k", "3", "-o", "run", "--threads", "2"],
        "predict": ["predict", folder / "model", table, "-o", "labels.parquet", "--threads", "2"],
        "report": ["report", "run"],
        "track": ["fit", table, "-k", "2", "-o", "model", "--mlflow", server, "--threads", "2"],
    }


class Faults:
    """Runs one command under the shim, each time in a new folder; for `report` a finished run lies in it."""

    def __init__(self, shim, binary, commands, command, folder):
        self.shim, self.words, self.folder, self.runs = shim, [binary, *map(str, commands[command])], folder, 0
        self.run_folder = commands["made"] if command == "report" else None

    def run(self, call, at, later_too=False):
        self.runs += 1
        folder = self.folder / str(self.runs)
        folder.mkdir()
        if self.run_folder:
            shutil.copytree(self.run_folder, folder / "run")
        faults = {"LD_PRELOAD": str(self.shim), "SHIM_KIND": call, "SHIM_AT": str(at), "SHIM_COUNT": str(folder / "count")}
        faults["SHIM_DO"] = "fail-on" if later_too else "fail"
        process = subprocess.run(
            self.words, cwd=folder, env={**os.environ, **faults}, capture_output=True, timeout=120, check=False
        )
        return process, folder

    def count(self, call):
        process, folder = self.run(call, 0)
        assert process.returncode == 0, process.stderr
        return int((folder / "count").read_text())


@pytest.mark.parametrize("command", ["fit", "segment", "predict", "report", "track"])
@pytest.mark.parametrize("call", ENDINGS)
def test_one_call_fails(shoal, shim, commands, tmp_path, nightly, command, call):
    faults = Faults(shim, shoal.binary, commands, command, tmp_path)
    total = faults.count(call)
    chosen = range(1, total + 1)
    if not nightly and total > SAMPLE:
        chosen = sorted(random.Random(command + call).sample(chosen, SAMPLE))
    for at in chosen:
        process, folder = faults.run(call, at)
        shown = (at, process.returncode, process.stderr.decode(errors="replace"))
        assert process.returncode in ENDINGS[call], shown
        assert process.returncode == 0 or b"shoal: " in process.stderr, shown
        leftovers = [path.name for path in folder.rglob("*.part")]
        assert process.returncode != 0 or not leftovers, (at, leftovers)


@pytest.mark.parametrize("command", ["fit", "segment", "predict", "report"])
def test_memory_ends_for_good(shoal, shim, commands, tmp_path, nightly, command):
    """All allocations from the n-th on fail. Not counted is the libraries' own start, where GnuTLS and OpenSSL abort or wait."""
    start = Faults(shim, shoal.binary, {"version": ["--version"]}, "version", tmp_path).count("malloc")
    faults = Faults(shim, shoal.binary, commands, command, tmp_path)
    faults.runs = 1
    total = faults.count("malloc")
    assert start < total
    chosen = range(start, total + 1)
    for at in random.Random(command).sample(chosen, min(len(chosen), 2000 if nightly else SAMPLE)):
        process, _ = faults.run("malloc", at, later_too=True)
        assert process.returncode in (0, 6), (at, process.returncode, process.stderr)
        assert process.returncode == 0 or b"shoal: out of memory" in process.stderr, at
