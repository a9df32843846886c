"""Labels that lie beside a table: which row each belongs to."""

import json

import numpy as np
import pytest

BASE = [("p1", 0.0, "a"), ("p2", 0.5, "a"), ("p3", 9.0, "b"), ("p4", 9.5, "b"), ("p5", 20.0, "c"), ("p6", 20.5, "c")]


def write(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture
def features(tmp_path):
    return write(tmp_path / "features.csv", "id,x", [(name, x) for name, x, _ in BASE])


def labels(path, rows, header="id,label"):
    return write(path, header, rows)


def evaluated(shoal, *arguments):
    done = shoal("evaluate", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


IN_ORDER = [(name, label) for name, _, label in BASE]


@pytest.mark.parametrize("kind", ["texts", "numbers"])
@pytest.mark.parametrize("id_name", ["id", "Customer ID"])
def test_labels_are_matched_by_id(shoal, tmp_path, features, kind, id_name):
    rows = IN_ORDER if kind == "texts" else [(name, ord(label)) for name, label in IN_ORDER]
    base = labels(tmp_path / "base.csv", rows)
    turned = labels(tmp_path / "turned.csv", rows[3:] + rows[:3], f"{id_name},label")
    wanted, _ = evaluated(shoal, features, "--labels", base)
    found, told = evaluated(shoal, features, "--labels", turned)
    assert found["silhouette"] == wanted["silhouette"] > 0.9
    assert "matched by id" in told
    found, _ = evaluated(shoal, features, "--labels", base, "--truth", turned)
    assert found["adjusted_rand"] == pytest.approx(1.0)


def test_ids_are_the_same_however_they_are_written(shoal, tmp_path):
    rows = [(10 + i, x) for i, (_, x, _) in enumerate(BASE)]
    table = write(tmp_path / "x.csv", "customer_id,x", rows)
    turned = labels(tmp_path / "l.csv", [(f"{name}.0", int(x) // 5) for name, x in reversed(rows)], "customer_id,label")
    assert evaluated(shoal, table, "--labels", turned)[0]["silhouette"] > 0.9


@pytest.mark.parametrize("change, word", [
    (lambda rows: rows[:-1], '"p6"'),
    (lambda rows: rows[:-1] + [("p7", "c")], '"p7"'),
    (lambda rows: rows[:-1] + [("p2", "c")], '"p2"'),
    (lambda rows: rows + [("p1", "a")], '"p1"'),
    (lambda rows: rows[:-1] + [("", "c")], "row 6"),
])
def test_ids_that_do_not_match_are_refused(shoal, tmp_path, features, change, word):
    file = labels(tmp_path / "labels.csv", change(IN_ORDER))
    for options in (["--labels", file], ["--labels", labels(tmp_path / "good.csv", IN_ORDER), "--truth", file]):
        done = shoal("evaluate", features, *options)
        assert done.returncode not in (0, 139) and word in done.stderr, done.stderr
        flat = done.stderr.replace("\n", " ")
        assert "features.csv" in flat and "labels.csv" in flat and "  do " in flat


def test_without_ids_labels_go_by_order_and_it_is_said(shoal, tmp_path, features):
    plain = labels(tmp_path / "plain.csv", [(label,) for _, label in IN_ORDER], "label")
    found, told = evaluated(shoal, features, "--labels", plain)
    assert found["silhouette"] > 0.9
    assert "in the order of the rows" in told and "plain.csv has no column of ids" in told
    np.save(tmp_path / "x.npy", np.array([[x] for _, x, _ in BASE]))
    np.save(tmp_path / "l.npy", np.array([0, 0, 1, 1, 2, 2]))
    found, told = evaluated(shoal, tmp_path / "x.npy", "--labels", tmp_path / "l.npy")
    assert found["silhouette"] > 0.9 and "neither file has a column of ids" in told


def test_the_truth_of_labels_goes_by_their_ids_where_the_rows_have_none(shoal, tmp_path):
    np.save(tmp_path / "x.npy", np.array([[x] for _, x, _ in BASE]))
    given = labels(tmp_path / "given.csv", IN_ORDER)
    turned = labels(tmp_path / "turned.csv", IN_ORDER[::-1][1:] + IN_ORDER[-1:])
    found, _ = evaluated(shoal, tmp_path / "x.npy", "--labels", given, "--truth", turned)
    assert found["adjusted_rand"] == pytest.approx(1.0)


def test_labels_in_the_table_itself_are_no_feature(shoal, tmp_path):
    rows = [(name, x, ord(label), i) for i, (name, x, label) in enumerate(BASE)]
    table = write(tmp_path / "t.csv", "id,x,label,truth", rows)
    wanted, _ = evaluated(shoal, table, "--labels", table, "--columns", "x")
    (tmp_path / "link.csv").symlink_to(table)
    for same in (table, tmp_path / "link.csv", f"{tmp_path}/./t.csv"):
        found, told = evaluated(shoal, table, "--labels", same, "--truth", same, "--truth-column", "truth")
        assert found["silhouette"] == wanted["silhouette"]
        assert "label (holds labels), truth (holds labels)" in told


def test_rows_of_one_file_need_no_ids_of_their_own(shoal, tmp_path):
    table = write(tmp_path / "t.csv", "client,x,label", [("same", x, label) for _, x, label in BASE])
    found, told = evaluated(shoal, table, "--labels", table)
    assert found["silhouette"] > 0.9 and "beside each other" in told


def test_the_columns_used_and_left_out_are_told(shoal, tmp_path):
    table = write(tmp_path / "t.csv", "id,x,land,y", [(name, x, label, i) for i, (name, x, label) in enumerate(BASE)])
    for command in (["fit", table, "-k", "2"], ["sweep", table, "-k", "2..3"]):
        done = shoal(*command)
        assert done.returncode == 0, done.stderr
        assert "Columns     x, y\n" in done.stderr
        assert "Left out    id (names the rows), land (is text)\n" in done.stderr


def test_weights_are_told_as_no_feature(shoal, tmp_path):
    table = write(tmp_path / "t.csv", "x,w", [(x, 1) for _, x, _ in BASE])
    done = shoal("fit", table, "-k", "2", "--weights", "w")
    assert "Columns     x\n" in done.stderr and "Left out    w (holds the weights)\n" in done.stderr


NAMES = ["", "Unnamed: 0", "index", "level_0", "__index_level_0__"]


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_a_row_counter_is_no_feature(shoal, tmp_path, name, start):
    rows = [(start + i, x) for i, (_, x, _) in enumerate(BASE)]
    table = write(tmp_path / "t.csv", f"{name},x", rows)
    done = shoal("fit", table, "-k", "2", "--json")
    found = json.loads(done.stdout)
    assert found["columns"] == ["x"] and [column["name"] for column in found["left_out"]] == [name]
    if name:
        found = json.loads(shoal("fit", table, "-k", "2", "--columns", f"{name},x", "--json").stdout)
        assert found["columns"] == [name, "x"]


def test_a_column_that_counts_no_rows_stays(shoal, tmp_path):
    rows = [(i % 3, i, x) for i, (_, x, _) in enumerate(BASE)]
    found = json.loads(shoal("fit", write(tmp_path / "t.csv", ",steps,x", rows), "-k", "2", "--json").stdout)
    assert found["columns"] == ["", "steps", "x"]
    assert any("without a name" in warning for warning in found["warnings"])


@pytest.mark.parametrize("given", [["5", "7", "9"], ["gold", "silver", "a b"], ["0.5", "1.5", "2.5"]])
def test_labels_are_printed_as_given(shoal, tmp_path, features, given):
    rows = [(name, given["abc".index(label)]) for name, label in IN_ORDER]
    file = labels(tmp_path / "labels.csv", rows)
    found, _ = evaluated(shoal, features, "--labels", file)
    assert [str(cluster["label"]) for cluster in found["per_cluster"]] == given
    assert [cluster["cluster"] for cluster in found["per_cluster"]] == [0, 1, 2]
    printed = shoal("evaluate", features, "--labels", file).stdout.splitlines()[-3:]
    assert [line.rsplit(maxsplit=2)[0].strip() for line in printed] == given
