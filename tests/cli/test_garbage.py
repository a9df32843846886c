"""Wrong input of every kind: each has its own clear error or warning, its exit code, and leaves nothing half-written."""

import gzip
import os
import resource
import subprocess

import pytest

from small_shop import HEADER, shop_lines


@pytest.fixture
def refused(shoal, tmp_path):
    """refused(file, *options, code=3) runs segment, checks exit code and clean-up, and returns the error text."""

    def run(file, *options, code=3, **how):
        folder = tmp_path / "run"
        before = sorted(os.listdir(tmp_path))
        process = shoal("segment", file, "-o", folder, *options, **how)
        assert process.returncode == code, (process.returncode, process.stderr)
        assert process.stdout == ""
        assert not folder.exists()
        assert sorted(os.listdir(tmp_path)) == before
        error = [line for line in process.stderr.splitlines() if line.startswith("shoal: ")]
        assert len(error) == 1, process.stderr
        return process.stderr

    return run


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_truncated_gzip(refused, tmp_path):
    packed = gzip.compress(shop_lines(2000).encode())
    text = refused(write(tmp_path / "orders.csv.gz", packed[: len(packed) // 2]))
    assert "orders.csv.gz" in text and ("truncated" in text or "ends" in text)


def test_not_gzip_at_all(refused, tmp_path):
    assert "gzip" in refused(write(tmp_path / "orders.csv.gz", shop_lines(10)))


def test_missing_column(refused, tmp_path):
    lines = shop_lines(20).replace("CustomerID", "client_ref")
    text = refused(write(tmp_path / "orders.csv", lines))
    assert "customer" in text and "client_ref" in text and "--column customer=" in text


def test_the_column_can_be_named(segmented, tmp_path):
    file = write(tmp_path / "orders.csv", shop_lines(60).replace("CustomerID", "client_ref"))
    assert segmented(file, "--column", "customer=client_ref").record["columns"]["customer"] == "client_ref"


def test_text_in_quantity(refused, tmp_path):
    lines = shop_lines(20).splitlines()
    lines[7] = ",".join("six" if i == 3 else cell for i, cell in enumerate(lines[7].split(",")))
    text = refused(write(tmp_path / "orders.csv", "\n".join(lines) + "\n"))
    assert "orders.csv" in text and "line 8" in text and "Quantity" in text and "six" in text and "--bad-rows skip" in text


def test_bad_rows_can_be_skipped(segmented, tmp_path):
    lines = shop_lines(60).splitlines()
    lines.insert(5, "X,1,THING,six,1/2/2011 10:00,1.5,12000,France")
    lines.insert(9, "X,1,THING,1,2/30/2011 10:00,1.5,12000,France")
    run = segmented(write(tmp_path / "orders.csv", "\n".join(lines) + "\n"), "--bad-rows", "skip")
    rejected = (run.folder / "rejected.csv").read_text()
    assert "six" in rejected and "2/30/2011" in rejected
    assert "2 lines" in run.process.stderr


@pytest.mark.parametrize("date", ["13/45/2011 10:00", "2/30/2011 10:00", "yesterday", "2011-02-30"])
def test_a_date_that_is_not_one(refused, tmp_path, date):
    lines = shop_lines(20).splitlines()
    lines[3] = ",".join(date if i == 4 else cell for i, cell in enumerate(lines[3].split(",")))
    text = refused(write(tmp_path / "orders.csv", "\n".join(lines) + "\n"))
    assert "line 4" in text and "InvoiceDate" in text and date in text


@pytest.mark.parametrize("content", [b"", (HEADER + "\n").encode()])
def test_nothing_in_the_file(refused, tmp_path, content):
    assert "orders.csv" in refused(write(tmp_path / "orders.csv", content))


def test_one_customer(refused, tmp_path):
    text = refused(write(tmp_path / "orders.csv", shop_lines(1)))
    assert "1 customer" in text and "divided" in text


def test_all_customers_equal(refused, tmp_path):
    lines = [HEADER] + [f"{i},A,THING,1,2011-01-02 10:00,1.5,{12000 + i},France" for i in range(50)]
    assert "equal" in refused(write(tmp_path / "orders.csv", "\n".join(lines) + "\n"))


def test_k_above_the_number_of_customers(refused, tmp_path):
    text = refused(write(tmp_path / "orders.csv", shop_lines(20)), "-k", "50", code=2)
    assert "k = 50" in text and "there are 20" in text


def test_nan_price(refused, tmp_path):
    lines = shop_lines(20).splitlines()
    lines[3] = ",".join("NaN" if i == 5 else cell for i, cell in enumerate(lines[3].split(",")))
    text = refused(write(tmp_path / "orders.csv", "\n".join(lines) + "\n"))
    assert "line 4" in text and "UnitPrice" in text


def test_nan_feature(shoal, tmp_path):
    process = shoal("fit", write(tmp_path / "x.csv", "a,b\n1,2\nnan,3\n4,5\n"), "-k", "2")
    assert process.returncode == 3
    assert "line 3" in process.stderr and "a" in process.stderr


def test_a_line_of_four_gigabytes(refused, tmp_path):
    file = tmp_path / "orders.csv"
    with open(file, "wb") as out:
        out.write((HEADER + "\n" + "1,A,").encode())
        out.truncate(4 << 30)  # sparse: a field of NUL bytes without an end
    limit = 2 << 30
    text = refused(file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert "line 2" in text


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), reason="root may write anywhere")
def test_a_folder_without_permission(shoal, tmp_path):
    file = write(tmp_path / "orders.csv", shop_lines(30))
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    os.chmod(tmp_path, 0o755)
    for parent in tmp_path.parents:
        if os.stat(parent).st_uid == os.geteuid() and parent != parent.parent and str(parent).startswith("/tmp/"):
            os.chmod(parent, 0o755)
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    process = subprocess.run([*prefix, shoal.binary, "segment", file, "-o", locked / "run"], capture_output=True, text=True)
    if process.returncode == 127 or "setpriv" in process.stderr or "libarrow" in process.stderr:
        pytest.skip("another user cannot run the program here: " + process.stderr[:100])
    assert process.returncode == 3, process.stderr
    assert "ermission" in process.stderr and "locked" in process.stderr
    assert os.listdir(locked) == []


def test_a_full_disk(shoal, sample, tmp_path):
    """Files may not grow beyond 16 kB: what a full disk does to a writer."""
    process = shoal("segment", sample[0], "-o", tmp_path / "run",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384)))
    assert process.returncode == 3, process.stderr
    assert not (tmp_path / "run").exists()


