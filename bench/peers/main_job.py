#!/usr/bin/env python3
"""Times `shoal segment` beside the same job in pandas and scikit-learn, in turn, and checks that they agree.

    bench/peers/main_job.py online-retail.csv [--shoal build/release/bin/shoal] [--runs 5] [--out bench/results/main_job]

Prints a Markdown table (median, lowest and highest of the runs; ratios pair by pair) and with --out writes it and a JSON
file. Needs pandas and scikit-learn in the Python that runs it: scripts/bench-peers.sh makes such an environment.
"""

import argparse
import json
import os
import pathlib
import platform
import sys
import tempfile
from importlib.metadata import version  # not the packages: the peak memory of a child begins with that of its parent

from figures import cell, spread
from process import run

HERE = pathlib.Path(__file__).resolve().parent


def agree(shoal, peer):
    """Both jobs cleaned to the same customers and found partitions as good as each other's."""
    cleaning = shoal["cleaning"][-1]
    assert cleaning["remaining"] == peer["rows"], (cleaning["remaining"], peer["rows"])
    assert cleaning["customers"] == peer["customers"]
    for ours, theirs in zip(shoal["sweep"], peer["sweep"], strict=True):
        assert ours["k"] == theirs["k"]
        assert ours["inertia"] <= theirs["inertia"] * 1.001, (ours["k"], ours["inertia"], theirs["inertia"])


def markdown(result):
    lines = [f"`shoal segment` against pandas {result['pandas']} + scikit-learn {result['scikit_learn']}, "
             f"{result['processors']} processors, {result['runs']} runs in turn, median (lowest-highest)", "",
             "| | wall s | processor s | peak MB |", "| --- | --- | --- | --- |"]
    for name in ("shoal", "pandas + scikit-learn"):
        figures = result["figures"][name]
        lines.append(f"| {name} | {cell(figures['wall'], 1, 2)} | {cell(figures['cpu'], 1, 2)} | {cell(figures['peak'], 1e6, 0)} |")
    ratios = result["ratios"]
    lines.append(f"| times as much | {cell(ratios['wall'], 1, 1)} | {cell(ratios['cpu'], 1, 1)} | {cell(ratios['peak'], 1, 2)} |")
    lines += ["", "shoal's stages, seconds of the last run: " + ", ".join(f"{name} {seconds:.3f}" for name, seconds in result["stages"].items())]
    return "\n".join(lines) + "\n"


def measure(arguments):
    names = ("shoal", "pandas + scikit-learn")
    samples = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        commands = {names[0]: [arguments.shoal, "segment", arguments.csv, "-o", f"{folder}/run", "--returns", "gross", "--quiet"],
                    names[1]: [sys.executable, str(HERE / "segment_pandas.py"), arguments.csv]}
        for turn in range(arguments.runs + 1):
            for name in names:
                sample, output = run(commands[name])
                if turn > 0:  # the first turn warms the file cache
                    samples[name].append(sample)
        record = json.loads(pathlib.Path(folder, "run", "run.json").read_text())
        agree(record, json.loads(output))
    keys = ("wall", "cpu", "peak")
    return {"runs": arguments.runs, "pandas": version("pandas"), "scikit_learn": version("scikit-learn"),
            "processors": os.cpu_count(), "machine": platform.processor() or platform.machine(),
            "shoal": record["versions"], "stages": record["timings"],
            "figures": {name: {key: spread([s[key] for s in samples[name]]) for key in keys} for name in names},
            "ratios": {key: spread([b[key] / a[key] for a, b in zip(*samples.values())]) for key in keys}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("csv")
    parser.add_argument("--shoal", default="build/release/bin/shoal")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    result = measure(arguments)
    print(markdown(result), end="")
    if arguments.out:
        pathlib.Path(arguments.out + ".json").write_text(json.dumps(result, indent=2) + "\n")
        pathlib.Path(arguments.out + ".md").write_text(markdown(result))


if __name__ == "__main__":
    main()
