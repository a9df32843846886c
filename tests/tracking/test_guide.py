"""The guide's commands, as they stand there, and what MLflow's pages then show."""

import json
import re
import shlex

import pytest


@pytest.fixture(scope="module")
def guide(source_dir):
    return (source_dir / "docs" / "guide" / "tracking.md").read_text()


def commands(text):
    """The indented lines of a page."""
    return re.findall(r"^    (\S.*)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def followed(guide, shoal, server, tmp_path_factory):
    """The folder in which every shoal command of the guide was run in turn."""
    from mlflow_server import plain_environment

    folder = tmp_path_factory.mktemp("guide")
    lines = [line for line in commands(guide) if line.startswith("shoal ")]
    assert len(lines) >= 6
    for line in lines:
        process = shoal(*shlex.split(line)[1:], cwd=folder, env=plain_environment() | {"MLFLOW_TRACKING_URI": server.uri})
        assert process.returncode == 0 and "MLflow" not in process.stderr, line + "\n" + process.stderr
    return folder


def test_the_guide_s_server_is_the_tested_one(guide, server):
    [line] = [line for line in commands(guide) if line.startswith("mlflow server ")]
    options = {word for word in shlex.split(line) if word.startswith("--")}
    assert options <= {str(word) for word in server.process.args}
    [install] = [line for line in commands(guide) if line.startswith("pip install ")]
    assert install.split("==")[1] == "3.17.2"


def test_the_guide_s_runs_are_there(followed, reader):
    runs = reader.ask("runs", "customers", False)
    parents = sorted(run["name"] for run in runs if "mlflow.parentRunId" not in run["tags"])
    assert parents == ["fit features.parquet", "segment sample.csv", "sweep features.parquet"]
    assert sorted(run["name"] for run in runs if "mlflow.parentRunId" in run["tags"]) == [f"k={k}" for k in range(2, 9)]
    assert {run["status"] for run in runs} == {"FINISHED"}


@pytest.mark.browser
def test_mlflow_s_pages_show_them(followed, reader, server, browser, build_dir):
    """Screenshots of what a user sees go to build/.../tracking-pages."""
    folder = build_dir / "tracking-pages"
    folder.mkdir(exist_ok=True)
    runs = {run["name"]: run for run in reader.ask("runs", "customers", False)}
    told = json.loads((followed / "sweep" / "tracking.json").read_text())
    children = json.dumps([runs[f"k={k}"]["id"] for k in range(2, 9)], separators=(",", ":"))
    pages = {
        "runs": (f"/#/experiments/{told['experiment_id']}/runs", ["sweep features.parquet", "segment sample.csv"]),
        "compare": (f'/#/compare-runs?runs={children}&experiments=["{told["experiment_id"]}"]', ["k=2", "k=8", "silhouette"]),
        "segment": (json.loads((followed / "spring" / "tracking.json").read_text())["address"].removeprefix(server.uri),
                    ["segment sample.csv", "FINISHED|Finished"]),
    }
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    for name, (address, words) in pages.items():
        page.goto(server.uri + address)
        for word in words:
            page.get_by_text(re.compile(word)).first.wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(1000)  # charts move into place
        page.screenshot(path=folder / f"{name}.png")
    context.close()
