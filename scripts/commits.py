#!/usr/bin/env python3
"""Checks commit messages against CONTRIBUTING.md: "area: imperative subject", and a body that says why.

    scripts/commits.py             the commits that HEAD has beyond main; on main, or without it, HEAD alone
    scripts/commits.py A..B        the commits of this range

Merges are left out. Exit status 1 when a message breaks a rule.
"""

import pathlib
import re
import subprocess
import sys

SUBJECT_LENGTH = 72


def problems(message):
    """What is wrong with one commit message, in words."""
    subject, _, rest = message.strip().partition("\n")
    found = []
    if not re.match(r"[a-z0-9][\w./-]*(, [\w./-]+)*: \S", subject):
        found.append('the subject is not "area: what it does"')
    if len(subject) > SUBJECT_LENGTH:
        found.append(f"the subject has {len(subject)} characters, at most {SUBJECT_LENGTH} are allowed")
    if rest and rest.partition("\n")[0].strip():
        found.append("an empty line must follow the subject")
    if not rest.strip():
        found.append("the body is missing: say why, and for speed the figures before and after")
    return found


def git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)


def default_range():
    for base in ("main", "origin/main"):
        if git("rev-list", "--max-count=1", f"{base}..HEAD").stdout.strip():
            return [f"{base}..HEAD"]
    return ["--max-count=1", "HEAD"]


def main():
    if any(argument in ("-h", "--help") for argument in sys.argv[1:]):
        print(__doc__)
        return
    listed = git("rev-list", "--no-merges", *(sys.argv[1:] or default_range()))
    if listed.returncode != 0:
        sys.exit(f"commits: {listed.stderr.strip()}")
    bad = 0
    for commit in listed.stdout.split():
        message = git("show", "--no-patch", "--format=%B", commit).stdout
        for problem in problems(message):
            print(f"{commit[:9]} {message.strip().partition(chr(10))[0]}\n    {problem}")
            bad += 1
    if bad:
        sys.exit(f"commits: {bad} problems (CONTRIBUTING.md, A change); git commit --amend or git rebase -i mends them")


if __name__ == "__main__":
    main()
