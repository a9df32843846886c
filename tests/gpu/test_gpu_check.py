"""The GPU check as far as a machine without a GPU shows it: statuses, time limits, the file it leaves, who is called wrong."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest

BENCH = os.path.join(os.path.dirname(__file__), "..", "..", "bench", "gpu")
sys.path.insert(0, BENCH)
import check  # noqa: E402
import contest  # noqa: E402
import machine  # noqa: E402
from contestant import Contestant, Failed  # noqa: E402
from jobs import JOBS, Job  # noqa: E402
from made_points import NumpyArrays, grouped_points, uniform_points  # noqa: E402
from record import Record, with_shares  # noqa: E402


def gpu_check(source_dir, tmp_path, *options, **tools):
    """Runs the script with the given tools in place of the real ones: name=text of a shell script."""
    for name, text in tools.items():
        shim = tmp_path / name.replace("_", "-")
        shim.write_text(f"#!/bin/sh\n{text}\n")
        shim.chmod(0o755)
    environment = dict(os.environ, PATH=f"{tmp_path}:{os.environ['PATH']}", SHOAL_PYTHON=sys.executable)
    command = [source_dir / "scripts/gpu-check.sh", "--out", tmp_path / "out.json", "--build", tmp_path / "build", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    return done, json.loads((tmp_path / "out.json").read_text())


def test_without_a_gpu_it_builds_says_so_and_ends_with_5(source_dir, tmp_path):
    done, record = gpu_check(source_dir, tmp_path, nvidia_smi="exit 9", cmake="exit 0", ninja="exit 0")
    assert done.returncode == 5, done.stderr
    assert "no NVIDIA GPU" in done.stderr
    assert (record["device"], record["result"]) == (None, "no GPU")
    assert [(step["step"], step["outcome"]) for step in record["steps"]] == [("build", "passed")]


def test_a_build_that_fails_is_told_with_its_output(source_dir, tmp_path):
    done, record = gpu_check(source_dir, tmp_path, nvidia_smi="exit 9", cmake="exit 0", ninja="echo no such header; exit 3")
    assert done.returncode == 1
    assert record["steps"][0]["outcome"] == "failed"
    assert "no such header" in record["steps"][0]["output"]


def test_with_a_gpu_a_failing_step_does_not_take_the_others_with_it(source_dir, tmp_path):
    smi = 'case "$1" in *compute_cap*) echo 9.0 ;; *) echo "NVIDIA H100 80GB HBM3, 580.1, 81559 MiB, 1980 MHz, 700 W, Enabled" ;; esac'
    done, record = gpu_check(source_dir, tmp_path, nvidia_smi=smi, cmake="exit 0", ninja="exit 0")
    assert done.returncode == 1
    outcomes = {step["step"]: step["outcome"] for step in record["steps"]}
    assert list(outcomes) == ["build", "contract", "same answer", "memcheck", "racecheck", "ceilings", "benchmark"]
    assert outcomes["build"] == "passed"
    assert outcomes["contract"] == outcomes["same answer"] == outcomes["benchmark"] == "failed"
    assert record["device"]["name"] == "NVIDIA H100 80GB HBM3"
    assert record["steps"][0]["architecture"] == "90a"


@pytest.mark.parametrize("script", ["gpu-check.sh", "gpu-carry.sh"])
def test_help_and_an_unknown_option(source_dir, script):
    run = lambda option: subprocess.run([source_dir / "scripts" / script, option], capture_output=True, text=True, check=False)
    assert script in run("--help").stdout
    refused = run("--nonesuch")
    assert refused.returncode == 2
    assert "--nonesuch" in refused.stderr


def test_names_of_gpus_become_names_of_files():
    assert machine.short_name("NVIDIA H100 80GB HBM3") == "h100-80gb-hbm3"
    assert machine.short_name("NVIDIA GeForce RTX 4090") == "rtx-4090"


def test_a_step_that_takes_too_long_is_ended_with_its_children(tmp_path):
    begin = time.monotonic()
    status, text = check.run(["sh", "-c", "echo begun; sleep 60 & sleep 60"], 0.5, tmp_path / "log")
    assert (status, text) == (124, "begun\n")
    assert time.monotonic() - begin < 20


def report(path, *results):
    cases = [{"classname": "A", "name": str(i)} | result for i, result in enumerate(results)]
    path.write_text(json.dumps({"testsuites": [{"testsuite": cases}]}))
    return check.counts_of(path)


def test_skipped_cases_are_not_passed_ones(tmp_path):
    good, skipped, bad = {"result": "COMPLETED"}, {"result": "SKIPPED"}, {"result": "COMPLETED", "failures": [{}]}
    assert report(tmp_path / "a", skipped) == {"ran": 0, "failures": 0, "skipped": 1}
    assert report(tmp_path / "b", good, skipped, bad) == {"ran": 2, "failures": 1, "skipped": 1, "failed": ["A.2"]}
    assert check.counts_of(tmp_path / "none")["ran"] == 0


def test_the_record_is_whole_after_every_step(tmp_path):
    record = Record(tmp_path / "folder" / "x.json", {"steps": []})
    record.step("build", "passed", 1.26)
    assert json.loads((tmp_path / "folder" / "x.json").read_text())["steps"] == [{"step": "build", "outcome": "passed", "seconds": 1.3}]


def test_a_contestant_that_does_not_answer_is_ended():
    contestant = Contestant([sys.executable, "-c", "import time; print('{\"a\": 1}', flush=True); time.sleep(60)"])
    assert contestant.greet(60) == {"a": 1}
    with pytest.raises(Failed, match="no answer"):
        contestant.ask("x", 0.2)
    with pytest.raises(Failed, match="ended"):
        contestant.ask("x", 0.2)


def figure(found, seconds=2.0, content=b"1"):
    return {"seconds": [seconds], "found": found, "bytes": content, "told": {}}


JOB = Job("lloyd", "uniform", 1000, 8, 4, 10, check=True)


def test_answers_are_held_against_shoals():
    figures = {"shoal": figure([10.0]), "shoal on the CPU": figure([10.0]), "pytorch fp32": figure([10.0001]), "pytorch fp16": figure([10.5])}
    result = {"jobs": [contest.summary(JOB, figures)], "not_run": []}
    rows = result["jobs"][0]["figures"]
    assert rows["pytorch fp32"]["agrees"] and not rows["pytorch fp16"]["agrees"]
    assert list(contest.wrongs(result)) == []
    figures["pytorch fp32"], figures["shoal on the CPU"] = figure([11.0]), figure([10.0], content=b"2")
    result = {"jobs": [contest.summary(JOB, figures)], "not_run": ["late"]}
    assert [text.split(": ")[1] for text in contest.wrongs(result)] == [
        "shoal on the CPU has other centroids than shoal", "pytorch fp32 differs by 1.0e-01", "no time was left"]


def test_shares_are_of_the_ceilings_of_the_same_run():
    rate = lambda value: {"median": value}
    ceilings = {"copy_bytes_a_second": rate(64000.0), "fp32_multiply_adds_a_second": rate(32000.0),
                "tf32_multiply_adds_a_second": rate(64000.0), "fp16_multiply_adds_a_second": rate(128000.0)}
    result = with_shares({"jobs": [contest.summary(JOB, {"shoal": figure([1.0])})]}, ceilings)
    row = result["jobs"][0]["figures"]["shoal"]
    assert row["share_of_copy"] == 16000 / 64000
    assert row["share_of_fp32"] == 16000 / 32000
    assert row["share_of_fp16"] == 16000 / 128000


def test_every_job_has_a_name_of_its_own():
    assert len({job.name for job in JOBS}) == len(JOBS)


class Named:
    def __init__(self, *works):
        self.about = {"works": works}


def test_products_by_cublas_take_part_where_there_are_any():
    race = contest.Contest("", "", ".", ".", 0, None)
    race.running = {contest.SHOAL: Named("lloyd", "sweep"), contest.THROUGH_CUBLAS: Named("lloyd", "sweep")}
    names = lambda job: [label for label, _, _ in race.entrants(job)]
    assert names(Job("lloyd", "uniform", 1000, 128, 64, 4)) == ["shoal", "shoal through cuBLAS"]
    assert names(Job("lloyd", "uniform", 1000, 16, 64, 4)) == names(Job("sweep", "customers", 100, 30, 8)) == ["shoal"]


@pytest.fixture
def bench_program(build_dir):
    program = build_dir / "bin" / "shoal_bench_gpu"
    if not program.exists():
        pytest.skip("shoal_bench_gpu is not built")
    return program


def test_a_contestant_without_cublas_says_why(bench_program):
    done = subprocess.run([bench_program, "cpu", "cublas"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no products by cublas on cpu" in done.stderr


@pytest.fixture
def bench(bench_program):
    contestant = Contestant([str(bench_program), "cpu"])
    contestant.greet(60)
    yield contestant
    contestant.close()


def centroids(bench, path, k):
    bench.ask(f"centroids {path}", 60)
    return np.fromfile(path).reshape(k, -1)


def test_points_are_the_same_in_both_languages(bench, tmp_path):
    for line, points in (("uniform 501 7", uniform_points(NumpyArrays(), 501, 7)),
                         ("grouped 501 7 5", grouped_points(NumpyArrays(), 501, 7, 5))):
        bench.ask(f"points {line}", 60)
        bench.ask("lloyd 501 0", 60)
        assert np.array_equal(centroids(bench, tmp_path / "c", 501).astype(np.float32), points)


def test_what_is_timed_is_lloyds_algorithm(bench, tmp_path):
    from sklearn.cluster import KMeans

    points = uniform_points(NumpyArrays(), 3000, 5).astype(np.float64)
    bench.ask("points uniform 3000 5", 60)
    assert bench.ask("lloyd 12 4", 60)["iterations"] == 4
    wanted = KMeans(12, init=points[:12], n_init=1, max_iter=4, tol=0.0).fit(points).cluster_centers_
    assert np.allclose(centroids(bench, tmp_path / "c", 12), wanted, atol=1e-6)


def test_what_it_cannot_do_is_told_and_it_goes_on(bench):
    with pytest.raises(Failed, match="no work"):
        bench.ask("nonesuch 1", 60)
    assert bench.ask("points uniform 100 2", 60) == {}
