"""A first line of numbers in a CSV file is a question, and --header the answer, in every command that reads tables."""

import json

import pytest

ROWS = "\n".join(f"{x}.5,{y}" for x, y in [(1, 2), (2, 1), (1, 1), (9, 8), (8, 9), (9, 9)]) + "\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(ROWS)
    return path


def commands(table, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("label\n" + "0\n0\n0\n1\n1\n1\n")
    return [("fit", table, "-k", "2"), ("sweep", table, "-k", "2..3", "--resamples", "0"),
            ("evaluate", table, "--labels", labels)]


def test_every_command_asks(shoal, table, tmp_path):
    for command in commands(table, tmp_path):
        done = shoal(*command)
        assert done.returncode == 3 and "--header yes" in done.stderr and "--header no" in done.stderr, command
        assert "1.5, 2" in done.stderr


def test_no_is_data(shoal, table, tmp_path):
    for command in commands(table, tmp_path):
        done = shoal(*command, "--header", "no", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["columns"] == ["x0", "x1"]
    fit = json.loads(shoal("fit", table, "-k", "2", "--header", "no", "--json").stdout)
    assert sum(fit["sizes"]) == 6


def test_yes_names_the_columns(shoal, table):
    table.write_text("2019,2020\n" + ROWS)
    fit = json.loads(shoal("fit", table, "-k", "2", "--header", "yes", "--json").stdout)
    assert fit["columns"] == ["2019", "2020"] and sum(fit["sizes"]) == 6


def test_predict_and_the_other_files_of_fit(shoal, table, tmp_path):
    named = tmp_path / "named.csv"
    named.write_text("x0,x1\n" + ROWS)
    initial = tmp_path / "initial.csv"
    initial.write_text("-1,-1\n1,1\n")
    model = tmp_path / "model"
    assert "--header" in shoal("fit", named, "--initial", initial).stderr
    assert "--header" in shoal("fit", named, "-k", "2", "--test", table, "-o", model).stderr
    # The answer is for the files that ask; the names of the other one stay names.
    assert shoal("fit", named, "--initial", initial, "--test", table, "--header", "no", "-o", model).returncode == 0
    assert "--header" in shoal("predict", model, table, "-o", tmp_path / "p.csv").stderr
    done = shoal("predict", model, table, "--header", "no", "-o", tmp_path / "p.csv")
    assert done.returncode == 0 and len((tmp_path / "p.csv").read_text().splitlines()) == 7


def test_transactions_without_names(shoal, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("536365,85123A,6,2010-12-01 08:26,2.55,17850\n" * 3)
    done = shoal("prepare", path, "-o", tmp_path / "f.csv")
    assert done.returncode == 3 and "line of names" in done.stderr


def test_predict_says_which_columns(shoal, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("id,a,b,c,d\n" + "".join(f"p{i},{i % 2 * 9},{i},{i * i},word\n" for i in range(6)))
    assert shoal("fit", table, "-k", "2", "--columns", "a,b", "-o", tmp_path / "m").returncode == 0
    done = shoal("predict", tmp_path / "m", table, "-o", tmp_path / "p.csv", "--json")
    told = json.loads(done.stdout)
    assert told["columns"] == ["a", "b"]
    assert [(column["name"], column["why"]) for column in told["left_out"]] == [
        ("id", "names the rows"), ("c", "not of the model"), ("d", "not of the model")]
    assert "Columns" in done.stderr and "c (not of the model)" in done.stderr


@pytest.mark.parametrize("option", ["--labels", "--truth"])
def test_labels_cannot_be_features_too(shoal, tmp_path, option):
    table = tmp_path / "t.csv"
    table.write_text("a,b,label\n" + "".join(f"{i % 2 * 9},{i},{i % 2}\n" for i in range(6)))
    other = tmp_path / "l.csv"
    other.write_text("label\n" + "0\n1\n" * 3)
    files = {"--labels": other, "--truth": other, option: table}
    words = [word for pair in files.items() for word in pair]
    done = shoal("evaluate", table, *words, "--columns", "a,label")
    assert done.returncode == 2 and "--columns" in done.stderr and '"label"' in done.stderr
    assert shoal("evaluate", table, *words, "--columns", "a,b").returncode == 0


def test_run_json_has_the_columns_left_out(shoal, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("id,a,b\n" + "".join(f"p{i},{i % 2 * 9 + i / 10},w\n" for i in range(12)))
    assert shoal("sweep", table, "-k", "2..3", "-o", tmp_path / "s").returncode == 0
    record = json.loads((tmp_path / "s" / "run.json").read_text())
    assert record["left_out"] == [{"name": "id", "why": "names the rows"}, {"name": "b", "why": "is text"}]
    assert record["result"]["given_labels"] == [] and record["result"]["text_labels"] is False
