"""Reads from an MLflow server with MLflow's own client: a JSON list [call, arguments...] a line in, a JSON object a line out."""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

import mlflow
from mlflow.tracking import MlflowClient

mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"])
client = MlflowClient()


def artifacts(run_id):
    """Path -> [bytes, SHA-256], as downloaded."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(mlflow.artifacts.download_artifacts(run_id=run_id, dst_path=folder))
        for path in sorted(root.rglob("*")):
            if path.is_file():
                with open(path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                found[path.relative_to(root).as_posix()] = [path.stat().st_size, digest]
    return found


def history(run):
    return {
        key: [[point.step, point.value, point.timestamp] for point in client.get_metric_history(run.info.run_id, key)]
        for key in run.data.metrics
    }


def datasets(run):
    return [
        {
            "name": each.dataset.name,
            "digest": each.dataset.digest,
            "source_type": each.dataset.source_type,
            "source": json.loads(each.dataset.source),
            "schema": json.loads(each.dataset.schema),
            "profile": json.loads(each.dataset.profile),
            "tags": {tag.key: tag.value for tag in each.tags},
        }
        for each in run.inputs.dataset_inputs
    ]


def whole(run_id, files=True):
    run = client.get_run(run_id)
    info = run.info
    return {
        "id": info.run_id,
        "name": info.run_name,
        "status": info.status,
        "start": info.start_time,
        "end": info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": history(run),
        "inputs": datasets(run),
        "artifacts": artifacts(run_id) if files and client.list_artifacts(run_id) else {},
    }


def experiment_id(name):
    return client.get_experiment_by_name(name).experiment_id


def run_ids(name):
    return [run.info.run_id for run in client.search_runs([experiment_id(name)], max_results=1000, order_by=["start_time"])]


CALLS = {
    "run": whole,
    "runs": lambda name, files=True: [whole(run_id, files) for run_id in run_ids(name)],
    "experiments": lambda name: [each.name for each in client.search_experiments() if each.name == name],
    "make_run": lambda name: client.create_run(client.create_experiment(name)).info.run_id,
    "delete_experiment": lambda name: client.delete_experiment(client.create_experiment(name)),
}

for line in sys.stdin:
    call, *arguments = json.loads(line)
    try:
        answer = {"value": CALLS[call](*arguments)}
    except Exception as problem:  # told to the test, which fails with it
        answer = {"error": f"{type(problem).__name__}: {problem}"}
    print(json.dumps(answer), flush=True)
