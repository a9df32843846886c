"""Odd names, links, folders, closed streams and few open files: each is safe, or refused in words with a documented status."""

import hashlib
import json
import os
import resource
import subprocess

import pytest

FIT = ["fit", "t.csv", "-k", "2", "-q"]
LONG = "x" * 300


@pytest.fixture
def at(shoal, tmp_path):
    """at(word...) runs in a folder with a table, transactions and a model."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MLFLOW_", "SHOAL_"))}

    def run(*words, cwd=tmp_path, before=None, **variables):
        return subprocess.run([shoal.binary, *words], cwd=cwd, capture_output=True, env=environment | variables,
                              preexec_fn=before, timeout=120, check=False)

    (tmp_path / "t.csv").write_text("a,b\n1,2\n2,3\n10,11\n11,12\n3,3\n12,10\n")
    assert run("generate", "retail", "--customers", "40", "-o", "r.csv").returncode == 0
    assert run(*FIT, "-o", "m").returncode == 0
    return run


def refused(process, *statuses):
    said = process.stderr.decode()
    assert process.returncode in (statuses or (2, 3)), (process.returncode, said)
    assert "  do " in said and "bug in shoal" not in said and "filesystem error" not in said, said


def tree(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*")
            if path.is_file()}


def test_an_input_under_another_name_is_still_the_input(at, tmp_path):
    os.link(tmp_path / "t.csv", tmp_path / "hard.csv")
    os.link(tmp_path / "r.csv", tmp_path / "hard-r.csv")
    (tmp_path / "soft.csv").symlink_to("t.csv")
    (tmp_path / "here").symlink_to(".")
    (tmp_path / "d").mkdir()
    before = tree(tmp_path)
    for given, output in (("t.csv", "hard.csv"), ("t.csv", "soft.csv"), ("soft.csv", "t.csv"), ("./t.csv", "here/t.csv"),
                          (str(tmp_path / "t.csv"), "d/../t.csv"), ("here/here/t.csv", "./hard.csv")):
        refused(at("predict", "m", given, "-o", output, "-q"), 2)
        refused(at("fit", given, "-k", "2", "--labels", output, "-q"), 2)
        refused(at("fit", given, "-k", "2", "-o", output, "-q"), 2, 3)
    refused(at("prepare", "../r.csv", "-o", "../here/hard-r.csv", "-q", cwd=tmp_path / "d"), 2)
    assert tree(tmp_path) == before


NAMES = ["new\nline", "sp ace", "-dash", b"\xff\xfe".decode(errors="surrogateescape"), "esc\x1b[31m", "\u00fc", "~", "$(x)", "*", "..x"]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_names(at, tmp_path, name):
    (tmp_path / name).write_bytes((tmp_path / "t.csv").read_bytes())
    (tmp_path / ("r" + name)).write_bytes((tmp_path / "r.csv").read_bytes())
    before = tree(tmp_path)
    for words in (["fit", "./" + name, "-k", "2", "-o", "./model " + name, "--labels", "./labels " + name],
                  ["predict", "./model " + name, "./" + name, "-o", "./scored " + name],
                  ["segment", "./r" + name, "-k", "3", "--resamples", "0", "-o", "./run " + name], ["report", "./run " + name]):
        done = at(*words)
        assert done.returncode == 0, done.stderr
        assert b"\x1b[31m" not in done.stderr + done.stdout
        done.stderr.decode()
    run = tmp_path / ("run " + name)
    json.loads((run / "run.json").read_bytes().decode())
    (run / "report.html").read_bytes().decode()
    assert before.items() <= tree(tmp_path).items()


def test_names_that_are_too_long_are_refused(at, tmp_path):
    before = tree(tmp_path)
    for words in (["fit", LONG, "-k", "2"], ["fit", "t.csv", "-k", "2", "-o", LONG], ["fit", "t.csv", "-k", "2", "--labels", LONG],
                  ["fit", "t.csv", "-k", "2", "--initial", LONG], ["fit", "t.csv", "--k-from", LONG], ["sweep", "t.csv", "-k", "2..3", "-o", LONG],
                  ["predict", LONG, "t.csv", "-o", "-"], ["predict", "m", LONG, "-o", "-"], ["predict", "m", "t.csv", "-o", LONG],
                  ["evaluate", LONG, "--labels", "t.csv"], ["evaluate", "t.csv", "--labels", LONG],
                  ["evaluate", "t.csv", "--labels", "t.csv", "--label-column", "a", "--truth", LONG], ["prepare", LONG, "-o", "f.csv"],
                  ["prepare", "r.csv", "-o", LONG], ["segment", "r.csv", "-k", "3", "--names", LONG], ["export", LONG, "-o", "x"],
                  ["export", "m", "-o", LONG], ["report", LONG], ["track", "push", LONG], ["generate", "retail", "-o", LONG + "/" + LONG],
                  ["generate", "segment-names", "-o", LONG], ["--config", LONG, "fit", "t.csv", "-k", "2"], ["help", "--man", "-o", LONG]):
        refused(at(*words), 2, 3, 4)
    assert tree(tmp_path) == before


def test_places_that_are_none(at, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "nowhere").symlink_to("missing/folder")
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = tree(tmp_path)
    for output in ("t.csv/x", "loop", "nowhere", "/dev/full", "missing/x"):
        refused(at("predict", "m", "t.csv", "-o", output, "-q"))
        refused(at("export", "m", "-o", output, "-q"))
        refused(at("generate", "retail", "--customers", "20", "-o", output, "-q"))
    for folder in ("t.csv", "t.csv/x", "loop", "nowhere", "/dev/full", "pipe"):
        refused(at(*FIT, "-o", folder))
        refused(at("segment", "r.csv", "-k", "3", "-o", folder, "-q"))
    for model in ("loop", "nowhere", "t.csv", "pipe", "d"):
        refused(at("predict", model, "t.csv", "-o", "-", "-q"), 4)
        refused(at("export", model, "-o", "x", "-q"), 4)
    for config in ("d", "loop", "/dev/zero", "t.csv", "missing"):
        refused(at("--config", config, *FIT), 2)
        refused(at(*FIT, SHOAL_CONFIG=config), 2)
    refused(at("predict", "m", "t.csv", "-o", "d", "-q"))
    assert tree(tmp_path) == before


def test_a_link_to_nothing_is_followed_and_stays(at, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "link.csv").symlink_to("d/second.csv")
    (tmp_path / "d" / "second.csv").symlink_to("made.csv")
    for _ in range(2):
        assert at("predict", "m", "t.csv", "-o", "link.csv", "-q").returncode == 0
        assert os.readlink(tmp_path / "link.csv") == "d/second.csv" and os.readlink(tmp_path / "d" / "second.csv") == "made.csv"
        assert (tmp_path / "d" / "made.csv").read_text().startswith("label,")


def test_folders_inside_folders_leave_each_other_alone(at, tmp_path):
    segment = ["segment", "r.csv", "-k", "3", "--resamples", "0", "-q", "-o"]
    for words in ([*segment, "run"], [*FIT, "-o", "run/own"], [*segment, "run/inner"], [*FIT, "-o", "run/model/inner"], [*segment, "m/inner"]):
        assert at(*words).returncode == 0
    inner = {name: text for name, text in tree(tmp_path).items() if "inner" in name or "own" in name}
    for words in ([*segment, "run"], [*FIT, "-o", "m"], ["report", "run"], ["predict", "run/model", "r.csv", "-o", "s.csv"]):
        assert at(*words).returncode == 0
    assert inner.items() <= tree(tmp_path).items()
    refused(at(*FIT, "-o", "run"), 2)
    refused(at(*segment, "m"), 2)


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
def test_closed_streams_write_into_no_file(at, tmp_path, closed):
    """What is printed does not go into a file that got the number of a closed stream."""

    def close():
        for stream in closed:
            os.close(stream)

    nobody = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"}
    for words in (["segment", "r.csv", "-k", "3", "--resamples", "0", "-o", "run"], ["fit", "t.csv", "-k", "2", "-o", "m2", "--labels", "l.csv"],
                  ["predict", "m", "t.csv", "-o", "p.csv"], ["export", "m", "-o", "m.onnx"], ["generate", "retail", "--customers", "40", "-o", "g.csv"]):
        done = at(*words, before=close, **nobody)
        assert done.returncode in ((0, 3) if 1 in closed else (0,)), (words, done.returncode)
    journals = [path for path in tmp_path.rglob("*.jsonl")]
    assert journals
    for journal in journals:
        for line in journal.read_text().splitlines():
            json.loads(line)
    assert (tmp_path / "g.csv").read_bytes() == (tmp_path / "r.csv").read_bytes()
    assert at("predict", "m2", "t.csv", "-o", "again.csv", "-q").returncode == 0
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "p.csv").read_text()
    if 0 in closed:
        refused(at("fit", "-", "-k", "2", "-q", before=lambda: os.close(0)), 3)


def test_few_open_files_are_told(at, tmp_path):
    assert at("segment", "r.csv", "-k", "3", "--resamples", "0", "-o", "run", "-q").returncode == 0
    short = 0
    commands = (["segment", "r.csv", "-k", "3", "--resamples", "0", "-o", "s", "-q"], [*FIT, "-o", "f", "--labels", "l.csv"],
                ["predict", "m", "t.csv", "-o", "p.parquet", "-q"], ["report", "run", "-q"])
    for limit in range(6, 20):
        for words in commands:
            done = at(*words, before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
            if done.returncode == 127:  # the loader itself
                continue
            if done.returncode:
                short += 1
                refused(done, 3)
    assert short
    # A folder is emptied with open folders; where there were none left, the next run does it.
    assert all(at(*words).returncode == 0 for words in commands)
    assert not list(tmp_path.rglob("*.part"))


def test_the_environment_may_hold_anything(at, tmp_path):
    wanted = at(*FIT, "--json").stdout
    assert json.loads(wanted)["sizes"] == [3, 3]
    (tmp_path / "plain").mkdir()
    assert at(*FIT, "-o", "plain").returncode == 0
    for variables in ({"TMPDIR": "/nonexistent"}, {"HOME": ""}, {"LC_ALL": "de_DE.UTF-8"}, {"LANG": "tr_TR"}, {"LC_ALL": "no such"},
                      {"COLUMNS": "99999999999999999999"}, {"COLUMNS": "-1"}, {"TERM": "\x1b[31m"}, {"TZ": "nowhere"}, {"PATH": ""}):
        found = json.loads(at(*FIT, "-o", "odd", "--json", **variables).stdout)
        assert found["sizes"] == [3, 3] and found["inertia"] == json.loads(wanted)["inertia"]
        for name in ("centroids.npy", "model.onnx"):
            assert (tmp_path / "odd" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    for variables in ({"SHOAL_THREADS": "-3"}, {"SHOAL_SEED": "\n"}, {"SHOAL_DEVICE": "x"}, {"SHOAL_MEMORY": "-1"},
                      {"MLFLOW_HTTP_REQUEST_TIMEOUT": "abc"}):
        done = at(*FIT, **variables)
        assert done.returncode == 2 and next(iter(variables)).encode().split(b"_")[-1].lower() in done.stderr.lower()
