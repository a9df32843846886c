"""What comes from outside: kinds of files that are none, pipes in small pieces, names that a terminal would obey."""

import gzip
import json
import os
import re
import subprocess
import time

import pytest
from small_shop import shop_lines

TABLE = "a,b\n1,2\n2,3\n10,11\n11,12\n3,3\n12,10\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture(scope="module")
def model(shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitted")
    (folder / "t.csv").write_text(TABLE)
    assert shoal("fit", folder / "t.csv", "-k", "2", "-o", folder / "m").returncode == 0
    return folder / "m"


def no_file(path, kind):
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("part", ["model.json", "centroids.npy", "run.json"])
def test_what_is_no_file_is_refused_in_a_folder(shoal, table, model, tmp_path, kind, part):
    folder = tmp_path / "m"
    folder.mkdir()
    for name in ("model.json", "centroids.npy"):
        (folder / name).write_bytes((model / name).read_bytes())
    (folder / part).unlink(missing_ok=True)
    no_file(folder / part, kind)
    command = ("report", folder) if part == "run.json" else ("predict", folder, table, "-o", tmp_path / "p.csv")
    process = shoal(*command, timeout=20)
    assert process.returncode == (3 if part == "run.json" else 4), process.stderr
    assert part in process.stderr and "do  " in process.stderr


@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("option", ["--config", "FEATURES"])
def test_what_is_no_file_is_refused_as_an_option(shoal, table, tmp_path, kind, option):
    path = no_file(tmp_path / "x.csv", kind)
    arguments = [path] if option == "FEATURES" else [table, option, path]
    process = shoal("fit", *arguments, *([] if option == "--initial" else ["-k", "2"]), timeout=30)
    assert process.returncode in (2, 3) and "x.csv" in process.stderr, process.stderr


def test_a_pipe_of_the_shell_is_read(shoal, table, tmp_path):
    script = f"{shoal.binary} fit <(cat {table}) --config <(printf '[fit]\\nk = 2\\n') --json -q"
    process = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30)
    assert process.returncode == 0 and json.loads(process.stdout)["sizes"] == [3, 3], process.stderr


def test_a_pipe_of_the_shell_is_read_once(shoal, tmp_path):
    """A model of transactions looks at the columns of its input first."""
    (tmp_path / "s.csv").write_text(shop_lines(60))
    assert shoal("segment", tmp_path / "s.csv", "-k", "2", "--resamples", "0", "-o", tmp_path / "r").returncode == 0
    script = f"cd {tmp_path}; {shoal.binary} predict r/model <(cat s.csv) -o piped.csv && {shoal.binary} predict r/model s.csv -o read.csv"
    process = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert process.returncode == 0, process.stderr
    assert (tmp_path / "piped.csv").read_bytes() == (tmp_path / "read.csv").read_bytes()


def test_an_empty_file_of_options(shoal, table):
    assert shoal("fit", table, "-k", "2", "--config", "/dev/null").returncode == 0


