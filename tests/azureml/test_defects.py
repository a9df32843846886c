"""The lint finds each planted defect; what the SDK says of it, if anything, is recorded."""

import shutil

import findings
import lint
import pytest
from planted_defects import PLANTED


def plant(azureml, folder, file, old, new):
    shutil.copytree(azureml, folder, ignore=shutil.ignore_patterns("tests"))
    path = folder / file
    text = path.read_text()
    assert old in text, f"{old!r} is no longer in {file}"
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.fixture(scope="module")
def planted(azureml, tmp_path_factory):
    """Defect -> (folder, file) of a copy of azureml/ with that defect."""
    root = tmp_path_factory.mktemp("planted")
    return {
        name: (root / str(number), plant(azureml, root / str(number), *defect[:3]))
        for number, (name, defect) in enumerate(PLANTED.items())
    }


@pytest.fixture(scope="module")
def sdk_says(planted, sdk_stages):
    answers = sdk_stages([file for _, file in planted.values()])
    return dict(zip(planted, answers, strict=True))


@pytest.mark.parametrize("name", PLANTED)
def test_the_lint_finds_it(name, planted, shoal):
    folder, _ = planted[name]
    file, rule = PLANTED[name][0], PLANTED[name][3]
    found = lint.check(folder, shoal.binary, only=rule)
    assert found, "nothing was found"
    assert any(str(finding.path) == file or rule == "every-name-has-a-file" for finding in found), found


@pytest.mark.parametrize("name", PLANTED)
def test_what_the_sdk_says_is_recorded(name, sdk_says):
    answer = sdk_says[name]
    assert answer["stage"] == PLANTED[name][4], answer["message"]


def test_every_rule_has_a_planted_defect():
    assert {defect[3] for defect in PLANTED.values()} == set(findings.RULES)


def test_a_shoal_that_cannot_run_is_no_silent_pass(azureml, tmp_path):
    found = lint.check(azureml, tmp_path / "nowhere", only="command-line")
    assert len(found) == 9  # one for every file with a command
