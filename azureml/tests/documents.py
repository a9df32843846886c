"""The files below azureml/ as Python values: one Document a file, with what a YAML loader would lose without a word."""

import dataclasses
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = {
    "compute": "compute",
    "environments": "environment",
    "data": "data",
    "components": "component",
    "pipelines": "pipeline component",
    "jobs": "job",
}
DATA_TYPES = {"uri_file", "uri_folder", "mltable", "custom_model", "mlflow_model"}


class Unreadable(Exception):
    """A file that cannot be read, or not as a YAML mapping."""


class Loader(yaml.SafeLoader):
    """SafeLoader that remembers repeated keys and versions that are not quoted."""

    def __init__(self, stream):
        super().__init__(stream)
        self.repeated, self.unquoted = [], []

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                self.repeated.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
            if key.value == "version" and isinstance(value, yaml.ScalarNode) and value.style not in ("'", '"'):
                self.unquoted.append((value.value, value.start_mark.line + 1))
        return super().construct_mapping(node, deep)


@dataclasses.dataclass
class Port:
    """An input or output as it was declared; a literal of a job declares its own type."""

    name: str
    type: str
    spec: dict

    @property
    def is_data(self):
        return self.type in DATA_TYPES

    @property
    def optional(self):
        return self.spec.get("optional") is True

    @property
    def needed(self):
        return not self.optional and "default" not in self.spec

    def complaint(self, value):
        """Why the service would refuse this literal, or None."""
        kinds = {"integer": int, "number": (int, float), "boolean": bool, "string": (str, int, float)}
        kind = kinds.get(self.type)
        if kind is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and self.type != "boolean"):
            return f"{value!r} is not of type {self.type}"
        if "enum" in self.spec and value not in self.spec["enum"]:
            return f"{value!r} is not one of {', '.join(map(str, self.spec['enum']))}"
        if "min" in self.spec and value < self.spec["min"]:
            return f"{value!r} is below the minimum {self.spec['min']}"
        if "max" in self.spec and value > self.spec["max"]:
            return f"{value!r} is above the maximum {self.spec['max']}"
        return None


def literal_type(value):
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number")):
        if isinstance(value, kind):
            return name
    return "string"


def make_port(name, spec):
    if isinstance(spec, dict):
        return Port(name, str(spec.get("type", "uri_folder")), spec)
    return Port(name, literal_type(spec), {"default": spec})


@dataclasses.dataclass
class Document:
    path: pathlib.Path
    kind: str  # a value of FOLDERS
    data: dict
    text: str
    repeated: list
    unquoted: list

    @property
    def type(self):
        return self.data.get("type", "command" if self.kind == "job" else "")

    @property
    def inputs(self):
        return {name: make_port(name, spec) for name, spec in (self.data.get("inputs") or {}).items()}

    @property
    def outputs(self):
        return {name: make_port(name, spec or {}) for name, spec in (self.data.get("outputs") or {}).items()}

    @property
    def nodes(self):
        return self.data.get("jobs") or {}

    @property
    def command(self):
        """The shell command of a component, a command job or a sweep's trial; None for what has none."""
        return self.data.get("command", (self.data.get("trial") or {}).get("command"))

    def component_path(self, node):
        """The file a node of this document uses; None where it uses a registered component."""
        name = node.get("component")
        if not isinstance(name, str) or name.startswith("azureml:"):
            return None
        return (self.path.parent / name.removeprefix("file:")).resolve()


def load(path, kind):
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as failure:
        raise Unreadable(f"{path}: {failure}") from None
    loader = Loader(text)
    try:
        data = loader.get_single_data()
    except yaml.YAMLError as failure:
        raise Unreadable(f"{path}: {failure}") from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise Unreadable(f"{path}: no mapping of keys to values")
    return Document(path, kind, data, text, loader.repeated, loader.unquoted)


class Tree:
    """All files below a root, by path, and the table of names."""

    def __init__(self, root=ROOT):
        self.root = pathlib.Path(root).resolve()
        self.names = yaml.safe_load((self.root / "names.yml").read_text())
        self.documents = {
            path: load(path, kind)
            for folder, kind in FOLDERS.items()
            for path in sorted((self.root / folder).glob("*.yml"))
        }

    def of(self, *kinds):
        return [document for document in self.documents.values() if document.kind in kinds]

    def component_of(self, document, node):
        """The component document of a node, or None when there is no such file."""
        return self.documents.get(document.component_path(node))
