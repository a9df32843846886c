"""Ids of a Parquet file have the same type in the Parquet files that shoal writes; pyarrow says which."""

import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

X = [0.0, 0.1, 9.0, 9.1, 0.05, 9.05]
N = len(X)
DAYS = [dt.date(2020, 1, 1 + i) for i in range(N)]
TIMES = [dt.datetime(2020, 1, 1, 1, 2, 3, i + 5) for i in range(N)]
IDS = {
    **{str(kind): pa.array(range(10, 10 + N), kind) for kind in
       (pa.int8(), pa.int32(), pa.int64(), pa.uint8(), pa.uint32())},
    "uint64": pa.array([2**63 + i for i in range(N)], pa.uint64()),
    "double": pa.array([17850.0 + i for i in range(N)]),
    "float": pa.array([0.1 * i for i in range(N)], pa.float32()),
    "gaps": pa.array([None, *range(1, N)], pa.int64()),
    "string": pa.array([f"00{i}" for i in range(N)]),
    "coded": pa.array([f"a{i}" for i in range(N)]).dictionary_encode(),
    "coded numbers": pa.array(range(N)).dictionary_encode(),
    "decimal": pa.array([decimal.Decimal("17850.50") + i for i in range(N)], pa.decimal128(10, 2)),
    "date": pa.array(DAYS, pa.date32()),
    **{f"timestamp {unit}": pa.array([time.replace(microsecond=0) for time in TIMES], pa.timestamp(unit))
       for unit in ("ms", "ns")},
    "timestamp us": pa.array(TIMES, pa.timestamp("us")),
    "timestamp with a zone": pa.array(TIMES, pa.timestamp("us", "Europe/Berlin")),
    "binary": pa.array([b"\xff%d" % i for i in range(N)]),
    "uuid": pa.array([b"%04d" % i for i in range(N)], pa.binary(4)),
}


@pytest.mark.parametrize("name", IDS)
def test_labels_and_predictions(shoal, tmp_path, name):
    ids = IDS[name]
    pq.write_table(pa.table({"id": ids, "x": X}), tmp_path / "t.parquet")
    done = shoal("fit", tmp_path / "t.parquet", "-k", "2", "--labels", tmp_path / "l.parquet", "-o", tmp_path / "m")
    assert done.returncode == 0, done.stderr
    assert shoal("predict", tmp_path / "m", tmp_path / "t.parquet", "-o", tmp_path / "p.parquet").returncode == 0
    wanted = ids.dictionary_decode() if pa.types.is_dictionary(ids.type) else ids
    for written in ("l.parquet", "p.parquet"):
        found = pq.read_table(tmp_path / written)["id"].combine_chunks()
        assert found.type == wanted.type and found.equals(wanted)


def orders(customer):
    rows = 8 * len(customer)
    return pa.table({
        "customer_id": pa.array([customer[i % len(customer)] for i in range(rows)], customer.type),
        "invoice": [f"{500 + i}" for i in range(rows)],
        "item": ["a"] * rows,
        "quantity": [1 + i % 7 for i in range(rows)],
        "price": [2.0 + i % 5 for i in range(rows)],
        "date": [dt.datetime(2020, 1, 1) + dt.timedelta(days=i) for i in range(rows)],
    })


@pytest.mark.parametrize("kind", [pa.int64(), pa.int32(), pa.float64(), pa.string()], ids=str)
def test_customers(shoal, tmp_path, kind):
    customer = pa.array(range(17850, 17870)).cast(kind)
    pq.write_table(orders(customer), tmp_path / "o.parquet")
    done = shoal("prepare", tmp_path / "o.parquet", "-o", tmp_path / "f.parquet", "--split", "0.5")
    assert done.returncode == 0, done.stderr
    parts = [pq.read_table(tmp_path / f"f-{part}.parquet")["customer_id"] for part in ("train", "test")]
    assert {part.type for part in parts} == {kind}
    assert sorted(value for part in parts for value in part.to_pylist()) == customer.to_pylist()


def test_texts_that_look_like_numbers_stay_texts(shoal, tmp_path):
    (tmp_path / "t.csv").write_text("id,x\n" + "".join(f"00{i},{x}\n" for i, x in enumerate(X)))
    assert shoal("fit", tmp_path / "t.csv", "-k", "2", "--labels", tmp_path / "l.parquet").returncode == 0
    assert pq.read_table(tmp_path / "l.parquet")["id"].to_pylist() == [f"00{i}" for i in range(N)]
