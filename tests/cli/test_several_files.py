"""Several files and folders as one table, and what is left out of them; pandas and pyarrow write the files."""

import gzip
import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest
from small_shop import shop_lines

LINES = shop_lines(60)


@pytest.fixture(scope="module")
def table():
    table = pd.read_csv(io.StringIO(LINES), dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": str})
    table["InvoiceDate"] = pd.to_datetime(table["InvoiceDate"], format="%m/%d/%Y %H:%M")
    return table


@pytest.fixture
def prepare(shoal, tmp_path):
    """prepare(*inputs and options) -> (features as text, record); fails the test when the command does."""

    def run(*arguments):
        process = shoal("prepare", *arguments, "-o", tmp_path / "features.csv", "--json")
        assert process.returncode == 0, process.stderr
        return sorted((tmp_path / "features.csv").read_text().splitlines()), json.loads(process.stdout)

    return run


@pytest.fixture
def refused(shoal, tmp_path):
    """refused(*inputs and options) -> the error; fails the test when the command does not."""

    def run(*arguments):
        process = shoal("prepare", *arguments, "-o", tmp_path / "features.csv", "--json")
        assert process.returncode in (2, 3), process.stdout
        error = json.loads(process.stdout)["error"]
        assert error["hint"], error
        return error

    return run


@pytest.fixture
def whole(prepare, table, tmp_path):
    table.to_csv(tmp_path / "whole.csv", index=False)
    return prepare(tmp_path / "whole.csv")[0]


def decided(record, what):
    return next((d["how"] for d in record["decisions"] if d["what"] == what), "")


def write(path, table, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, **options)
    return path


def test_files_with_columns_in_another_order(prepare, table, whole, tmp_path):
    first = write(tmp_path / "2021.csv", table[:70])
    second = write(tmp_path / "2022.csv", table[70:][sorted(table.columns)], sep=";")
    features, record = prepare(first, second)
    assert features == whole
    assert [f["rows"] for f in record["input"]["files"]] == [70, len(table) - 70]
    assert sum(f["bytes"] for f in record["input"]["files"]) == record["input"]["bytes"]
    assert record["input"]["rows"] == len(table)
    assert decided(record, "files") == "2 files as one table"


def test_a_folder_of_files_of_every_packing(prepare, table, whole, tmp_path):
    folder = tmp_path / "shop"
    write(folder / "a.csv", table[:30])
    write(folder / "b.csv.gz", table[30:50])
    (folder / "deep" / "er").mkdir(parents=True)
    with pa.output_stream(folder / "deep" / "er" / "c.csv.zst", compression="zstd") as file:
        file.write(table[50:].to_csv(index=False).encode())
    (folder / "_SUCCESS").write_text("")
    (folder / ".a.csv.crc").write_bytes(b"crc")
    features, record = prepare(folder)
    assert features == whole and not decided(record, "files left out")


def test_names_of_columns_that_differ_in_case_alone(prepare, table, whole, tmp_path):
    first = write(tmp_path / "a.csv", table[:50])
    second = write(tmp_path / "b.csv", table[50:].rename(columns={"CustomerID": "customer id"}))
    assert prepare(first, second)[0] == whole


def test_duplicates_over_all_files(prepare, table, whole, tmp_path):
    first, second = write(tmp_path / "a.csv", table), write(tmp_path / "b.csv", table[:10])
    features, record = prepare(first, second)
    assert features == whole
    assert next(s["removed"] for s in record["cleaning"] if s["step"] == "duplicates") == 10


def test_a_file_without_a_column_that_is_needed(refused, table, tmp_path):
    first = write(tmp_path / "a.csv", table[:50])
    second = write(tmp_path / "b.csv", table[50:].rename(columns={"CustomerID": "Kunde"}))
    error = refused(first, second)
    assert "CustomerID" in error["message"] and "b.csv" in error["where"] and "Kunde" in error["found"]


def test_a_file_without_a_column_that_may_be_absent(prepare, table, whole, tmp_path):
    first = write(tmp_path / "a.csv", table[:50])
    second = write(tmp_path / "b.csv", table[50:].drop(columns="Description"))
    features, record = prepare(first, second)
    assert len(features) == len(whole)
    assert "Description (not in 1)" in decided(record, "columns")


def test_a_bad_line_is_told_with_its_file(refused, table, tmp_path):
    first = write(tmp_path / "a.csv", table[:50])
    second = write(tmp_path / "b.csv", table[50:])
    second.write_text(second.read_text() + "9,9,X,many,2011-01-01,1,12000,France\n")
    assert f"b.csv, line {len(table) - 50 + 2}, column Quantity" in refused(first, second)["where"]


def test_a_file_given_twice(refused, table, tmp_path):
    first = write(tmp_path / "a.csv", table)
    (tmp_path / "link.csv").symlink_to(first)
    assert "twice" in refused(first, tmp_path / "link.csv")["message"]


def test_a_pipe_among_several_files(refused, table, tmp_path):
    assert "only input" in refused(write(tmp_path / "a.csv", table), "-")["message"]


def test_files_of_two_kinds(refused, table, tmp_path):
    folder = tmp_path / "shop"
    write(folder / "a.csv", table)
    table.to_parquet(folder / "a.parquet")
    error = refused(folder)
    assert "a.csv" in error["message"] and "a.parquet" in error["message"]
    assert "another kind" in refused(folder / "a.csv", folder / "a.parquet")["message"]


def test_what_is_no_table_is_left_out_by_name(prepare, table, whole, shoal, tmp_path):
    folder = tmp_path / "shop"
    write(folder / "a.csv", table)
    (folder / "notes.pdf").write_bytes(b"%PDF-1.4")
    (folder / "part-00001.csv").touch()
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "elsewhere").mkdir()
    write(tmp_path / "elsewhere" / "b.csv", table)
    (folder / "archive").symlink_to(tmp_path / "elsewhere")
    assert shoal("segment", folder, "-o", folder / "run", "-k", "2", "--resamples", "0").returncode == 0
    features, record = prepare(folder)
    assert features == whole
    left_out = decided(record, "files left out")
    assert "notes.pdf" in left_out and "Thumbs.db" in left_out and "part-00001.csv (empty)" in left_out and "archive (a link to a folder)" in left_out and "run (written by shoal)" in left_out