def test_an_existing_folder_keeps_its_files(shoal, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")
    process = shoal("segment", write(tmp_path / "orders.csv", shop_lines(1)), "-o", tmp_path / "run")
    assert process.returncode == 3
    assert os.listdir(tmp_path / "run") == ["mine.txt"]


def test_no_such_file(refused, tmp_path):
    assert "nowhere.csv" in refused(tmp_path / "nowhere.csv")


def test_interrupted(shoal, online_retail, tmp_path):
    """Ctrl-C: exit 130, nothing left behind."""
    import signal
    import time

    process = subprocess.Popen([shoal.binary, "segment", online_retail, "-o", tmp_path / "run", "--restarts", "100000"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("arguments,code,said", [
    (["sgement", "x.csv"], 2, 'did you mean "segment"'),
    (["segment", "x.csv", "--restart", "3"], 2, 'did you mean "--restarts"'),
    (["segment"], 2, "TRANSACTIONS"),
    ([], 2, "no command"),
    (["segment", "x.csv", "--prepare", "standrdise"], 2, "standardise"),
    (["segment", "x.csv", "-k", "9..3"], 2, "range"),
    (["segment", "x.csv", "-k", "four"], 2, "whole number"),
    (["segment", "x.csv", "--device", "cpu:avx9"], 2, "avx"),
    (["segment", "x.csv", "--device", "cuda"], 5, "cuda"),
    (["report", "run", "extra"], 2, "extra"),
    (["segment", "x.csv", "extra"], 3, "extra"),
    (["segment", "x.csv", "--threads", "-1"], 2, "--threads"),
    (["fit", "x.csv", "-k", "3", "--algorithm", "kmean"], 2, "kmeans"),
    (["predict", "nothing", "x.csv", "-o", "y.csv"], 4, "nothing"),
])
def test_wrong_command_lines(shoal, tmp_path, arguments, code, said):
    write(tmp_path / "x.csv", shop_lines(30))
    process = shoal(*arguments, cwd=tmp_path)
    assert process.returncode == code, process.stderr
    assert said in process.stderr
    assert process.stdout == ""


@pytest.mark.parametrize("command", ["segment", "prepare", "inspect", "fit", "sweep", "predict", "evaluate", "report", "generate", "devices"])
def test_help_has_examples_first(shoal, command):
    process = shoal(command, "--help")
    assert process.returncode == 0 and process.stderr == ""
    assert process.stdout.index("Examples:") < process.stdout.index("Usage:")
    assert f"shoal {command}" in process.stdout
