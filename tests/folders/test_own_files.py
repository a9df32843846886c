"""shoal touches only what it made: nothing else in its folders is uploaded, replaced, removed or followed."""

import json
import os
import shutil

import pytest

SEGMENT = ("segment", "r.csv", "-k", "3", "--resamples", "0", "-q")
FIT = ("fit", "t.csv", "-k", "2", "-q")
MANIFEST = "shoal.manifest"


def tree(folder):
    """Every file below a folder with its bytes, links as links."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def done(process):
    assert process.returncode == 0, process.stderr
    return process


def refused(process, *words, status=2):
    assert process.returncode == status, (process.returncode, process.stderr)
    assert "  do " in process.stderr, process.stderr
    for word in words:
        assert word in process.stderr, process.stderr


def make_home(folder):
    """What a project or home folder may hold."""
    (folder / ".ssh").mkdir()
    (folder / ".ssh" / "id_rsa").write_text("PRIVATE KEY")
    (folder / ".env").write_text("PASSWORD=hunter2")
    (folder / "sub").mkdir()
    (folder / "sub" / "salaries.csv").write_text("boss,1000000")
    (folder / "link").symlink_to("/etc/passwd")
    return tree(folder)


def test_only_files_of_the_model_are_uploaded(at, table, tracking, tmp_path):
    home = make_home(tmp_path)
    done(at(*FIT, "-o", ".", "--mlflow", tracking.uri))
    names = {name.split("artifacts/")[-1].removeprefix("1/r1/artifacts/") for name in tracking.uploads}
    own = {f"model/{name}" for name in ("MLmodel", "centroids.npy", "conda.yaml", "input_example.json", "model.json",
           "model.onnx", "python_env.yaml", "requirements.txt", "serving_input_example.json", MANIFEST)}
    assert names == own | {"run.json"}
    assert home.items() <= tree(tmp_path).items()


def test_only_files_of_the_run_are_uploaded(at, retail, tracking, tmp_path):
    run = tmp_path / "run"
    (run / "model").mkdir(parents=True)
    make_home(run / "model")
    (run / ".env").write_text("PASSWORD=hunter2")
    (run / "link.csv").symlink_to("/etc/passwd")
    done(at(*SEGMENT, "-o", "run", "--mlflow", tracking.uri))
    text = " ".join(tracking.uploads)
    assert "model/model.json" in text and "report.html" in text
    for secret in (".env", "id_rsa", "salaries", "link"):
        assert secret not in text
    assert all(b"hunter2" not in body and b"root:" not in body for body in tracking.uploads.values())
    assert json.loads((run / "tracking.json").read_text())["complete"]


def test_files_beside_ours_stay(at, retail, tmp_path):
    (tmp_path / "model" / "src").mkdir(parents=True)
    (tmp_path / "model" / "train.py").write_text("my code")
    (tmp_path / "model" / "src" / "net.py").write_text("my code")
    shutil.copy(retail, tmp_path / "model" / "data.csv")
    before = tree(tmp_path)
    for _ in range(2):
        done(at("segment", "model/data.csv", "-k", "3", "-o", ".", "-q"))
        assert before.items() <= tree(tmp_path).items()
    done(at("report", ".", "-q"))
    done(at("predict", "model", "r.csv", "-o", "scored.csv", "-q"))


@pytest.mark.parametrize("name", ["run.json", "segments.csv", "report.html", "model/model.json", "model/centroids.npy"])
@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling"])
def test_what_stands_in_the_way_is_no_victim(at, retail, tmp_path, name, kind):
    place = tmp_path / "out" / name
    place.parent.mkdir(parents=True)
    (tmp_path / "victim").write_text("precious")
    if kind == "file":
        place.write_text("mine")
    elif kind == "folder":
        place.mkdir()
        (place / "mine").write_text("mine")
    else:
        place.symlink_to(tmp_path / ("victim" if kind == "link" else "none"))
    before = tree(tmp_path)
    refused(at(*SEGMENT, "-o", "out"), name.split("/")[-1])
    assert tree(tmp_path) == before


def test_folders_of_ours_behind_a_link_are_not_followed(at, retail, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "model").symlink_to("../elsewhere")
    refused(at(*SEGMENT, "-o", "out"))
    assert not tree(tmp_path / "elsewhere")


def test_a_folder_without_a_manifest_is_not_overwritten(at, retail, table, tmp_path):
    """Of an older version, or the user's: it cannot be told what may be replaced."""
    done(at(*SEGMENT, "-o", "run"))
    done(at(*FIT, "-o", "model"))
    for folder in ("run", "run/model", "model"):
        (tmp_path / folder / MANIFEST).unlink()
    before = tree(tmp_path)
    refused(at(*SEGMENT, "-o", "run"), "another folder")
    refused(at(*FIT, "-o", "model"), "another folder")
    assert tree(tmp_path) == before
    done(at("predict", "run/model", "r.csv", "-o", "a.csv", "-q"))
    done(at("predict", "model", "t.csv", "-o", "b.csv", "-q"))
    done(at("report", "run", "-q"))
    (tmp_path / "run" / "report.html").write_text("<html>my own page</html>")
    refused(at("report", "run", "-q"), "report.html")


