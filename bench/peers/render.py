"""The tables of kmeans.py as Markdown."""

from figures import cell, digits_of


def clock_of(job):
    """One thread by processor time, which other work on the machine hardly touches; several by the clock on the wall."""
    return "cpu" if job["threads"] == 1 else "wall"


def best_peer(job):
    """The fastest of those that agree with shoal."""
    clock = clock_of(job)
    peers = {name: row for name, row in job["figures"].items() if name != "shoal" and row["agrees"]}
    return min(peers, key=lambda name: peers[name][clock]["median"], default=None)


def time_cell(job, row, clock):
    scale = job["unit"][1]
    return cell(row[clock], scale, digits_of(row[clock]["median"] / scale))


def against_best(job):
    ours, name, clock = job["figures"]["shoal"], best_peer(job), clock_of(job)
    if name is None:
        return f"| {job['job']} | {job['threads']} | {time_cell(job, ours, clock)} {job['unit'][0]} | none | | | {job['aim']} | | |"
    theirs = job["figures"][name]
    ratio = theirs["ratios"][clock]
    met = "yes" if ratio["median"] >= job["aim"] else "no" if ratio["median"] >= 1 else "**slower**"
    return (f"| {job['job']} | {job['threads']} | {time_cell(job, ours, clock)} {job['unit'][0]} | {name} "
            f"| {time_cell(job, theirs, clock)} {job['unit'][0]} | {cell(ratio, 1, 2)} | {job['aim']} | {met} "
            f"| {ours['peak'] / 1e6:.0f} / {theirs['peak'] / 1e6:.0f} / {job['input_bytes'] / 1e6:.0f} |")


def every_figure(job):
    for name, row in job["figures"].items():
        ratios = row["ratios"]
        yield (f"| {job['job']} | {job['threads']} | {name} | {time_cell(job, row, 'wall')} | {time_cell(job, row, 'cpu')} "
               f"{job['unit'][0]} | {cell(ratios['wall'], 1, 2)} | {cell(ratios['cpu'], 1, 2)} | {row['peak'] / 1e6:.0f} "
               f"| {row['difference']:.0e}{'' if row['agrees'] else ' **differs**'} |")
    for name, error in job["errors"].items():
        yield f"| {job['job']} | {job['threads']} | {name} | {error} | | | | | |"


def markdown(result):
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    loads = " to ".join(f"{load:.1f}" for load in result["load"])
    lines = ["# shoal beside its peers on the CPU", "",
             f"{result['machine']}; load {loads} during the run.", f"{versions}.", "",
             "float32; all in turn on the same data, starts and counts of passes; median (lowest-highest) of the turns; ratios are those of each turn. One thread is compared by",
             "processor time, several by wall time: on a busy machine only ratios mean something. How to read it:",
             "[bench/README.md](../README.md).", "", "## Against the best peer", "",
             "| job | threads | shoal | best peer | its time | times as fast | aim | met | peak MB: shoal / peer / input |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    lines += [against_best(job) for job in result["jobs"]]
    lines += ["", "## Every figure", "",
              "| job | threads | | wall | processor | wall / shoal's | processor / shoal's | peak MB | result differs by |",
              "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    lines += [line for job in result["jobs"] for line in every_figure(job)]
    if result["skipped"]:
        lines += ["", f"Skipped for want of data: {', '.join(result['skipped'])}."]
    return "\n".join(lines) + "\n"
