"""Workbooks, zip files and packings: the numbers of the plain file, or an error that helps.

openpyxl (texts within cells), xlsxwriter (texts apart), zipfile, bz2 and lzma write them.
"""

import bz2
import gzip
import io
import json
import lzma
import shutil
import zipfile

import openpyxl
import pandas as pd
import pytest
from small_shop import shop_lines


@pytest.fixture(scope="module")
def table():
    table = pd.read_csv(io.StringIO(shop_lines(60)), dtype={"InvoiceNo": str, "StockCode": str})
    table["InvoiceDate"] = pd.to_datetime(table["InvoiceDate"], format="%m/%d/%Y %H:%M")
    return table


@pytest.fixture(scope="module")
def text(table):
    return table.to_csv(index=False)


def run(shoal, folder, *arguments):
    process = shoal("prepare", *arguments, "-o", folder / "features.csv", "--json")
    return process, json.loads(process.stdout)


@pytest.fixture
def prepare(shoal, tmp_path):
    def succeed(*arguments):
        process, record = run(shoal, tmp_path, *arguments)
        assert process.returncode == 0, process.stderr
        return (tmp_path / "features.csv").read_text(), record

    return succeed


@pytest.fixture
def refused(shoal, tmp_path):
    def fail(*arguments):
        process, document = run(shoal, tmp_path, *arguments)
        assert process.returncode in (2, 3), process.stdout
        assert document["error"]["hint"], document
        return document["error"]

    return fail


@pytest.fixture
def whole(prepare, text, tmp_path):
    (tmp_path / "whole.csv").write_text(text)
    return prepare(tmp_path / "whole.csv")[0]


def decision(record, what):
    return next(d for d in record["decisions"] if d["what"] == what)


def save(path, sheets, change=lambda book: None, engine="openpyxl"):
    with pd.ExcelWriter(path, engine=engine) as writer:
        for name, sheet in sheets.items():
            sheet.to_excel(writer, sheet_name=name, index=False)
        change(writer.book)
    return path


