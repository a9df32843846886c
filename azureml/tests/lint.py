#!/usr/bin/env python3
"""Checks the files below azureml/ for what the Azure ML SDK lets pass and the service, or a person, would stumble over.

  azureml/tests/lint.py [--shoal build/release/bin/shoal] [FOLDER]

One line a finding; status 1 when there are any. Needs PyYAML and a built shoal, no network and no SDK.
"""

import argparse
import pathlib
import sys

import documents
import findings
import lint_commands  # noqa: F401  each of these registers its rules
import lint_files  # noqa: F401
import lint_jobs  # noqa: F401
import lint_pipelines  # noqa: F401
import lint_ports  # noqa: F401
import run_local


def check(root, shoal, only=None):
    """All findings below a folder laid out as azureml/, of all rules or of one."""
    tree = documents.Tree(root)
    tree.shoal = pathlib.Path(shoal).resolve()
    return findings.check(tree, only)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=documents.ROOT)
    parser.add_argument("--shoal", help="the program (default: the release build)")
    arguments = parser.parse_args()
    try:
        found = check(arguments.folder, run_local.find_shoal(arguments.shoal))
    except documents.Unreadable as failure:
        sys.exit(f"lint: {failure}")
    for finding in found:
        print(finding)
    print(f"lint: {len(findings.RULES)} rules, {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
