"""Those that are timed: the program shoal, and each peer in a process that stays. Both answer
figures(job, folder, check) -> {"wall", "cpu", "peak", "found"}, of one pass where the job is passes."""

import json
import os
import pathlib
import subprocess
import sys

from jobs import FIT_ITERATIONS, SWEEP_K, SWEEP_STARTS
from process import run

HERE = pathlib.Path(__file__).resolve().parent
BEFORE = 2  # passes before those that count: the first ones meet cold caches and bounds not yet made


def per_pass(few, many, passes):
    """Start-up, reading and what follows the last pass are the same for both counts and cancel."""
    figures = {key: (many[key] - few[key]) / passes for key in ("wall", "cpu")}
    return figures | {"peak": many["peak"], "found": many["found"]}


class Shoal:
    name = "shoal"

    def __init__(self, program, threads):
        self.program, self.threads = program, threads
        self.version = run([program, "--version"])[1].decode().split("\n")[0].removeprefix("shoal ")

    def can(self, job):
        return True

    def close(self):
        pass

    def command(self, *arguments):
        sample, output = run([self.program, *map(str, arguments), "--threads", str(self.threads), "--json", "--quiet"])
        return sample, json.loads(output)

    def fit(self, folder, k, iterations, *start):
        sample, answer = self.command("fit", folder / "x.npy", "-k", k, "--prepare", "none", "--silhouette", "off",
                                      "--max-iterations", iterations, *start)
        return {"wall": answer["seconds"], "cpu": sample["cpu"], "peak": sample["peak"], "found": [answer["inertia"]],
                "iterations": answer["iterations"]}

    def figures(self, job, folder, check):
        work = {"pass": self.passes, "fit": self.whole_fit, "seeding": self.seeding, "silhouette": self.silhouette,
                "sweep": self.sweep}
        return work[job.kind](job, folder)

    def given(self, job, folder, iterations):
        return self.fit(folder, job.k, iterations, "--initial", folder / "initial.npy")

    def passes(self, job, folder):
        few, many = self.given(job, folder, BEFORE), self.given(job, folder, BEFORE + job.passes)
        assert many["iterations"] == BEFORE + job.passes, f"converged after {many['iterations']} iterations"
        return per_pass(few, many, job.passes)

    def whole_fit(self, job, folder):
        return self.given(job, folder, FIT_ITERATIONS)

    def seeding(self, job, folder):
        """What a fit of one iteration takes longer with drawn centroids than with given ones."""
        given = self.given(job, folder, 1)
        return per_pass(given, self.fit(folder, job.k, 1, "--restarts", 1), 1)

    def silhouette(self, job, folder):
        sample, answer = self.command("evaluate", folder / "x.npy", "--labels", folder / "labels.csv", "--silhouette", "on")
        return sample | {"wall": answer["timings"]["measure"], "found": [answer["silhouette"]]}

    def sweep(self, job, folder):
        sample, answer = self.command("sweep", folder / "x.npy", "-k", f"{SWEEP_K[0]}..{SWEEP_K[-1]}", "--prepare", "none",
                                      "--restarts", SWEEP_STARTS, "--resamples", 0, "--silhouette", "on")
        return sample | {"wall": answer["timings"]["sweep"], "found": [row["inertia"] for row in answer["sweep"]]}


class Peer:
    def __init__(self, adapter, threads):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = str(threads)
        self.process = subprocess.Popen([sys.executable, str(HERE / "worker.py"), adapter, str(threads)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        env=environment)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{adapter} cannot be imported")
        about = json.loads(answer)
        self.name, self.version = about["name"], about["version"]
        self.kinds, self.most_work = about["kinds"], about["most_work"]

    def can(self, job):
        return self.kinds[job.kind] and (job.kind != "pass" or job.n * job.d * job.k <= self.most_work)

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, job, folder, check, count=0):
        request = {"kind": job.kind, "k": job.k, "folder": str(folder), "count": count, "check": check}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        reply = json.loads(answer) if answer else {"error": "the process ended"}
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply

    def figures(self, job, folder, check):
        if job.kind != "pass":
            return self.ask(job, folder, check)
        # The first call after other processes ran may wait for the machine to give memory anew (0.35 s for 157 MB seen on a
        # virtual one); the next ones get what it freed. Both that count are such: their difference is of passes alone.
        self.ask(job, folder, False, BEFORE)
        few = self.ask(job, folder, False, BEFORE)
        return per_pass(few, self.ask(job, folder, check, BEFORE + job.passes), job.passes)
