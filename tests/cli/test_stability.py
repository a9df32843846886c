"""How surely the stability is known: its standard error against how it differs between seeds."""

import json

import numpy as np


def test_the_standard_error_is_that_of_other_resamples(shoal, tmp_path):
    rng = np.random.default_rng(3)
    table = tmp_path / "cloud.csv"
    np.savetxt(table, rng.normal(size=(150, 2)), delimiter=",", header="a,b", comments="")
    found, told = [], []
    for seed in range(24):
        done = shoal("sweep", table, "-k", "4", "--resamples", "10", "--restarts", "20", "--seed", seed, "--json")
        assert done.returncode == 0, done.stderr
        trial = json.loads(done.stdout)["sweep"][0]
        found.append(trial["stability"])
        told.append(trial["stability_standard_error"])
    between = np.std(found, ddof=1)
    # The fit itself is the same for these seeds, so the seeds differ by their resamples alone.
    assert 0.6 < np.mean(told) / between < 1.7


def test_one_resample_has_none(shoal, tmp_path):
    table = tmp_path / "cloud.csv"
    np.savetxt(table, np.random.default_rng(3).normal(size=(90, 2)), delimiter=",", header="a,b", comments="")
    done = shoal("sweep", table, "-k", "3", "--resamples", "1", "--json")
    assert "stability_standard_error" not in json.loads(done.stdout)["sweep"][0]
