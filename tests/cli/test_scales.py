"""Numbers of very different or awkward sizes, through the program: right, or refused in words."""

import json

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")
from scipy.spatial import distance  # noqa: E402
from sklearn import metrics  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402


def run(shoal, *arguments):
    """The JSON of a command that succeeds."""
    done = shoal(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(shoal, *arguments):
    done = shoal(*arguments)
    assert done.returncode in (1, 2, 3, 4), (done.returncode, done.stderr)
    assert "  do " in done.stderr, done.stderr
    return done.stderr


def blobs(rows=300, k=3, d=3, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.arange(rows) % k
    return 6.0 * labels[:, None] + rng.normal(size=(rows, d)), labels


def save_labels(path, labels):
    np.savetxt(path, labels, fmt="%d", header="label", comments="")
    return path


@pytest.mark.parametrize("unit", ["5e-324", "1e-300", "1e300"])
def test_weights_of_any_size_cluster(shoal, tmp_path, unit):
    (tmp_path / "w.csv").write_text("x,w\n" + "".join(f"{x},{unit}\n" for x in (1.0, 2.0, 10.0, 11.0)))
    found = run(shoal, "fit", tmp_path / "w.csv", "--weights", "w", "-k", "2", "--prepare", "none")
    assert found["sizes"] == [2, 2]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("giant", [1e6, 1e9, 1e12, 1e15])
def test_the_inertia_beside_a_giant_is_that_of_scikit_learn(shoal, tmp_path, giant, dtype):
    x, _ = blobs()
    wanted = KMeans(3, n_init=20, tol=0, random_state=0).fit(x).inertia_
    np.save(tmp_path / "x.npy", np.vstack([x, np.full((1, 3), giant)]))
    found = run(shoal, "fit", tmp_path / "x.npy", "-k", "4", "--prepare", "none", "--dtype", dtype)
    assert found["inertia"] == pytest.approx(wanted, rel=1e-5)


def test_weights_far_apart_give_the_inertia_of_scikit_learn(shoal, tmp_path):
    x, _ = blobs(300, 4, 2)
    weights = np.ones(300)
    weights[7] = 1e12
    wanted = min(KMeans(5, n_init=20, tol=0, random_state=s).fit(x, sample_weight=weights).inertia_ for s in range(3))
    np.savetxt(tmp_path / "w.csv", np.c_[x, weights], delimiter=",", header="a,b,w", comments="", fmt="%.17g")
    found = run(shoal, "fit", tmp_path / "w.csv", "--weights", "w", "-k", "5", "--prepare", "none")
    assert found["inertia"] <= wanted * (1 + 1e-5)


@pytest.mark.parametrize("unit", [1e154, 1e-162, 1e300])
def test_silhouettes_have_no_unit(shoal, tmp_path, unit):
    x, labels = blobs()
    np.save(tmp_path / "x.npy", x * unit)
    save_labels(tmp_path / "l.csv", labels)
    found = run(shoal, "evaluate", tmp_path / "x.npy", "--labels", tmp_path / "l.csv", "--dtype", "float64", "--prepare", "none")
    assert found["silhouette"] == pytest.approx(metrics.silhouette_score(x, labels), abs=1e-6)
    assert found["davies_bouldin"] == pytest.approx(metrics.davies_bouldin_score(x, labels), rel=1e-6)


def silhouette_of_differences(x, labels):
    """scikit-learn's own distances come from products, which an offset of 1e8 leaves nothing of; SciPy subtracts first."""
    return metrics.silhouette_score(distance.cdist(x, x), labels, metric="precomputed")


@pytest.mark.parametrize("offset", [1e8, 1.7e9, -1e12])
def test_double_precision_is_taken_where_single_is_too_short(shoal, tmp_path, offset):
    x, labels = blobs(400, 2, 2)
    x = x + offset
    np.save(tmp_path / "x.npy", x)
    save_labels(tmp_path / "l.csv", labels)
    arguments = ("evaluate", tmp_path / "x.npy", "--labels", tmp_path / "l.csv", "--prepare", "none")
    found = run(shoal, *arguments)
    assert found["silhouette"] == pytest.approx(silhouette_of_differences(x, labels), abs=1e-6)
    assert any("float64" in warning and "x0" in warning for warning in found["warnings"])
    asked = run(shoal, *arguments, "--dtype", "float32")
    assert any("single precision was asked for" in warning for warning in asked["warnings"])
    # Means are taken off in double: standardised, it is as usual.
    assert not run(shoal, *arguments[:-1], "standardise")["warnings"]
    fitted = run(shoal, "fit", tmp_path / "x.npy", "-k", "2", "--prepare", "none", "-o", tmp_path / "model")
    assert fitted["inertia"] == pytest.approx(KMeans(2, n_init=5, tol=0, random_state=0).fit(x).inertia_, rel=1e-5)
    assert json.loads((tmp_path / "model/model.json").read_text())["scalar"] == "float64"


@pytest.mark.parametrize("step", ["standardise", "min-max", "robust"])
def test_sums_of_shares_carry_nothing(shoal, tmp_path, step):
    rng = np.random.default_rng(1)
    truth = np.arange(400) % 2
    shares = rng.random((400, 60))
    shares /= shares.sum(axis=1)[:, None]
    totals = [np.array([sum(row[np.random.default_rng(j).permutation(60)].tolist()) for row in shares]) for j in range(6)]
    assert any(len(set(total)) > 1 for total in totals)
    x = np.c_[(2.0 * truth + rng.normal(scale=0.3, size=400)), np.array(totals).T]
    names = "spend," + ",".join(f"total_{j}" for j in range(6))
    np.savetxt(tmp_path / "x.csv", x, delimiter=",", header=names, comments="", fmt="%.17g")
    done = run(shoal, "fit", tmp_path / "x.csv", "-k", "2", "--prepare", step, "--labels", tmp_path / "l.csv")
    labels = np.genfromtxt(tmp_path / "l.csv", delimiter=",", names=True)["label"]
    assert metrics.adjusted_rand_score(truth, labels) > 0.95
    assert any("total_0" in warning and "constant" in warning for warning in done["warnings"])


def test_predict_finds_the_nearest_centroid_however_far(shoal, tmp_path):
    np.save(tmp_path / "x.npy", np.array([[0.0], [1.0], [1e18]]))
    np.save(tmp_path / "q.npy", np.array([[3e19], [-3e19], [2e19], [1e30]]))
    run(shoal, "fit", tmp_path / "x.npy", "-k", "2", "--prepare", "none", "--dtype", "float32", "-o", tmp_path / "m")
    done = shoal("predict", tmp_path / "m", tmp_path / "q.npy", "-o", "-")
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.split()]
    label, distance = rows[0].index("label"), rows[0].index("distance")
    assert [row[label] for row in rows[1:]] == ["1", "0", "1", "1"]
    assert float(rows[1][distance]) == pytest.approx(2.9e19, rel=1e-6)


def test_predict_of_many_columns(shoal, tmp_path):
    """20,000 columns, twice: names are matched in linear time (it took 16 s)."""
    rng = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", rng.random((40, 20_000)))
    run(shoal, "fit", tmp_path / "x.npy", "-k", "2", "-o", tmp_path / "m", "--silhouette", "off")
    done = shoal("predict", tmp_path / "m", tmp_path / "x.npy", "-o", tmp_path / "p.csv", timeout=60)
    assert done.returncode == 0, done.stderr


def test_one_cluster_and_thirty_thousand_are_answers(shoal, tmp_path):
    rng = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", rng.random((60_000, 2)))
    truth = np.arange(60_000) % 30_000
    save_labels(tmp_path / "many.csv", truth)
    save_labels(tmp_path / "other.csv", rng.permutation(truth))
    save_labels(tmp_path / "one.csv", np.zeros(60_000))
    many = run(shoal, "evaluate", tmp_path / "x.npy", "--labels", tmp_path / "many.csv", "--silhouette", "off",
               "--truth", tmp_path / "other.csv")
    other = np.loadtxt(tmp_path / "other.csv", skiprows=1)
    assert many["adjusted_rand"] == pytest.approx(metrics.adjusted_rand_score(other, truth), abs=1e-12)
    assert any("Davies-Bouldin" in warning for warning in many["warnings"])
    one = run(shoal, "evaluate", tmp_path / "x.npy", "--labels", tmp_path / "one.csv", "--truth", tmp_path / "many.csv")
    assert one["adjusted_rand"] == 0.0
    assert any("only one" in warning for warning in one["warnings"])


def test_what_vanishes_in_single_precision_is_refused_or_computed_in_double(shoal, tmp_path):
    x, _ = blobs()
    np.save(tmp_path / "x.npy", x * 1e-25)
    wanted = KMeans(3, n_init=5, tol=0, random_state=0).fit(x).inertia_
    by_itself = run(shoal, "fit", tmp_path / "x.npy", "-k", "3", "--prepare", "none")
    assert by_itself["inertia"] == pytest.approx(wanted * 1e-50, rel=1e-5)
    assert "float64" in refused(shoal, "fit", tmp_path / "x.npy", "-k", "3", "--prepare", "none", "--dtype", "float32")


def test_a_model_is_the_same_bytes_on_every_simd_target(shoal, tmp_path):
    x, _ = blobs(500, 4, 5)
    np.save(tmp_path / "x.npy", x)
    models = []
    for target in ("cpu", "cpu:scalar", "cpu:sse4"):
        run(shoal, "fit", tmp_path / "x.npy", "-k", "4", "--device", target, "-o", tmp_path / target)
        models.append((tmp_path / target / "model.json").read_bytes())
    assert len(set(models)) == 1


def test_sampled_silhouettes_are_marked_and_lie_within_their_errors(shoal, tmp_path):
    x, labels = blobs(6000, 4, 3)
    x *= 0.4
    np.save(tmp_path / "x.npy", x)
    save_labels(tmp_path / "l.csv", labels)
    arguments = ("evaluate", tmp_path / "x.npy", "--labels", tmp_path / "l.csv", "--prepare", "none")
    exact = run(shoal, *arguments)["silhouette"]
    found = run(shoal, *arguments, "--silhouette", "sample:800")
    assert found["silhouette_rows"] == 800
    assert abs(found["silhouette"] - exact) < 4 * found["silhouette_standard_error"]
    assert any("estimates from 800 random rows" in warning for warning in found["warnings"])
    assert run(shoal, *arguments, "--silhouette", "sample:800") | {"timings": 0} == found | {"timings": 0}
    all_rows = run(shoal, *arguments, "--silhouette", "sample:100000")
    assert "silhouette_rows" not in all_rows and all_rows["silhouette"] == pytest.approx(exact, abs=1e-9)
    assert shoal(*arguments, "--silhouette", "sample:x").returncode == 2
    assert shoal(*arguments, "--silhouette", "smaple:20").returncode == 2


@pytest.mark.parametrize("kind", ["csv", "npy", "parquet"])
def test_whole_numbers_that_double_precision_rounds_are_a_warning(shoal, tmp_path, kind):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    def warned(values):
        path = tmp_path / f"table.{kind}"
        if kind == "csv":
            np.savetxt(path, values, fmt="%d" if values.dtype.kind == "i" else "%.17g", header="code,b", comments="", delimiter=",")
        elif kind == "npy":
            np.save(path, values)
        else:
            parquet.write_table(pa.table({"code": values[:, 0], "b": values[:, 1]}), path)
        return "of 2^53 and more" in " ".join(run(shoal, "fit", path, "-k", 2)["warnings"])

    near = np.array([[0, 1], [1, 2], [2**53 - 1, 3], [1 - 2**53, 4]], dtype=np.int64)
    assert not warned(near)
    assert not warned(near.astype(float) * 1e20)
    near[2, 0] += 2
    assert warned(near)
