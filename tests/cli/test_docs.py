"""Options that the documents name exist, and in the command that they name them with."""

import json
import re

import pytest

COMMAND_LINE = re.compile(r"\bshoal ((?:registry |track )?[a-z]+)\b([^`|\n]*)")
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)")
# Options of other programs that stand in the same line after a pipe or &&, and long forms in prose.
SEPARATORS = re.compile(r"\s(?:\||&&|;)\s|[()]")


@pytest.fixture(scope="module")
def options(shoal):
    """options("registry list") -> names of all that it takes; None for no command."""
    known = {}

    def find(command):
        if command not in known:
            process = shoal("help", *command.split(), "--json")
            known[command] = None
            if process.returncode == 0:
                document = json.loads(process.stdout)
                known[command] = {name for option in document["options"] for name in option["names"]}
        return known[command]

    return find


def documents(source_dir):
    yield source_dir / "README.md"
    for folder in ("guide", "formats", "design"):
        yield from sorted((source_dir / "docs" / folder).glob("*.md"))


def test_command_lines_of_the_documents(source_dir, options):
    looked_at = 0
    for path in documents(source_dir):
        text = path.read_text().replace("\\\n", " ")
        for command, rest in COMMAND_LINE.findall(text):
            names = options(command)
            if names is None:
                continue
            for name in OPTION.findall(SEPARATORS.split(rest)[0]):
                looked_at += 1
                assert name in names, f"{path.name}: shoal {command} has no {name}"
    assert looked_at > 30


def test_variables_of_the_guide(source_dir, shoal):
    text = (source_dir / "docs" / "guide" / "command-line.md").read_text()
    documented = dict(re.findall(r"^\| `(SHOAL_\w+)` \| `--([a-z]+)`", text, re.MULTILINE))
    table = json.loads(shoal("--help", "--json").stdout)["options"]
    assert documented == {option["variable"]: option["names"][-1][2:] for option in table if option["variable"]}


def test_defaults_of_preparation_in_the_guide(source_dir, shoal):
    text = (source_dir / "docs" / "guide" / "command-line.md").read_text()
    for commands, default in re.findall(r"^\| (`(?:segment|fit|evaluate)`.*?) \| `([a-z0-9,]+)` \|", text, re.MULTILINE):
        for command in re.findall(r"`([a-z]+)`", commands):
            found = json.loads(shoal(command, "--help", "--json").stdout)["options"]
            assert next(option["default"] for option in found if "--prepare" in option["names"]) == default
