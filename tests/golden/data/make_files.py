"""Writes the files that reader_test.cpp reads: python make_files.py (what wrote those in files/: versions.txt)."""

import datetime
import decimal
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent / "files"
TIMES = [datetime.datetime(2010, 12, 1, 8, 26), datetime.datetime(2011, 2, 28, 23, 59, 59), datetime.datetime(1969, 12, 31, 23, 59)]

# The same three lines in every table: invoice, item, quantity, time, price, customer (the second line has none).
PLAIN = {
    "Invoice": pa.array(["536365", "C536366", "7"]),
    "StockCode": pa.array(["85123A", "22423", "POST"]),
    "Quantity": pa.array([6, -8, 1], pa.int64()),
    "InvoiceDate": pa.array(TIMES, pa.timestamp("ns")),
    "Price": pa.array([2.55, 3.39, 18.0], pa.float64()),
    "Customer ID": pa.array([17850, None, 13047], pa.int64()),
    "Country": pa.array(["United Kingdom", None, "Réunion"]),
}
OTHER_TYPES = {
    "floats": {"Quantity": pa.array([6, -8, 1], pa.float32()), "Customer ID": pa.array([17850.0, float("nan"), 13047.0])},
    "small": {"Quantity": pa.array([6, -8, 1], pa.int8()), "Customer ID": pa.array([17850, None, 13047], pa.uint16()),
              "Invoice": pa.array(["536365", "C536366", "7"], pa.large_string())},
    "texts": {"Quantity": pa.array(["6", "-8", " 1 "]), "InvoiceDate": pa.array(["12/1/2010 8:26", "2011-02-28T23:59:59", "12/31/1969 23:59"]),
              "Price": pa.array(["2.55", "3.39", "18"]), "Customer ID": pa.array(["17850.0", "", "13047"])},
    "dictionaries": {name: PLAIN[name].dictionary_encode() for name in ("Invoice", "StockCode", "Country", "Quantity")},
    "times_s": {"InvoiceDate": pa.array(TIMES, pa.timestamp("s"))},
    "times_us_utc": {"InvoiceDate": pa.array(TIMES, pa.timestamp("us", tz="UTC"))},
    "decimals": {"Price": pa.array([decimal.Decimal("2.55"), decimal.Decimal("3.39"), decimal.Decimal("18.00")], pa.decimal128(9, 2))},
    "views": {"Invoice": PLAIN["Invoice"].cast(pa.string_view()), "StockCode": PLAIN["StockCode"].cast(pa.binary())},
}


def write(name, columns, **options):
    pq.write_table(pa.table(columns), HERE / name, **options)


def transactions():
    write("plain.parquet", PLAIN)
    for name, columns in OTHER_TYPES.items():
        write(f"{name}.parquet", {**PLAIN, **columns})
    for compression in ("none", "gzip", "zstd", "brotli", "lz4"):
        write(f"packed_{compression}.parquet", PLAIN, compression=compression)
    days = [time.date() for time in TIMES]
    write("days32.parquet", {**PLAIN, "InvoiceDate": pa.array(days, pa.date32())})
    write("days64.parquet", {**PLAIN, "InvoiceDate": pa.array(days, pa.date64())})
    write("nested.parquet", {"Tags": pa.array([["a"], [], ["b", "c"]]), **PLAIN, "Till": pa.array([{"x": 1}, {"x": 2}, None])})
    write("bad_quantity.parquet", {**PLAIN, "Quantity": pa.array(["6", "six", "1"])})
    write("null_price.parquet", {**PLAIN, "Price": pa.array([2.55, None, 18.0])})
    write("quantity_is_a_list.parquet", {**PLAIN, "Quantity": pa.array([[6], [1], [2]])})
    write("date_is_a_number.parquet", {**PLAIN, "InvoiceDate": pa.array([1, 2, 3])})
    table = pa.table(PLAIN)
    parts = HERE / "parts"
    parts.mkdir(exist_ok=True)
    pq.write_table(table.slice(2), parts / "part-00001.parquet")
    reordered = table.slice(0, 2).select(list(reversed(table.column_names)))
    pq.write_table(reordered, parts / "part-00000.parquet")
    (parts / "_SUCCESS").write_text("")
    (parts / ".part-00000.parquet.crc").write_text("no Parquet")
    (parts / "_metadata.parquet").write_text("no Parquet")


def matrices():
    numbers = np.arange(12).reshape(4, 3)
    np.save(HERE / "f4.npy", (numbers / 4).astype(np.float32))
    np.save(HERE / "f8_fortran.npy", np.asfortranarray(numbers / 3))
    np.save(HERE / "u1.npy", numbers.astype(np.uint8))
    np.save(HERE / "i8_vector.npy", np.array([2, -1, 0], np.int64))
    for version in ((2, 0), (3, 0)):
        with open(HERE / f"version_{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, numbers / 4, version=version)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    transactions()
    matrices()
    (HERE / "versions.txt").write_text(f"numpy {np.__version__}, pyarrow {pa.__version__}\n")
