"""Reads a Dockerfile: stages with their instructions, build arguments put in. Knows what shoal's uses."""

import dataclasses
import json
import re
import shlex

VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
KNOWN = {"ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "HEALTHCHECK", "CMD"}


@dataclasses.dataclass
class Stage:
    name: str
    base: str
    instructions: list  # (NAME, rest of the line)


def lines(text):
    """Instructions as single lines; comments go, a backslash at the end joins."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line.strip() for line in kept.replace("\\\n", " ").splitlines() if line.strip()]


def fill(text, values):
    return VARIABLE.sub(lambda match: values.get(match.group(1) or match.group(2), ""), text)


def parse(text, arguments):
    """All stages in order. `arguments` override the defaults of ARG before the first FROM."""
    known, stages = {}, []
    for line in lines(text):
        name, rest = line.split(None, 1)
        if name not in KNOWN:
            raise ValueError(f"{name} is not known here")
        if name == "FROM":
            base, _, given = fill(rest, known).partition(" AS ")
            stages.append(Stage(given, base, []))
        elif stages:
            stages[-1].instructions.append((name, rest))
        else:
            key, _, default = rest.partition("=")
            known[key] = arguments.get(key, default)
    return stages


def pairs(rest):
    """NAME=VALUE words of ENV."""
    return dict(word.split("=", 1) for word in shlex.split(rest))


def words(rest):
    """The command of CMD or HEALTHCHECK in its list form."""
    return json.loads(rest[rest.index("[") :])
