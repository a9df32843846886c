"""Rules about pipelines: what is bound to what."""

import templates
from findings import rule


def pipelines(tree):
    return [document for document in tree.of("pipeline component", "job") if document.nodes]


def steps(tree):
    """(pipeline, step name, node, its component)."""
    for document in pipelines(tree):
        for name, node in document.nodes.items():
            component = tree.component_of(document, node)
            if component:
                yield document, name, node, component


def bound(node, key):
    """(port, dotted name) of what is bound in a node's inputs or outputs."""
    for port, value in (node.get(key) or {}).items():
        source = templates.binding(value)
        if source:
            yield port, source


@rule("component-file")
def component_files(tree):
    for document in pipelines(tree):
        for name, node in document.nodes.items():
            component = tree.component_of(document, node)
            if component is None:
                yield document, f"step {name}: there is no component file {node.get('component')}"
            elif component.type != node.get("type"):
                yield document, f"step {name}: type should be {component.type}, that of {component.path.name}"


def source_port(tree, document, source):
    """The port that a dotted name of a pipeline means; None when there is none."""
    parts = source.split(".")
    if parts[:2] == ["parent", "inputs"] and len(parts) == 3:
        return document.inputs.get(parts[2])
    if parts[:2] == ["parent", "jobs"] and len(parts) == 5 and parts[3] == "outputs":
        node = document.nodes.get(parts[2])
        component = node and tree.component_of(document, node)
        return component.outputs.get(parts[4]) if component else None
    return None


@rule("binding")
def bindings(tree):
    """Every binding leads to a port, of the same type."""
    for document, name, node, component in steps(tree):
        for port, value in (node.get("inputs") or {}).items():
            if isinstance(value, str):
                for what in templates.breakages(value):
                    yield document, f"step {name}, input {port}: broken placeholder: {what}"
        for port, source in bound(node, "inputs"):
            found, target = source_port(tree, document, source), component.inputs.get(port)
            if found is None:
                yield document, f"step {name}, input {port}: ${{{{{source}}}}} leads nowhere"
            elif target and found.type != target.type:
                yield (
                    document,
                    f"step {name}, input {port} is of type {target.type}, ${{{{{source}}}}} of type {found.type}",
                )
            elif target and found.optional and target.needed:
                yield document, f"step {name}, input {port} is needed, ${{{{{source}}}}} is optional"
        for port, source in bound(node, "outputs"):
            found, own = document.outputs.get(source.removeprefix("parent.outputs.")), component.outputs.get(port)
            if not source.startswith("parent.outputs.") or found is None:
                yield document, f"step {name}, output {port}: ${{{{{source}}}}} is no output of the pipeline"
            elif own and found.type != own.type:
                yield (
                    document,
                    f"step {name}, output {port} is of type {own.type}, that of the pipeline of type {found.type}",
                )


@rule("node-port")
def node_ports(tree):
    """Steps give what their component needs, nothing that it does not know, and values that it allows."""
    for document, name, node, component in steps(tree):
        given = node.get("inputs") or {}
        for port in sorted(set(given) - set(component.inputs)):
            yield document, f"step {name}: {component.path.name} has no input {port}"
        for port in sorted(set(node.get("outputs") or {}) - set(component.outputs)):
            yield document, f"step {name}: {component.path.name} has no output {port}"
        for port in component.inputs.values():
            if port.needed and port.name not in given:
                yield document, f"step {name}: input {port.name} is not given"
            elif port.name in given and not templates.binding(given[port.name]):
                complaint = port.complaint(given[port.name])
                if complaint:
                    yield document, f"step {name}, input {port.name}: {complaint}"


@rule("job-value")
def job_values(tree):
    """A literal that a job hands to a step is one that the step allows."""
    for document, name, node, component in steps(tree):
        for port, source in bound(node, "inputs"):
            given = document.inputs.get(source.removeprefix("parent.inputs.")) if document.kind == "job" else None
            if given is None or port not in component.inputs or "default" not in given.spec:
                continue
            complaint = component.inputs[port].complaint(given.spec["default"])
            if complaint:
                yield document, f"input {given.name}: {complaint} (step {name}, input {port})"


@rule("unbound")
def unbound(tree):
    """Every input of a pipeline goes somewhere, every output comes from one step."""
    for document in pipelines(tree):
        taken = {source for node in document.nodes.values() for _, source in bound(node, "inputs")}
        for name in sorted({f"parent.inputs.{name}" for name in document.inputs} - taken):
            yield document, f"{name} goes to no step"
        made = [source for node in document.nodes.values() for _, source in bound(node, "outputs")]
        for name in document.outputs:
            count = made.count(f"parent.outputs.{name}")
            if count != 1:
                yield document, f"output {name} comes from {count} steps; it must be one"


@rule("cycle")
def cycles(tree):
    for document in pipelines(tree):
        waiting = {
            name: {source.split(".")[2] for _, source in bound(node, "inputs") if source.startswith("parent.jobs.")}
            for name, node in document.nodes.items()
        }
        while True:
            ready = [name for name, needs in waiting.items() if not needs & waiting.keys()]
            if not ready:
                break
            for name in ready:
                del waiting[name]
        if waiting:
            yield document, f"the steps {', '.join(waiting)} wait for each other"
