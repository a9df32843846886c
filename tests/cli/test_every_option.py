"""Every option of every command, as the program itself lists them, is given nonsense: a clear refusal, never a crash, and on
standard output one JSON document or nothing."""

import json
import os

import pytest

NO_NUMBERS = ["", " ", "x", "3x", "-1", "nan", "inf", "-inf", "0x10", "1e999", "1,5"]
NO_WHOLE_NUMBERS = ["1e3", "3.0", "9" * 25]
NUMBERS = {"NUMBER", "RANGE", "SHARE"}


def document(shoal, *words):
    process = shoal(*words, "--help", "--json")
    assert process.returncode == 0 and process.stderr == "", process.stderr
    return json.loads(process.stdout)


def every_command(shoal, words=()):
    """(words, document) of the program's commands that run, deepest first."""
    found = document(shoal, *words)
    for child in found["commands"]:
        yield from every_command(shoal, (*words, child["name"]))
    if not found["commands"]:
        yield words, found


@pytest.fixture(scope="module")
def commands(shoal):
    return list(every_command(shoal))


def arguments(found):
    """Something for everything that the command requires; the files do not exist."""
    words = []
    for option in found["options"]:
        if not option["required"]:
            continue
        value = option["values"][0] if option["values"] else "nowhere"
        words += [value] if option["group"] == "Arguments" else [option["names"][-1], value]
    return words


def named(found, value_names):
    for option in found["options"]:
        if option["value"] in value_names and option["group"] != "Arguments":
            yield option["names"][-1], option


def refusal(shoal, words, found, *option, cwd):
    process = shoal(*words, *arguments(found), *option, "--json", cwd=cwd)
    assert process.returncode == 2, (words, option, process.returncode, process.stderr)
    error = json.loads(process.stdout)["error"]
    assert error["code"] == "usage" and "shoal: " in process.stderr
    return error


def test_all_commands_are_looked_at(commands):
    assert {words[0] for words, _ in commands} >= {"segment", "prepare", "inspect", "fit", "sweep", "predict", "evaluate", "generate",
                                                   "registry", "track", "devices", "report", "export"}
    assert sum(len(list(named(found, NUMBERS))) for _, found in commands) > 40


def test_numbers(shoal, commands, tmp_path):
    """What an option says of its range does not depend on the command: each is looked at where it stands first."""
    seen = set()
    for words, found in commands:
        for name, option in named(found, NUMBERS):
            if (name, option["default"], option["group"]) in seen:
                continue
            seen.add((name, option["default"], option["group"]))
            whole = name not in ("--tolerance", "--dirt", "--split")
            for text in NO_NUMBERS + (NO_WHOLE_NUMBERS if whole else []):
                error = refusal(shoal, words, found, name, text, cwd=tmp_path)
                assert error["where"].startswith(name), (words, name, text, error)
                assert "number" in error["message"] and error["found"], (words, name, text, error)
    assert len(seen) > 10 and not os.listdir(tmp_path)


def test_words(shoal, commands, tmp_path):
    seen = set()
    for words, found in commands:
        for name, option in named(found, {"WORD"}):
            if (name, option["default"]) in seen or not option["values"]:
                continue
            seen.add((name, option["default"]))
            for text in ("", "nonsense", option["values"][0].upper() + "x"):
                error = refusal(shoal, words, found, name, text, cwd=tmp_path)
                assert error["where"] == name and option["values"][0] in json.dumps(error), (words, name, text, error)
    assert len(seen) > 5


def test_nonsense_in_texts_never_crashes(shoal, commands, tmp_path):
    for words, found in commands:
        for name, option in named(found, {"TEXT", "NAME", "NAMES", "STEPS", "DATE", "ROLE=NAME", "PATH", "FILE"}):
            process = shoal(*words, *arguments(found), name, "\x01\u00ff,@:=..", "--json", cwd=tmp_path)
            assert process.returncode in (0, 2, 3, 4, 5, 7), (words, name, process.returncode, process.stderr)
            if process.stdout:
                json.loads(process.stdout)


def test_an_option_without_its_value(shoal, commands, tmp_path):
    for words, found in commands[:4]:
        for name, _ in named(found, NUMBERS | {"WORD", "PATH"}):
            process = shoal(*words, *arguments(found), name, cwd=tmp_path)
            assert process.returncode == 2 and name in process.stderr, (words, name, process.stderr)
            assert "value" in process.stderr, (words, name, process.stderr)


def test_an_option_twice(shoal, tmp_path):
    process = shoal("fit", "x.csv", "-k", "3", "-k", "4", cwd=tmp_path)
    assert process.returncode == 2 and "3, 4" in process.stderr and "once" in process.stderr


@pytest.mark.parametrize("value,said", [("1e3", "write 1000"), ("1,000", "write 1000"), ("8.0", "write 8")])
def test_how_to_write_a_whole_number(shoal, value, said):
    assert said in shoal("devices", "--threads", value).stderr


def test_help_fits_its_width(shoal, commands):
    for columns, widest in ((60, 60), (80, 80), (200, 100)):
        for words, _ in [((), None), *commands]:
            process = shoal(*words, "--help", env=os.environ | {"COLUMNS": str(columns)})
            lines = process.stdout.splitlines()
            examples = lines.index("Usage: " + lines[[line.startswith("Usage: ") for line in lines].index(True)][7:])
            for line in lines[examples:]:
                assert len(line) <= widest, (words, columns, line)


def test_an_argument_that_is_called_like_a_command(shoal, tmp_path):
    (tmp_path / "sweep").write_text("a,b\n1,2\n3,4\n5,9\n")
    process = shoal("fit", "sweep", "-k", "2", "--json", cwd=tmp_path)
    assert process.returncode == 0 and json.loads(process.stdout)["clusters"] == 2, process.stderr


def test_after_two_dashes_all_is_an_argument(shoal, tmp_path):
    (tmp_path / "-x.csv").write_text("a,b\n1,2\n3,4\n5,9\n")
    process = shoal("fit", "-k", "2", "--json", "--", "-x.csv", cwd=tmp_path)
    assert process.returncode == 0 and json.loads(process.stdout)["clusters"] == 2, process.stderr


def test_an_empty_text_is_refused(shoal, commands, tmp_path):
    """A variable of the shell that was not set must not turn an option off in silence. --mlflow "" does so in words."""
    seen = set()
    for words, found in commands:
        for name, option in named(found, {"TEXT", "NAME", "NAMES", "STEPS", "DATE", "ROLE=NAME", "PATH", "FILE"}):
            if name not in seen:
                seen.add(name)
                refusal(shoal, words, found, name, "", cwd=tmp_path)
    assert len(seen) > 15
