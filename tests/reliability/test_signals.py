"""Ctrl-C, SIGTERM and SIGHUP end every command with 130 and leave nothing half-written; a signal that kills leaves what the next run
removes. The signals are raised in the command itself, at a chosen call that changes files: nothing here rests on time."""

import fcntl
import os
import shutil
import signal
import struct
import subprocess
import termios

import pytest

OUTPUTS = {
    "generate": (["generate", "retail", "--customers", "40", "-o", "o.csv", "--truth", "o-truth.csv"], ["o.csv", "o-truth.csv"]),
    "generate-parquet": (["generate", "retail", "--customers", "40", "-o", "o.parquet"], ["o.parquet"]),
    "prepare": (["prepare", "r.csv", "-o", "o.csv"], ["o.csv"]),
    "prepare-split": (["prepare", "r.csv", "-o", "o.csv", "--split", "0.5"], ["o-train.csv", "o-test.csv"]),
    "fit": (["fit", "t.csv", "-k", "2", "-o", "o", "--labels", "o.csv"], ["o", "o.csv"]),
    "sweep": (["sweep", "t.csv", "-k", "2..3", "-o", "o"], ["o"]),
    "segment": (["segment", "r.csv", "-k", "3", "--resamples", "0", "-o", "o"], ["o"]),
    "predict": (["predict", "model", "t.csv", "-o", "o.csv"], ["o.csv"]),
    "predict-parquet": (["predict", "model", "t.csv", "-o", "o.parquet"], ["o.parquet"]),
    "predict-npy": (["predict", "model", "t.csv", "-o", "o.npy"], ["o.npy"]),
    "export": (["export", "model", "-o", "o.onnx"], ["o.onnx"]),
    "report": (["report", "run"], []),
}


@pytest.fixture(scope="module")
def inputs(shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "t.csv").write_text("a,b\n" + "".join(f"{i % 3 * 9 + i / 10},{i % 7}\n" for i in range(30)))
    for command in (["generate", "retail", "--customers", "40", "-o", "r.csv"], ["fit", "t.csv", "-k", "2", "-o", "model"],
                    ["segment", "r.csv", "-k", "3", "--resamples", "0", "-o", "run"]):
        assert shoal(*command, cwd=folder).returncode == 0
    return folder


class Signalled:
    def __init__(self, binary, library, inputs, folder):
        self.binary, self.library, self.inputs, self.folder, self.runs = binary, library, inputs, folder, 0

    def run(self, words, before=None, **variables):
        """In a new folder: (exit status, the folder)."""
        self.runs += 1
        place = self.folder / str(self.runs)
        shutil.copytree(self.inputs, place)
        variables = {name: str(value) for name, value in variables.items()}
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MLFLOW_", "SHOAL_"))}
        preloaded = {"LD_PRELOAD": str(self.library), "SHIM_KIND": "changes"}
        done = subprocess.run([self.binary, *words, "--threads", "1", "-q"], cwd=place, capture_output=True, text=True,
                              env=environment | variables | preloaded, preexec_fn=before, check=False)
        return done.returncode, place

    def calls(self, words):
        log = self.folder / "calls.log"
        log.unlink(missing_ok=True)
        status, _ = self.run(words, SHIM_LOG=log)
        assert status == 0
        return log.read_text().split()


@pytest.fixture
def signalled(shoal, shim, inputs, tmp_path):
    return Signalled(shoal.binary, shim, inputs, tmp_path)


def hidden(folder):
    return [str(path) for path in folder.rglob("*") if path.name.endswith(".part")]


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_interrupted_command_leaves_nothing_half_written(signalled, inputs, name):
    words, outputs = OUTPUTS[name]
    count = len(signalled.calls(words))
    ended = set()
    for at in sorted({1, 2, count // 2, count}):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            status, place = signalled.run(words, SHIM_AT=at, SHIM_DO=int(number))
            ended.add(status)
            assert status in (0, 130), (at, number, status)
            assert not hidden(place), (at, number)
            there = {(place / output).exists() for output in outputs}
            assert there <= {status == 0}, (at, number, status)  # all of them, or none
            if status == 130:
                assert sorted(path.name for path in place.iterdir()) == sorted(path.name for path in inputs.iterdir())
    assert 130 in ended or name in ("export", "report")  # those have one thing to write


def test_hangups_that_the_caller_ignores_are_none(signalled):
    words, outputs = OUTPUTS["predict"]
    status, place = signalled.run(words, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN), SHIM_AT=1,
                                  SHIM_DO=int(signal.SIGHUP))
    assert status == 0 and (place / outputs[0]).exists()


@pytest.mark.parametrize("name", ["generate", "fit", "segment", "predict", "report"])
@pytest.mark.parametrize("number", [signal.SIGPIPE, signal.SIGQUIT, signal.SIGKILL])
def test_what_a_killed_command_leaves_is_removed_by_the_next(shoal, signalled, name, number):
    words, outputs = OUTPUTS[name]
    count = len(signalled.calls(words))
    status, place = signalled.run(words, SHIM_AT=max(2, count // 2), SHIM_DO=int(number))
    assert status == -number
    done = shoal(*words, "-q", cwd=place)
    assert done.returncode == 0, done.stderr
    assert not hidden(place)
    assert all((place / output).exists() for output in outputs)


@pytest.mark.parametrize("signals", [1, 2])
def test_a_reader_that_does_not_read_holds_nobody_up(shoal, tmp_path, inputs, signals):
    """The write waits for ever; after a second signal, or some seconds after the first, the command ends all the same."""
    rows = "".join(f"{i % 3 * 9},{i % 7}\n" for i in range(20_000))
    (tmp_path / "big.csv").write_text("a,b\n" + rows)
    process = subprocess.Popen([shoal.binary, "predict", inputs / "model", tmp_path / "big.csv", "-o", "-", "-q"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    size = fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ)
    waiting = 0
    while waiting < size:
        waiting = struct.unpack("i", fcntl.ioctl(process.stdout, termios.FIONREAD, b"\0" * 4))[0]
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    if signals == 2:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=300) == 130


def test_ctrl_c_while_a_sample_is_drawn(shoal, tmp_path):
    """Some time in the midst of the work."""
    process = subprocess.Popen([shoal.binary, "generate", "retail", "--customers", "300000", "-o", "o.csv", "--truth", "t.csv"],
                               cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not any(path.name.endswith(".part") for path in tmp_path.iterdir()):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=300) == 130
    assert not list(tmp_path.iterdir())
