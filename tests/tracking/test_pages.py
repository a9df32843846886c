"""MLflow's own pages of what shoal logs and registers. Each is kept as a picture in BUILD/mlflow-pages, to be looked at."""

import json
import shutil
import urllib.parse

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium (scripts/install-deps.sh --tests brings it)")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture
def page_of(browser, server, build_dir):
    """page_of(name of the picture, address below the server, words to wait for) -> the page's text."""
    folder = build_dir / "mlflow-pages"
    folder.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 2000, "height": 1100})
    page = context.new_page()

    def show(name, address, words):
        page.goto(f"{server.uri}/#/{address}")
        for word in words:
            page.get_by_text(word).first.wait_for(timeout=60_000)
        page.wait_for_timeout(500)  # charts move into place
        page.screenshot(path=folder / f"{name}.png")
        return page.inner_text("body")

    yield show
    context.close()


def test_runs_comparison_and_model(tracked, server, reader, shoal, page_of, tmp_path):
    assert shoal("generate", "retail", "-o", tmp_path / "orders.csv", "--customers", "800").returncode == 0
    assert shoal("prepare", tmp_path / "orders.csv", "-o", tmp_path / "features.csv").returncode == 0
    where = ["--mlflow", server.uri, "--mlflow-experiment", "pages"]
    for seed in ("1", "2"):
        process = tracked("segment", "orders.csv", "-o", "run", "--seed", seed, *where, "--register", "page customers", "--alias", "champion")
        assert process.returncode == 0, process.stderr
    process = tracked("sweep", "features.csv", "-k", "2..8", "--prepare", "log1p,standardise",
                      "--columns", "recency_days,frequency,total_spend", *where)
    assert process.returncode == 0, process.stderr
    runs = reader.ask("runs", "pages", False)
    experiment = json.loads((tmp_path / "run" / "tracking.json").read_text())["experiment_id"]
    children = [run["id"] for run in runs if run["name"].startswith("k=")]
    main = next(run["id"] for run in runs if run["name"].startswith("segment"))
    assert len(children) == 7

    page_of("runs", f"experiments/{experiment}/runs?workflowType=machine_learning", ["segment orders.csv", "sweep features.csv"])
    query = urllib.parse.urlencode({"runs": json.dumps(children), "experiments": json.dumps([experiment])})
    text = page_of("comparison-of-k", f"compare-runs?{query}", ["silhouette", "davies_bouldin", "k=8"])
    assert "inertia" in text
    page_of("run", f"experiments/{experiment}/runs/{main}", ["segment orders.csv", "silhouette"])
    page_of("run-charts", f"experiments/{experiment}/runs/{main}/model-metrics", ["per_k"])
    text = page_of("model", "models/page%20customers", ["page customers", "Version 2"])
    assert "champion" in text
    text = page_of("version", "models/page%20customers/versions/2", ["metric.inertia", "Inputs (3)", "Outputs (3)"])
    assert "shoal.input.sha256" in text
