"""Files as shops write them: right numbers, a question or a warning, never a wrong number without a word.

The files and their right answers are no part of the repository; where they are absent, each case is skipped and counted. What `shoal` does not
do yet is listed in NOT_YET, and whoever mends one of these files takes it out of the list.
"""

import collections
import csv
import dataclasses
import datetime

import pytest
from shop_outcome import columns_named, outcome, read_customers


@dataclasses.dataclass(frozen=True)
class Expected:
    kinds: frozenset
    says: str = ""  # in what is said when the numbers are not right by themselves
    option: tuple = ()  # with it they are right


def right():
    return Expected(frozenset({"right"}))


def either(*kinds, says, option=()):
    return Expected(frozenset({"right", *kinds}), says, tuple(option))


def only(*kinds, says, option=()):
    return Expected(frozenset(kinds), says, tuple(option))


# A file with `only` cannot be right by itself: its data is doubtful, or it can be read in two ways.
EXPECTED = {
    "00_base.csv": right(),
    "A10_two_currencies.csv": only("questioned", says="JPY"),
    "A11_future_date.csv": only("warned", says="2099"),
    "A12_scientific_customer.csv": only("warned", "questioned", says="5.41235E+16"),
    "A1_superstore_ids.csv": right(),
    "A2b_olist_no_quantity.csv": right(),
    "A2d_olist_two_customer_ids.csv": either("warned", says="customer_unique_id", option=["--column", "customer=customer_unique_id"]),
    "A3a_dayfirst_semicolon.csv": right(),
    "A3b_dayfirst_ambiguous.csv": only("questioned", says="month", option=["--date-order", "day-first"]),
    "A6a_duplicates_plain.csv": right(),
    "A6b_duplicates_with_index.csv": either("warned", says="index"),
    "A7_amazon_equal_lines.txt": either("warned", says="duplicates", option=["--keep-duplicates"]),
    "A8_status_column.csv": only("warned", says="Order Status", option=["--drop-where", "Order Status=canceled"]),
    "B1_german_excel.csv": right(),
    "B1b_german_excel_some_whole_prices.csv": right(),
    "B2_thousands_point_decimal_comma.csv": right(),
    "B2b_thousands_point_only.csv": only("questioned", says="--decimal", option=["--decimal", "comma"]),
    "B3_thousands_comma.csv": right(),
    "B4_currency_dollar.csv": right(),
    "B4_currency_euro_after.csv": right(),
    "B4_currency_rs.csv": right(),
    "C_ampm_spanish.csv": right(),
    "C_compact14.csv": right(),
    "C_epoch_s.csv": right(),
    "C_excel_serial_float.csv": right(),
    "C_month_abbr_dash.csv": right(),
    "C_month_text_us.csv": right(),
    "C_shopify_offset.csv": right(),
    "C_two_digit_year.csv": either("questioned", says="--date"),
    "C_utc_word.csv": right(),
    "C_yy_mm_dd.csv": either("questioned", says="--date"),
    "D10b_spaces_nbsp_header.csv": right(),
    "D10c_german_header.csv": either("questioned", says="--column"),
    "D1_excel_unicode_text.txt": right(),
    "D2_sep_line.csv": right(),
    "D3_preamble.csv": right(),
    "D4_two_sheets.xlsx": right(),
    "D5_zipped.zip": right(),
    "D6_folder_of_csv": right(),
    "D7_header_in_middle.csv": right(),
    "D8_trailing_separator_rows.csv": right(),
    "D9b_totals_line_with_date.csv": either("warned", says="otal"),
    "E0_plain.parquet": right(),
    "E3f_epoch_int64.parquet": right(),
    "E8_hive": right(),
    "E8c_top_and_sub": either("refused", "questioned", says="archive"),
    "E8d_endings": either("refused", "questioned", says="parquet.gzip"),
    "E9g_invoice_float_text.csv": right(),
    "F2_nbsp_in_id.csv": right(),
    "F5_missing__N.csv": either("warned", says=r"\N", option=["--missing", r"\N"]),
    "F5_missing__N_A.csv": either("warned", says="#N/A", option=["--missing", "#N/A"]),
    "G1_huge_order_cancelled.csv": either("warned", says="12999"),
    "G3_special_lines.csv": either("warned", says="no products", option=["--returns", "gross"]),
    "G4_one_customer_90_percent.csv": right(),
    "H1_order_level_3_columns.csv": right(),
    "H3_tafeng.csv": either("questioned", says="--column"),
    "H5_rees46_purchases.csv": either("warned", says="duplicates", option=["--keep-duplicates"]),
    "H8_istanbul.csv": either("questioned", "warned", says="--column"),
    "H9_pos_sales_amount.csv": either("questioned", says="--column"),
    "I1_shopify.csv": right(),
    "I1c_email_on_first_line_only.csv": right(),
    "I2_square_items.csv": right(),
    "I4_empty_price_on_cancelled.csv": either("questioned", says="Status"),
    "J1b_half_latin1.csv": either("warned", says="UTF-8"),
    "J3b_unquoted_tsv_open_quote.txt": either("refused", "questioned", "warned", says="line 2"),
    "J6_trailing_minus.csv": right(),
    "L1b_minus_one_iso.csv": either("warned", says="-1", option=["--missing", "-1"]),
    "N2_backtest.csv": right(),
}
# Numbers that need a word even when they are right: what the user may not know of the data.
WARNED_OF = {"G3_special_lines.csv": "special_lines", "G4_one_customer_90_percent.csv": "dominant_customer"}
PLAIN = {"00_base.csv", "E0_plain.parquet", "A6a_duplicates_plain.csv", "N2_backtest.csv"}
OTHER = {"M2_rfm_table_with_index.csv"}  # a table of features, not of transactions

