#!/usr/bin/env python3
"""How often is the right number of groups chosen? Results: ../results/choosing-k.md

    bench/choosing-k/study.py --shoal build/release/bin/shoal --work /tmp/choosing-k [--earlier BINARY] [--real FOLDER]
                                [--sets N]

Needs NumPy, a built shoal and, for the other methods, R with the packages cluster and fpc (Debian: r-base-core r-cran-cluster
r-cran-fpc); installs nothing. --earlier is a shoal to compare with, of the rule before valleys. --real is the folder of the Benchmark
Suite for Clustering Algorithms (github.com/gagolews/clustering-data-v1). Takes about an hour on two cores, nearly all of it R, and
goes on where it was stopped: WORK keeps what is done. --sets tries the study on N of the planted sets, evenly spread, and writes
WORK/choosing-k.md; the results of all go to bench/results.
"""

import argparse
import csv
import gzip
import json
import platform
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from planted import Planted, planted

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results" / "choosing-k.md"

# Sets of the suite whose reference groups k-means can find, and the last k to try.
REAL = {
    "sipu/a1": 25, "sipu/r15": 20, "sipu/s1": 20, "sipu/s3": 20, "sipu/unbalance": 12, "sipu/aggregation": 10,
    "fcps/hepta": 10, "fcps/tetra": 10, "wut/x1": 10, "wut/x2": 10, "wut/mk1": 10, "wut/mk3": 10, "wut/twosplashes": 10,
    "other/iris": 10, "other/iris5": 10, "uci/wine": 10,
    **{f"{b}2mg/{b}2mg_{d}_{o}": 10 for b in "gh" for d in (2, 8, 32, 128) for o in (10, 30, 50, 70, 90)},
}  # fmt: skip


def real_sets(folder):
    for name, k_max in REAL.items():
        with gzip.open(folder / f"{name}.data.gz") as file:
            x = np.loadtxt(file)
        with gzip.open(folder / f"{name}.labels0.gz") as file:
            labels = np.loadtxt(file).astype(int)
        k = len(set(labels[labels > 0]))
        # Two species of iris overlap: two groups are as right as three. The columns of wine have different units.
        right = [2, 3] if name.startswith("other/iris") else [k]
        x = (x - x.mean(0)) / x.std(0) if name == "uci/wine" else x
        yield Planted("real-" + name.replace("/", "-"), name.split("/")[0], x, right, 2, k_max, True)


def write_tables(sets, work):
    for folder in ("npy", "csv"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    with open(work / "ranges.csv", "w") as out:
        out.write("name,k_min,k_max\n")
        for p in sets:
            out.write(f"{p.name},{p.k_min},{p.k_max}\n")
            np.save(work / "npy" / f"{p.name}.npy", p.x)
            np.savetxt(work / "csv" / f"{p.name}.csv", p.x, delimiter=",", fmt="%.9g")


def sweep_all(binary, sets, work, out):
    def sweep(p):
        folder = work / out / p.name
        if (folder / "run.json").exists():
            return
        command = [binary, "sweep", work / "npy" / f"{p.name}.npy", "--prepare", "none", "-k", f"{p.k_min}..{p.k_max}"]
        subprocess.run([*command, "-o", folder, "--threads", "1"], check=True, capture_output=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweep, sets))


def rows_of(record):
    """The sweep as one dict a k, whichever version wrote it."""
    if "sweep" in record:
        return record["sweep"]
    return [{**t["parameters"], **t["measures"]} for t in record["trials"]["list"]]


def choice_of(record):
    return record.get("chosen") or record["trials"]["chosen"]


def chosen_by(work, out, name):
    """(k, whether it says that there are groups)."""
    choice = choice_of(json.loads((work / out / name / "run.json").read_text()))
    text = " ".join(choice["reasons"])
    if out == "earlier":
        return choice["k"], "no elbow" not in text and "no group structure" not in text
    return choice["k"], " are apart: " in text or "Rows repeat" in text


def best_by(work, name, measure):
    rows = rows_of(json.loads((work / "shoal" / name / "run.json").read_text()))
    return max((r for r in rows if r.get(measure) is not None), key=lambda r: r[measure])["k"]


def verdicts(sets, work, earlier):
    """Method -> set -> (k, whether it says that there are groups); a method that cannot say so says there are."""

    def swept(folder):
        return [p.name for p in sets if (work / folder / p.name / "run.json").exists()]

    out = {"shoal": {n: chosen_by(work, "shoal", n) for n in swept("shoal")}}
    if earlier:
        out["shoal before"] = {n: chosen_by(work, "earlier", n) for n in swept("earlier")}
    out["highest silhouette"] = {n: (best_by(work, n, "silhouette"), True) for n in swept("shoal")}
    out["highest Calinski-Harabasz"] = {n: (best_by(work, n, "calinski_harabasz"), True) for n in swept("shoal")}
    if not (work / "peers.csv").exists():
        return out
    with open(work / "peers.csv") as file:
        peers = {row["name"]: row for row in csv.DictReader(file)}
    for method, column in (
        ("gap statistic, firstSEmax", "gap_first_se"),
        ("gap statistic, Tibs2001SEmax", "gap_tibs"),
        ("prediction strength", "prediction_strength"),
        ("majority of 11 indices", "majority"),
    ):
        # What fails (all rows equal) is a miss.
        value = {p.name: peers[p.name][column] for p in sets if p.name in peers}
        out[method] = {n: (0, True) if v == "NA" else (int(v), int(v) > 1) for n, v in value.items()}
    return out


