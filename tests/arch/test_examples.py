"""The examples in the docstrings of public headers are lines of a test that is compiled and run."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEST = ROOT / "tests/unit/examples/examples_test.cpp"
FEWEST = 10


def examples():
    """(header, its lines) of each block after "/// Example:"."""
    for header in sorted((ROOT / "include/shoal").glob("*.hpp")):
        block = None
        for line in header.read_text().splitlines():
            comment = re.match(r"\s*///(.*)", line)
            if comment and comment[1].strip() == "Example:":
                block = []
            elif block is not None and comment and comment[1].startswith("     "):
                block.append(comment[1].strip())
            elif block is not None:
                yield header.name, block
                block = None


def test_each_is_run():
    tested = "\n".join(line.strip() for line in TEST.read_text().splitlines())
    found = list(examples())
    assert len(found) >= FEWEST, found
    for header, block in found:
        assert block, f"{header}: an example without lines (five spaces after ///)"
        assert "\n".join(block) + "\n" in tested, f"{header}: not in {TEST.name}: {block}"