# Each file alone in its line: whoever mends one takes it out.
NOT_YET = {
    "D1_excel_unicode_text.txt",
    "D2_sep_line.csv",
    "D3_preamble.csv",
    "D7_header_in_middle.csv",
    "D8_trailing_separator_rows.csv",
    "H9_pos_sales_amount.csv",
    "J1b_half_latin1.csv",
    "J3b_unquoted_tsv_open_quote.txt",
}
# Those whose question names a column that gives wrong numbers.
ASKED_WRONG = set()


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data("shop-files")


@pytest.fixture(scope="module")
def outcomes(shoal, folder, tmp_path_factory):
    """outcomes(file, *options) -> Outcome, each run once."""
    known, work = {}, tmp_path_factory.mktemp("shops")

    def find(name, *options):
        if (name, options) not in known:
            known[name, options] = outcome(shoal, work, folder / "files" / name, right_of(folder, name), *options)
        return known[name, options]

    return find


# Files whose right answer the folder does not hold: column of customer, order, pieces, price and date, and the form of the date.
BY_LINES = {
    "H5_rees46_purchases.csv": ("user_id", "order_id", None, "price", "event_time", "%Y-%m-%d %H:%M:%S UTC"),
    "J6_trailing_minus.csv": ("CustomerID", "InvoiceNo", "Quantity", "UnitPrice", "InvoiceDate", "%Y-%m-%d"),
    "N2_backtest.csv": ("CustomerID", "InvoiceNo", "Quantity", "UnitPrice", "InvoiceDate", "%Y-%m-%d %H:%M"),
}


def right_of(folder, name):
    """customer -> (recency, orders, spend); None where nothing is right without a word."""
    path = folder / "right" / (name + ".csv")
    if path.exists():
        return read_customers(path)
    if name not in BY_LINES:
        return None
    with open(folder / "files" / name, newline="") as file:
        return customers_of(csv.DictReader(file), *BY_LINES[name])


def customers_of(rows, customer, order, pieces, price, date, form, until=None):
    """Orders and dates of all lines above zero, and what they leave of the spend; a trailing minus is one."""
    orders, spend, last = collections.defaultdict(set), collections.Counter(), {}
    for row in rows:
        time = datetime.datetime.strptime(row[date], form)
        amount = float(row[price].rstrip("-")) * (float(row[pieces]) if pieces else 1)
        if until and time >= until:
            continue
        if row[price].endswith("-"):
            spend[row[customer]] -= amount
            continue
        orders[row[customer]].add(row[order])
        spend[row[customer]] += amount
        last[row[customer]] = max(time, last.get(row[customer], time))
    snapshot = (until or max(last.values()) + datetime.timedelta(days=1))
    return {c: ((snapshot - last[c]).days, len(orders[c]), spend[c]) for c in orders}


def cases(not_yet):
    return [pytest.param(name, marks=[pytest.mark.xfail(strict=True)] if name in not_yet else []) for name in EXPECTED]


@pytest.mark.parametrize("name", cases(NOT_YET))
def test_each_file_is_right_or_questioned_or_warned_of(name, outcomes):
    expected, found = EXPECTED[name], outcomes(name)
    assert found.kind in expected.kinds, f"{found}"
    if found.kind != "right":
        assert expected.says in found.said, f"{found}"
        if expected.option:
            assert outcomes(name, *expected.option).kind == "right", f"{outcomes(name, *expected.option)}"
    if name in WARNED_OF:
        assert WARNED_OF[name] in found.doubts, f"{found}"
    if name in PLAIN:
        assert not found.doubts, f"a plain file needs no warning: {found}"


@pytest.mark.parametrize("name", cases(ASKED_WRONG))
def test_a_hint_that_is_obeyed_leads_to_no_wrong_number(name, outcomes):
    options, found = (), outcomes(name)
    for _ in range(8):
        named = columns_named(found.hint)
        if found.kind != "questioned" or not named:
            break
        options += tuple(named)
        found = outcomes(name, *options)
    assert not options or found.kind != "silently wrong", f"{options}: {found}"


def test_a_back_test_sees_no_later_line(folder, shoal, tmp_path):
    """--as-of before the last line leaves later lines out, counted."""
    name, until = "N2_backtest.csv", datetime.datetime(2022, 7, 1)
    with open(folder / "files" / name, newline="") as file:
        expected = customers_of(csv.DictReader(file), *BY_LINES[name], until=until)
    found = outcome(shoal, tmp_path, folder / "files" / name, expected, "--as-of", "2022-07-01")
    assert found.kind == "right", f"{found}"
    assert "after 2022-07-01" in found.said


def test_every_file_is_expected(folder):
    assert {path.name for path in (folder / "files").iterdir()} == EXPECTED.keys() | OTHER


def test_totals(outcomes):
    """Where we stand, printed by `pytest -s`; what is silently wrong must stand in NOT_YET."""
    kinds = collections.defaultdict(list)
    for name in EXPECTED:
        kinds[outcomes(name).kind].append(name)
    print("\n" + ", ".join(f"{kind}: {len(names)}" for kind, names in sorted(kinds.items())))
    for kind, names in sorted(kinds.items()):
        print(f"  {kind}: " + " ".join(names))
    assert set(kinds["silently wrong"]) <= NOT_YET
