"""Every file below azureml/ loads in the SDK and passes all its stages, and our own lint."""

import re

import documents
import lint
import pytest

FILES = sorted(path for folder in documents.FOLDERS for path in (documents.ROOT / folder).glob("*.yml"))


@pytest.fixture(scope="module")
def sdk_says(sdk_stages):
    return {answer["file"]: answer for answer in sdk_stages(FILES)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_sdk_takes_it(path, sdk_says):
    answer = sdk_says[str(path)]
    assert answer["stage"] is None, answer["message"]


def test_the_lint_finds_nothing(azureml, shoal):
    assert lint.check(azureml, shoal.binary) == []


def test_nothing_lies_where_nobody_looks(azureml):
    there = {path for path in azureml.rglob("*.y*ml")} - {azureml / "names.yml"}
    assert there == set(FILES)


@pytest.mark.parametrize(
    "kind, at_least",
    [("compute", 5), ("environments", 2), ("data", 4), ("components", 6), ("pipelines", 1), ("jobs", 5)],
)
def test_there_is_something_of_every_kind(kind, at_least):
    assert sum(path.parent.name == kind for path in FILES) >= at_least


def test_the_guide_names_files_that_exist_and_every_job(azureml, source_dir):
    guide = (source_dir / "docs/guide/azure.md").read_text()
    for name in re.findall(r"azureml/[\w/-]+\.(?:yml|py)", guide):
        assert (source_dir / name).exists(), name
    for job in (azureml / "jobs").glob("*.yml"):
        assert f"`{job.name}`" in guide, job.name
