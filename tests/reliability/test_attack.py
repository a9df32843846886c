"""The program on damaged files, hostile numbers and the extremes of its options: a result, or a refusal in words.

10,000 commands at night; the same ones for the same seed."""

import collections
import json
import os
import random
import resource
import shutil
import signal
import subprocess

import numpy as np
import pandas as pd
import pytest

ATTACKS = 10_000
ENDINGS = {0, 2, 3, 4, 5, 6, 7}
SECONDS, MEMORY_KB = 60, 1_100_000
NUMBERS = (
    "0 -0 1 -1 2 0.5 1e308 -1e308 1.8e308 1e-308 4.9e-324 -4.9e-324 2.2250738585072014e-308 1e38 3.5e38 1e-38 1e-46 1e154 1e19 nan "
    "-nan inf -inf 1e999 2147483647 2147483648 -2147483649 4294967296 9007199254740993 9223372036854775807 9223372036854775808 "
    "18446744073709551616 0x1p3 1e5 00 1. .5 +1"
).split()
TEXTS = ["", " ", "-", ".", "t.csv", "absent/x.csv", "a\nb", "\x1b[31m", "\udcff", "x" * 5000, "=1+1", "2..4", "4..2", "1..1e9", "a,b", ",", "100%"]
TOKENS = [b",", b'"', b"\n", b"\r", b";", b"\t", b"\0", b"\xff", b"{", b"[", b"]", b"}", b":", b"null", b"1e999", b"nan", b"-", b"\\u0000"]
# What would reach out of the folder of an attack, or answer another question.
NOT_TRIED = {"--mlflow", "--config", "--help", "--version", "--json", "--memory", "--threads"}
COMMANDS = {
    "fit": ["fit", "t.csv", "-k", "2", "--restarts", "2", "-o", "fitted"],
    "fit weighted": ["fit", "t.csv", "-k", "2", "--restarts", "2", "--weights", "w", "-o", "fitted"],
    "fit npy": ["fit", "t.npy", "-k", "2", "--labels", "labels.csv"],
    "fit parquet": ["fit", "t.parquet", "-k", "3"],
    "fit config": ["fit", "t.csv", "-k", "2", "--config", "c.toml"],
    "sweep": ["sweep", "t.csv", "-k", "2..3", "--restarts", "2"],
    "evaluate": ["evaluate", "t.csv", "--labels", "l.csv"],
    "prepare": ["prepare", "shop.csv", "-o", "features.csv"],
    "segment": ["segment", "shop.csv", "-k", "3", "--restarts", "2", "--names", "names.txt", "-o", "segmented"],
    "predict": ["predict", "model", "t.csv", "-o", "labels.csv"],
    "export": ["export", "model", "-o", "graph.onnx"],
    "report": ["report", "run"],
}


