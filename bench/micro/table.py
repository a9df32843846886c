#!/usr/bin/env python3
"""The single passes as a Markdown table: time, GFLOP/s and GB/s, and these as shares of the ceilings of the same run.

    bench/micro/table.py [--bench build/release/bin/shoal_bench] [--filter lloyd] [--out bench/results/passes]
"""

import argparse
import json
import pathlib
import subprocess

COLUMNS = ["| pass | processor time | GFLOP/s | of the FMA ceiling | GB/s | of the copy ceiling |", "| --- | --- | --- | --- | --- | --- |"]


def measure(arguments):
    command = [arguments.bench, f"--benchmark_filter={arguments.filter}", "--benchmark_format=json",
               f"--benchmark_repetitions={arguments.runs}", "--benchmark_report_aggregates_only=true", "--benchmark_min_time=0.2"]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)


def rate(row, name, ceiling):
    """The rate and its share of the ceiling, as two cells."""
    return f"{row[name]:.1f} | {100 * row[name] / ceiling:.0f} %" if name in row else "- | -"


def markdown(result):
    fma, copy = (float(result["context"][name]) for name in ("fma_gflops", "copy_gbytes_per_s"))
    lines = [f"Single passes on one thread, medians. Ceilings of the same run on one thread: {fma:.1f} GFLOP/s of fused multiply-adds, "
             f"{copy:.1f} GB/s copied (read and written). A pass counts two operations a value and centroid, and the bytes that it must "
             "touch once; one that skips work, or finds its data in a cache, may exceed a ceiling.", "", *COLUMNS]
    for row in result["benchmarks"]:
        if row.get("aggregate_name", "median") == "median" and "GB/s" in row:  # a single run has no aggregates
            lines.append(f"| {row['run_name']} | {row['cpu_time']:.3g} {row['time_unit']} | {rate(row, 'GFLOP/s', fma)} | {rate(row, 'GB/s', copy)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", default="build/release/bin/shoal_bench")
    parser.add_argument("--filter", default="lloyd_step|assign|seeding|upload")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    result = measure(arguments)
    print(markdown(result), end="")
    if arguments.out:
        pathlib.Path(arguments.out + ".json").write_text(json.dumps(result, indent=1) + "\n")
        pathlib.Path(arguments.out + ".md").write_text(markdown(result))


if __name__ == "__main__":
    main()
