"""ONNX Runtime and shoal give the same labels, for every step of a preparation and every kind of model."""

import json

import numpy
import pytest

from number_table import write_table

RECIPES = [
    "none", "log1p", "log1p,standardise", "log1p@a+c,standardise", "standardise", "min-max", "robust", "winsorise:0.05,min-max",
    "winsorise:0.1@b,robust@a,min-max@c", "standardise,winsorise:0.02", "unit-length", "standardise,unit-length",
    "unit-length@a+b,standardise", "drop-z:2,standardise", "drop-iqr:1.5@a,robust", "impute,log1p,standardise",
    "impute@b,log1p@a,impute@a,standardise",
]


def random_rows(seed, n, d):
    """Skewed values above 0 of very different sizes, with a constant column where there are four or more."""
    random = numpy.random.default_rng(seed)
    rows = numpy.exp(random.normal(random.uniform(-6, 6, d), random.uniform(0.2, 2, d), (n, d)))
    if d >= 4:
        rows[:, 3] = 7.25
    return rows


def with_gaps(rows, columns, seed):
    holes = numpy.random.default_rng(seed).random(rows.shape) < 0.1
    holes[:, [j for j in range(rows.shape[1]) if j not in columns]] = False
    return numpy.where(holes, numpy.nan, rows)


def models(scored):
    """Every recipe in single and double precision; then widths, numbers of clusters, cosine, and a lattice full of ties."""
    for seed, recipe in enumerate(RECIPES):
        rows = random_rows(seed, 300, 4)
        if recipe.startswith("impute"):
            rows = with_gaps(rows, range(4) if recipe.startswith("impute,") else [1], seed)
        for dtype in ("float32", "float64"):
            yield f"{recipe} {dtype}", scored(rows, "--prepare", recipe, "-k", "5", "--dtype", dtype)
    for d in (1, 2, 16, 17, 40):
        for dtype in ("float32", "float64"):
            yield f"d={d} {dtype}", scored(random_rows(d, 300, d), "-k", "7", "--prepare", "log1p,standardise", "--dtype", dtype)
    for k in (1, 2, 60):
        yield f"k={k}", scored(random_rows(k, 300, 3), "-k", k)
    for recipe in ("none", "standardise"):
        yield f"cosine {recipe}", scored(random_rows(5, 300, 6), "-k", "4", "--metric", "cosine", "--prepare", recipe)
    lattice = numpy.random.default_rng(9).integers(0, 4, (2000, 3)) * 0.1
    yield "lattice", scored(lattice, "-k", "8", "--prepare", "none")


@pytest.fixture(scope="module")
def fitted(scored):
    return dict(models(scored))


def test_the_checker_of_onnx_finds_nothing(fitted, others):
    answers = others("check", files=[str(model.file) for model in fitted.values()])
    for model, found in zip(fitted.values(), answers):
        assert (found["ir"], found["opsets"]) == (8, {"": 18})
        assert found["outputs"] == ["label", "distance"]
        metadata = found["metadata"]
        assert metadata["algorithm"] == "kmeans" and int(metadata["k"]) == model.description["centroids"]["rows"]
        assert json.loads(metadata["feature_names"]) == model.description["preparation"]["columns"]


def test_labels_and_distances_are_those_of_shoal(fitted, others, record_property):
    items = [{"file": str(model.file), "rows": str(model.rows)} for model in fitted.values()]
    rows = differing = 0
    widest = 0.0
    for (name, model), found in zip(fitted.items(), others("label", items=items)):
        assert "refused" not in found, (name, found)
        labels = numpy.array(found["label"])
        assert numpy.all(numpy.abs(numpy.array(found["distance"]) - model.distance) <= model.rounding), name
        other = labels != model.labels
        # Only a row that lies equally near to two centroids within rounding may go to the other one.
        assert numpy.all(model.margin[other] <= 2.0 * model.rounding[other]), (name, model.margin[other])
        rows += len(labels)
        differing += int(other.sum())
        widest = max([widest, *model.margin[other]])
        if name != "lattice":
            assert not other.any(), (name, model.margin[other])
    said = f"{differing} of {rows} labels differ, all within rounding of two centroids; the widest margin is {widest:.2g}"
    record_property("near_ties", said)
    print(said)


