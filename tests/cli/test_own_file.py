"""A shop's own file, written here in the ways that shops write it: right numbers, a question or a warning, never a wrong number without a word."""

import collections
import csv
import datetime
import io
import random

import pytest
from shop_outcome import outcome

COLUMNS = ["Order ID", "SKU", "Qty", "Order Date", "Unit Price", "Customer ID"]
START = datetime.datetime(2023, 1, 1)


def shop(seed=7, customers=40, orders=120):
    """Lines as a dictionary each; some customers come often."""
    chance, lines = random.Random(seed), []
    for order in range(orders):
        customer = 2000 + (order if order < customers else min(chance.randrange(customers), chance.randrange(customers)))
        time = START + datetime.timedelta(minutes=chance.randrange(364 * 24 * 60))
        for _ in range(chance.randint(1, 3)):
            item = chance.randrange(25)
            lines.append({
                "Order ID": str(70000 + order), "SKU": f"K{1000 + item}", "Qty": str(chance.randint(1, 9)),
                "Order Date": time.strftime("%Y-%m-%d %H:%M"), "Unit Price": f"{1 + item}.{chance.randrange(10, 99)}",
                "Customer ID": str(customer),
            })
    return lines


def customers_of(lines):
    """customer -> (recency, orders, spend); the snapshot is a day after the last line."""
    orders, spend, last = collections.defaultdict(set), collections.Counter(), {}
    for line in lines:
        customer, time = line["Customer ID"], datetime.datetime.strptime(line["Order Date"], "%Y-%m-%d %H:%M")
        orders[customer].add(line["Order ID"])
        spend[customer] += float(line["Qty"]) * float(line["Unit Price"])
        last[customer] = max(time, last.get(customer, time))
    snapshot = max(last.values()) + datetime.timedelta(days=1)
    return {c: ((snapshot - last[c]).days, len(orders[c]), spend[c]) for c in orders}


