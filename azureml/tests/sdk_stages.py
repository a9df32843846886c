#!/usr/bin/env python3
"""What the Azure ML SDK says about files, stage by stage, without a network: one JSON list on standard output.

  .deps/azure/bin/python azureml/tests/sdk_stages.py FILE...

Stages, in the order in which a file passes them: load (the YAML and its schema), validate (`_validate()`), rest (what
would be sent), node (`_to_job()`: a standalone command job as a step), deep (every component that a pipeline reaches,
validated by itself, which the SDK does not do). Each file's entry names the first stage that complains, or null, and
what it said. Private functions are called, so the version is pinned in scripts/install-deps.sh.
"""

import json
import logging
import pathlib
import sys

from azure.ai.ml import load_component, load_compute, load_data, load_environment, load_job

LOADERS = {
    "compute": load_compute,
    "environments": load_environment,
    "data": load_data,
    "components": load_component,
    "pipelines": load_component,
    "jobs": load_job,
}


def failure_of(result):
    if result is not None and not result.passed:
        raise ValueError(json.dumps(result.error_messages))


def validate(entity):
    if hasattr(entity, "_validate"):
        failure_of(entity._validate())


def to_rest(entity):
    if hasattr(entity, "_to_rest_object"):
        entity._to_rest_object()


def as_node(entity):
    if getattr(entity, "type", "") == "command" and hasattr(entity, "_to_job"):
        job = entity._to_job()
        failure_of(job._validate())
        job._to_rest_object()


def components_of(entity):
    component = getattr(entity, "component", None)
    if hasattr(component, "_validate"):
        yield component
    for owner in (entity, component):
        for node in (getattr(owner, "jobs", None) or {}).values():
            yield from components_of(node)


def validate_deeply(entity):
    for component in components_of(entity):
        failure_of(component._validate())


STAGES = {"validate": validate, "rest": to_rest, "node": as_node, "deep": validate_deeply}


def examine(path):
    """(stage that complains or None, message)."""
    stage = "load"
    try:
        entity = LOADERS[path.resolve().parent.name](source=str(path))
        for name, check in STAGES.items():
            stage = name
            check(entity)
    except Exception as failure:  # whatever the SDK raises is its complaint
        return {"file": str(path), "stage": stage, "message": f"{type(failure).__name__}: {failure}"}
    return {"file": str(path), "stage": None, "message": ""}


def main():
    logging.disable(logging.CRITICAL)
    print(json.dumps([examine(pathlib.Path(name)) for name in sys.argv[1:]], indent=1))


if __name__ == "__main__":
    main()