@pytest.mark.parametrize("first", [1, 2, 3, 5])
@pytest.mark.parametrize("packing", ["gzip", "zstd", "none"])
def test_a_pipe_may_bring_a_byte_at_first(shoal, table, packing, first):
    if packing == "gzip":
        data = gzip.compress(TABLE.encode())
    elif packing == "zstd":
        data = b"\x28\xb5\x2f\xfd\x20" + bytes([len(TABLE)]) + (len(TABLE) << 3 | 1).to_bytes(3, "little") + TABLE.encode()
    else:
        data = TABLE.encode()
    process = subprocess.Popen([shoal.binary, "fit", "-", "-k", "2", "--json", "-q"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(data[:first])
    process.stdin.flush()
    time.sleep(0.1)
    out, _ = process.communicate(data[first:], timeout=30)
    assert process.returncode == 0 and json.loads(out)["sizes"] == [3, 3]


NASTY = "\x1b[2J\x1b]0;owned\x07 \u009b31m \u202egnp \x7f"
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def said(process):
    """Both streams, which must be UTF-8."""
    return (process.stdout + process.stderr).decode()


def test_names_are_shown_escaped(shoal, tmp_path):
    """Messages and tables of every kind with a name that a terminal would obey, and one whose bytes are no UTF-8."""
    name = NASTY.replace("/", "")
    good, bad = tmp_path / f"{name}.csv", tmp_path / "bad.csv"
    good.write_text(f"id,{name},b\n" + "".join(f"{i},{i % 3 * 9}.{i % 7},{i % 2}.{i % 5}\n" for i in range(40)))
    bad.write_text(f"id,{name},b\n1,x,2\n")
    latin = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    with open(latin, "wb") as file:
        file.write(b"a,caf\xe9\n1,2\n3,4\n9,9\n")
    model, sweep = tmp_path / f"m{name}", tmp_path / f"s{name}"
    commands = [
        ("fit", good, "-k", "3", "-o", model, "--labels", tmp_path / "l.csv"),
        ("fit", good, "-k", "3", "--json"),
        ("fit", bad, "-k", "2"),
        ("fit", bad, "-k", "2", "--json"),
        ("fit", good, "-k", "2", "--columns", "nme" + name),
        ("fit", good, "-k", "2", "--prepare", name),
        ("fit", good, "--" + name),
        ("fit", tmp_path / f"gone{name}", "-k", "2"),
        ("fit", latin, "-k", "2"),
        ("sweep", good, "-k", "2..3", "-o", sweep),
        ("evaluate", good, "--labels", tmp_path / "l.csv"),
        ("evaluate", good, "--labels", tmp_path / "l.csv", "--label-column", name),
        ("predict", model, bad, "-o", "-"),
        ("predict", model, latin, "-o", tmp_path / "p.csv"),
        ("predict", tmp_path / name, good, "-o", "-"),
        ("report", sweep),
        ("report", tmp_path / name),
        ("export", model, "-o", tmp_path / f"{name}.onnx"),
        ("export", model, "-o", tmp_path / f"{name}.onnx", "--json"),
        ("track", "push", tmp_path / name),
        ("segment", good),
        ("devices", "--config", tmp_path / name),
        (name,),
    ]
    for command in commands:
        process = subprocess.run([shoal.binary, *command], capture_output=True, timeout=60, cwd=tmp_path)
        found = OBEYED.search(said(process))
        assert found is None, (command, found)
    assert "owned" in said(subprocess.run([shoal.binary, *commands[2]], capture_output=True))


def test_a_report_is_utf8_whatever_its_input_is_called(shoal, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9\xff.csv"
    with open(path, "wb") as file:
        file.write(shop_lines(60).encode())
    process = subprocess.run([shoal.binary, "segment", path, "-k", "2", "-o", tmp_path / "run"], capture_output=True)
    assert process.returncode == 0, process.stderr
    assert "caf\ufffd" in (tmp_path / "run" / "report.html").read_bytes().decode()


def test_formulas_are_inert_where_that_is_asked_for(shoal, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("customer,a,b\n=1+1,1,2\n-5,2,3\n@x,10,11\nplain,11,12\n")
    for extra, ids in (((), ["=1+1", "-5", "@x", "plain"]), (("--csv-safe",), ["'=1+1", "-5", "'@x", "plain"])):
        assert shoal("fit", table, "-k", "2", "-o", tmp_path / "m", "--labels", tmp_path / "l.csv", *extra).returncode == 0
        scored = shoal("predict", tmp_path / "m", table, "-o", "-", *extra)
        for text in ((tmp_path / "l.csv").read_text(), scored.stdout):
            assert [line.split(",")[0] for line in text.splitlines()[1:]] == ids


def test_a_fit_that_overflows_is_refused(shoal, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a,w\n1e200,1e308\n-1e200,1e308\n3e200,1e308\n")
    process = shoal("fit", table, "-k", "1", "--prepare", "none", "--dtype", "float64", "--weights", "w", "-o", tmp_path / "m")
    assert process.returncode != 0 and "do  " in process.stderr and not (tmp_path / "m").exists(), process.stderr
