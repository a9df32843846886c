#!/usr/bin/env python3
"""Times `shoal prepare` beside the same cleaning in DuckDB and Polars, in turn, and checks that they agree.

    bench/peers/prepare.py [--customers 2072000] [--threads 1,2] [--runs 3] [--out bench/results/prepare]

Generates the lines with `shoal generate` (2,072,000 customers make 50 million lines). Compared: the lines that each
cleaning step leaves, and each customer's recency, frequency and spend. shoal computes eight features more, the peers do
not. Prints a Markdown table; with --out writes it and a JSON file.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
from importlib.metadata import version  # not the packages: the peak memory of a child begins with that of its parent

from figures import cell, spread
from process import run

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ["shoal", "duckdb", "polars"]
KEYS = ("wall", "cpu", "peak")


def command_of(name, arguments, lines, target, threads):
    if name == "shoal":
        return [arguments.shoal, "prepare", lines, "-o", target, "--returns", "gross", "--threads", threads, "--json", "--quiet"]
    return [sys.executable, str(HERE / f"prepare_{name}.py"), lines, target, threads]


def lines_left(name, output):
    answer = json.loads(output)["cleaning"]
    return {step["step"]: step["remaining"] for step in answer} if name == "shoal" else answer


def measure_threads(arguments, lines, folder, threads):
    samples = {name: [] for name in NAMES}
    cleaning = {}
    for _ in range(arguments.runs):
        for name in NAMES:
            sample, output = run(command_of(name, arguments, lines, f"{folder}/{name}.parquet", threads))
            samples[name].append(sample)
            cleaning[name] = lines_left(name, output)
    for name in NAMES:
        assert cleaning[name] == cleaning["shoal"], (name, cleaning[name], cleaning["shoal"])
    # In a process of its own: what it reads must not count as memory of the next children.
    run([sys.executable, str(HERE / "same_customers.py"), *(f"{folder}/{name}.parquet" for name in NAMES)])
    ours = samples["shoal"]
    return {"threads": int(threads), "cleaning": cleaning["shoal"],
            "figures": {name: {key: spread([s[key] for s in samples[name]]) for key in KEYS} for name in NAMES},
            "ratios": {name: {key: spread([b[key] / a[key] for a, b in zip(ours, samples[name])]) for key in KEYS}
                       for name in NAMES}}


def measure(arguments):
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        lines = f"{folder}/lines.parquet"
        made, _ = run([arguments.shoal, "generate", "retail", "-o", lines, "--customers", str(arguments.customers), "--quiet"])
        by_threads = [measure_threads(arguments, lines, folder, threads) for threads in arguments.threads.split(",")]
        return {"runs": arguments.runs, "processors": os.cpu_count(), "file_bytes": pathlib.Path(lines).stat().st_size,
                "generate": made, "versions": {name: version(name) for name in NAMES[1:]}, "load": os.getloadavg()[0],
                "jobs": by_threads}


def markdown(result):
    rows, versions = result["jobs"][0]["cleaning"]["raw"], result["versions"]
    lines = [f"`shoal prepare` of {rows:,} lines in Parquet ({result['file_bytes'] / 1e6:.0f} MB) beside DuckDB {versions['duckdb']} and "
             f"Polars {versions['polars']}; {result['processors']} processors, load {result['load']:.1f}, {result['runs']} runs in turn, "
             "median (lowest-highest). Same lines left by every cleaning step, same recency, frequency and spend of every customer.", "",
             "| threads | | wall s | processor s | peak MB | wall / shoal's | processor / shoal's |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    for job in result["jobs"]:
        for name in NAMES:
            figures, ratios = job["figures"][name], job["ratios"][name]
            lines.append(f"| {job['threads']} | {name} | {cell(figures['wall'], 1, 2)} | {cell(figures['cpu'], 1, 2)} "
                         f"| {cell(figures['peak'], 1e6, 0)} | {cell(ratios['wall'], 1, 2)} | {cell(ratios['cpu'], 1, 2)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shoal", default="build/release/bin/shoal")
    parser.add_argument("--customers", type=int, default=2_072_000)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scratch", help="folder for the generated file, some 600 MB; default: that for temporary files")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    result = measure(arguments)
    print(markdown(result), end="")
    if arguments.out:
        pathlib.Path(arguments.out + ".json").write_text(json.dumps(result, indent=1) + "\n")
        pathlib.Path(arguments.out + ".md").write_text(markdown(result))


if __name__ == "__main__":
    main()