def test_a_file_that_was_changed_is_the_users(at, retail, tmp_path):
    done(at(*SEGMENT, "-o", "run"))
    page = tmp_path / "run" / "segments.json"
    page.write_text(page.read_text() + "\n")
    refused(at(*SEGMENT, "-o", "run"), "segments.json", "changed")
    assert page.read_text().endswith("\n\n")
    page.unlink()
    done(at(*SEGMENT, "-o", "run"))
    (tmp_path / "run" / "sweep.csv").write_text("my notes")
    refused(at("report", "run", "-q"), "sweep.csv", status=3)


def test_what_an_earlier_run_wrote_goes_with_it(at, retail, tmp_path):
    lines = retail.read_text().splitlines()
    (tmp_path / "dirty.csv").write_text("\n".join([*lines[:9], "broken,line", *lines[9:]]) + "\n")
    done(at("segment", "dirty.csv", "--bad-rows", "skip", "-k", "3", "-o", "run", "-q"))
    assert (tmp_path / "run" / "rejected.csv").exists()
    (tmp_path / "run" / "notes.txt").write_text("mine")
    done(at(*SEGMENT, "-o", "run"))
    assert not (tmp_path / "run" / "rejected.csv").exists()
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"
    assert not [name for name in os.listdir(tmp_path / "run") if name.startswith(".")]


def test_an_output_that_is_an_input(at, retail, table, tmp_path):
    done(at(*SEGMENT, "-o", "run"))
    done(at(*FIT, "-o", "m"))
    before = tree(tmp_path)
    refused(at("export", "m", "-o", "m/model.json", "-q"))
    refused(at("export", "m", "-o", "m/centroids.npy", "-q"))
    refused(at("predict", "m", "t.csv", "-o", "m/model.json", "-q"))
    refused(at("predict", "run/model", "r.csv", "-o", "run/segments.csv", "-q"))
    refused(at("predict", "m", "t.csv", "-o", "m/" + MANIFEST, "-q"))
    refused(at("prepare", "r.csv", "-o", "r.csv", "-q"))
    refused(at("prepare", "r.csv", "-o", "run/run.json", "-q"))
    refused(at("sweep", "run/segments.csv", "-k", "2..3", "-o", "run", "-q"), "input")
    refused(at("fit", "run/segments.csv", "-k", "2", "-o", "run", "-q"))
    refused(at(*FIT, "-o", "run/model"), "part of")
    refused(at(*FIT, "-o", "run"), "run folder")
    refused(at("sweep", "t.csv", "-k", "2..3", "-o", "m", "-q"), "model folder")
    refused(at("fit", "t.csv", "-k", "2", "-o", "m", "--labels", "m/model.json", "-q"))
    refused(at("fit", "t.csv", "-k", "2", "-o", "n", "--labels", "n", "-q"), "two outputs")
    for labels in ("new/model.json", "new/./centroids.npy", "new/" + MANIFEST, "new/model.onnx/x.csv"):
        refused(at("fit", "t.csv", "-k", "2", "-o", "new", "--labels", labels), "in the place of")
    refused(at("generate", "retail", "-o", "run/report.html", "-q"))
    for command in (("fit", "t.csv", "-k", "2", "-o"), ("segment", "r.csv", "-o"), ("generate", "retail", "-o")):
        refused(at(*command, "", "-q"))
        refused(at(*command, "-", "-q"))
    assert tree(tmp_path) == before


def test_a_run_is_not_replaced_by_one_of_another_command(at, retail, table, tmp_path):
    done(at(*SEGMENT, "-o", "run"))
    done(at("sweep", "t.csv", "-k", "2..3", "-o", "swept", "-q"))
    before = tree(tmp_path)
    refused(at("sweep", "t.csv", "-k", "2..3", "-o", "run"), "shoal segment")
    refused(at(*SEGMENT, "-o", "swept"), "shoal sweep")
    assert tree(tmp_path) == before
    done(at(*SEGMENT, "-o", "run"))
    done(at("sweep", "t.csv", "-k", "2..3", "-o", "swept", "-q"))
    (tmp_path / "run" / "run.json").unlink()  # no run that could be told
    done(at(*SEGMENT, "-o", "run"))


def test_a_model_without_a_manifest_is_not_overwritten_either(at, table, tmp_path):
    done(at(*FIT, "-o", "m"))
    (tmp_path / "m" / MANIFEST).unlink()
    before = tree(tmp_path)
    for name in ("model.json", "centroids.npy"):
        refused(at("export", "m", "-o", f"m/{name}", "-q"))
        refused(at("predict", "m", "t.csv", "-o", f"m/{name}", "-q"))
    assert tree(tmp_path) == before


