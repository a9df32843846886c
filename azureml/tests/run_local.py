#!/usr/bin/env python3
"""Runs a job of azureml/jobs on this machine: the same commands, with folders where Azure has mounts.

  azureml/tests/run_local.py azureml/jobs/train.yml --input transactions=online-retail.csv.gz --input k=3..8

Needs PyYAML (Debian: python3-yaml) and a built shoal. Ends with the status of the step that fails, and names it.
"""

import argparse
import os
import pathlib
import shutil
import sys

import documents
import local


def find_shoal(given):
    built = documents.ROOT.parent / "build" / "release" / "bin" / "shoal"
    found = given or (str(built) if built.exists() else shutil.which("shoal"))
    if not found or not os.path.exists(found):
        sys.exit("run_local: no shoal was found: build it (scripts/quickstart.sh), or give --shoal PATH")
    return pathlib.Path(found).resolve()


def pairs(parser, texts):
    for text in texts:
        if "=" not in text:
            parser.error(f"--input {text}: write NAME=VALUE, for example --input transactions=online-retail.csv.gz")
    return dict(text.split("=", 1) for text in texts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", type=pathlib.Path, help="YAML file of a command, sweep or pipeline job")
    parser.add_argument(
        "-o", "--output", type=pathlib.Path, default=pathlib.Path("local-run"), help="folder for outputs and steps"
    )
    parser.add_argument(
        "--input", action="append", default=[], metavar="NAME=VALUE", help="a file, folder or value for an input"
    )
    parser.add_argument("--shoal", help="the program (default: the release build)")
    arguments = parser.parse_args()
    try:
        outputs = local.run_job(
            arguments.job, pairs(parser, arguments.input), arguments.output, find_shoal(arguments.shoal), say=print
        )
    except (local.InputError, documents.Unreadable) as failure:
        print(f"run_local: {failure}", file=sys.stderr)
        return 2
    except local.StepFailed as failure:
        print(f"run_local: {failure}", file=sys.stderr)
        return failure.status
    for name, path in outputs.items():
        print(f"output {name}: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
