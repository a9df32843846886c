"""Rules about jobs: references to assets and compute, search spaces, limits, resources."""

import math
import re

from findings import rule

CONTINUOUS = {"uniform", "loguniform", "normal", "lognormal"}


def environments_of(document):
    for holder in (document.data, document.data.get("trial") or {}):
        if "environment" in holder:
            yield holder["environment"]


def computes_of(document):
    if "compute" in document.data:
        yield document.data["compute"]
    if "default_compute" in (document.data.get("settings") or {}):
        yield document.data["settings"]["default_compute"]
    for node in document.nodes.values():
        if "compute" in node:
            yield node["compute"]


@rule("reference")
def references(tree):
    """Assets are named with a version that exists, compute by a name that exists."""
    version = tree.names["version"]
    environments = {f"azureml:{name}:{version}" for name in tree.names["environments"]}
    assets = {f"azureml:{name}:{number}" for name, number in tree.names["data"].items()}
    computes = {f"azureml:{name}" for name in tree.names["compute"]}
    for document in tree.of("component", "pipeline component", "job"):
        for given in environments_of(document):
            if given not in environments:
                yield document, f"there is no environment {given}; there are {', '.join(sorted(environments))}"
        for given in computes_of(document):
            if given not in computes:
                yield document, f"there is no compute {given}; there are {', '.join(sorted(computes))}"
        if document.kind != "job":
            continue
        for name, port in document.inputs.items():
            if port.is_data and port.spec.get("path") not in assets:
                known = ", ".join(sorted(assets))
                yield document, f"input {name}: there is no data asset {port.spec.get('path')}; there are {known}"


@rule("asset-type")
def asset_types(tree):
    types = {f"azureml:{d.data.get('name')}:{d.data.get('version')}": d.data.get("type") for d in tree.of("data")}
    for document in tree.of("job"):
        for name, port in document.inputs.items():
            kind = types.get(port.spec.get("path"))
            if kind and kind != port.type:
                yield document, f"input {name} is of type {port.type}, {port.spec['path']} of type {kind}"


@rule("runs-somewhere")
def runs_somewhere(tree):
    for document in tree.of("job"):
        if not list(computes_of(document)):
            yield document, "no compute is named"


def sweeps(tree):
    return [document for document in tree.of("job") if document.type == "sweep"]


@rule("primary-metric")
def primary_metrics(tree):
    for document in sweeps(tree):
        metric = (document.data.get("objective") or {}).get("primary_metric")
        if metric not in tree.names["metrics"]:
            yield document, f"primary_metric {metric} is never logged; shoal logs {', '.join(tree.names['metrics'])}"


@rule("search-space")
def search_spaces(tree):
    for document in sweeps(tree):
        sampling = document.data.get("sampling_algorithm")
        sampling = sampling.get("type") if isinstance(sampling, dict) else sampling
        for name, space in (document.data.get("search_space") or {}).items():
            if space.get("type") == "choice" and not space.get("values"):
                yield document, f"{name}: a choice of nothing"
            if sampling == "grid" and space.get("type") != "choice":
                yield document, f"{name}: a grid takes choices only, not {space.get('type')}"
            if space.get("type") in CONTINUOUS | {"quniform"} and space.get("min_value", 0) > space.get("max_value", 0):
                yield document, f"{name}: min_value is above max_value"
        if sampling == "bayesian" and "early_termination" in document.data:
            yield document, "bayesian sampling takes no early termination"


@rule("trials")
def trials(tree):
    for document in sweeps(tree):
        limits = document.data.get("limits") or {}
        total, beside = limits.get("max_total_trials", 0), limits.get("max_concurrent_trials", 1)
        if not 1 <= total <= 1000:
            yield document, "max_total_trials must lie between 1 and 1000"
        if not 1 <= beside <= total:
            yield document, "max_concurrent_trials must lie between 1 and max_total_trials"
        space = document.data.get("search_space") or {}
        points = math.prod(len(choice.get("values") or []) for choice in space.values())
        if document.data.get("sampling_algorithm") == "grid" and total != points:
            yield document, f"the grid has {points} points, max_total_trials is {total}"
        policy = document.data.get("early_termination") or {}
        if policy.get("type") == "bandit" and ("slack_factor" in policy) == ("slack_amount" in policy):
            yield document, "bandit takes slack_factor or slack_amount, one of them"
        for name in ("timeout", "trial_timeout"):
            if not limits.get(name, 1) > 0:
                yield document, f"{name} must be a positive number of seconds"


@rule("resources")
def resources(tree):
    for document in tree.of("component", "job"):
        for holder in (document.data, document.data.get("trial") or {}, *document.nodes.values()):
            wanted = holder.get("resources") or {}
            if not wanted.get("instance_count", 1) >= 1:
                yield document, "instance_count must be 1 or more"
            if not re.fullmatch(r"\d+[bkmg]", str(wanted.get("shm_size", "2g"))):
                yield document, f"shm_size {wanted['shm_size']} should be a number and b, k, m or g"
            spread = holder.get("distribution") or {}
            if spread.get("type") == "mpi" and not spread.get("process_count_per_instance", 0) >= 1:
                yield document, "mpi needs process_count_per_instance, the processes a node"
            if not (holder.get("limits") or {}).get("timeout", 1) > 0:
                yield document, "timeout must be a positive number of seconds"