def judged(p, k, groups):
    """(hit, hit within one)."""
    if p.right == [1]:
        return not groups, not groups
    return groups and k in p.right, groups and min(abs(k - r) for r in p.right) <= 1


def percent(hits):
    """Share with its 95 % bootstrap interval."""
    hits = np.asarray(hits, float)
    if not len(hits):
        return "-"
    draws = np.random.default_rng(1).choice(hits, (2000, len(hits))).mean(1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return f"{100 * hits.mean():.1f} ({100 * low:.0f}-{100 * high:.0f})"


def complete(sets, found):
    """The methods that have seen every set."""
    return {method: by_set for method, by_set in found.items() if all(p.name in by_set for p in sets)}


def rate_table(sets, found):
    found = complete(sets, found)
    groups, plain = [p for p in sets if p.right != [1]], [p for p in sets if p.right == [1]]
    lines = ["| method | all | groups: right | right or next to it | right k, whatever is said | no groups: says so |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for method, by_set in found.items():
        def hits(some, which=0):
            return [judged(p, *by_set[p.name])[which] for p in some]

        k_alone = [by_set[p.name][0] in p.right for p in groups]
        cells = map(percent, [hits(sets), hits(groups), hits(groups, 1), k_alone, hits(plain)])
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return lines


def family_table(sets, found):
    methods = list(complete(sets, found))
    lines = ["| family | sets | " + " | ".join(methods) + " |", "| --- |" + " --- |" * (len(methods) + 1)]
    for family in dict.fromkeys(p.family for p in sets):
        own = [p for p in sets if p.family == family]
        counts = [str(sum(judged(p, *found[m][p.name])[0] for p in own)) for m in methods]
        lines.append(f"| {family} | {len(own)} | {' | '.join(counts)} |")
    return lines


def real_table(sets, found):
    """By k alone: whether reference groups that overlap are to be called groups is a matter of taste."""
    methods = list(complete(sets, found))
    lines = ["| battery | sets | " + " | ".join(methods) + " |", "| --- |" + " --- |" * (len(methods) + 1)]
    for battery in [*dict.fromkeys(p.family for p in sets), "all"]:
        own = [p for p in sets if battery in (p.family, "all")]
        counts = [str(sum(found[m][p.name][0] in p.right for p in own)) for m in methods]
        lines.append(f"| {battery} | {len(own)} | {' | '.join(counts)} |")
    return lines


def versions(binary):
    shown = [subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.splitlines()[0]]
    if shutil.which("Rscript"):
        code = 'cat(R.version$major, ".", R.version$minor, ", cluster ", format(packageVersion("cluster")), ", fpc ", format(packageVersion("fpc")), sep="")'
        shown.append("R " + subprocess.run(["Rscript", "-e", code], capture_output=True, text=True).stdout)
    return ", ".join([*shown, f"NumPy {np.__version__}", f"Python {platform.python_version()}"])


def render(sets, real, work, args):
    found = verdicts(sets + real, work, args.earlier)
    design, held_out = [p for p in sets if not p.held_out], [p for p in sets if p.held_out]
    text = (HERE / "results-head.md").read_text().format(
        sets=len(sets), families=len({p.family for p in sets}), design=len(design), held_out=len(held_out), versions=versions(args.shoal)
    )  # fmt: skip
    parts = [text.rstrip(), "\n## Held out\n", *rate_table(held_out, found)]
    parts += ["\n## By family, held out\n", "Sets that are right, as in the first column above.\n", *family_table(held_out, found)]
    # A table shows the methods that have seen all of its sets, so a study that was stopped can be read.
    if complete(design, found):
        parts += ["\n## Designed with\n", *rate_table(design, found)]
    if real and complete(real, found):
        parts += ["\n## Sets of others\n", "Sets with the right k, whatever is said of it.\n", *real_table(real, found)]
    results = work / RESULTS.name if args.sets else RESULTS
    results.write_text("\n".join(parts) + "\n")
    print(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoal", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--earlier", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--sets", type=int)
    args = parser.parse_args()
    sets = list(planted())
    if args.sets:
        # Sets of an even number were designed with, the others held out: of both.
        sets = [sets[i * len(sets) // args.sets // 2 * 2 + i % 2] for i in range(args.sets)]
    real = list(real_sets(args.real)) if args.real else []
    args.work.mkdir(parents=True, exist_ok=True)
    write_tables(sets + real, args.work)
    sweep_all(args.shoal, sets + real, args.work, "shoal")
    if args.earlier:
        sweep_all(args.earlier, sets + real, args.work, "earlier")
    if shutil.which("Rscript"):
        command = ["Rscript", HERE / "peers.R", args.work / "csv", args.work / "ranges.csv", args.work / "peers.csv"]
        subprocess.run(command, check=True)
    render(sets, real, args.work, args)


if __name__ == "__main__":
    main()
