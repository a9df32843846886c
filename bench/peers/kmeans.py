#!/usr/bin/env python3
"""Times shoal beside each peer, in turn, on the same data, starts, passes and threads, and checks that they agree.

    bench/peers/kmeans.py [--only pass,seeding] [--threads 1,2] [--runs 5] [--out bench/results/cpu-peers]

Prints Markdown tables; with --out writes them and a JSON file. scripts/bench-peers.sh makes the environment it needs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from contestants import HERE, Peer, Shoal
from figures import spread
from jobs import ABOVE, JOBS, TOLERANCE
from render import markdown

ADAPTERS = ["scikit_learn", "scikit_learn_elkan", "intelex", "faiss_cpu", "mlpack_cpu"]
SHARED_FILES = {"online-retail": "online-retail/online-retail.csv.gz", "mnist": "large/mnist_train_60000x784_u8.npy.gz"}


def say(text):
    print(text, file=sys.stderr, flush=True)


def source_of(job, shared):
    """Where the data of the job come from; None when the file is absent."""
    if job.data not in SHARED_FILES:
        return job.data
    path = shared / SHARED_FILES[job.data]
    return str(path) if path.exists() else None


def differs(kind, ours, theirs):
    """How far the peer's answer is from shoal's, relative, at its worst, and whether the two agree."""
    above = [(a - b) / abs(a) for a, b in zip(ours, theirs, strict=True)]
    most = max(map(abs, above))
    return most, max(above) <= ABOVE[kind] if kind in ABOVE else most <= TOLERANCE[kind]


def one_turn(job, folder, contestants, samples, errors, check):
    for contestant in contestants:
        if contestant.name in errors:
            continue
        try:
            samples.setdefault(contestant.name, []).append(contestant.figures(job, folder, check))
        except RuntimeError as error:
            errors[contestant.name] = str(error)


def summary(job, threads, samples, errors):
    """Figures and ratios (the peer's time over shoal's of the same turn) of one job."""
    ours = samples["shoal"]
    rows = {}
    for name, theirs in samples.items():
        if name in errors:
            continue
        row = {key: spread([sample[key] for sample in theirs]) for key in ("wall", "cpu")}
        row["peak"] = max(sample["peak"] for sample in theirs)
        row["ratios"] = {key: spread([b[key] / a[key] for a, b in zip(ours, theirs, strict=True)]) for key in ("wall", "cpu")}
        row["difference"], row["agrees"] = differs(job.kind, ours[0]["found"], theirs[0]["found"])
        rows[name] = row
    return {"job": job.name, "kind": job.kind, "unit": job.unit, "aim": job.aim, "threads": threads, "turns": len(ours),
            "input_bytes": 4 * job.n * job.d, "figures": rows, "errors": errors}


def measure_job(job, source, threads, contestants, runs):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(HERE / "data.py"), job.kind, str(job.n), str(job.d), str(job.k), source, folder],
                       check=True)
        samples, errors = {}, {}
        chosen = [contestant for contestant in contestants if contestant.can(job)]
        for turn in range(min(runs, job.most_turns)):
            one_turn(job, pathlib.Path(folder), chosen, samples, errors, turn == 0)
    return summary(job, threads, samples, errors)


def contestants_of(program, threads):
    contestants = [Shoal(program, threads)]
    for adapter in ADAPTERS:
        try:
            contestants.append(Peer(adapter, threads))
        except RuntimeError as error:
            say(f"left out: {error}")
    return contestants


def machine():
    names = [line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    return f"{names[0] if names else os.uname().machine}, {len(os.sched_getaffinity(0))} processors"


def measure(arguments):
    result = {"machine": machine(), "load": [os.getloadavg()[0]], "versions": {}, "skipped": [], "jobs": []}
    jobs = [job for job in JOBS if any(text in job.name for text in arguments.only.split(","))]
    for threads in map(int, arguments.threads.split(",")):
        contestants = contestants_of(arguments.shoal, threads)
        result["versions"] = {contestant.name: contestant.version for contestant in contestants}
        for job in jobs:
            source = source_of(job, arguments.shared)
            if source is None:
                result["skipped"].append(job.name)
                continue
            say(f"{job.name}, {threads} threads")
            result["jobs"].append(measure_job(job, source, threads, contestants, arguments.runs))
            write(result, arguments.out)
        for contestant in contestants:
            contestant.close()
    result["load"].append(os.getloadavg()[0])
    return result


def write(result, out):
    if out:
        pathlib.Path(out + ".json").write_text(json.dumps(result, indent=1) + "\n")
        pathlib.Path(out + ".md").write_text(markdown(result))


def main():
    shared = pathlib.Path(os.environ.get("SHOAL_SHARED", HERE.parents[2] / "shared"), "data")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shoal", default="build/release/bin/shoal")
    parser.add_argument("--only", default="", help="jobs whose name holds one of these texts, by comma")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--shared", type=pathlib.Path, default=shared, help="folder of the larger data sets")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    result = measure(arguments)
    write(result, arguments.out)
    print(markdown(result), end="")
    say(f"{len(result['jobs'])} measured, {len(result['skipped'])} skipped for want of shared data")
    wrong = [f"{job['job']}: {name} differs by {row['difference']:.1e}" for job in result["jobs"]
             for name, row in job["figures"].items() if not row["agrees"]]
    if wrong:
        sys.exit("not the same result: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
