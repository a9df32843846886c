"""Models of shoal, and the process that reads them with the packages of others."""

import csv
import json
import os
import pathlib
import subprocess
import sys

import numpy
import pytest

from number_table import write_table

WORKER = pathlib.Path(__file__).with_name("worker.py")


@pytest.fixture(scope="session")
def mlflow_python():
    """The Python with MLflow, ONNX and ONNX Runtime: the environment beside this one."""
    python = pathlib.Path(sys.prefix).parent / "mlflow" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{python} is not there: scripts/install-deps.sh --tests brings it")
    return python


@pytest.fixture(scope="session")
def others(mlflow_python):
    """others("task", argument=...) -> the answer of worker.py."""

    def run(task, **arguments):
        process = subprocess.run([mlflow_python, WORKER], input=json.dumps({"task": task, **arguments}), capture_output=True,
                                 text=True, timeout=300, check=False, env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"})
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout)

    return run


class Scored:
    """A fitted model, a table to score, and what `shoal predict` says of it."""

    def __init__(self, folder, rows, table):
        self.folder, self.rows, self.table = folder, rows, table
        self.file = folder / "model.onnx"
        self.description = json.loads((folder / "model.json").read_text())
        self.labels = self.distance = self.margin = None

    def read_prediction(self, path):
        with open(path, newline="") as file:
            found = list(csv.DictReader(file))
        self.labels = numpy.array([int(row["label"]) for row in found])
        self.distance = numpy.array([float(row["distance"]) for row in found])
        self.margin = numpy.array([float(row["margin"]) for row in found])

    @property
    def rounding(self):
        """How far a distance of the graph can lie from shoal's, for each row.

        Both round the prepared values (within an ulp of each other, by the logarithm and the length) and the chain of d
        differences and squares: each a few ulps of what it works on, which is at most the row's distance and the centroids'
        size. Where a step takes away a centre that is large beside the spread it divides by, ulps of before grow so.
        """
        columns = self.description["preparation"]["columns"]
        ulp = 2.0**-23 if self.description["scalar"] == "float32" else 2.0**-52
        size = numpy.abs(numpy.load(self.folder / "centroids.npy")).max()
        growth = 1.0
        for step in self.description["preparation"]["fitted"]:
            pairs = zip(step["first"], step["second"])
            growth *= 1.0 + max((abs(first / second) for first, second in pairs if second != 0.0), default=0.0)
        growth = max(1.0, growth * 2.0**-52 / ulp) if ulp > 2.0**-52 else growth
        return 8.0 * (len(columns) + 2) * ulp * growth * (self.distance + len(columns) ** 0.5 * size)


@pytest.fixture(scope="session")
def scored(shoal, tmp_path_factory):
    """scored(rows, *options of fit) -> Scored; columns are a, b, c ..."""

    def fit(rows, *options, names=None):
        folder = tmp_path_factory.mktemp("onnx")
        names = names or [chr(ord("a") + j) if rows.shape[1] <= 26 else f"c{j}" for j in range(rows.shape[1])]
        table = folder / "table.csv"
        write_table(table, names, rows)
        numpy.save(folder / "rows.npy", rows)
        process = shoal("fit", table, "-o", folder / "model", "--silhouette", "off", "--quiet", *options)
        assert process.returncode == 0, process.stderr
        made = Scored(folder / "model", folder / "rows.npy", table)
        dtype = made.description["scalar"]
        process = shoal("predict", folder / "model", table, "-o", folder / "scored.csv", "--quiet", "--dtype", dtype)
        assert process.returncode == 0, process.stderr
        made.read_prediction(folder / "scored.csv")
        return made

    return fit
