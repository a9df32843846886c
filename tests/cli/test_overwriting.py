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


def test_a_file_that_cannot_be_made_is_told_before_the_work(shoal, table, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert shoal("fit", table, "-k", "2", "-o", tmp_path / "model").returncode == 0
    assert shoal("generate", "retail", "--customers", "20", "-o", tmp_path / "shop.csv").returncode == 0
    for output in ("nowhere/x.csv", "folder.csv", "t.csv/x.csv", "x" * 300 + ".csv"):
        for command in (("fit", table, "-k", "2", "-o", tmp_path / "new", "--labels"), ("predict", tmp_path / "model", table, "-o"),
                        ("prepare", tmp_path / "shop.csv", "-o")):
            done = shoal(*command, tmp_path / output)
            assert done.returncode == 3 and "  do " in done.stderr and "Read " not in done.stderr, (command, done.stderr)
            assert not (tmp_path / "new").exists()
    assert shoal("fit", table, "-k", "2", "-o", tmp_path / "new", "--labels", tmp_path / "new" / "labels.csv").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "model", "new", "shop.csv", "t.csv"]


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