def zipped(path, files, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["t.csv.bz2", "t.csv.xz", "t.csv.gz", "bz2.csv", "xz.csv"])
def test_packings_are_told_by_their_bytes(prepare, text, whole, tmp_path, name):
    pack = bz2.compress if "bz2" in name else lzma.compress if "xz" in name else gzip.compress
    half = text.index("\n", len(text) // 2) + 1
    (tmp_path / name).write_bytes(pack(text[:half].encode()) + pack(text[half:].encode()))
    assert prepare(tmp_path / name)[0] == whole


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, gzip.compress])
def test_packings_that_end_too_early(refused, text, tmp_path, pack):
    packed = pack(text.encode())
    (tmp_path / "t.csv").write_bytes(packed[: len(packed) // 2])
    assert "truncated" in refused(tmp_path / "t.csv")["message"]
    (tmp_path / "t.csv").write_bytes(packed[:20] + b"damaged" + packed[27:])
    assert "damaged" in refused(tmp_path / "t.csv")["message"]


@pytest.mark.parametrize("ending", ["bz2", "xz"])
def test_a_name_that_is_not_true(refused, text, tmp_path, ending):
    (tmp_path / f"t.csv.{ending}").write_text(text)
    assert "first bytes" in refused(tmp_path / f"t.csv.{ending}")["message"]


@pytest.mark.parametrize("name", ["t.zip", "t.csv"])
def test_a_zip_file_with_one_table(prepare, text, whole, tmp_path, name):
    files = {"in/orders.csv": text, "__MACOSX/in/._orders.csv": "x", "in/readme.md": "Read me."}
    features, record = prepare(zipped(tmp_path / name, files))
    assert features == whole and "readme.md" in decision(record, "files left out")["how"]
    assert record["input"]["bytes"] == (tmp_path / name).stat().st_size


def test_a_zip_file_with_one_file_of_any_name(prepare, text, whole, tmp_path):
    assert prepare(zipped(tmp_path / "t.zip", {"export": text}))[0] == whole
    assert prepare(zipped(tmp_path / "t.zip", {"export.csv.gz": gzip.compress(text.encode())}))[0] == whole


def test_a_zip_file_with_the_parts_of_a_table(prepare, table, whole, tmp_path):
    columns = sorted(table.columns)
    files = {"1.csv": table[:50].to_csv(index=False), "2.csv": table[50:][columns].to_csv(index=False, sep="\t")}
    features, record = prepare(zipped(tmp_path / "t.zip", files))
    assert features == whole and decision(record, "files")["how"] == "1.csv, 2.csv"


def test_a_zip_file_with_two_tables_of_transactions_is_a_question(prepare, refused, table, text, whole, tmp_path):
    other = table.drop(columns="Country").to_csv(index=False)
    path = zipped(tmp_path / "t.zip", {"all.csv": text, "old orders.csv": other, "customers.csv": "id,name\n1,A\n"})
    error = refused(path)
    assert "--sheet all.csv" in error["hint"] and '--sheet "old orders.csv"' in error["hint"]
    assert "customers.csv" not in error["hint"]
    assert prepare(path, "--sheet", "all.csv")[0] == whole
    assert "all.csv" in refused(path, "--sheet", "al.csv")["hint"]


def test_zip_files_that_hold_no_table(refused, tmp_path):
    error = refused(zipped(tmp_path / "t.zip", {"a.pdf": "x", "b.pdf": "x"}))
    assert "without a CSV file" in error["message"] and "a.pdf" in error["found"]
    assert "without a CSV file" in refused(zipped(tmp_path / "t.zip", {}))["message"]


def test_zip_files_that_are_damaged(refused, text, tmp_path):
    whole = zipped(tmp_path / "t.zip", {"a.csv": text}).read_bytes()
    (tmp_path / "t.zip").write_bytes(whole[: len(whole) // 2])
    assert "zip file" in refused(tmp_path / "t.zip")["message"]
    (tmp_path / "t.zip").write_bytes(whole[:100] + bytes(20) + whole[120:])
    assert "zip file" in refused(tmp_path / "t.zip")["message"]


def test_a_zip_file_with_a_password(refused, text, tmp_path):
    whole = bytearray(zipped(tmp_path / "t.zip", {"a.csv": text}).read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "t.zip").write_bytes(whole)
    assert "password" in refused(tmp_path / "t.zip")["message"]


def test_a_zip_file_that_promises_too_much(refused, text, tmp_path):
    """A trap of a gigabyte in a kilobyte: the size that it promises is not believed."""
    whole = bytearray(zipped(tmp_path / "t.zip", {"a.csv": text}).read_bytes())
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = (2**31).to_bytes(4, "little")
    (tmp_path / "t.zip").write_bytes(whole)
    assert "promises 2,147,483,648 bytes" in refused(tmp_path / "t.zip")["message"]


@pytest.mark.parametrize("engine", ["openpyxl", "xlsxwriter"])
def test_a_workbook(prepare, table, whole, tmp_path, engine):
    features, record = prepare(save(tmp_path / "t.xlsx", {"Orders": table}, engine=engine))
    assert features == whole
    assert record["input"]["rows"] == len(table) and record["input"]["bytes"] == (tmp_path / "t.xlsx").stat().st_size
    shutil.copy(tmp_path / "t.xlsx", tmp_path / "t.csv")
    assert prepare(tmp_path / "t.csv")[0] == whole


def test_a_workbook_with_ids_as_numbers(prepare, table, whole, tmp_path):
    numbers = table.assign(InvoiceNo=table["InvoiceNo"].astype(float), StockCode=table["StockCode"].astype(int))
    assert prepare(save(tmp_path / "t.xlsx", {"Orders": numbers}))[0] == whole


def test_all_sheets_with_the_same_columns(prepare, table, whole, tmp_path):
    notes = pd.DataFrame({"What": ["Orders of two years"], "Who": ["Ann"]})
    sheets = {"Notes": notes, "Year 1": table[:50], "Year 2": table[50:][sorted(table.columns)], "Empty": pd.DataFrame()}
    features, record = prepare(save(tmp_path / "t.xlsx", sheets))
    assert features == whole
    made = decision(record, "sheets")
    assert made["how"] == "Year 1, Year 2; not Notes, Empty"
    assert made["option"] == '--sheet "Year 1" --sheet "Year 2"'
    assert prepare(tmp_path / "t.xlsx", "--sheet", "Year 1", "--sheet", "Year 2")[0] == whole


def test_a_folder_of_workbooks_beside_their_lock(prepare, table, whole, tmp_path):
    (tmp_path / "shop").mkdir()
    save(tmp_path / "shop" / "2021.xlsx", {"Orders": table[:50], "Notes": pd.DataFrame({"What": ["x"]})})
    save(tmp_path / "shop" / "2022.xlsx", {"Sales": table[50:]})
    (tmp_path / "shop" / "~$2022.xlsx").write_bytes(b"\x05Ann" + bytes(161))
    features, record = prepare(tmp_path / "shop")
    assert features == whole and [f["rows"] for f in record["input"]["files"]] == [50, len(table) - 50]
    assert decision(record, "sheets")["how"] == "Orders; not Notes"


def test_sheets_with_other_columns_are_a_question(prepare, refused, table, whole, tmp_path):
    path = save(tmp_path / "t.xlsx", {"New": table, "Old": table.drop(columns="Country")})
    error = refused(path)
    assert "--sheet New" in error["hint"] and "--sheet Old" in error["hint"]
    assert prepare(path, "--sheet", "New")[0] == whole


def test_a_bad_cell_is_told_with_sheet_and_row(refused, table, tmp_path):
    def spoil(book):
        book["Orders"]["D12"] = "many"

    error = refused(save(tmp_path / "t.xlsx", {"Orders": table}, spoil))
    assert "t.xlsx, sheet Orders" in error["where"] and "line 12, column Quantity" in error["where"]


def test_rows_that_are_empty_and_texts_of_several_lines(prepare, table, whole, tmp_path):
    """The number of a line is that of the row, and a line break in a cell makes no line."""

    def spread(book):
        sheet = book["Orders"]
        sheet["C5"] = "two\nlines, and \"quotes\""
        sheet.insert_rows(8, 3)
        sheet["Z9"].number_format = "0.00"

    assert prepare(save(tmp_path / "t.xlsx", {"Orders": table}, spread))[0] == whole


@pytest.mark.parametrize("form", ["dd/mm/yyyy hh:mm", "yyyy-mm-dd h:mm:ss AM/PM", '[$-409]d" of "mmm yyyy\\ hh.mm', "m/d/yy h:mm"])
def test_dates_by_the_formats_of_their_cells(prepare, table, whole, tmp_path, form):
    def show(book):
        for cell in book["Orders"]["E"][1:]:
            cell.number_format = form

    assert prepare(save(tmp_path / "t.xlsx", {"Orders": table}, show))[0] == whole


def test_dates_since_1904(prepare, table, whole, tmp_path):
    def since_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = save(tmp_path / "t.xlsx", {"Orders": table}, since_1904)
    with zipfile.ZipFile(path) as archive:
        assert b'date1904="1"' in archive.read("xl/workbook.xml")
    assert prepare(path)[0] == whole


SHARED = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_rich_texts_phonetic_marks_and_formulas(prepare, table, whole, tmp_path):
    path = save(tmp_path / "t.xlsx", {"Orders": table}, engine="xlsxwriter")
    files = entries(path)
    files[SHARED] = files[SHARED].replace(
        b"<t>France</t>", b"<r><t>Fra</t></r><r><rPr><b/></rPr><t>nce</t></r><rPh sb=\"0\" eb=\"1\"><t>FU</t></rPh>"
    )
    files[SHARED] = files[SHARED].replace(b"<t>InvoiceNo</t>", b"<t>Invoice_x004E_o</t>")
    files[SHEET] = files[SHEET].replace(b"<v>1</v>", b"<f>SUM(A1:A2)</f><v>1</v>")
    features, record = prepare(zipped(path, files))
    assert features == whole and record["columns"]["invoice"] == "InvoiceNo"


def test_workbooks_that_are_damaged(refused, table, tmp_path):
    path = save(tmp_path / "t.xlsx", {"Orders": table}, engine="xlsxwriter")
    files = entries(path)
    for change in [
        {SHEET: files[SHEET][: len(files[SHEET]) // 2]},
        {SHEET: files[SHEET].replace(b't="s"><v>7</v>', b't="s"><v>700000</v>')},
        {SHEET: files[SHEET].replace(b'r="A5"', b'r="ZZZ5"')},
        {SHEET: files[SHEET].replace(b'<row r="5"', b'<row r="3"')},
        {SHEET: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + files[SHEET].split(b"?>")[-1]},
        {SHEET: b"<a>" * 100_000},
        {"xl/workbook.xml": b""},
    ]:
        error = refused(zipped(path, files | change))
        assert "damaged" in error["message"] and "t.xlsx" in error["where"], error
    del files[SHEET]
    assert "damaged" in refused(zipped(path, files))["message"]


def test_workbooks_of_other_forms(refused, tmp_path):
    (tmp_path / "t.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert ".xls" in refused(tmp_path / "t.xls")["message"]
    for text in ("<html><table>", "\ufeff \n<!DOCTYPE html>", "<?xml version='1.0'?><Workbook>", "%PDF-1.7", "7z\xbc\xaf\x27\x1c"):
        (tmp_path / "t.xls").write_bytes(text.encode("utf-8" if "\ufeff" in text else "latin-1"))
        assert refused(tmp_path / "t.xls")["message"].startswith("is ")
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    assert "OpenDocument" in refused(zipped(tmp_path / "t.ods", ods))["message"]
    xlsb = {"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}
    assert ".xlsb" in refused(zipped(tmp_path / "t.xlsb", xlsb))["message"]


def test_a_table_of_numbers_in_a_workbook_and_a_zip_file(shoal, tmp_path):
    table = pd.DataFrame({"id": range(40), "x": [i % 2 * 10.25 for i in range(40)], "y": [i % 2 + 0.5 for i in range(40)]})
    table.to_csv(tmp_path / "t.csv", index=False)
    save(tmp_path / "t.xlsx", {"A": table})
    zipped(tmp_path / "t.zip", {"t.csv": table.to_csv(index=False)})
    answers = [shoal("fit", tmp_path / name, "-k", "2", "--json") for name in ("t.csv", "t.xlsx", "t.zip")]
    assert all(answer.returncode == 0 for answer in answers), [answer.stderr for answer in answers]
    assert len({json.dumps(json.loads(answer.stdout)["inertia"]) for answer in answers}) == 1
