"""Runs in the environment with MLflow and ONNX Runtime: one task as JSON from standard input, its answer to standard output.

A process of its own for several models at once, because importing these packages takes seconds.
"""

import json
import sys


def check(files):
    """The checker of ONNX on each file, and what the file says of itself."""
    import onnx

    answers = []
    for file in files:
        model = onnx.load(file)
        onnx.checker.check_model(model, full_check=True)
        answers.append({
            "ir": model.ir_version,
            "opsets": {entry.domain: entry.version for entry in model.opset_import},
            "operators": sorted({node.op_type for node in model.graph.node}),
            "outputs": [output.name for output in model.graph.output],
            "metadata": {entry.key: entry.value for entry in model.metadata_props},
        })
    return answers


def label(items):
    """ONNX Runtime on rows of a .npy file: labels and distances, or how it refused. All rows at once."""
    import numpy
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)
    answers = []
    for item in items:
        session = onnxruntime.InferenceSession(item["file"], providers=["CPUExecutionProvider"])
        try:
            found = dict(zip([o.name for o in session.get_outputs()], session.run(None, {"features": numpy.load(item["rows"])})))
            answers.append({name: values.tolist() for name, values in found.items()})
        except Exception as refusal:
            answers.append({"refused": str(refusal)})
    return answers


def outcome(action):
    """What a call gives: a table by column, or its error."""
    try:
        return {"table": action().to_dict("list")}
    except Exception as refusal:
        return {"refused": str(refusal)}


def pyfunc(folder, table):
    """mlflow.pyfunc on a table of features in several shapes."""
    import mlflow
    import pandas

    model = mlflow.pyfunc.load_model(folder)
    frame = pandas.read_csv(table).astype("float64")
    gap = frame.copy()
    gap.iloc[1, 0] = float("nan")
    shapes = {
        "plain": frame,
        "reversed": frame[frame.columns[::-1]],
        "extra": frame.assign(another=1.0),
        "missing": frame.drop(columns=frame.columns[0]),
        "renamed": frame.rename(columns={frame.columns[0]: "another"}),
        "gap": gap,
        "infinite": gap.fillna(float("inf")),
        "integers": frame.round().astype("int64"),
        "none": frame.head(0),
    }
    return {name: outcome(lambda: model.predict(shape)) for name, shape in shapes.items()}


def described(folders):
    """Model folders as MLflow reads them: names of the signature, and the input example scored."""
    import mlflow

    answers = []
    for folder in folders:
        model = mlflow.pyfunc.load_model(folder)
        example = model.metadata.load_input_example(folder)
        answers.append({
            "inputs": [[column.name, str(column.type)] for column in model.metadata.signature.inputs],
            "outputs": [[column.name, str(column.type)] for column in model.metadata.signature.outputs],
            "example": example.to_dict("split")["data"],
            "scored": model.predict(example).to_dict("list"),
            "serving": json.loads(model.metadata.get_serving_input(folder)),
        })
    return answers


if __name__ == "__main__":
    task = json.load(sys.stdin)
    answer = {f.__name__: f for f in (check, label, pyfunc, described)}[task.pop("task")](**task)
    json.dump(answer, sys.stdout)
