"""Killed at any call that changes files: what is there afterwards is the old run, the new run, or refused in words. A failed call is told, and
two commands on one folder never mix, also with equal process numbers."""

import json
import os
import shutil
import signal
import subprocess

import pytest
from mlflow_server import plain_environment

BESIDE = {"notes.txt": "mine", "model/train.py": "mine"}


def segment(k, folder="run"):
    return ["segment", "r.csv", "-k", str(k), "-o", folder, "--resamples", "0", "--threads", "1", "-q"]


def fit(k):
    return ["fit", "t.csv", "-k", str(k), "-o", "m", "--threads", "1", "-q"]


class Commands:
    """Runs commands in a folder, some of them with call_shim.c."""

    def __init__(self, binary, shim, folder):
        self.binary, self.shim, self.folder = binary, shim, folder

    def start(self, command, **variables):
        variables = {name: str(value) for name, value in variables.items()}
        if variables:
            variables |= {"LD_PRELOAD": str(self.shim), "SHIM_KIND": "changes"}
        return subprocess.Popen([self.binary, *command], cwd=self.folder, env=plain_environment() | variables, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, command, **variables):
        process = self.start(command, **variables)
        process.out, process.err = process.communicate(timeout=120)
        return process

    def kill(self, command, number):
        process = self.run(command, SHIM_AT=number, SHIM_DO="kill")
        assert process.returncode == -signal.SIGKILL, (process.returncode, process.err)

    def done(self, command):
        process = self.run(command)
        assert process.returncode == 0, process.err

    def calls(self, command):
        """The names of the calls that the command makes."""
        log = self.folder.parent / "calls.log"
        log.unlink(missing_ok=True)
        process = self.run(command, SHIM_LOG=log)
        assert process.returncode == 0, process.err
        return log.read_text().split()


@pytest.fixture
def commands(shoal, shim, tmp_path, retail_file):
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copy(retail_file, folder / "r.csv")
    (folder / "t.csv").write_text("a,b\n" + "".join(f"{i % 3 * 9 + i / 10},{i % 7}\n" for i in range(30)))
    return Commands(shoal.binary, shim, folder)


