"""Runs the jobs: every contestant in turn on the same data from the same first centroids; answers before times."""

import os
import pathlib
import statistics
import sys
import time

from contestant import Contestant, Failed
from jobs import JOBS, SWEEP_K, SWEEP_RESTARTS, TOLERANCE, work_of

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ["pytorch", "flash-kmeans", "flashlib", "scikit-learn"]
ON_THE_CPU = ["shoal on the CPU", "scikit-learn"]  # for the answers of small jobs: once, and not first to warm up
START_SECONDS, DATA_SECONDS, WORK_SECONDS = 60, 60, 60
SHOAL = "shoal"
THROUGH_CUBLAS = "shoal through cuBLAS"  # the baseline of shoal's own products: the same answer by a library's


def spread(samples):
    return {"median": statistics.median(samples), "min": min(samples), "max": max(samples), "samples": len(samples)}


class Contest:
    """`end` is a time.monotonic() after which no further job begins; results are given to `keep` after each job."""

    def __init__(self, program, device, carry, folder, end, keep):
        self.program, self.device, self.carry, self.folder = program, device, pathlib.Path(carry), pathlib.Path(folder)
        self.end, self.keep = end, keep
        self.result = {"contestants": {}, "left_out": {}, "jobs": [], "not_run": []}
        self.running = {}

    def left(self, most):
        return max(1.0, min(most, self.end - time.monotonic()))

    def start(self):
        environment = dict(os.environ, PYTHONPATH=str(self.carry.resolve() / "peers"), PYTHONDONTWRITEBYTECODE="1")
        begun = {SHOAL: Contestant([self.program, self.device]), "shoal on the CPU": Contestant([self.program, "cpu"]),
                 THROUGH_CUBLAS: Contestant([self.program, self.device, "cublas"])}
        begun |= {peer: Contestant([sys.executable, str(HERE / "worker.py"), peer], environment) for peer in PEERS}
        for name, contestant in begun.items():
            try:
                self.result["contestants"][name] = contestant.greet(self.left(START_SECONDS))
                self.running[name] = contestant
            except Failed as error:
                self.result["left_out"][name] = str(error)
        if SHOAL not in self.running:
            raise Failed(f"shoal did not start: {self.result['left_out'][SHOAL]}")

    def entrants(self, job):
        """(label, contestant, precision) of those that can do the job."""
        for name, contestant in list(self.running.items()):
            if job.kind not in contestant.about["works"]:
                continue
            if name == THROUGH_CUBLAS and not job.products:
                continue
            if name in ON_THE_CPU and not job.check:
                continue
            for precision in contestant.about.get("precisions", [""]):
                # Only Lloyd's passes are worth comparing in every precision.
                if job.kind == "lloyd" or precision == contestant.about.get("precisions", [""])[0]:
                    yield f"{name} {precision}".strip(), contestant, precision

    def points_line(self, job):
        customers = self.carry / "data" / "rfm.f32"
        if job.data != "customers":
            return f"points {job.points}"
        return f"points {customers} {job.n} {job.d}" if customers.exists() else f"points grouped {job.n} {job.d} 5"

    def warm_up(self, job, contestant):
        """Kernels are compiled, memory is taken."""
        if job.kind == "lloyd":
            contestant.ask(f"lloyd {job.k} 2", self.left(WORK_SECONDS))
        else:
            self.work(job, contestant)

    def work(self, job, contestant):
        """One sample: seconds of one unit, what is compared, and what else the contestant told (rows scored again)."""
        ask = lambda line: contestant.ask(line, self.left(WORK_SECONDS))
        if job.kind == "lloyd":
            few, many = ask(f"lloyd {job.k} 2"), ask(f"lloyd {job.k} {2 + job.iterations}")
            if many["iterations"] != 2 + job.iterations:
                raise Failed(f"converged after {many['iterations']} iterations: no time of a pass")
            told = {key: value for key, value in many.items() if key not in ("seconds", "iterations", "inertia")}
            return (many["seconds"] - few["seconds"]) / job.iterations, [], told
        if job.kind == "seeding":
            return ask(f"seeding {job.method} {job.k}")["seconds"], [], {}
        if job.kind == "silhouette":
            answer = ask(f"silhouette {self.folder / 'labels'} {job.k}")
            return answer["seconds"], [answer["mean"]], {}
        answer = ask(f"sweep {SWEEP_K[0]} {SWEEP_K[1]} {SWEEP_RESTARTS}")
        return answer["seconds"], answer["inertia"], {}

    def found(self, job, contestant, numbers):
        """The numbers that answers are compared by; the centroids' bytes beside them."""
        if job.kind not in ("lloyd", "seeding"):
            return numbers, None
        path = self.folder / "centroids"
        contestant.ask(f"centroids {path}", self.left(WORK_SECONDS))
        judge = self.running.get("pytorch")
        if judge is None:
            raise Failed("no PyTorch here to judge centroids")
        verb = "inertia" if job.kind == "lloyd" else "seeds"
        return [judge.ask(f"{verb} {path} {job.k}", self.left(WORK_SECONDS))["inertia"]], path.read_bytes()

    def turn(self, job, entrants, figures, first):
        for label, contestant, precision in entrants:
            figure = figures.setdefault(label, {"seconds": []})
            on_gpu = not any(label.startswith(name) for name in ON_THE_CPU)
            if "error" in figure or not (first or on_gpu):
                continue
            try:
                if precision:
                    contestant.ask(f"precision {precision}", self.left(WORK_SECONDS))
                if first and on_gpu:
                    self.warm_up(job, contestant)
                seconds, numbers, figure["told"] = self.work(job, contestant)
                figure["seconds"].append(seconds)
                if first:
                    figure["found"], figure["bytes"] = self.found(job, contestant, numbers)
            except Failed as error:
                figure["error"] = str(error)

    def give_data(self, job, entrants):
        """Every process that takes part, and the judge, gets the points; the silhouette gets labels of ten iterations."""
        wanted = {id(contestant): contestant for _, contestant, _ in entrants}
        if "pytorch" in self.running:
            wanted[id(self.running["pytorch"])] = self.running["pytorch"]
        for contestant in wanted.values():
            contestant.ask(self.points_line(job), self.left(DATA_SECONDS))
        if job.kind == "silhouette":
            shoal = self.running[SHOAL]
            shoal.ask(f"lloyd {job.k} 10", self.left(WORK_SECONDS))
            shoal.ask(f"label {self.folder / 'labels'}", self.left(WORK_SECONDS))

    def run_job(self, job):
        entrants = list(self.entrants(job))
        figures = {}
        self.give_data(job, entrants)
        for turn in range(job.turns):
            if turn == 0 or time.monotonic() < self.end:
                self.turn(job, entrants, figures, turn == 0)
        return summary(job, figures)

    def run(self):
        try:
            self.start()
            self.run_jobs()
        finally:
            for contestant in self.running.values():
                contestant.close()
        return self.result

    def run_jobs(self):
        for job in JOBS:
            if time.monotonic() > self.end:
                self.result["not_run"].append(job.name)
                continue
            try:
                self.result["jobs"].append(self.run_job(job))
            except Failed as error:
                self.result["jobs"].append({"job": job.name, "kind": job.kind, "figures": {}, "error": str(error)})
            self.keep(self.result)


