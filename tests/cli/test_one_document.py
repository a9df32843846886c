"""With --json standard output holds one JSON document or nothing."""

import json
import os
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "x.csv"
    path.write_text("id,a,b\n" + "".join(f"r{i},{i % 7},{i % 5}\n" for i in range(60)))
    return path


@pytest.fixture(scope="module")
def model(shoal, table):
    folder = table.parent / "model"
    assert shoal("fit", table, "-k", "3", "-o", folder).returncode == 0
    return folder


def one(process):
    assert process.stdout.count("\n{") == 0
    return json.loads(process.stdout)


def test_version_and_help(shoal):
    version = one(shoal("--version", "--json"))
    assert version["format"] == 1 and shoal("-V").stdout == f"shoal {version['version']} ({version['commit']})\n"
    assert one(shoal("--json", "fit", "-h"))["command"] == "shoal fit"
    assert one(shoal("help", "registry", "list", "--json"))["command"] == "shoal registry list"


@pytest.mark.parametrize("words", [
    (), ("ft",), ("fit",), ("fit", "x", "--nonsense"), ("fit", "x", "-k"), ("fit", "nowhere.csv", "-k", "2"),
    ("--config", "nowhere.toml", "devices"), ("--threads", "x", "devices"), ("fit", "x", "y", "-k", "2"),
    ("registry", "lst"), ("predict", "m", "x", "-o", "-"), ("completions", "bash"), ("help", "--man"), ("help", "ft")])
def test_errors(shoal, words, tmp_path):
    process = shoal(*words, "--json", cwd=tmp_path)
    assert process.returncode != 0
    error = one(process)["error"]
    assert set(error) == {"code", "message", "where", "found", "hint"}
    assert re.sub(r"\s+", "", error["message"]) in re.sub(r"\s+", "", process.stderr)


def test_files_that_were_written(shoal, model, tmp_path):
    for words, path in [(("generate", "segment-names"), tmp_path / "names.txt"),
                        (("generate", "retail", "--customers", "50"), tmp_path / "sample.csv"),
                        (("export", model), tmp_path / "m.onnx")]:
        process = shoal(*words, "-o", path, "--json")
        assert process.returncode == 0, process.stderr
        assert one(process) == {"format": 1, "wrote": [str(path)]}
        assert path.exists()


def test_labels_on_standard_output_leave_no_room_for_a_document(shoal, model, table):
    both = shoal("predict", model, table, "-o", "-", "--json")
    assert both.returncode == 2 and "standard output" in one(both)["error"]["message"]
    assert shoal("predict", model, table, "-o", "-").stdout.count("\n") == 61


def test_a_reader_that_goes_away(shoal, table):
    """The program ends like any other in a pipe, and says nothing more than it has to."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run([shoal.binary, "fit", table, "-k", "3", "--json", "-q"], stdout=write_end, stderr=subprocess.PIPE)
    os.close(write_end)
    assert process.returncode in (-13, 3)
    assert b"bug" not in process.stderr


def test_a_full_standard_output(shoal, table):
    with open("/dev/full", "w") as full:
        for words in (("fit", table, "-k", "3", "--json", "-q"), ("--help",), ("devices", "--json"), ("--version",)):
            process = subprocess.run([shoal.binary, *words], stdout=full, stderr=subprocess.PIPE, text=True)
            assert process.returncode == 3, (words, process.returncode)
            assert "standard output could not be written" in process.stderr
