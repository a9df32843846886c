"""What a person sees on terminals of different widths: a real pseudo-terminal, with the program behind it."""

import fcntl
import os
import pty
import re
import struct
import termios

import numpy as np
import pytest

ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def on_terminal(program, arguments, columns, folder):
    """What the program writes to a terminal of that many columns, escapes and redrawn lines taken away."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(folder)
        environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(program.binary, [program.binary, *map(str, arguments)], {**environment, "TERM": "xterm"})
    pieces = []
    try:
        while piece := os.read(screen, 1 << 16):
            pieces.append(piece)
    except OSError:  # Linux's end of a terminal
        pass
    _, status = os.waitpid(child, 0)
    text = ESCAPES.sub("", b"".join(pieces).decode())
    return os.waitstatus_to_exitcode(status), [line.rsplit("\r", 1)[-1] for line in text.replace("\r\n", "\n").split("\n")]


@pytest.fixture(scope="module")
def shop(shoal, tmp_path_factory):
    folder = tmp_path_factory.mktemp("terminal")
    assert shoal("generate", "retail", "-o", folder / "lines.csv", "--customers", 300).returncode == 0
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(m, 1.0, size=(60, 2)) for m in (0.0, 20.0)])
    np.savetxt(folder / "t.csv", values, delimiter=",", header="first_feature,second_feature", comments="")
    np.savetxt(folder / "l.csv", np.repeat([0, 1], 60), fmt="%d", header="label", comments="")
    return folder


COMMANDS = [
    ["segment", "lines.csv", "-o", "run"],
    ["sweep", "t.csv", "-k", "2..4"],
    ["fit", "t.csv", "-k", "2"],
    ["evaluate", "t.csv", "--labels", "l.csv"],
    ["devices"],
    ["fit", "no-such-file-of-that-name.csv", "-k", "2"],
    ["segment", "t.csv", "-o", "run2"],
]


@pytest.mark.parametrize("columns", [40, 60, 80, 132, 200])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:2]))
def test_no_line_is_wider_than_the_terminal(shoal, shop, command, columns):
    _, lines = on_terminal(shoal, command, columns, shop)
    wide = [line for line in lines if len(line) > columns and len(line.strip().split()) > 1]
    # A command to copy stays on one line, and a word that is longer than the line (a path) is not cut.
    wide = [line for line in wide if not line.startswith("`shoal ")]
    wide = [line for line in wide if max(map(len, line.split())) < columns - 13]
    assert not wide, wide


def test_the_words_are_those_of_a_wide_terminal(shoal, shop):
    def words(columns):
        code, lines = on_terminal(shoal, ["fit", "t.csv", "-k", "2"], columns, shop)
        assert code == 0
        return [word for line in lines for word in line.split() if not re.search(r"\d", word) and word not in ("s", "ms")]

    assert words(40) == words(200)


def test_a_narrow_table_says_what_it_leaves_out(shoal, shop):
    _, lines = on_terminal(shoal, ["sweep", "t.csv", "-k", "2..4"], 40, shop)
    text = " ".join(" ".join(lines).split())
    assert "for want of width without" in text
    assert "smallest" in text


def test_an_output_that_nobody_looks_at_keeps_its_tables_whole(shoal, shop):
    done = shoal("sweep", shop / "t.csv", "-k", "2..4")
    assert done.stdout.splitlines()[0].split() == ["k", "inertia", "silhouette", "stability", "valley", "smallest"]
