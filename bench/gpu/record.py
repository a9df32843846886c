"""The one JSON file of a check: written anew after every step, so that a kill leaves what was done."""

import json
import os
import pathlib


class Record:
    def __init__(self, path, start):
        self.path, self.values = pathlib.Path(path), start
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.write()

    def write(self):
        staged = self.path.with_suffix(".json.part")
        staged.write_text(json.dumps(self.values, indent=1) + "\n")
        os.replace(staged, self.path)

    def set(self, key, value):
        self.values[key] = value
        self.write()

    def step(self, name, outcome, seconds, **more):
        """outcome: passed, failed or skipped."""
        self.values["steps"].append({"step": name, "outcome": outcome, "seconds": round(seconds, 1), **more})
        self.write()


def with_shares(benchmark, ceilings):
    """Each figure's rates as shares of the ceilings of the same run: of the copy bandwidth, counting the least bytes that
    the job must read, and of the product rates, counting a multiply-add for each value and centroid (or pair)."""
    for job in benchmark["jobs"]:
        for figure in job["figures"].values():
            if "bytes" not in job or "seconds" not in figure:
                continue
            seconds = figure["seconds"]["median"]
            figure["bytes_a_second"], figure["multiply_adds_a_second"] = job["bytes"] / seconds, job["multiply_adds"] / seconds
            if ceilings:
                figure["share_of_copy"] = figure["bytes_a_second"] / ceilings["copy_bytes_a_second"]["median"]
                for unit in ("fp32", "tf32", "fp16"):
                    most = ceilings[f"{unit}_multiply_adds_a_second"]["median"]
                    figure[f"share_of_{unit}"] = figure["multiply_adds_a_second"] / most
    return benchmark
