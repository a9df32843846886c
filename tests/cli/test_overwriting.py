"""An output must not take the place of an input."""

import pytest


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{i % 2 * 9 + i / 10},{i}\n" for i in range(12)))
    return path


def same_paths(path):
    link = path.parent / "link.csv"
    link.symlink_to(path)
    return [path, link, f"{path.parent}/./{path.name}"]


def refused(shoal, path, *arguments):
    before = path.read_bytes()
    done = shoal(*arguments)
    assert done.returncode == 2, (arguments, done.returncode, done.stderr)
    assert "would overwrite" in done.stderr and "  do " in done.stderr and "Read " not in done.stderr
    assert path.read_bytes() == before


def test_tables_are_not_overwritten(shoal, table, tmp_path):
    assert shoal("fit", table, "-k", "2", "-o", tmp_path / "model").returncode == 0
    for same in same_paths(table):
        refused(shoal, table, "fit", table, "-k", "2", "--labels", same)
        refused(shoal, table, "fit", table, "-k", "2", "-o", same)
        refused(shoal, table, "sweep", table, "-k", "2..3", "-o", same)
        refused(shoal, table, "predict", tmp_path / "model", table, "-o", same)
        refused(shoal, table, "prepare", table, "-o", same)
        refused(shoal, table, "segment", table, "-o", same)
    part = tmp_path / "t-train.csv"
    part.write_bytes(table.read_bytes())
    refused(shoal, part, "prepare", part, "-o", tmp_path / "t.csv", "--split", "0.5")
    assert shoal("fit", table, "-k", "2", "--labels", tmp_path / "labels.csv").returncode == 0
