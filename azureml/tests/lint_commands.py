"""Rules about commands: placeholders that resolve, ports that are used, a command line that shoal itself accepts."""

import itertools
import os
import pathlib
import shlex
import subprocess
import tempfile

import templates
from findings import rule

# Stands in for shoal on the PATH: runs it, and notes a command line that it refuses (status 2; 126 and up where it
# cannot run). What a command line that is right then misses (its inputs are empty files) is nobody's fault here, so a
# chain goes on.
STAND_IN = """#!/bin/bash
output=$({shoal} "$@" 2>&1 >/dev/null </dev/null)
status=$?
[ $status = 2 ] || [ $status -ge 126 ] && echo "$output" >>{refused}
exit 0
"""
SAMPLES = {"as_of": "2011-12-10", "truth_column": "segment"}
A_FEW = 10  # of whatever an integer counts, so that commands that need no input run short


def commands(tree):
    return [document for document in tree.documents.values() if isinstance(document.command, str)]


def known_names(document):
    space = {f"search_space.{name}" for name in document.data.get("search_space") or {}}
    return {f"inputs.{name}" for name in document.inputs} | {f"outputs.{name}" for name in document.outputs} | space


@rule("placeholder")
def placeholders(tree):
    for document in commands(tree):
        for what in templates.breakages(document.command):
            yield document, f"broken placeholder in the command: {what}"
        for name in sorted(set(templates.names(document.command)) - known_names(document)):
            yield document, f"the command uses ${{{{{name}}}}}, which is not declared"


@rule("unused-port")
def unused_ports(tree):
    for document in commands(tree):
        for name in sorted(known_names(document) - set(templates.names(document.command))):
            yield document, f"{name} is never used in the command"


@rule("optional")
def optional_inputs(tree):
    for document in commands(tree):
        bare, inside = templates.bare_names(document.command), templates.optional_names(document.command)
        for name, port in document.inputs.items():
            if port.optional and f"inputs.{name}" in bare:
                yield document, f"input {name} is optional: write it inside $[[ ]]"
            if not port.optional and f"inputs.{name}" in inside:
                yield document, f"input {name} is always there: write it without $[[ ]]"


def sample(port, folder):
    """A value for an input: a real one where the file has it, an empty file or folder for data."""
    if port.is_data:
        place = folder / port.name
        place.touch() if port.type == "uri_file" else place.mkdir(exist_ok=True)
        return place
    value = port.spec.get("default", SAMPLES.get(port.name))
    if port.type == "integer":
        return min(max(port.spec.get("min", 1), value or 1), A_FEW)
    if port.type == "number":
        return 0.5 if value is None else value
    return "2" if value is None else value


def values_of(document, optional, folder):
    values = {
        f"inputs.{name}": sample(port, folder)
        for name, port in document.inputs.items()
        if not port.optional or name in optional
    }
    for name in document.outputs:
        values[f"outputs.{name}"] = folder / "outputs" / name
        values[f"outputs.{name}"].mkdir(parents=True, exist_ok=True)
    for name, space in (document.data.get("search_space") or {}).items():
        values[f"search_space.{name}"] = (space.get("values") or [2])[0]
    return values


def refusal(shoal, document, optional):
    """What shoal says against the command line with these optional inputs; empty when it accepts it."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        refused = folder / "refused"
        stand_in = folder / "bin" / "shoal"
        stand_in.parent.mkdir()
        stand_in.write_text(STAND_IN.format(shoal=shlex.quote(str(shoal)), refused=refused))
        stand_in.chmod(0o755)
        line = templates.substitute(document.command, values_of(document, optional, folder))
        environment = os.environ | {"PATH": f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
        return refused.read_text().strip() if refused.exists() else ""


def choices(optional):
    """Sets of optional inputs to try: none, one, two (some exclude each other, some need another)."""
    return [set(chosen) for size in range(3) for chosen in itertools.combinations(optional, size)]


@rule("command-line")
def command_lines(tree):
    """shoal accepts the command, and every optional input in it, alone or beside another one."""
    for document in commands(tree):
        if templates.breakages(document.command) or not set(templates.names(document.command)) <= known_names(document):
            continue
        optional = [name for name, port in document.inputs.items() if port.optional]
        unseen, first = {None, *optional}, ""
        for chosen in choices(optional):
            if chosen and not chosen & unseen:
                continue
            said = refusal(tree.shoal, document, chosen)
            first = first or said
            if not said:
                unseen -= chosen | {None}
        if unseen:
            named = ", ".join(sorted(name for name in unseen if name)) or "any inputs"
            yield document, f"shoal refuses the command with {named}: {' '.join(first.split())}"