def moments(calls, nightly, few=3):
    """Numbers of the calls to be killed at: all, or the first, the last, some of the renames and some of the others."""
    everything = range(1, len(calls) + 1)
    if nightly:
        return list(everything)
    renames = [number for number in everything if calls[number - 1] == "rename"]
    return sorted({1, len(calls), *renames[1::max(1, len(renames) // few)], *everything[:: max(1, len(calls) // few)]})


def clusters_in(run):
    """How many clusters each file of a run folder speaks of."""
    rows = (run / "segments.csv").read_text().splitlines()[1:]
    return {
        len(json.loads((run / "model" / "model.json").read_text())["sizes"]),
        json.loads((run / "run.json").read_text())["chosen"]["k"],
        len(json.loads((run / "segments.json").read_text())["segments"]),
        len({row.split(",")[1] for row in rows}),
    }


def hidden(folder):
    return [str(path) for path in folder.rglob(".*")]


def put_beside(folder):
    for name, text in BESIDE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def assert_beside(folder):
    for name, text in BESIDE.items():
        assert (folder / name).read_text() == text


def assert_refused(process, words=("again", "wait", "no model folder", "copy the model folder")):
    assert process.returncode in (3, 4), (process.returncode, process.err)
    assert any(word in process.err for word in words), process.err


def judge_run(commands, expected, scored):
    """"whole" or "refused"; fails for a mixture. `scored`: what predict may answer, by k."""
    run = commands.folder / "run"
    report = commands.run(["report", "run", "-q"])
    if report.returncode == 0:
        assert len(clusters_in(run)) == 1 and clusters_in(run) <= expected
    else:
        assert_refused(report, ("again", "check the path"))
    predicted = commands.run(["predict", "run/model", "r.csv", "-o", "-", "-q"])
    if predicted.returncode == 0:
        assert predicted.out in [scored[k] for k in expected]
    else:
        assert_refused(predicted)
    from_k = commands.run(["fit", "t.csv", "--k-from", "run", "-q"])
    assert (from_k.returncode == 0) == (report.returncode == 0), (from_k.err, report.err)
    return "whole" if report.returncode == 0 else "refused"


@pytest.mark.parametrize("before", [None, 3])
def test_segment(commands, nightly, before):
    folder, run = commands.folder, commands.folder / "run"
    scored = {}
    for k in (3, 5):
        commands.done(segment(k, "other"))
        scored[k] = commands.run(["predict", "other/model", "r.csv", "-o", "-", "-q"]).out
    put_beside(run)
    if before:
        commands.done(segment(before))
    shutil.copytree(run, folder / "kept")

    def restore():
        shutil.rmtree(run)
        shutil.copytree(folder / "kept", run)

    calls = commands.calls(segment(5))
    found = {"whole": 0, "refused": 0}
    for number in moments(calls, nightly):
        restore()
        commands.kill(segment(5), number)
        assert_beside(run)
        found[judge_run(commands, {before, 5} - {None}, scored)] += 1
        commands.done(segment(5))
        assert clusters_in(run) == {5} and not hidden(run), number
        assert_beside(run)
    print(f"{len(calls)} calls, {sum(found.values())} kills: {found}")
    assert found["whole"] or not before


def test_a_call_that_fails(commands, nightly):
    """The old run, or the new one; where the failure is told the old one."""
    run = commands.folder / "run"
    commands.done(segment(3))
    calls = commands.calls(segment(3))
    for number in moments(calls, nightly):
        shutil.rmtree(run)
        commands.done(segment(3))
        process = commands.run(segment(5), SHIM_AT=number, SHIM_DO="fail")
        assert process.returncode in (0, 3), (number, process.err)
        assert clusters_in(run) == ({5} if process.returncode == 0 else {3}) or calls[number - 1] == "fsync", number
        commands.done(["report", "run", "-q"])
        commands.done(segment(5))
        assert not hidden(run)


def test_fit(commands, nightly):
    folder = commands.folder
    answers = {}
    for k in (3, 2):
        commands.done(fit(k))
        answers[k] = commands.run(["predict", "m", "t.csv", "-o", "-", "-q"]).out
    calls = commands.calls(fit(2))
    commands.done(fit(3))
    shutil.copytree(folder / "m", folder / "kept")
    for number in moments(calls, nightly):
        shutil.rmtree(folder / "m")
        shutil.copytree(folder / "kept", folder / "m")
        commands.kill(fit(2), number)
        predicted = commands.run(["predict", "m", "t.csv", "-o", "-", "-q"])
        if predicted.returncode == 0:
            assert predicted.out in answers.values()
        else:
            assert_refused(predicted)
        commands.done(fit(2))
        assert commands.run(["predict", "m", "t.csv", "-o", "-", "-q"]).out == answers[2]
        assert not hidden(folder / "m")


def test_files_that_belong_together(commands, nightly):
    """A model and its labels, the parts of a split: the later one of an earlier command never stands beside the first of the next."""
    folder = commands.folder
    for first, second, command in (
        ("m/model.json", "labels.csv", lambda kind: [*fit(2 + kind), "--labels", "labels.csv"]),
        ("f-train.csv", "f-test.csv", lambda kind: ["prepare", "r.csv", "-o", "f.csv", "--split", "0.5", "--seed", str(kind), "-q"]),
        ("s.csv", "truth.csv", lambda kind: ["generate", "retail", "--customers", "20", "--seed", str(kind), "-o", "s.csv",
                                             "--truth", "truth.csv", "-q"]),
    ):
        states = []
        for kind in (0, 1):
            commands.done(command(kind))
            states.append({name: (folder / name).read_bytes() for name in (first, second)})
        calls = commands.calls(command(1))
        for number in moments(calls, nightly):
            commands.done(command(0))
            commands.kill(command(1), number)
            if (folder / first).exists() and (folder / second).exists():
                found = {name: (folder / name).read_bytes() for name in (first, second)}
                assert found in states, (command(1), number)


def test_predict(commands, nightly):
    folder = commands.folder
    predict = ["predict", "m", "t.csv", "-o", "scored.csv", "-q"]
    commands.done(fit(3))
    calls = commands.calls(predict)
    new = (folder / "scored.csv").read_bytes()
    for number in moments(calls, nightly):
        (folder / "scored.csv").write_text("old")
        commands.kill(predict, number)
        assert (folder / "scored.csv").read_bytes() in (b"old", new)
        commands.done(predict)
        assert (folder / "scored.csv").read_bytes() == new and not hidden(folder)


def test_track_push(commands, nightly, tracking):
    folder, run = commands.folder, commands.folder / "run"
    nobody = ["--mlflow", "http://127.0.0.1:9"]
    commands.done([*segment(3), *nobody])
    journal, = (run / "mlflow").glob("*.jsonl")
    journal.write_text(journal.read_text().replace("http://127.0.0.1:9", tracking.uri))
    shutil.copytree(run, folder / "kept")
    push = ["track", "push", "run"]
    calls = commands.calls(push)
    uploads = dict(tracking.uploads)
    assert uploads and not journal.exists()
    for number in moments(calls, nightly):
        shutil.rmtree(run)
        shutil.copytree(folder / "kept", run)
        tracking.uploads.clear()
        commands.kill(push, number)
        commands.done(push)
        assert tracking.uploads == uploads and not journal.exists()
        commands.done(["report", "run", "-q"])
        assert clusters_in(run) == {3}


def test_two_commands_on_one_folder(commands, nightly):
    """One wins, the other says so: or they came one after the other."""
    run = commands.folder / "run"
    refused = 0
    pairs = 200 if nightly else 10
    for number in range(pairs):
        if number % 2:
            shutil.rmtree(run, ignore_errors=True)
        shared = {"SHIM_PID": 7, "SHIM_SLEEP": 2000 if number % 4 < 2 else 0}
        both = {k: commands.start(segment(k), **shared) for k in (3, 5)}
        won = set()
        for k, process in both.items():
            _, said = process.communicate(timeout=120)
            if process.returncode == 0:
                won.add(k)
                continue
            refused += 1
            assert process.returncode == 3 and "another shoal process" in said, said
        assert won and clusters_in(run) <= won and len(clusters_in(run)) == 1
        commands.done(["report", "run", "-q"])
        assert not hidden(run)
    print(f"{pairs} pairs, {refused} refused, 0 mixtures")
    assert refused
