"""Commit messages are as CONTRIBUTING.md wants them: scripts/commits.py, on planted messages and on the commits at hand."""

import importlib.util
import os
import pathlib
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "commits.py"
spec = importlib.util.spec_from_file_location("commits", SCRIPT)
commits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(commits)

BODY = "\n\nRows of label -1 were counted, so the mean was too low.\n"

PLANTED = {
    "no area": ("Count noise rows" + BODY, "area"),
    "an area without a subject": ("metrics:" + BODY, "area"),
    "a subject of 73 characters": ("metrics: " + "x" * 64 + BODY, "73 characters"),
    "no body": ("metrics: count noise rows\n", "body is missing"),
    "a body of blanks": ("metrics: count noise rows\n\n  \n", "body is missing"),
    "no empty line": ("metrics: count noise rows\nbecause the mean was too low\n", "empty line"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_bad_message_is_found(name):
    message, expected = PLANTED[name]
    assert any(expected in problem for problem in commits.problems(message))


@pytest.mark.parametrize("subject", ["metrics: count noise rows", "cpu, cuda: one affine", "cpu/fit: one Backoff", "m: " + "x" * 69])
def test_a_good_message_passes(subject):
    assert commits.problems(subject + BODY) == []


def run(folder, *arguments):
    return subprocess.run([SCRIPT, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_the_commits_beyond_main_are_checked(tmp_path):
    def git(*arguments):
        who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "base: begin\n\nSomething has to be first.")
    git("commit", "-q", "--allow-empty", "-m", "base: old habit")
    assert run(tmp_path).returncode == 1, "on main the last commit is checked"
    git("checkout", "-q", "-b", "work")
    git("commit", "-q", "--allow-empty", "-m", "base: go on\n\nThere is more to do.")
    assert run(tmp_path).returncode == 0, "older commits of main are not"
    git("commit", "-q", "--allow-empty", "-m", "base: and on")
    found = run(tmp_path)
    assert found.returncode == 1
    assert "base: and on\n    the body is missing" in found.stdout
    assert run(tmp_path, "main..HEAD~1").returncode == 0
    assert run(tmp_path, "nowhere..HEAD").returncode == 1


def test_the_commits_at_hand_pass(source_dir):
    """Those beyond main; CI may name others: SHOAL_COMMITS=A..B."""
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=source_dir, capture_output=True, check=False).returncode != 0:
        pytest.skip("not a git checkout")
    chosen = os.environ.get("SHOAL_COMMITS")
    found = run(source_dir, *([chosen] if chosen else []))
    assert found.returncode == 0, found.stdout + found.stderr
