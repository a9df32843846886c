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


IDS = [name for name, _, _ in BASE]
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


@pytest.mark.parametrize("there, here", [("id", "name"), ("key_no", "key_no"), ("", "")])
def test_ids_are_found_by_what_they_hold(shoal, tmp_path, there, here):
    """Labels turned round whose column of ids is called otherwise, or is pandas' index without a name."""
    ids = list(range(6)) if there == "" else IDS
    table = write(tmp_path / "x.csv", f"{there},x", [(name, x) for name, (_, x, _) in zip(ids, BASE)])
    rows = [(name, label) for name, (_, _, label) in zip(ids, BASE)]
    straight = labels(tmp_path / "straight.csv", rows, f"{here},label")
    turned = labels(tmp_path / "turned.csv", rows[4:] + rows[:4], f"{here},label")
    found, told = evaluated(shoal, table, "--labels", turned, "--truth", straight)
    assert found["silhouette"] > 0.9 and found["adjusted_rand"] == pytest.approx(1.0)
    assert "matched by id" in told


def test_a_text_that_repeats_is_no_id(shoal, tmp_path):
    table = write(tmp_path / "x.csv", "town,x", [("a", x) for _, x, _ in BASE])
    other = labels(tmp_path / "l.csv", [("a", label) for _, label in IN_ORDER], "town,label")
    assert "order of the rows" in evaluated(shoal, table, "--labels", other)[1]


def test_labels_in_a_copy_of_the_file_are_no_features(shoal, tmp_path):
    rows = [(x, label) for label, (_, x, _) in zip([0, 0, 1, 1, 2, 2], BASE)]
    table, copy = (write(tmp_path / f"{name}.csv", "x,label", rows) for name in ("table", "copy"))
    assert evaluated(shoal, table, "--labels", copy)[0]["columns"] == ["x"]
    assert evaluated(shoal, table, "--labels", copy, "--columns", "x,label")[0]["columns"] == ["x", "label"]


def used(shoal, table, k="2"):
    done = shoal("fit", table, "-k", k, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name, values", [
    ("", range(5, 11)), ("Unnamed: 0", range(7, 13)), ("", [4, 0, 2, 5, 1, 3]), ("", [17, 3, 250, 9, 4, 81]), ("", [5, 4, 3, 2, 1, 0]),
    ("row_number", range(1, 7)), ("Nr", range(100, 106)), ("#", range(1, 7))])
def test_counters_are_no_features(shoal, tmp_path, name, values):
    table = write(tmp_path / "x.csv", f"{name},x", [(value, x) for value, (_, x, _) in zip(values, BASE)])
    assert used(shoal, table)["columns"] == ["x"]


@pytest.mark.parametrize("name, values", [("", [1, 1, 2, 3, 4, 5]), ("", [0.5, 1, 2, 3, 4, 5]), ("nr", [3, 1, 4, 5, 9, 2]), ("age", range(6))])
def test_what_is_not_a_counter_is_a_feature(shoal, tmp_path, name, values):
    table = write(tmp_path / "x.csv", f"{name},x", [(value, x) for value, (_, x, _) in zip(values, BASE)])
    assert used(shoal, table)["columns"] == [name, "x"]


@pytest.mark.parametrize("text", ["1,5", "$3.20", "45%", "1.234,50", "12\u00a0\u20ac"])
def test_numbers_in_another_notation_are_named(shoal, tmp_path, text):
    table = write(tmp_path / "x.csv", "price,x", [(f'"{text}"', x) for _, x, _ in BASE])
    told = used(shoal, table)
    assert told["columns"] == ["x"] and "price" in " ".join(told["warnings"]) and "1234.5" in " ".join(told["warnings"])
    table = write(tmp_path / "y.csv", "price", [(f'"{text}"',) for _ in BASE])
    done = shoal("fit", table, "-k", "2")
    assert done.returncode == 3 and "1234.5" in done.stderr and "price" in done.stderr


@pytest.mark.parametrize("text", ["2020-01-05", "1.2.2020", "A1", "12:30", "true"])
def test_other_texts_are_not(shoal, tmp_path, text):
    table = write(tmp_path / "x.csv", "word,x", [(text, x) for _, x, _ in BASE])
    assert used(shoal, table)["warnings"] == []
