#!/usr/bin/env python3
"""Counts single test cases over several build folders and prints one last line: N passed, N failed, N skipped.

Usage: test_summary.py [--failed NAME]... BUILD_FOLDER...
Each folder holds ctest.xml (ctest --output-junit) and test-results/NAME.xml of GoogleTest or pytest. An executable that
failed without a failing case (a crash, a time-out) counts as one failure; --failed adds a step that failed by itself.
"""

import argparse
import pathlib
import sys
import xml.etree.ElementTree as xml


def count_cases(path):
    """(passed, names of failed, skipped with their reasons) of one GoogleTest or pytest result file."""
    passed, failed, skipped = 0, [], []
    for case in xml.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}".lstrip(".")
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif skip is not None:
            skipped.append((name, (skip.get("message") or skip.text or "no reason given").strip().splitlines()[-1]))
        elif case.get("status") == "notrun":
            continue
        else:
            passed += 1
    return passed, failed, skipped


def count_folder(folder):
    """The same for one build folder, by what ctest says ran there."""
    total, failures, skips = 0, [], []
    listing = folder / "ctest.xml"
    if not listing.exists():
        return 0, [f"{folder.name}: ctest left no result"], []
    for entry in xml.parse(listing).getroot().iter("testcase"):
        name, status = entry.get("name"), entry.get("status")
        results = folder / "test-results" / f"{name}.xml"
        passed, failed, skipped = 0, [], []
        if results.exists():
            try:
                passed, failed, skipped = count_cases(results)
            except xml.ParseError:
                failed = ["its result file is cut off"]
        elif status == "run":
            passed = 1
        if status == "fail" and not failed:
            failed = ["ended badly (see above)"]
        if status in ("notrun", "disabled") and not results.exists():
            skipped = [(name, "ctest did not run it")]
        total += passed
        failures += [f"{folder.name}: {name}: {case}" for case in failed]
        skips += [(f"{folder.name}: {name}: {case}", reason) for case, reason in skipped]
    return total, failures, skips


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failed", action="append", default=[], metavar="NAME", help="a step that failed by itself")
    parser.add_argument("--passed", action="append", default=[], metavar="NAME", help="a step that passed by itself")
    parser.add_argument("--skipped", action="append", default=[], metavar="NAME", help="a step that was left out")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    passed, failed, skipped = len(arguments.passed), list(arguments.failed), [(n, "") for n in arguments.skipped]
    for folder in arguments.folders:
        more, failures, skips = count_folder(folder)
        passed, failed, skipped = passed + more, failed + failures, skipped + skips
    for name, reason in skipped:
        print(f"skipped  {name}  {reason}".rstrip())
    for name in failed:
        print(f"failed   {name}")
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