@pytest.fixture(scope="module")
def inputs(shoal, tmp_path_factory):
    """Whole files of every kind, a model and a run."""
    folder = tmp_path_factory.mktemp("whole")
    rows = np.random.default_rng(1).normal(size=(24, 2)).round(3)
    table = pd.DataFrame({"id": range(24), "a": rows[:, 0], "b": rows[:, 1] + 5, "w": 1.0 + np.arange(24) % 3})
    table.to_csv(folder / "t.csv", index=False)
    table.to_parquet(folder / "t.parquet")
    np.save(folder / "t.npy", rows)
    pd.DataFrame({"id": range(24), "label": np.arange(24) % 3}).to_csv(folder / "l.csv", index=False)
    (folder / "c.toml").write_text('seed = 7\n[fit]\nprepare = "log1p,standardise"\nrestarts = 2\ncolumns = ["b", "w"]\n')
    (folder / "names.txt").write_text("format = 1\n[Big]\nwhen = total_spend >= p75\nadvice = x\n[Rest]\nadvice = y\n")
    for words in (
        ["generate", "retail", "--customers", "40", "-o", "shop.csv"],
        ["fit", "t.csv", "-k", "2", "-o", "model"],
        ["segment", "shop.csv", "-k", "3", "-o", "run"],
    ):
        done = shoal(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def options(shoal):
    """The options of each command as its --help --json lists them."""
    listed = {}
    for command in {words[0] for words in COMMANDS.values()}:
        described = json.loads(shoal(command, "--help", "--json").stdout)["options"]
        named = [option for option in described if option["names"][0].startswith("-")]
        listed[command] = [option for option in named if not NOT_TRIED & set(option["names"])]
    return listed


def damaged(dice, content):
    """One to eight injuries: a byte, a bit, a token, a stretch cut out or doubled, the end cut off; or a cell replaced by a number."""
    content = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(content) + 1)
        end = at + dice.randint(1, 40)
        kind = dice.randrange(8)
        if kind == 0:
            content[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == 1:
            content[at : at + 1] = bytes(byte ^ 1 << dice.randrange(8) for byte in content[at : at + 1])
        elif kind == 2:
            content[at:at] = dice.choice(TOKENS)
        elif kind == 3:
            del content[at:end]
        elif kind == 4:
            content[at:at] = content[at:end]
        elif kind == 5 and dice.randrange(4) == 0:
            del content[at:]
        else:
            replace_cell(dice, content, at)
    return bytes(content)


def replace_cell(dice, content, at):
    begin = 1 + max(content.rfind(mark, 0, at) for mark in (b",", b"\n", b" ", b":", b"["))
    end = min((found for mark in (b",", b"\n", b" ", b"]", b"}") if (found := content.find(mark, begin)) >= 0), default=len(content))
    content[begin:end] = dice.choice(NUMBERS).encode()


def hostile_table(dice):
    """Numbers alone, so that more than the reading is attacked."""
    rows = dice.randint(1, 12)
    few = dice.sample(NUMBERS, dice.randint(1, 4)) + ["1", "2"]
    lines = [",".join([str(row)] + [dice.choice(few) for _ in "abw"]) for row in range(rows)]
    return ("id,a,b,w\n" + "\n".join(lines) + "\n").encode()


def hostile_options(dice, listed):
    words = []
    for option in dice.sample(listed, dice.randint(1, 3)):
        name = option["names"][-1]
        values = TEXTS if option["value"] in ("PATH", "TEXT") else TEXTS + NUMBERS * 3 + option["values"] * 10
        words += [name] if not option["value"] else [f"{name}={dice.choice(values)}" if name.startswith("--") else name + dice.choice(NUMBERS)]
    return words


def attack(dice, whole, folder, options):
    """Prepares one in the folder; the words, and whether options are among what is hostile."""
    shutil.copytree(whole, folder)
    command = dice.choice(sorted(COMMANDS))
    words = list(COMMANDS[command])
    ways = dice.choice(["file", "file", "numbers", "options", "both"])
    if ways == "numbers":
        (folder / "t.csv").write_bytes(hostile_table(dice))
    if ways in ("file", "both"):
        named = [folder / word for word in words if (folder / word).exists()]
        files = [file for path in named for file in ([path] if path.is_file() else sorted(path.rglob("*"))) if file.is_file()]
        file = dice.choice(files)
        file.write_bytes(damaged(dice, file.read_bytes()))
    hostile = ways in ("options", "both")
    if hostile:
        words += hostile_options(dice, options[words[0]])
    return command, words, hostile


def ended(process, hostile):
    """Its standard output, its errors and its exit status. Options may ask for years of work: that must end when it is told to."""
    try:
        output, errors = process.communicate(timeout=5 if hostile else SECONDS)
    except subprocess.TimeoutExpired:
        assert hostile, f"{SECONDS} s on a small file"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=SECONDS)
        # On a slow machine it may have been at its end: then it ends as it would have.
        assert process.returncode in ENDINGS | {130}, process.returncode
        return output, errors, process.returncode
    assert process.returncode in ENDINGS, process.returncode
    return output, errors, process.returncode


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def check(process, folder, hostile):
    output, errors, status = ended(process, hostile)
    if output:
        json.loads(output, parse_constant=refuse_constant)
    if status:
        assert b"shoal: " in errors, "no word"
    control = set(errors) & (set(range(32)) - {9, 10})
    assert not control, f"raw control characters {control}"
    assert not list(folder.rglob("*.part")), "leftovers"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY_KB, "more memory than --memory allows"
    return status


def test_attacks(shoal, inputs, options, tmp_path, nightly):
    if not nightly:
        pytest.skip("takes hours: scripts/nightly.sh runs it")
    endings, findings = collections.Counter(), []
    for seed in range(ATTACKS):
        folder = tmp_path / "attack"
        command, words, hostile = attack(random.Random(seed), inputs, folder, options)
        line = [shoal.binary, *words, "--json", "--memory", "1G", "--threads", "2"]
        process = subprocess.Popen(
            [os.fsencode(word) for word in line], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            endings[command, check(process, folder, hostile)] += 1
        except (AssertionError, ValueError, subprocess.TimeoutExpired) as failure:
            process.kill()
            findings.append(f"seed {seed}: {words}: {failure}")
        shutil.rmtree(folder)
    for (command, status), count in sorted(endings.items()):
        print(f"{command:14} exit {status:3}: {count}")
    assert not findings, "\n".join(findings)
    assert {0, 2, 3} <= {status for _, status in endings}, "the attacks do not reach what they are to test"