def test_a_folder_without_tables(refused, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "notes.pdf").write_bytes(b"%PDF-1.4")
    error = refused(tmp_path / "shop")
    assert "without tables" in error["message"] and "notes.pdf" in error["found"]


def test_a_table_format_whose_log_says_which_files_count(refused, table, tmp_path):
    folder = tmp_path / "shop"
    (folder / "_delta_log").mkdir(parents=True)
    table.to_parquet(folder / "a.parquet")
    assert "Delta Lake" in refused(folder)["message"]


def test_parquet_parts_of_every_name(prepare, table, whole, tmp_path):
    folder = tmp_path / "shop"
    names = ["a.parquet", "b.pq", "c.PARQUET", "d.parquet.gzip", "e.snappy.parquet", "f.parquet.snappy", "g.parq",
             "part-00000", "deep/h.parquet"]
    (folder / "deep").mkdir(parents=True)
    for i, name in enumerate(names):
        table[i :: len(names)].to_parquet(folder / name)
    features, record = prepare(folder)
    assert features == whole
    assert [f["path"].rsplit("/", 1)[-1] for f in record["input"]["files"]] == [n.rsplit("/", 1)[-1] for n in sorted(names)]
    assert sum(f["rows"] for f in record["input"]["files"]) == len(table)


def test_a_column_that_only_later_parquet_files_have(prepare, table, whole, tmp_path):
    table[:50].to_parquet(tmp_path / "a.parquet")
    table[50:].assign(Till=1).to_parquet(tmp_path / "b.parquet")
    features, record = prepare(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert features == whole
    assert decided(record, "columns") == "left out, for the first file lacks them: Till (in 1)"


def test_several_parquet_files(prepare, table, whole, tmp_path):
    table[:50].to_parquet(tmp_path / "a.parquet")
    table[50:].to_parquet(tmp_path / "b.dat")
    assert prepare(tmp_path / "a.parquet", tmp_path / "b.dat")[0] == whole


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_keys_of_folders_are_columns_where_a_role_needs_them(prepare, table, whole, tmp_path, form):
    """As pyarrow writes a data set: the column is in the names of the folders alone."""
    keyed = table.assign(Country=["United Kingdom" if i % 3 else "C%C3%B4te d'Ivoire/2" for i in range(len(table))])
    pa.dataset.write_dataset(pa.Table.from_pandas(keyed), tmp_path / "shop", format=form, partitioning=["Country"],
                             partitioning_flavor="hive")
    features, record = prepare(tmp_path / "shop")
    assert features == whole
    assert record["columns"]["country"] == "Country" and decided(record, "folders") == "columns of their own: Country"


def test_keys_of_folders_that_no_role_needs(prepare, table, whole, tmp_path):
    keyed = table.assign(year=table["InvoiceDate"].dt.year, month=table["InvoiceDate"].dt.month)
    pa.dataset.write_dataset(pa.Table.from_pandas(keyed), tmp_path / "shop", format="parquet",
                             partitioning=["year", "month"], partitioning_flavor="hive")
    assert prepare(tmp_path / "shop")[0] == whole


def test_the_bytes_tell_what_a_file_is(prepare, table, whole, tmp_path):
    table.to_parquet(tmp_path / "table.csv")
    assert prepare(tmp_path / "table.csv")[0] == whole
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(table.to_csv(index=False).encode()))
    assert prepare(packed)[0] == whole


