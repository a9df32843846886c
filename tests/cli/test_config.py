"""Options from a file and from the environment: who wins, and what is refused, with file, line and the nearest name."""

import json
import os

import pytest


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(60)))
    return path


@pytest.fixture
def fitted(shoal, table, tmp_path):
    """fitted(toml, *options, **variables) -> the document of a fit."""

    def run(toml, *options, **variables):
        config = tmp_path / "shoal.toml"
        config.write_text(toml)
        process = shoal("fit", table, "--json", "--config", config, *options, env=os.environ | variables)
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout)

    return run


@pytest.fixture
def refused(shoal, table, tmp_path):
    """refused(toml, *options, **variables) -> the error of a fit that must not start."""

    def run(toml, *options, **variables):
        config = tmp_path / "shoal.toml"
        config.write_text(toml)
        process = shoal("fit", table, "-k", "2", "--config", config, *options, "--json", env=os.environ | variables)
        assert process.returncode == 2, (process.returncode, process.stdout, process.stderr)
        return json.loads(process.stdout)["error"]

    return run


def test_the_stronger_source_wins(fitted):
    both = "seed = 1\n[fit]\nk = 3\n"
    assert fitted(both)["clusters"] == 3
    assert fitted(both, "-k", "4")["clusters"] == 4
    assert fitted(both, SHOAL_SEED="2")["seed"] == 1
    assert fitted(both, "--seed", "3", SHOAL_SEED="2")["seed"] == 3
    assert fitted("[fit]\nk = 3\n", SHOAL_SEED="2")["seed"] == 2
    assert fitted("[fit]\nk = 3\n", SHOAL_SEED="")["seed"] == 42
    assert fitted("seed = 1\n[fit]\nseed = 5\nk = 3\n")["seed"] == 5


def test_a_config_of_the_environment(shoal, table, tmp_path):
    (tmp_path / "mine.toml").write_text("[fit]\nk = 3\n")
    process = shoal("fit", table, "--json", env=os.environ | {"SHOAL_CONFIG": str(tmp_path / "mine.toml")})
    assert json.loads(process.stdout)["clusters"] == 3


def test_every_type_of_value(fitted):
    document = fitted('quiet = true\ndtype = "float64"\n[fit]\nk = 2\nrestarts = 3\ntolerance = 1e-4\n'
                      'columns = ["a", "b"]\nprepare = "min-max"\nmlflow-required = false\nsilhouette = "off"\n')
    assert document["clusters"] == 2 and "silhouette" not in document["metrics"]


def test_an_option_of_the_file_gives_way_to_one_that_takes_its_place(shoal, table, tmp_path):
    (tmp_path / "shoal.toml").write_text("[fit]\nk = 3\n")
    process = shoal("fit", table, "--config", tmp_path / "shoal.toml", "--k-from", tmp_path / "nowhere")
    assert "nowhere" in process.stderr and "takes the place" not in process.stderr


@pytest.mark.parametrize("toml,line,said", [
    ("thread = 2", 1, 'did you mean "threads"'),
    ("\n\nthreads = 1\nsed = 2", 4, 'did you mean "seed"'),
    ("[fti]\nk = 3", 1, 'did you mean "fit"'),
    ("[fit]\nrestart = 3", 2, 'did you mean "restarts"'),
    ("[segment]\nrestart = 3", 2, 'did you mean "restarts"'),
    ("[registry.lists]\nmlflow = 'x'", 1, 'did you mean "list"'),
    ("[fit]\nFEATURES = 'x.csv'", 2, "unknown key"),
    ("config = 'other.toml'", 1, "unknown key"),
    ("[fit]\nk = 3\nk = 4", 3, "k"),
    ("[fit]\nk = 3\n[fit]\nseed = 4", 3, "fit"),
    ("[fit]\nk = ", 2, "value"),
    ("[fit\nk = 3", 1, "'\\n'"),
])
def test_what_is_not_known(refused, toml, line, said):
    error = refused(toml)
    assert error["code"] == "usage"
    assert f"shoal.toml, line {line}" in error["where"]
    assert said in error["message"] + error["found"] and error["hint"]