def test_skipped_lines_replace_no_file_of_the_user(at, retail, tmp_path):
    lines = retail.read_text().splitlines()
    (tmp_path / "dirty.csv").write_text("\n".join([*lines[:9], "broken,line", *lines[9:]]) + "\n")
    (tmp_path / "rejected.csv").write_text("my own list\n")
    refused(at("prepare", "dirty.csv", "--bad-rows", "skip", "-o", "f.csv", "-q"), "rejected.csv")
    assert (tmp_path / "rejected.csv").read_text() == "my own list\n"
    (tmp_path / "rejected.csv").unlink()
    for _ in range(2):
        done(at("prepare", "dirty.csv", "--bad-rows", "skip", "-o", "f.csv", "-q"))
    assert len((tmp_path / "rejected.csv").read_text().splitlines()) == 2


def test_the_truth_is_never_there_without_the_data(at, tmp_path):
    made = ("generate", "retail", "--customers", "50", "-q")
    assert at(*made, "-o", "none/r.csv", "--truth", "truth.csv").returncode == 3
    assert at(*made, "-o", "r.csv", "--truth", "none/truth.csv").returncode == 3
    refused(at(*made, "-o", "r.csv", "--truth", "./r.csv"))
    assert not tree(tmp_path)
    done(at(*made, "-o", "r.csv", "--truth", "truth.csv"))


def head(key, server="http://127.0.0.1:9"):
    return json.dumps({"format": 1, "key": key, "server": server, "experiment_name": "shoal", "experiment_id": ""}) + "\n"


def test_push_leaves_the_files_of_others_alone(at, tracking, tmp_path):
    key = "0123456789abcdef" * 2
    mlflow = tmp_path / "run" / "mlflow"
    mlflow.mkdir(parents=True)
    (tmp_path / "victim.txt").write_text("precious, no newline")
    own = tmp_path / "run" / "data"
    own.mkdir()
    (own / "own.txt").write_text("mine")
    operation = '{"op":0,"run":"","call":"create","body":{"tags":[]}}\n'
    (mlflow / "train.jsonl").write_text('{"text":"my only example"}')
    (mlflow / "own.jsonl").write_text('{"a":1}\n{"b":2}')
    (mlflow / f"{key}.jsonl").write_text('{"a":1}\n{"b":2}')
    (mlflow / ("f" * 32 + ".jsonl")).write_text(head("e" * 32) + operation)
    (mlflow / ("e" * 32 + ".jsonl")).symlink_to("../../victim.txt")
    (mlflow / "...jsonl").write_text(head("k", tracking.uri) + operation)
    (mlflow / "empty.jsonl").write_text("")
    (mlflow / "folder.jsonl").mkdir()
    os.mkfifo(mlflow / ("d" * 32 + ".jsonl"))
    before = tree(tmp_path)
    done(at("track", "push", "run"))
    assert tree(tmp_path) == before
    assert not tracking.uploads


def test_push_follows_no_link_and_removes_only_its_texts(at, tracking, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    key = "a" * 32
    lines = head(key, tracking.uri) + '{"op":0,"run":"","call":"create","body":{"tags":[]}}\n'
    (tmp_path / "elsewhere" / f"{key}.jsonl").write_text(lines)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mlflow").symlink_to("../elsewhere")
    before = tree(tmp_path)
    done(at("track", "push", "run"))
    assert tree(tmp_path) == before
    mine = tmp_path / "own" / "mlflow" / key / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    (tmp_path / "own" / "mlflow" / f"{key}.jsonl").write_text(lines)
    done(at("track", "push", "own"))
    assert tree(tmp_path / "own") == {f"mlflow/{key}/mine.txt": b"mine"}


def test_a_journal_names_nothing_outside(at, tracking, tmp_path):
    """Paths among the artifacts stay there, and a cut last line is only removed where all others are a journal's."""
    key = "b" * 32
    folder = tmp_path / "run" / "mlflow"
    folder.mkdir(parents=True)
    create = '{"op":0,"run":"","call":"create","body":{"tags":[]}}\n'
    for path, file in (("../../admin", "x"), ("/etc", "x"), ("a/../../b", "x"), ("x", "../x"), ("", "x")):
        bad = json.dumps({"op": 1, "run": "", "call": "artifact", "path": path, "file": file, "sha256": "0" * 64}) + "\n"
        text = head(key, tracking.uri) + create + bad + '{"done":0'
        (folder / f"{key}.jsonl").write_text(text)
        refused(at("track", "push", "run"), "journal", status=3)
        assert (folder / f"{key}.jsonl").read_text() == text
    assert not tracking.uploads
