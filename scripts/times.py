#!/usr/bin/env python3
"""Prints where the time of a test run went: compile seconds by folder and build, the slowest objects, the longest tests.

Usage: times.py BUILD_FOLDER...
Each folder holds .ninja_log, .ninja_log.before (as it was before the run, so that only what the run built counts) and ctest.xml
(ctest --output-junit). Seconds are those of a job by the clock: jobs that share processors with others take longer.
"""

import collections
import pathlib
import sys
import xml.etree.ElementTree as xml

SLOWEST = 10


def log_lines(path):
    return set(path.read_text().splitlines()[1:]) if path.exists() else set()


def jobs(folder):
    """(output, seconds) of every job that the run did in this build folder; one job may have several outputs."""
    spans = {}
    for line in sorted(log_lines(folder / ".ninja_log") - log_lines(folder / ".ninja_log.before")):
        start, end, _, output, command = line.split("\t")
        spans.setdefault((start, end, command), output)
    return [(output, (int(end) - int(start)) / 1000) for (start, end, _), output in spans.items()]


def place(output):
    """The folder of the sources that an output is made from: src/cpu, tests/unit; "link" for what is put together."""
    if not output.endswith((".o", ".gch")):
        return "link" if output.startswith(("bin/", "lib/")) else "other"
    folder, _, target = output.partition("/CMakeFiles/")
    if folder == "tests":
        kind = target.split(".dir/")[0].split("_")[0]
        return "tests/support" if kind == "shoal" else f"tests/{kind}"
    return folder


def build_table(folders):
    """Rows of (place, seconds in each build, their sum), the largest sum first."""
    sums = collections.defaultdict(lambda: [0.0] * len(folders))
    for column, folder in enumerate(folders):
        for output, seconds in jobs(folder):
            sums[place(output)][column] += seconds
    return sorted(((name, row, sum(row)) for name, row in sums.items()), key=lambda item: -item[2])


def test_times(folder):
    """(name, seconds) of every ctest entry that ran."""
    listing = folder / "ctest.xml"
    if not listing.exists():
        return []
    return [(case.get("name"), float(case.get("time"))) for case in xml.parse(listing).getroot().iter("testcase")]


def print_longest(title, items):
    if not items:
        return
    items = sorted(items, key=lambda item: -item[1])
    print(f"{title}: {sum(seconds for _, seconds in items):.0f} s in all; the longest:")
    for name, seconds in items[:SLOWEST]:
        print(f"{seconds:8.1f}  {name}")


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    folders = [pathlib.Path(name) for name in sys.argv[1:]]
    rows = build_table(folders)
    print("seconds of jobs " + "".join(f"{folder.name:>10}" for folder in folders) + "       sum")
    totals = [sum(row[column] for _, row, _ in rows) for column in range(len(folders))]
    for name, row, total in [*rows, ("all", totals, sum(totals))]:
        print(f"{name:<16}" + "".join(f"{seconds:10.1f}" for seconds in row) + f"{total:10.1f}")
    print_longest("jobs", [(f"{folder.name}: {output}", seconds) for folder in folders for output, seconds in jobs(folder)])
    print_longest("tests", [(f"{folder.name}: {name}", seconds) for folder in folders for name, seconds in test_times(folder)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
