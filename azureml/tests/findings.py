"""What the lint reports, and the table of its rules."""

import dataclasses
import pathlib

RULES = {}


@dataclasses.dataclass(frozen=True)
class Finding:
    path: pathlib.Path
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}: {self.message} [{self.rule}]"


def rule(name):
    """Registers a generator of (document, message) over a Tree as the rule `name`."""

    def register(function):
        assert name not in RULES, name
        RULES[name] = function
        return function

    return register


def check(tree, only=None):
    """All findings of all rules, or of one."""
    return [
        Finding(document.path.relative_to(tree.root), name, message)
        for name, function in RULES.items()
        if only in (None, name)
        for document, message in function(tree)
    ]
