"""`shoal inspect` shows how a file was understood, and computes nothing of it."""

import json
import shlex

import pytest

LINES = """index,Order,SKU,Qty,Date,Price,Customer,State,Land
0,C-1,A1001,2,2023-01-05,2.50,11,paid,SE
1,C-1,A1001,2,2023-01-05,2.50,11,paid,SE
2,C-2,B2002,1,2023-02-01,9.25,#N/A,paid,NO
3,C-3,B2002,4,2023-02-07,9.25,12,canceled,NO
4,C-4,B2002,0,2023-03-07,9.25,12,paid,
"""


@pytest.fixture
def orders(tmp_path):
    (tmp_path / "orders.csv").write_text(LINES)
    return tmp_path / "orders.csv"


def test_all_is_said(shoal, orders):
    process = shoal("inspect", orders, "--column", "country=Land")
    assert process.returncode == 0, process.stderr
    text = process.stdout
    for words in ("customer  Customer", "row counter", "--ignore index", "missing customers", "2023-01-05T00:00:00", "duplicate", "no customer",
                  "not above zero", "--drop-where State=canceled",
                  "? 5 lines have invoices with C in front"):
        assert words in text, words + "\n" + text


def test_the_document_holds_the_same(shoal, orders):
    document = json.loads(shoal("inspect", orders, "--json", "--rows", "3").stdout)
    assert document["columns"]["invoice"] == "Order"
    assert {decision["what"] for decision in document["decisions"]} >= {"row counter", "missing customers"}
    assert {doubt["about"] for doubt in document["doubts"]} == {"cancelled_prefix", "undone_orders", "many_duplicates"}
    assert [line["taken as"] for line in document["lines"]] == ["kept", "duplicate", "no customer"]
    assert document["lines"][0] == {"date": "2023-01-05T00:00:00", "invoice": "C-1", "customer": "11", "item": "A1001", "quantity": "2",
                                    "price": "2.5", "country": "SE", "taken as": "kept"}
    assert document["cleaning"][0]["remaining"] == 5


def test_a_choice_can_be_tried(shoal, orders):
    document = json.loads(shoal("inspect", orders, "--json", "--drop-where", "state=canceled", "--until", "2023-02-15").stdout)
    steps = {step["step"]: step["removed"] for step in document["cleaning"]}
    assert steps["not_chosen"] == 1 and steps["other_dates"] == 1


def test_options_of_all_decisions_give_the_same(shoal, orders):
    """What was decided can be written down for a scheduled job."""
    first = json.loads(shoal("inspect", orders, "--json").stdout)
    options = [word for decision in first["decisions"] for word in shlex.split(decision["option"])]
    again = json.loads(shoal("inspect", orders, "--json", *options).stdout)
    assert again["lines"] == first["lines"] and again["cleaning"] == first["cleaning"]


def test_a_question_is_an_error(shoal, tmp_path):
    (tmp_path / "orders.csv").write_text("Order,SKU,Qty,Date,Price,Customer,Currency\n1,A,2,2023-01-05,2.50,11,EUR\n2,A,2,2023-01-05,2.50,11,CHF\n")
    process = shoal("inspect", tmp_path / "orders.csv")
    assert process.returncode == 3 and "--where Currency=" in process.stderr and process.stdout == ""


def test_plain_files_need_no_words(shoal, sample):
    process = shoal("inspect", sample[0])
    assert process.returncode == 0 and "No doubts." in process.stdout, process.stdout
    assert "--column" not in process.stdout, "an export that is known names its columns" + process.stdout