def text_of(lines, columns=None, delimiter=","):
    columns = columns or [*COLUMNS, *(name for name in lines[0] if name not in COLUMNS)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def with_column(lines, name, values):
    """`values(number, line)` in a further column."""
    return [{**line, name: values(number, line)} for number, line in enumerate(lines)]


def one_order_of(lines, number):
    return sorted({line["Order ID"] for line in lines})[number]


@pytest.fixture
def tried(shoal, tmp_path):
    """tried(lines, right customers, *options) -> Outcome."""

    def run(lines, right, *options):
        path = tmp_path / "orders.csv"
        path.write_text(lines if isinstance(lines, str) else text_of(lines))
        return outcome(shoal, tmp_path, path, right, *options)

    return run


def test_a_plain_shop_is_right_without_a_word(tried):
    lines = shop()
    found = tried(lines, customers_of(lines))
    assert found.kind == "right" and not found.doubts, f"{found}"


@pytest.mark.parametrize("word", ["Cancelled", "order_refunded", "VOID", "Storniert", "annulée", "Devuelto", "rto - returned to origin"])
def test_orders_that_a_column_calls_off(tried, word):
    lines, gone = shop(), {one_order_of(shop(), n) for n in range(0, 40, 4)}
    marked = with_column(lines, "fulfilment", lambda _, line: word if line["Order ID"] in gone else "shipped")
    right = customers_of([line for line in lines if line["Order ID"] not in gone])
    found = tried(marked, right)
    assert found.kind == "warned" and found.doubts == ("undone_orders",), f"{found}"
    assert word in found.said and "--drop-where" in found.said
    for option in (["--drop-where", f"fulfilment={word}"], ["--where", "fulfilment != '" + word.lower() + "'"], ["--where", "fulfilment=SHIPPED"]):
        assert tried(marked, right, *option).kind == "right", option


def test_a_date_of_refund_marks_an_order(tried):
    lines, gone = shop(), {one_order_of(shop(), n) for n in (3, 4, 50)}
    marked = with_column(lines, "refunded_at", lambda _, line: "2023-12-24" if line["Order ID"] in gone else "")
    right = customers_of([line for line in lines if line["Order ID"] not in gone])
    assert tried(marked, right).doubts == ("undone_orders",)
    assert tried(marked, right, "--where", "refunded_at=").kind == "right"


def test_a_status_on_the_first_line_of_each_order(tried):
    lines, gone = shop(), {one_order_of(shop(), n) for n in (3, 4, 50)}
    first, marked = set(), []
    for line in lines:
        state = "" if line["Order ID"] in first else "refunded" if line["Order ID"] in gone else "paid"
        first.add(line["Order ID"])
        marked.append({**line, "Financial Status": state})
    right = customers_of([line for line in lines if line["Order ID"] not in gone])
    assert tried(marked, right).doubts == ("undone_orders",)
    for option in (["--drop-where", "Financial Status=refunded"], ["--where", "Financial Status=paid"]):
        assert tried(marked, right, *option).kind == "right", option


@pytest.mark.parametrize("column", ["currency", "Währung", "Order Currency", "ccy", "paid in"])
def test_two_currencies_are_a_question(tried, column):
    lines = with_column(shop(), column, lambda number, _: "SEK" if number % 9 == 0 else "NOK")
    found = tried(lines, None)
    assert found.kind == "questioned" and "SEK" in found.said, f"{found}"
    right = customers_of([line for line in lines if line[column] == "NOK"])
    assert tried(lines, right, "--where", f"{column}=NOK").kind == "right"
    assert tried(lines, right, "--drop-where", f"{column}=sek").kind == "right"


@pytest.mark.parametrize("numbers", [lambda n, _: n + 1, lambda n, _: (n * 7) % 1000 if n < 0 else n, lambda n, _: f"{n}"])
def test_a_row_counter_hides_no_duplicates(tried, numbers):
    lines = shop()
    copied = lines + lines[10:20]
    found = tried(with_column(copied, "", numbers), customers_of(lines))
    assert found.kind == "right" and "row counter" in found.said, f"{found}"


def test_numbers_of_lines_that_hide_duplicates(tried):
    lines = shop()
    numbered = with_column(lines + lines[10:20], "line_id", lambda n, _: 90000 + 3 * n)
    found = tried(numbered, customers_of(lines))
    assert found.kind == "warned" and found.doubts == ("hidden_duplicates",), f"{found}"
    assert tried(numbered, customers_of(lines), "--ignore", "line_id").kind == "right"


def test_pieces_that_are_sold_one_by_one(tried):
    pieces = [{**line, "Qty": "1"} for line in shop() for _ in range(int(line["Qty"]))]
    found = tried(pieces, customers_of(pieces))
    assert found.kind == "warned" and found.doubts == ("many_duplicates",), f"{found}"
    assert tried(pieces, customers_of(pieces), "--keep-duplicates").kind == "right"


@pytest.mark.parametrize("prefix", ["C-", "CO2023/", "c0ffee"])
def test_order_numbers_that_begin_with_c(tried, prefix):
    lines = [{**line, "Order ID": prefix + line["Order ID"]} for line in shop()]
    found = tried(lines, customers_of(lines))
    assert found.kind == "right" and found.doubts == ("cancelled_prefix",), f"{found}"


def test_another_prefix_marks_cancellations(tried):
    lines = shop()
    back = [{**line, "Order ID": "ST" + line["Order ID"]} for line in lines[:6]]
    assert tried(lines + back, customers_of(lines), "--cancelled-prefix", "st").kind == "right"


def test_cancellations_that_are_kept_take_back(tried):
    lines = shop()
    back = [{**line, "Order ID": "C" + line["Order ID"], "Qty": "-" + line["Qty"]} for line in lines[:6]]
    assert tried(lines + back, customers_of(lines), "--returns", "gross").kind == "right"
    found = tried(lines + back, None, "--keep-cancellations")
    spend = sum(c[2] for c in customers_of(lines + back).values())
    assert found.found.endswith(f" {spend:.2f}"), f"{found}"


@pytest.mark.parametrize("mark", ["#N/D", "<NA>", "(null)", "NaT", "(not set)", r"\N"])
def test_what_programs_write_for_nothing_is_no_customer(tried, mark):
    lines = [{**line, "Customer ID": mark} if n % 3 == 0 else line for n, line in enumerate(shop())]
    found = tried(lines, customers_of([line for line in lines if line["Customer ID"] != mark]))
    assert found.kind == "right" and "missing customers" in found.said, f"{found}"


@pytest.mark.parametrize("mark", ["0", "-1", "GUEST", "Anonymous", "walk-in", "unbekannt", "99999999"])
def test_what_may_stand_for_no_customer_is_a_warning(tried, mark):
    lines = [{**line, "Customer ID": mark} if n % 9 == 0 else line for n, line in enumerate(shop())]
    right = customers_of([line for line in lines if line["Customer ID"] != mark])
    found = tried(lines, right)
    assert found.kind == "warned" and "missing_mark" in found.doubts, f"{found}"
    assert tried(lines, right, "--missing", mark.lower()).kind == "right"


def test_one_customer_with_a_third_of_all_lines(tried):
    lines = [{**line, "Customer ID": "SHOP01"} if n % 3 == 0 else line for n, line in enumerate(shop())]
    found = tried(lines, None)
    assert found.doubts == ("dominant_customer",) and "SHOP01" in found.said, f"{found}"


def test_an_id_that_is_new_for_each_order(tried):
    lines = [{**line, "Customer ID": "c" + line["Order ID"], "buyer_mail": line["Customer ID"]} for line in shop()]
    found = tried(lines, customers_of(shop()))
    assert found.kind == "warned" and found.doubts == ("single_orders",) and "buyer_mail" in found.said, f"{found}"
    assert tried(lines, customers_of(shop()), "--column", "customer=buyer_mail").kind == "right"


@pytest.mark.parametrize("date,option", [("2203-05-01 10:00", "--until"), ("1899-12-30 00:00", "--since")])
def test_a_date_far_from_all_others(tried, date, option):
    lines = shop()
    found = tried([*lines, {**lines[0], "Order ID": "99", "Order Date": date}], customers_of(lines))
    assert found.kind == "warned" and found.doubts == ("far_dates",), f"{found}"
    given = found.said.split(option + " ")[1][:10]
    assert tried([*lines, {**lines[0], "Order ID": "99", "Order Date": date}], customers_of(lines), option, given).kind == "right"


def test_ids_that_a_spreadsheet_rounded(tried):
    lines = [{**line, "Customer ID": "7,1234E+15" if n % 4 == 0 else line["Customer ID"]} for n, line in enumerate(shop())]
    assert "rounded_ids" in tried(text_of(lines), None).doubts


def test_a_totals_line_is_left_out(tried):
    lines = shop()
    whole = {"Order ID": "Summe", "SKU": "", "Qty": "999", "Order Date": "2023-12-31 00:00", "Unit Price": "55555.5", "Customer ID": ""}
    bare = {**dict.fromkeys(COLUMNS, ""), "Qty": "999"}
    named = {**whole, "Order ID": "9999", "Customer ID": "TOTAL"}
    for total in (whole, named, {**whole, "Customer ID": "Total"}, {**bare, "Order ID": "Grand Total"}, {**bare, "SKU": "TOTAL:", "Unit Price": "5.5"}):
        found = tried([*lines, total], customers_of(lines))
        assert found.kind == "right" and "totals lines" in found.said, f"{found}"


def test_a_back_test(tried):
    lines = shop()
    until = "2023-07-01"
    before = [line for line in lines if line["Order Date"] < until]
    found = tried(lines, None, "--as-of", until)
    assert found.found.startswith(f"{len(customers_of(before))} customers") and "after 2023-07-01" in found.said, f"{found}"
    assert tried(lines, customers_of(before), "--until", "2023-06-30").kind == "right"


def test_parquet_is_doubted_and_chosen_as_csv_is(shoal, tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    lines, gone = shop(), {one_order_of(shop(), n) for n in range(0, 40, 4)}
    table = {name: [line[name] for line in lines] for name in ("Order ID", "SKU")}
    table |= {"Qty": [int(line["Qty"]) for line in lines], "Unit Price": [float(line["Unit Price"]) for line in lines]}
    table["Order Date"] = [datetime.datetime.strptime(line["Order Date"], "%Y-%m-%d %H:%M") for line in lines]
    table["Customer ID"] = [int(line["Customer ID"]) if n % 9 else -1 for n, line in enumerate(lines)]
    table["is_cancelled"] = [line["Order ID"] in gone for line in lines]
    table["__index_level_0__"] = list(range(len(lines)))
    parquet.write_table(arrow.table(table), tmp_path / "orders.parquet")
    kept = [line for n, line in enumerate(lines) if n % 9 and line["Order ID"] not in gone]
    found = outcome(shoal, tmp_path, tmp_path / "orders.parquet", customers_of(kept))
    assert set(found.doubts) == {"undone_orders", "missing_mark"}, f"{found}"
    chosen = ["--drop-where", "is_cancelled=true", "--missing", "-1"]
    assert outcome(shoal, tmp_path, tmp_path / "orders.parquet", customers_of(kept), *chosen).kind == "right"


def test_a_model_keeps_the_choice_of_lines(shoal, tmp_path):
    """predict leaves out what segment left out, and reads no file without the column."""
    lines, gone = shop(), {one_order_of(shop(), n) for n in range(0, 100, 3)}
    marked = with_column(lines, "state", lambda _, line: "void" if line["Order ID"] in gone else "ok")
    (tmp_path / "orders.csv").write_text(text_of(marked))
    process = shoal("segment", "orders.csv", "-o", "run", "-k", "3", "--drop-where", "state=void", "--missing", "2001", cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    process = shoal("predict", "run/model", "orders.csv", "-o", "scored.csv", cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    expected = {line["Customer ID"] for line in lines if line["Order ID"] not in gone} - {"2001"}
    assert len((tmp_path / "scored.csv").read_text().splitlines()) - 1 == len(expected)
    (tmp_path / "plain.csv").write_text(text_of(lines))
    process = shoal("predict", "run/model", "plain.csv", "-o", "scored.csv", cwd=tmp_path)
    assert process.returncode == 3 and 'no column "state"' in process.stderr
