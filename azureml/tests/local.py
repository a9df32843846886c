"""Runs a job the way Azure would, on this machine and one step after the other."""

import itertools
import os
import pathlib
import shutil
import subprocess

import documents
import templates


class InputError(Exception):
    """A job that cannot start: an unknown, missing or unfit input."""


class StepFailed(Exception):
    """A step's command ended with another status than 0."""

    def __init__(self, step, status, output):
        self.step, self.status = step, status
        super().__init__(f"step {step} failed with status {status}:\n{output.strip()}")


class Run:
    """One run: where steps work, which shoal they find first on the PATH."""

    def __init__(self, folder, shoal, say):
        self.folder, self.say = pathlib.Path(folder).resolve(), say
        self.environment = os.environ | {"PATH": f"{pathlib.Path(shoal).parent}{os.pathsep}{os.environ['PATH']}"}

    def command(self, step, command, inputs, outputs, chosen=None):
        """Runs one command string; its log lies beside its outputs. `chosen`: search_space.x -> value."""
        values = (chosen or {}) | {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {f"outputs.{name}": path for name, path in outputs.items()}
        work = self.folder / "steps" / step
        work.mkdir(parents=True, exist_ok=True)
        line = templates.substitute(command, values)
        self.say(f"step {step}: {line.strip()}")
        done = subprocess.run(
            ["bash", "-c", line], cwd=work, env=self.environment, capture_output=True, text=True, check=False
        )
        (work / "std_log.txt").write_text(done.stdout + done.stderr)
        if done.returncode != 0:
            raise StepFailed(step, done.returncode, done.stderr or done.stdout)

    def make_outputs(self, ports, step, bound):
        """A place for every output: where it is bound to, or the step's own folder."""
        places = {}
        for name, port in ports.items():
            place = bound.get(name, self.folder / "steps" / step / "outputs" / name)
            (place.parent if port.type == "uri_file" else place).mkdir(parents=True, exist_ok=True)
            places[name] = place
        return places

    def pipeline(self, document, step, inputs, outputs):
        """Runs the nodes of a pipeline job or component, each once what it takes is there."""
        done = {}
        waiting = dict(document.nodes)
        while waiting:
            ready = [name for name, node in waiting.items() if needs(node) <= done.keys()]
            if not ready:
                raise InputError(f"{step or document.path.name}: the steps {', '.join(waiting)} wait for each other")
            node = waiting.pop(ready[0])
            done[ready[0]] = self.node(document, ready[0], node, step, inputs, outputs, done)

    def node(self, document, name, node, step, inputs, outputs, done):
        component = documents.load(document.component_path(node), "component")
        name = f"{step}/{name}" if step else name
        given = {}
        for port, value in (node.get("inputs") or {}).items():
            source = templates.binding(value)
            resolved = look_up(source, inputs, done) if source else value
            if resolved is not None:  # an optional input of the pipeline that was not given
                given[port] = resolved
        bound = {}
        for port, value in (node.get("outputs") or {}).items():
            bound[port] = outputs[templates.binding(value).removeprefix("parent.outputs.")]
        return self.unit(component, name, complete(component, given, name), bound)

    def unit(self, document, step, inputs, bound):
        """Runs a component or job; returns where its outputs are."""
        outputs = self.make_outputs(document.outputs, step or "job", bound)
        if document.nodes:
            self.pipeline(document, step, inputs, outputs)
        elif document.type == "sweep":
            self.sweep(document, inputs, outputs)
        else:
            self.command(step or document.path.stem, document.command, inputs, outputs)
        return outputs

    def sweep(self, document, inputs, outputs):
        """Every trial of a grid, in turn, each in folders of its own below the outputs."""
        space = document.data["search_space"]
        grid = itertools.product(*(space[name]["values"] for name in space))
        for number, values in enumerate(itertools.islice(grid, document.data["limits"]["max_total_trials"])):
            places = {name: place / f"trial-{number}" for name, place in outputs.items()}
            for place in places.values():
                place.mkdir(parents=True)
            chosen = {f"search_space.{name}": value for name, value in zip(space, values, strict=True)}
            self.command(f"trial-{number}", document.command, inputs, places, chosen)


def needs(node):
    """Names of the steps whose outputs a node takes."""
    sources = map(templates.binding, (node.get("inputs") or {}).values())
    return {source.split(".")[2] for source in sources if source and source.startswith("parent.jobs.")}


def look_up(source, inputs, done):
    parts = source.split(".")
    if parts[:2] == ["parent", "inputs"]:
        return inputs.get(parts[2])
    return done[parts[2]][parts[4]]


def complete(document, given, what):
    """The given inputs with defaults; InputError for what is unknown, missing or not allowed."""
    ports = document.inputs
    for name in given:
        if name not in ports:
            raise InputError(f"{what}: there is no input {name}; there are {', '.join(ports)}")
    values = {}
    for name, port in ports.items():
        if name in given:
            complaint = port.complaint(given[name])
            if complaint:
                raise InputError(f"{what}: input {name}: {complaint}")
            values[name] = given[name]
        elif "default" in port.spec:
            values[name] = port.spec["default"]
        elif not port.optional:
            raise InputError(f"{what}: input {name} ({port.type}) is missing: give --input {name}=...")
    return values


def typed(port, text):
    """A value of the command line in the type of its input."""
    if port.is_data:
        return str(pathlib.Path(text).absolute())
    readers = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__}
    try:
        return readers.get(port.type, str)(text.lower() if port.type == "boolean" else text)
    except (ValueError, KeyError):
        raise InputError(f'input {port.name}: "{text}" is not of type {port.type}') from None


def run_job(path, given, folder, shoal, say=lambda line: None):
    """Runs a job file with `given` inputs as text (files and folders as paths). Returns output name -> path.

    Outputs lie in folder/outputs, each step's files in folder/steps/<step>; the folder is made anew.
    Raises InputError before anything runs, StepFailed for the first step that fails.
    """
    document = documents.load(pathlib.Path(path).resolve(), "job")
    ports = document.inputs
    values = {name: typed(ports[name], text) if name in ports else text for name, text in given.items()}
    inputs = complete(document, values, document.path.name)
    folder = pathlib.Path(folder).resolve()
    for part in ("outputs", "steps"):
        shutil.rmtree(folder / part, ignore_errors=True)
    run = Run(folder, shoal, say)
    return run.unit(document, "", inputs, {name: folder / "outputs" / name for name in document.outputs})
