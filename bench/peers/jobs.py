"""What is timed, on which data, and how many times faster than the best peer shoal means to be."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Job:
    """`data` has no clear clusters (uniform, normal), so that a fit does not converge before its passes are counted, or
    names a file of the shared data."""

    kind: str  # pass, fit, seeding, silhouette, sweep
    n: int
    d: int
    k: int
    data: str
    aim: float
    passes: int = 0  # timed; two earlier ones are subtracted
    most_turns: int = 1000
    unit: tuple = ("ms", 1e-3)

    @property
    def name(self):
        shape = f"{self.n:,} x {self.d}"
        return f"{self.kind} {shape}, k = 2..12" if self.kind == "sweep" else f"{self.kind} {shape}, k = {self.k}"


SECONDS = ("s", 1.0)

JOBS = [
    Job("pass", 1_000_000, 2, 50, "uniform", 7.0, passes=40),
    Job("pass", 1_000_000, 3, 8, "uniform", 5.0, passes=40),
    Job("pass", 1_000_000, 8, 10, "normal", 3.0, passes=40),
    Job("pass", 1_000_000, 8, 100, "normal", 3.3, passes=20),
    Job("pass", 500_000, 32, 100, "normal", 2.4, passes=20),
    Job("pass", 100_000, 64, 1000, "normal", 1.4, passes=10),
    Job("pass", 200_000, 128, 256, "normal", 1.4, passes=10),
    Job("pass", 50_000, 784, 100, "normal", 1.35, passes=16),
    Job("seeding", 500_000, 8, 100, "uniform", 6.0, most_turns=3),
    Job("silhouette", 50_000, 8, 10, "uniform", 30.0, most_turns=1, unit=SECONDS),
    Job("sweep", 4_338, 3, 0, "online-retail", 24.0, most_turns=3),
    Job("fit", 60_000, 784, 100, "mnist", 1.0, most_turns=1, unit=SECONDS),
]

SWEEP_K = range(2, 13)
SWEEP_STARTS = 10
FIT_ITERATIONS = 300

# How far a peer may be from shoal, relative: the peers add in float32 or in another order, so a few rows change sides;
# a whole fit then ends in a neighbouring optimum; seeding draws other rows.
TOLERANCE = {"pass": 1e-4, "fit": 5e-3, "seeding": 0.03, "silhouette": 1e-4}
# How far above the peer's shoal's inertia may be, at each k. The starts are drawn, by other numbers: a peer may end higher.
ABOVE = {"sweep": 1e-3}
