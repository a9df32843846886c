"""Completions in the shells themselves, and manual pages."""

import json
import shutil
import subprocess

import pytest


def run_shell(shoal, *words, script):
    environment = {"PATH": "/usr/bin:/bin", "SHOAL": shoal.binary, "TERM": "dumb", "HOME": "/nonexistent"}
    process = subprocess.run([*words], input=script, capture_output=True, text=True, env=environment, timeout=60)
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()


BASH = """
shoal() { "$SHOAL" "$@"; }
source <(shoal completions bash)
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _shoal; echo "${COMPREPLY[@]}"; }
complete -p shoal
"""


@pytest.mark.parametrize("words,expected", [
    ("shoal reg", "registry"),
    ("shoal registry ''", "list promote"),
    ("shoal fit --rest", "--restarts"),
    ("shoal fit --metric ''", "euclidean cosine"),
    ("shoal fit --metric = co", "cosine"),
    ("shoal fit x.csv --dtype float6", "float64"),
    ("shoal fit --metric=c", "--metric=cosine"),
    ("shoal generate ''", "retail segment-names"),
    ("shoal fit --restarts ''", ""),
    ("shoal help registry ''", ""),
])
def test_bash(shoal, words, expected):
    lines = run_shell(shoal, "bash", "--norc", script=BASH + f"try {words}\n")
    assert lines[0] == "complete -F _shoal shoal"
    assert lines[1] == expected


def test_bash_offers_files_where_a_path_stands(shoal):
    lines = run_shell(shoal, "bash", "--norc", script=BASH + 'compopt() { echo "compopt $*"; }\ntry shoal fit \'\'\n')
    assert lines[1] == "compopt -o default"


def test_fish(shoal):
    if shutil.which("fish") is None:
        pytest.skip("no fish")
    script = 'function shoal; "$SHOAL" $argv; end; shoal completions fish | source; complete -C "shoal fit --rest"; complete -C "shoal regis"'
    lines = run_shell(shoal, "fish", "--no-config", script=script)
    assert [line.split("\t")[0] for line in lines] == ["--restarts", "registry"]


def test_zsh_reads_its_script(shoal):
    if shutil.which("zsh") is None:
        pytest.skip("no zsh")
    script = shoal("completions", "zsh").stdout
    assert run_shell(shoal, "zsh", "-fn", script=script) == []
    lines = run_shell(shoal, "zsh", "-f", script="compdef() { echo compdef $*; }\n" + script)
    assert lines == ["compdef _shoal shoal"]


def test_every_command_has_a_manual_page_without_faults(shoal, tmp_path):
    assert shoal("help", "--man", "-o", tmp_path).returncode == 0
    pages = sorted(path.name for path in tmp_path.iterdir())
    names = [command["name"] for command in json.loads(shoal("--help", "--json").stdout)["commands"]]
    assert set(pages) >= {"shoal.1", "shoal-registry-list.1", *(f"shoal-{name}.1" for name in names)}
    assert (tmp_path / "shoal-fit.1").read_text() == shoal("help", "fit", "--man").stdout
    lint = shutil.which("mandoc")
    for page in tmp_path.iterdir():
        if lint:
            check = subprocess.run([lint, "-T", "lint", "-W", "error", page], capture_output=True, text=True)
            assert check.returncode == 0 and check.stdout == "", check.stdout
    if not lint:
        pytest.skip("no mandoc")


def test_the_manual_shows_options_as_they_are_typed(shoal, tmp_path):
    if shutil.which("mandoc") is None:
        pytest.skip("no mandoc")
    (tmp_path / "fit.1").write_text(shoal("help", "fit", "--man").stdout)
    shown = subprocess.run(["mandoc", "-T", "ascii", tmp_path / "fit.1"], capture_output=True, text=True).stdout
    plain = subprocess.run(["col", "-b"], input=shown, capture_output=True, text=True).stdout
    for text in ("--max-iterations NUMBER", "-o,--output PATH", "SHOAL_THREADS", "k-means++"):
        assert text in plain
