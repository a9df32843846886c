"""Names of columns and segments come through MLmodel, signature, example and graph, whatever they hold."""

import json
import random

import numpy

TRICKY = ["plain", "two words", "quote\"s'", "line\nbreak", "tab\there", "colon: space", "#hash", "- dash", "{brace}", "%percent",
          "null", "1e3", "~", "umlaut ü", "漢字", "emoji 🛒", "delete \x7f", "next line \x85", "line separator \u2028", "*star", "&and",
          "back\\slash", "<html>", "no\u00a0break", "\ufeffmark"]


def random_name(source):
    ranges = [(0x20, 0x7E), (0x80, 0x2FF), (0x2000, 0x206F), (0x4E00, 0x4E80), (0x1F300, 0x1F600)]
    return "n" + "".join(chr(source.randint(*source.choice(ranges))) for _ in range(source.randint(1, 12)))


def name_lists():
    yield TRICKY
    source = random.Random(1)
    for _ in range(8):
        yield list(dict.fromkeys(random_name(source) for _ in range(12)))


def test_names_of_columns(scored, others):
    rows = numpy.random.default_rng(1).random((40, 25))
    models = [(names, scored(rows[:, : len(names)], "-k", "3", names=names)) for names in name_lists()]
    described = others("described", folders=[str(model.folder) for _, model in models])
    checked = others("check", files=[str(model.file) for _, model in models])
    for (names, model), found, graph in zip(models, described, checked):
        kept = model.description["preparation"]["columns"]
        assert len(kept) == len(names)
        assert [name for name, _ in found["inputs"]] == kept
        assert json.loads(graph["metadata"]["feature_names"]) == kept
        assert found["scored"]["label"] == [0, 1, 2]


def test_names_of_segments(shoal, others, tmp_path):
    table = shoal("generate", "segment-names", "-o", tmp_path / "names.txt")
    assert table.returncode == 0
    lines = (tmp_path / "names.txt").read_text().splitlines()
    tricky = [name for name in TRICKY if "\n" not in name]
    renamed = [f"[{number} {tricky[number % len(tricky)]}]" if line.startswith("[") else line for number, line in enumerate(lines)]
    (tmp_path / "names.txt").write_text("\n".join(renamed) + "\n")
    assert shoal("generate", "retail", "-o", tmp_path / "sample.csv", "--customers", "500").returncode == 0
    run = tmp_path / "run"
    process = shoal("segment", tmp_path / "sample.csv", "-o", run, "--names", tmp_path / "names.txt", "--quiet")
    assert process.returncode == 0, process.stderr
    names = json.loads((run / "model" / "model.json").read_text())["segment_names"]
    assert any(name[0].isdigit() for name in names)
    [found] = others("described", folders=[str(run / "model")])
    assert found["scored"]["segment"] == names[:5]
