"""Rules about inputs and outputs: what they may hold, and what a person sees of them in Designer."""

from documents import DATA_TYPES
from findings import rule

PRIMITIVES = {"string", "integer", "number", "boolean"}


def components(tree):
    return tree.of("component", "pipeline component")


@rule("default")
def defaults(tree):
    for document in components(tree):
        for name, port in document.inputs.items():
            spec = port.spec
            if "min" in spec and "max" in spec and spec["min"] > spec["max"]:
                yield document, f"input {name}: min is above max"
            complaint = port.complaint(spec["default"]) if "default" in spec else None
            if complaint:
                yield document, f"input {name}: default {complaint}"
            if port.optional and "default" in spec:
                yield document, f"input {name}: optional or a default, not both"
            if port.type not in PRIMITIVES | DATA_TYPES:
                yield document, f"input {name}: there is no type {port.type}"


@rule("primitive-output")
def primitive_outputs(tree):
    for document in tree.of("component", "pipeline component", "job"):
        for name, port in document.outputs.items():
            if port.type not in DATA_TYPES:
                yield document, f"output {name}: the service has no outputs of type {port.type}; write a file"


@rule("upload")
def uploads(tree):
    """shoal writes under a temporary name and renames: that is asked of a local folder, not of a mounted blob store."""
    for document in tree.of("component", "job"):
        for name, port in document.outputs.items():
            if port.spec.get("mode") != "upload":
                yield document, f"output {name}: mode should be upload"


@rule("described")
def described(tree):
    for document in components(tree):
        for key in ("display_name", "description"):
            if not document.data.get(key):
                yield document, f"{key} is what a person sees in Designer; give one"
        for port in [*document.inputs.values(), *document.outputs.values()]:
            if not port.spec.get("description"):
                yield document, f"{port.name}: a port needs a description"


@rule("same-port")
def same_ports(tree):
    """A port of one name means the same in every component, but for its words and whether it is optional."""
    first = {}
    for document in components(tree):
        for name, port in document.inputs.items():
            meaning = {key: port.spec.get(key) for key in ("type", "enum", "min", "max")}
            if not port.optional:
                meaning["default"] = port.spec.get("default")
            other, known = first.setdefault((name, port.optional), (document, meaning))
            if known != meaning:
                yield document, f"input {name} differs from that of {other.path.name}"