def bad_rows():
    """Recipe, rows that shoal refuses one by one, and a word of its message."""
    nan, infinity = float("nan"), float("inf")
    good = [1.0, 2.0, 3.0, 4.0]

    def row(**changes):
        return [changes.get(name, value) for name, value in zip("abcd", good)]

    yield "none", [row(a=nan), row(d=nan)]
    for recipe in ("none", "winsorise:0.05", "impute,standardise", "min-max"):
        yield recipe, [row(b=infinity), row(c=-infinity)]
    yield "winsorise:0.05,standardise", [row(c=nan)]
    yield "drop-z:3@a,impute,standardise", [row(a=nan)]
    yield "impute@a,standardise", [row(b=nan)]
    yield "log1p,impute", [row(a=-1.0), row(b=-2.5), row(c=nan)]
    yield "log1p@b,standardise", [row(b=-1.0)]
    yield "unit-length", [[0.0, 0.0, 0.0, 0.0]]
    yield "unit-length@a+b", [row(a=0.0, b=0.0)]
    yield "standardise", [row(a=1e300)]  # beyond single precision


def test_what_shoal_refuses_the_graph_refuses(scored, others, shoal, tmp_path):
    items, names = [], []
    for recipe, rows in bad_rows():
        model = scored(random_rows(1, 300, 4)[:, :4] + 0.5, "--prepare", recipe, "-k", "3")
        for row in rows:
            table = tmp_path / f"{len(items)}.csv"
            write_table(table, "abcd", [[1.0, 2.0, 3.0, 4.0], row])
            process = shoal("predict", model.folder, table, "-o", tmp_path / "out.csv")
            assert process.returncode == 3, (recipe, row, process.stderr)
            numpy.save(table.with_suffix(".npy"), numpy.array([[1.0, 2.0, 3.0, 4.0], row]))
            items.append({"file": str(model.file), "rows": str(table.with_suffix(".npy"))})
            names.append((recipe, row))
    for name, found in zip(names, others("label", items=items)):
        assert "REFUSED_a_value_is_missing_or_not_finite" in found.get("refused", ""), (name, found)


def test_values_that_only_some_columns_may_have(scored, others, shoal, tmp_path):
    """-2 where log1p does not look, a gap where impute does."""
    model = scored(random_rows(2, 300, 3), "--prepare", "impute@c,log1p@a,standardise", "-k", "3")
    rows = numpy.array([[1.0, -2.0, float("nan")], [0.0, 5.0, 1.0]])
    write_table(tmp_path / "some.csv", "abc", rows)
    numpy.save(tmp_path / "some.npy", rows)
    process = shoal("predict", model.folder, tmp_path / "some.csv", "-o", tmp_path / "out.csv")
    assert process.returncode == 0, process.stderr
    model.read_prediction(tmp_path / "out.csv")
    [found] = others("label", items=[{"file": str(model.file), "rows": str(tmp_path / "some.npy")}])
    assert found["label"] == model.labels.tolist()


def test_export_writes_the_graph_alone(scored, shoal, tmp_path):
    model = scored(random_rows(3, 100, 2), "-k", "3")
    process = shoal("export", model.folder, "--format", "onnx", "-o", tmp_path / "alone.onnx")
    assert process.returncode == 0 and process.stdout == ""
    assert (tmp_path / "alone.onnx").read_bytes() == model.file.read_bytes()
    process = shoal("export", model.folder, "--format", "pmml", "-o", tmp_path / "x")
    assert process.returncode == 2 and "onnx" in process.stderr
    process = shoal("export", tmp_path, "-o", tmp_path / "x")
    assert process.returncode == 4 and not (tmp_path / "x").exists()
