"""The GPU check behind scripts/gpu-check.sh: builds the engine, runs its tests, sanitizers and benchmarks on a GPU, and
writes one JSON file. Every step has its own time limit; one that fails is recorded and the rest goes on."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import machine
from contest import Contest, wrongs
from contestant import Failed
from record import Record, with_shares

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSED, STEP_FAILED, NO_GPU = 0, 1, 5
TARGETS = ["contract_device", "gpu_same_answer", "shoal_bench_gpu"]
# Seconds of each step; the last one takes what is left of the nine minutes.
LIMITS = {"build": 150, "contract": 60, "same answer": 40, "memcheck": 40, "racecheck": 40, "ceilings": 25, "benchmark": 400}
# A sanitizer makes kernels some hundred times slower: the small works of tests/gpu alone.
SANITIZED = "Small/*"


def say(text):
    print(f"gpu-check: {text}", file=sys.stderr, flush=True)


def run(command, limit, log, **options):
    """(status, output): 124 when the time ran out and the process group was ended. The output goes to `log` too."""
    with open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True, cwd=ROOT, **options)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            status = 124
    return status, pathlib.Path(log).read_text(errors="replace")


class Check:
    def __init__(self, arguments):
        self.arguments = arguments
        self.gpu = machine.gpu()
        self.build = ROOT / arguments.build
        self.build.mkdir(parents=True, exist_ok=True)
        self.commit = commit(arguments.carry)
        self.end = time.monotonic() + arguments.seconds
        name = machine.short_name(self.gpu["name"]) if self.gpu else "none"
        folder = ROOT / "bench" / "results" if self.gpu else self.build
        self.record = Record(arguments.out or folder / f"gpu-{name}-{self.commit[:12]}.json", {
            "format": 1, "commit": self.commit, "device": self.gpu, "cuda": machine.nvcc(),
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "steps": []})

    def limit(self, step):
        return max(1.0, min(LIMITS[step], self.end - time.monotonic()))

    def step(self, name, work):
        """Runs work(limit) -> (outcome, more) and records it; what it throws is a failure in its words."""
        begin = time.monotonic()
        say(f"{name} (at most {self.limit(name):.0f} s)")
        try:
            outcome, more = work(self.limit(name))
        except Exception as error:  # one step must not take the others with it
            outcome, more = "failed", {"why": f"{type(error).__name__}: {error}"}
        self.record.step(name, outcome, time.monotonic() - begin, **more)
        say(f"{name}: {outcome}{' - ' + str(more['why']) if 'why' in more else ''}")
        return outcome == "passed"

    def log(self, name):
        return self.build / f"{name.replace(' ', '-')}.log"

    def configure_and_build(self, limit):
        architecture = self.arguments.architecture or machine.architecture() or "90a"
        configure = ["cmake", "-G", "Ninja", "-S", ".", "-B", str(self.build), "-DCMAKE_BUILD_TYPE=Release",
                     f"-DSHOAL_CARRY={self.arguments.carry}", "-DSHOAL_CUDA=ON", "-DSHOAL_TEST_KINDS=contract;gpu",
                     f"-DSHOAL_CUDA_ARCHITECTURES={architecture}-real", "-DSHOAL_EMULATE=OFF"]
        begin = time.monotonic()
        for command in (configure, ["ninja", "-C", str(self.build), *TARGETS]):
            status, text = run(command, limit - (time.monotonic() - begin), self.log("build"))
            if status != 0:
                return "failed", {"why": f"{command[0]} ended with status {status}", "output": text[-2000:]}
        return "passed", {"architecture": architecture}

    def test(self, executable, chosen, wrapper=(), log="tests"):
        """A step of GoogleTest: the counts of its report; no case at all is a failure."""
        def work(limit):
            report = self.build / f"{log.replace(' ', '-')}.json"
            report.unlink(missing_ok=True)
            command = [*wrapper, str(self.build / "bin" / executable), f"--gtest_filter={chosen}", "--gtest_brief=1",
                       f"--gtest_output=json:{report}"]
            status, text = run(command, limit, self.log(log))
            counts = counts_of(report)
            good = status == 0 and counts["ran"] > 0 and counts["failures"] == 0
            more = counts if good else counts | {"why": f"status {status}", "output": text[-2000:]}
            return "passed" if good else "failed", more
        return work

    def sanitize(self, tool):
        sanitizer = shutil.which("compute-sanitizer") or "/usr/local/cuda/bin/compute-sanitizer"
        if not os.path.exists(sanitizer):
            return lambda _limit: ("skipped", {"why": "compute-sanitizer is not on this machine"})
        return self.test("gpu_same_answer", SANITIZED, [sanitizer, f"--tool={tool}", "--error-exitcode=9"], tool)

    def ceilings(self, limit):
        status, text = run([sys.executable, str(ROOT / "bench/gpu/ceilings.py")], limit, self.log("ceilings"))
        if status != 0:
            return "failed", {"why": f"status {status}", "output": text[-2000:]}
        self.record.set("ceilings", json.loads(text.splitlines()[-1]))
        return "passed", {}

    def keep(self, result):
        self.record.set("benchmark", with_shares(result, self.record.values.get("ceilings")))

    def benchmark(self, limit):
        with tempfile.TemporaryDirectory() as folder:
            program = str(self.build / "bin" / "shoal_bench_gpu")
            result = Contest(program, "cuda:0", self.arguments.carry, folder, time.monotonic() + limit, self.keep).run()
        self.keep(result)
        wrong = list(wrongs(result))
        return ("failed", {"why": "; ".join(wrong)}) if wrong else ("passed", {"jobs": len(result["jobs"])})

    def run(self):
        built = self.step("build", self.configure_and_build)
        if self.gpu is None:
            self.record.set("result", "no GPU")
            say("no NVIDIA GPU here (nvidia-smi shows none): nothing was measured; only the build was tried")
            return NO_GPU if built else STEP_FAILED
        good = built
        if built:
            good &= self.step("contract", self.test("contract_device", "Devices/*/cuda_*", log="contract"))
            good &= self.step("same answer", self.test("gpu_same_answer", "Large/*", log="same answer"))
            for tool in ("memcheck", "racecheck"):
                good &= self.step(tool, self.sanitize(tool))
        good &= self.step("ceilings", self.ceilings)
        if built:
            good &= self.step("benchmark", self.benchmark)
        self.record.set("result", "passed" if good else "failed")
        return PASSED if good else STEP_FAILED


def counts_of(report):
    if not report.exists():
        return {"ran": 0, "failures": 0, "skipped": 0}
    cases = [case for suite in json.loads(report.read_text())["testsuites"] for case in suite["testsuite"]]
    skipped = sum(case["result"] == "SKIPPED" for case in cases)
    failures = [f"{case['classname']}.{case['name']}" for case in cases if case.get("failures")]
    counts = {"ran": len(cases) - skipped, "failures": len(failures), "skipped": skipped}
    return counts | ({"failed": failures[:20]} if failures else {})


def commit(carry):
    """Of the checkout where git and its folder came along, else what gpu-carry.sh wrote down."""
    told = machine.said("git", "-C", str(ROOT), "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty").strip()
    written = ROOT / carry / "commit"
    return told or (written.read_text().strip() if written.exists() else "unknown")


def main():
    parser = argparse.ArgumentParser(prog="gpu-check", description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, help="the JSON file (default bench/results/gpu-NAME-COMMIT.json)")
    parser.add_argument("--carry", default=".deps/carry", help="folder of scripts/gpu-carry.sh")
    parser.add_argument("--build", default="build/gpu-check", help="folder to build in")
    parser.add_argument("--seconds", type=float, default=540, help="time for all steps")
    parser.add_argument("--architecture", help="as nvcc names it, 90a for H100 (default: that of the GPU, else 90a)")
    check = Check(parser.parse_args())
    status = check.run()
    say(f"{check.record.path} written")
    return status


if __name__ == "__main__":
    sys.exit(main())