@pytest.mark.parametrize("key,values", [
    ("restarts", ['"3"', "3.0", "true", "[3]", "nan", "2024-01-01", "{a = 1}"]),
    ("tolerance", ['"0.1"', "false", "[0.1]", "inf", "-1"]),
    ("prepare", ["3", "0.5", "true", '["log1p"]']),
    ("columns", ["3", "[1, 2]", '["a", 2]', "true"]),
    ("mlflow-required", ["1", '"true"']),
    ("k", ["2.0", "true", "0", '"many"']),
])
def test_a_value_of_the_wrong_type(refused, key, values):
    for section in ("fit", "segment"):
        for value in values:
            if key == "columns" and section == "segment":
                continue
            error = refused(f"[{section}]\n{key} = {value}")
            assert f"shoal.toml, line 2, {key}" in error["where"], (value, error)
            assert "expected" in error["message"] and error["hint"], (value, error)


def test_a_file_that_cannot_be_read(shoal, tmp_path):
    for path in (tmp_path / "nowhere.toml", tmp_path):
        process = shoal("devices", "--config", path)
        assert process.returncode == 2 and str(path) in process.stderr


@pytest.mark.parametrize("name,value", [("SHOAL_THREADS", "two"), ("SHOAL_SEED", "-1"), ("SHOAL_DTYPE", "float16"),
                                        ("SHOAL_QUIET", "maybe"), ("SHOAL_CONFIG", "nowhere.toml")])
def test_a_wrong_variable_is_refused_by_name(shoal, name, value):
    process = shoal("devices", env=os.environ | {name: value})
    assert process.returncode == 2, process.stderr
    assert (value if name == "SHOAL_CONFIG" else name) in process.stderr and "  do " in process.stderr


@pytest.mark.parametrize("words", [("--threads=-3",), ("--seed", "x"), ("--json=maybe",), ("-k", "0"), ("--restarts", "many"),
                                   ("--tolerance", "-1"), ("--dtype", "float16"), ("--columns", ","), ("--labels", "")])
def test_a_refused_value_comes_with_what_to_do(shoal, table, words):
    process = shoal("fit", table, "-k", "2", *words) if words[0] != "-k" else shoal("fit", table, *words)
    assert process.returncode == 2 and "  do " in process.stderr, process.stderr


def test_an_unknown_variable_warns(shoal, table):
    process = shoal("fit", table, "-k", "2", env=os.environ | {"SHOAL_THREDS": "2"})
    assert process.returncode == 0
    assert 'SHOAL_THREDS is not known and does nothing; did you mean "SHOAL_THREADS"?' in " ".join(process.stderr.split())


def test_a_quiet_variable(shoal, table):
    loud = shoal("fit", table, "-k", "2", env=os.environ | {"SHOAL_QUIET": "0"})
    quiet = shoal("fit", table, "-k", "2", env=os.environ | {"SHOAL_QUIET": "1"})
    assert loud.stderr and quiet.stderr == "" and quiet.stdout == loud.stdout


def test_a_flag_may_be_given_its_value(shoal, table, tmp_path):
    config = tmp_path / "shoal.toml"
    config.write_text("quiet = false\n")
    quiet = shoal("fit", table, "-k", "2", env=os.environ | {"SHOAL_QUIET": "1"}).stderr
    loud = shoal("fit", table, "-k", "2").stderr
    assert len(quiet) < len(loud)
    for options in (["--quiet=False"], ["--config", config]):  # both win over the variable
        assert "Read" in shoal("fit", table, "-k", "2", *options, env=os.environ | {"SHOAL_QUIET": "1"}).stderr
    wrong = shoal("fit", table, "-k", "2", "--quiet=maybe")
    assert wrong.returncode == 2 and "--quiet: expected 1, true, 0 or false" in wrong.stderr