def summary(job, figures):
    """Medians; how far each answer is from shoal's; whether the two devices of shoal gave the same bytes."""
    ours = figures.get(SHOAL, {})
    rows = {}
    for label, figure in figures.items():
        row = {"error": figure["error"]} if "error" in figure else {}
        if figure["seconds"]:
            row |= {"seconds": spread(figure["seconds"])} | figure["told"]
        if "found" in figure and "found" in ours:
            row["difference"] = max(abs(a - b) / abs(a) for a, b in zip(ours["found"], figure["found"], strict=True))
            row["agrees"] = row["difference"] <= TOLERANCE[job.kind]
            if label.startswith(SHOAL) and figure["bytes"] is not None:
                row["same_bytes"] = figure["bytes"] == ours["bytes"]
        rows[label] = row
    unit = "s an iteration" if job.kind == "lloyd" else "s"
    row = {"job": job.name, "kind": job.kind, "unit": unit, "figures": rows}
    work = work_of(job)
    return row | ({"bytes": work[0], "multiply_adds": work[1]} if work else {})


def wrongs(result):
    """What makes the benchmark fail: shoal could not, or its devices differ, or a peer that computes as exactly differs."""
    for job in result["jobs"]:
        if "error" in job:
            yield f"{job['job']}: {job['error']}"
        for label, row in job["figures"].items():
            if label.startswith(SHOAL) and "error" in row:
                yield f"{job['job']}: {label}: {row['error']}"
            if row.get("same_bytes") is False:
                yield f"{job['job']}: {label} has other centroids than {SHOAL}"
            if label in ("pytorch fp32", "scikit-learn fp64") and row.get("agrees") is False:
                yield f"{job['job']}: {label} differs by {row['difference']:.1e}"
    for name in result["not_run"]:
        yield f"{name}: no time was left"