def test_features_in_several_files(shoal, prepare, table, tmp_path):
    """A model scores the parts of a table as it scores the table."""
    write(tmp_path / "lines.csv", table)
    assert shoal("segment", tmp_path / "lines.csv", "-o", tmp_path / "run", "-k", "2", "--resamples", "0").returncode == 0
    assert shoal("prepare", tmp_path / "lines.csv", "-o", tmp_path / "f.csv").returncode == 0
    features = pd.read_csv(tmp_path / "f.csv")
    write(tmp_path / "f1.csv", features[:20])
    write(tmp_path / "f2.csv", features[20:][features.columns[::-1]])
    (tmp_path / "one.csv").unlink(missing_ok=True)
    for name, inputs in {"one.csv": ["f.csv"], "two.csv": ["f1.csv", "f2.csv"]}.items():
        process = shoal("predict", tmp_path / "run" / "model", *(tmp_path / i for i in inputs), "-o", tmp_path / name)
        assert process.returncode == 0, process.stderr
    assert (tmp_path / "one.csv").read_text() == (tmp_path / "two.csv").read_text()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_ids_that_a_table_of_numbers_wrote(prepare, table, whole, tmp_path, form):
    """Some invoices and customers have a point and a zero: they are those without, and that is said."""
    mixed = table.assign(InvoiceNo=[v + ".0" if i % 2 else v for i, v in enumerate(table["InvoiceNo"])],
                         CustomerID=[v + ".00" if i % 3 else v for i, v in enumerate(table["CustomerID"])])
    path = tmp_path / f"t.{form}"
    mixed.to_csv(path, index=False) if form == "csv" else mixed.to_parquet(path)
    features, record = prepare(path)
    assert features == whole
    half, third = len(table) // 2, len(table) - (len(table) + 2) // 3
    assert decided(record, "invoice numbers") == f"{half} lines have a number such as 536365.0, which is 536365"
    assert decided(record, "customer ids") == f"{third} lines have an id such as 17850.0, which is 17850"
    all_so = table.assign(InvoiceNo=table["InvoiceNo"] + ".0")
    all_so.to_csv(tmp_path / "all.csv", index=False)
    features, record = prepare(tmp_path / "all.csv")
    assert features == whole and not decided(record, "invoice numbers")
