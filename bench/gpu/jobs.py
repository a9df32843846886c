"""What is measured: one line a job. Counts of iterations give tens of milliseconds of work on an H100-class GPU."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    kind: str  # lloyd, seeding, silhouette, sweep
    data: str  # uniform, grouped, customers
    n: int
    d: int
    k: int
    iterations: int = 0  # P of a lloyd job: time of 2 + P less that of 2, by P
    turns: int = 3
    method: str = ""  # of a seeding job
    check: bool = False  # small: the CPU of shoal and scikit-learn take part

    @property
    def name(self):
        return " ".join(part for part in (self.kind, self.method, f"{self.n:,} x {self.d}, k = {self.k}, {self.data}") if part)

    @property
    def products(self):
        """Whether shoal finds labels by products."""
        return self.kind == "lloyd" and self.d > 16

    @property
    def points(self):
        """The data as words of the protocol; customers come with the folder that is carried."""
        groups = f" {self.k}" if self.data == "grouped" else ""
        return f"{self.data} {self.n} {self.d}{groups}"


# Answers before times: small ones against scikit-learn, then the table. Most important first: time may run out.
JOBS = [
    Job("lloyd", "uniform", 20_000, 16, 64, 10, turns=1, check=True),
    Job("lloyd", "uniform", 20_000, 128, 200, 10, turns=1, check=True),
    Job("silhouette", "grouped", 5_000, 16, 8, turns=1, check=True),
    Job("lloyd", "uniform", 1_000_000, 128, 1024, 40),
    Job("lloyd", "uniform", 100_000_000, 3, 8, 100),
    Job("lloyd", "uniform", 10_000_000, 16, 64, 100),
    Job("silhouette", "grouped", 100_000, 16, 8),
    Job("silhouette", "grouped", 1_000_000, 3, 8, turns=1),
    Job("sweep", "customers", 4_338, 3, 20, turns=2, check=True),
    Job("lloyd", "grouped", 1_000_000, 128, 1024, 40),
    Job("seeding", "uniform", 1_000_000, 128, 1024, turns=2, method="plus_plus"),
    Job("seeding", "uniform", 1_000_000, 128, 1024, turns=2, method="scalable"),
    Job("lloyd", "uniform", 1_000_000, 512, 16384, 4, turns=2),
    Job("lloyd", "uniform", 8_000_000, 128, 1024, 8, turns=2),
    Job("silhouette", "grouped", 1_000_000, 32, 16, turns=1),
]

SWEEP_K, SWEEP_RESTARTS = (2, 20), 10

# How far an answer may lie from shoal's, relative, to count as the same. fp16 and TF32 lie further: marked, not ranked.
TOLERANCE = {"lloyd": 1e-4, "seeding": 3e-2, "silhouette": 1e-4, "sweep": 5e-3}


def work_of(job):
    """(bytes read, multiply-adds) of one unit of the job, the least that its definition asks for; None where it is open."""
    if job.kind == "lloyd":
        return 4 * job.n * job.d, job.n * job.k * job.d
    if job.kind == "silhouette":
        return 4 * job.n * job.d, job.n * (job.n - 1) // 2 * job.d
    return None
