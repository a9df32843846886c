"""What --weights counts in: a row of weight 3 is three rows, or is refused in words."""

import json

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")
from sklearn import metrics  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

SEED = np.random.SeedSequence().entropy  # other data each time; a failure names it


def table(rng, rows=240):
    groups = np.arange(rows) % 3
    x = np.exp(rng.normal(size=(rows, 3))) * [1.0, 50.0, 0.01] + 4.0 * groups[:, None] * [1.0, 50.0, 0.01]
    return x, rng.integers(0, 5, size=rows).astype(float)


def save(path, x, weights=None):
    columns = [*x.T] + ([] if weights is None else [weights])
    names = ["a", "b", "c", "w"][: len(columns)]
    np.savetxt(path, np.column_stack(columns), fmt="%.17g", delimiter=",", header=",".join(names), comments="")
    return path


def fit(shoal, *arguments):
    done = shoal("fit", *arguments, "-k", "3", "--dtype", "float64", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def steps_of(folder):
    return json.loads((folder / "model.json").read_text())["preparation"]


@pytest.mark.parametrize("prepare", ["standardise", "min-max", "robust", "winsorise:0.05,standardise",
                                     "drop-z:2,standardise", "drop-iqr:1.5,standardise", "log1p,robust"])
def test_whole_weights_are_repeated_rows(shoal, tmp_path, prepare):
    x, weights = table(np.random.default_rng(SEED))
    copies = np.repeat(x, weights.astype(int), axis=0)
    own = fit(shoal, save(tmp_path / "w.csv", x, weights), "--weights", "w", "--prepare", prepare,
              "-o", tmp_path / "weighted")
    other = fit(shoal, save(tmp_path / "r.csv", copies), "--prepare", prepare, "-o", tmp_path / "repeated")
    assert steps_of(tmp_path / "weighted") == steps_of(tmp_path / "repeated"), SEED
    for name in ("inertia", "silhouette", "share_negative", "calinski_harabasz", "davies_bouldin"):
        assert own["metrics"][name] == pytest.approx(other["metrics"][name], rel=1e-6), (name, SEED)
    documents = [json.loads((tmp_path / n / "model.json").read_text())["reference"] for n in ("weighted", "repeated")]
    if "drop" not in prepare:
        assert documents[0]["rows"] == documents[1]["rows"] == len(copies)
    for a, b in zip(documents[0]["inputs"], documents[1]["inputs"]):
        assert a["counts"] == b["counts"] and a["edges"] == pytest.approx(b["edges"]), SEED
    # Clusters are numbered by rows of the table.
    assert sorted(documents[0]["shares"]) == pytest.approx(sorted(documents[1]["shares"])), SEED


def test_any_weights_standardise_as_scikit_learn(shoal, tmp_path):
    rng = np.random.default_rng(SEED)
    x, _ = table(rng)
    weights = rng.exponential(size=len(x)) * 1e-3
    found = fit(shoal, save(tmp_path / "w.csv", x, weights), "--weights", "w", "-o", tmp_path / "model",
                "--labels", tmp_path / "labels.csv")
    scaler = StandardScaler().fit(x, sample_weight=weights)
    step = steps_of(tmp_path / "model")["fitted"][0]
    assert step["first"] == pytest.approx(scaler.mean_, rel=1e-13), SEED
    assert step["second"] == pytest.approx(np.sqrt(scaler.var_), rel=1e-12), SEED
    assert not {"silhouette", "calinski_harabasz"} & set(found["metrics"])
    assert any("weights" in warning and "left out" in warning for warning in found["warnings"]), found["warnings"]
    labels = np.loadtxt(tmp_path / "labels.csv", skiprows=1).astype(int)
    z = scaler.transform(x)
    spread = sum(
        weights[labels == c] @ ((z[labels == c] - np.average(z[labels == c], axis=0, weights=weights[labels == c])) ** 2).sum(1)
        for c in range(3))
    assert found["inertia"] == pytest.approx(spread, rel=1e-5), SEED


def test_what_counts_rows_is_refused_for_parts_of_rows(shoal, tmp_path):
    x, weights = table(np.random.default_rng(1))
    path = save(tmp_path / "w.csv", x, weights + 0.5)
    for more in (["--prepare", "robust"], ["--prepare", "winsorise:0.1"], ["--silhouette", "on"],
                 ["--silhouette", "sample:50"]):
        done = shoal("fit", path, "--weights", "w", "-k", "3", *more)
        assert done.returncode in (1, 2, 3, 4), more
        assert "whole weights" in done.stderr and "  do " in done.stderr, done.stderr


def test_held_out_rows_have_weights_too(shoal, tmp_path):
    rng = np.random.default_rng(SEED)
    x, weights = table(rng)
    y, held = table(rng)
    train = save(tmp_path / "w.csv", x, weights)
    own = fit(shoal, train, "--weights", "w", "--test", save(tmp_path / "t.csv", y, held))
    other = fit(shoal, save(tmp_path / "rx.csv", np.repeat(x, weights.astype(int), axis=0)), "--test",
                save(tmp_path / "ry.csv", np.repeat(y, held.astype(int), axis=0)))
    for name in ("inertia", "silhouette", "calinski_harabasz", "davies_bouldin"):
        assert own["test_metrics"][name] == pytest.approx(other["test_metrics"][name], rel=1e-6), (name, SEED)
    done = shoal("fit", train, "--weights", "w", "-k", "3", "--test", save(tmp_path / "n.csv", y))
    assert done.returncode != 0 and '"w"' in done.stderr, done.stderr


def test_davies_bouldin_of_scikit_learn_on_repeated_rows(shoal, tmp_path):
    x, weights = table(np.random.default_rng(SEED))
    found = fit(shoal, save(tmp_path / "w.csv", x, weights), "--weights", "w", "--prepare", "none", "--labels",
                tmp_path / "labels.csv")
    times = weights.astype(int)
    labels = np.repeat(np.loadtxt(tmp_path / "labels.csv", skiprows=1).astype(int), times)
    copies = np.repeat(x, times, axis=0)
    for name, score in (("silhouette", metrics.silhouette_score), ("davies_bouldin", metrics.davies_bouldin_score),
                        ("calinski_harabasz", metrics.calinski_harabasz_score)):
        assert found["metrics"][name] == pytest.approx(score(copies, labels), rel=1e-6), (name, SEED)
