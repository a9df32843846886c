#!/usr/bin/env python3
"""Runs every benchmark one after the other and puts their tables into one Markdown and one JSON file.

    bench/peers/all.py [--threads 1,2] [--runs 5] [--customers 2072000] [--csv online-retail.csv] [--out bench/results/all]

Needs build/release/bin/shoal and shoal_bench. The main job needs --csv, or the shared data.
"""

import argparse
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def unpacked(shared, folder):
    """Online Retail as plain CSV; None where there is none."""
    packed = shared / "online-retail/online-retail.csv.gz"
    if not packed.exists():
        return None
    target = pathlib.Path(folder, "online-retail.csv")
    with gzip.open(packed) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
    return str(target)


def parts(arguments, folder):
    """Title and command of each benchmark."""
    runs = ["--runs", str(arguments.runs)]
    yield "Single passes", [HERE.parent / "micro" / "table.py", *runs]
    yield "k-means beside its peers", [HERE / "kmeans.py", "--threads", arguments.threads, *runs]
    yield "Transactions to features", [HERE / "prepare.py", "--threads", arguments.threads, "--customers", str(arguments.customers),
                                       "--runs", str(min(3, arguments.runs))]
    csv = arguments.csv or unpacked(arguments.shared, folder)
    if csv is None:
        print("main job left out: no online-retail.csv", file=sys.stderr)
    else:
        yield "The main job", [HERE / "main_job.py", csv, *runs]


def main():
    shared = pathlib.Path(os.environ.get("SHOAL_SHARED", HERE.parents[2] / "shared"), "data")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--customers", type=int, default=2_072_000)
    parser.add_argument("--csv")
    parser.add_argument("--shared", type=pathlib.Path, default=shared)
    parser.add_argument("--out", default="bench/results/all")
    arguments = parser.parse_args()
    document, text, failed = {}, "", []
    with tempfile.TemporaryDirectory() as folder:
        for title, command in parts(arguments, folder):
            print(title, file=sys.stderr, flush=True)
            out = pathlib.Path(folder, "part")
            ended = subprocess.run([sys.executable, *map(str, command), "--out", str(out)], stdout=subprocess.DEVNULL)
            if ended.returncode != 0:
                failed.append(title)
            if out.with_suffix(".json").exists():
                document[title] = json.loads(out.with_suffix(".json").read_text())
                text += f"# {title}\n\n{out.with_suffix('.md').read_text()}\n"
                out.with_suffix(".json").unlink()
            # Written after each part: a long run that is cut off leaves what it has.
            pathlib.Path(arguments.out + ".json").write_text(json.dumps(document, indent=1) + "\n")
            pathlib.Path(arguments.out + ".md").write_text(text)
    print(text, end="")
    if failed:
        sys.exit("failed or not the same result: " + ", ".join(failed))


if __name__ == "__main__":
    main()
