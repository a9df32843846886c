"""Tables whose number of groups is known, several hundred of them, from fixed seeds.

Every family draws its own shapes; number i of a family is made from the seed (family, i) alone. Even numbers are the half that
the rule was designed with, odd numbers the half held out. `right` lists the numbers of groups that are right: one, or two where
groups are nested; 1 says that there are no groups. A sweep tries `k_min` to `k_max`.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np


@dataclass
class Planted:
    name: str
    family: str
    x: np.ndarray
    right: list
    k_min: int
    k_max: int
    held_out: bool


def centres(rng, k, d, gap, radii=None):
    """k centres in a cube, each pair at least `gap` times the mean of its two radii apart."""
    radii = np.ones(k) if radii is None else radii
    half = 0.55 * gap * radii.max() * max(1.0, k ** (1 / d))
    while True:
        half *= 1.02
        c = rng.uniform(-half, half, (k, d))
        apart = np.linalg.norm(c[:, None] - c[None], axis=2)
        need = gap * (radii[:, None] + radii[None]) / 2
        if (apart + np.eye(k) * 1e9 >= need).all():
            return c


def sizes(rng, n, k, ratio=1.0):
    """k sizes that sum to about n, the largest at most `ratio` times the smallest, none below 6."""
    share = np.exp(rng.uniform(0, np.log(ratio), k)) if ratio > 1 else np.ones(k)
    return np.maximum(6, np.round(n * share / share.sum())).astype(int)


def some_rows(rng, k, low=150, high=2000):
    return int(np.exp(rng.uniform(np.log(max(low, 40 * k)), np.log(max(high, 60 * k)))))


def balls(rng, c, n, spread):
    return np.vstack([c[i] + spread[i] * rng.standard_normal((n[i], c.shape[1])) for i in range(len(c))])


def drawn_k(rng):
    return int(rng.integers(2, 13))


def reach(k):
    return 10 if k <= 8 else 15


def separate(rng):
    k, d = drawn_k(rng), int(rng.choice([2, 3, 5, 8]))
    return balls(rng, centres(rng, k, d, 7), sizes(rng, some_rows(rng, k), k, 2), np.ones(k)), [k], reach(k)


def unequal_sizes(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([2, 3, 5]))
    return balls(rng, centres(rng, k, d, 7), sizes(rng, some_rows(rng, k, 400), k, 20), np.ones(k)), [k], 10


def unequal_spreads(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([2, 3, 5]))
    spread = np.exp(rng.uniform(0, np.log(4), k))
    return balls(rng, centres(rng, k, d, 7, spread), sizes(rng, some_rows(rng, k), k, 3), spread), [k], 10


def one_large(rng):
    """One wide and populous group, the others small and tight."""
    k, d = int(rng.integers(2, 6)), 2
    spread = np.r_[3.0, np.full(k - 1, 0.6)]
    n = np.r_[int(rng.integers(500, 1200)), rng.integers(60, 120, k - 1)]
    return balls(rng, centres(rng, k, d, 8, spread), n, spread), [k], 10


def close(rng):
    k, d = int(rng.integers(2, 8)), int(rng.choice([2, 3, 5]))
    gap = rng.uniform(3.6, 5.0)
    return balls(rng, centres(rng, k, d, gap), sizes(rng, some_rows(rng, k, 400), k, 2), np.ones(k)), [k], 10


def overlapping(rng):
    k, d = int(rng.integers(2, 6)), int(rng.choice([2, 3, 5]))
    gap = rng.uniform(2.5, 3.4)
    return balls(rng, centres(rng, k, d, gap), sizes(rng, some_rows(rng, k, 500), k, 1.5), np.ones(k)), [k], 10


def nested(rng):
    outer, inner, d = int(rng.integers(2, 4)), int(rng.integers(2, 4)), int(rng.choice([2, 3]))
    big = centres(rng, outer, d, 30)
    c = np.vstack([b + centres(rng, inner, d, 7) for b in big])
    n = sizes(rng, some_rows(rng, len(c)), len(c), 2)
    return balls(rng, c, n, np.ones(len(c))), [outer, outer * inner], 10


def noise_columns(rng):
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3]))
    x = balls(rng, centres(rng, k, d, 8), sizes(rng, some_rows(rng, k, 200), k, 2), np.ones(k))
    noise = rng.standard_normal((len(x), int(rng.integers(4, 16)))) * rng.uniform(0.8, 1.5)
    return np.hstack([x, noise]), [k], 10


def stretched(rng):
    """Groups twice to three times as long as wide, each its own way."""
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3]))
    c, n = centres(rng, k, d, 12), sizes(rng, some_rows(rng, k), k, 2)
    parts = []
    for i in range(k):
        turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
        length = np.r_[rng.uniform(2, 3), np.ones(d - 1)]
        parts.append(c[i] + (rng.standard_normal((n[i], d)) * length) @ turn)
    return np.vstack(parts), [k], 10


def square_groups(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([2, 3]))
    c, n = centres(rng, k, d, 7), sizes(rng, some_rows(rng, k), k, 2)
    return np.vstack([c[i] + rng.uniform(-1.8, 1.8, (n[i], d)) for i in range(k)]), [k], 10


def tailed_groups(rng):
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3, 5]))
    c, n = centres(rng, k, d, 10), sizes(rng, some_rows(rng, k), k, 2)
    return np.vstack([c[i] + rng.standard_t(5, (n[i], d)) for i in range(k)]), [k], 10


def with_outliers(rng):
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3]))
    x = balls(rng, centres(rng, k, d, 8), sizes(rng, some_rows(rng, k, 400), k, 2), np.ones(k))
    low, high = x.min(0), x.max(0)
    return np.vstack([x, rng.uniform(low, high, (len(x) // 50, d))]), [k], 10


def on_a_lattice(rng):
    """Groups of whole numbers: counts, ratings, months."""
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3]))
    x = balls(rng, centres(rng, k, d, 8), sizes(rng, some_rows(rng, k), k, 2), np.ones(k))
    return np.round(x * rng.uniform(0.7, 1.5)), [k], 10


def repeated_rows(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([2, 3]))
    c = np.round(centres(rng, k, d, 5))
    return np.repeat(c, sizes(rng, some_rows(rng, k), k, 3), axis=0), [k], 10


def last_tried(rng):
    k, d = int(rng.integers(3, 10)), int(rng.choice([2, 3, 5]))
    return balls(rng, centres(rng, k, d, 7), sizes(rng, some_rows(rng, k), k, 2), np.ones(k)), [k], k


def first_tried(rng):
    k, d = int(rng.integers(3, 8)), int(rng.choice([2, 3, 5]))
    return balls(rng, centres(rng, k, d, 7), sizes(rng, some_rows(rng, k), k, 2), np.ones(k)), [k], k + 6, k


def many_columns(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([30, 60, 120]))
    c = rng.standard_normal((k, d)) * rng.uniform(0.9, 1.6)
    return balls(rng, c, sizes(rng, some_rows(rng, k, 100, 600), k, 2), np.ones(k)), [k], 10


def few_rows(rng):
    k, d = int(rng.integers(2, 5)), int(rng.choice([2, 3]))
    return balls(rng, centres(rng, k, d, 7), sizes(rng, int(rng.integers(20, 60)), k, 1.5), np.ones(k)), [k], 8


def many_rows(rng):
    k, d = int(rng.integers(2, 9)), int(rng.choice([2, 4]))
    n = int(rng.choice([5000, 10000, 20000]))
    return balls(rng, centres(rng, k, d, 5.5), sizes(rng, n, k, 3), np.ones(k)), [k], 10


def shop_like(rng):
    """Skewed, correlated columns (recency, frequency, spend) after log1p, in planted groups."""
    k = int(rng.integers(2, 6))
    c = centres(rng, k, 3, 6)
    n = sizes(rng, some_rows(rng, k, 500), k, 3)
    mix = np.array([[1, 0, 0], [-0.4, 0.8, 0], [-0.3, 0.5, 0.7]])
    x = np.vstack([c[i] + rng.standard_normal((n[i], 3)) @ mix.T for i in range(k)])
    x[:, 1] = np.log1p(np.round(np.expm1(np.clip((x[:, 1] - x[:, 1].min()) * 0.35, 0, None)))) / 0.35
    return x, [k], 10


def in_a_row(rng):
    """Steps along a line, the way that order or age would make them."""
    k, d = int(rng.integers(2, 10)), int(rng.choice([1, 2, 3]))
    c = np.arange(k)[:, None] * np.r_[rng.uniform(4, 7), np.zeros(d - 1)]
    return balls(rng, c, sizes(rng, some_rows(rng, k, 200), k, 2), np.ones(k)), [k], 10


def on_a_grid(rng):
    """Every combination of two or three properties with two or three values each."""
    sides = [(2, 2), (2, 3), (3, 3), (2, 2, 2)][int(rng.integers(4))]
    c = np.array(list(np.ndindex(*sides)), dtype=float) * rng.uniform(4.2, 6.5, len(sides))
    return balls(rng, c, sizes(rng, some_rows(rng, len(c), 200), len(c), 2), np.ones(len(c))), [len(c)], 12


def in_pairs(rng):
    """Groups two by two: as many as there are, or one a pair."""
    pairs, d = int(rng.integers(2, 5)), int(rng.choice([2, 3]))
    c = centres(rng, pairs, d, 14)
    way = rng.standard_normal((pairs, d))
    way *= rng.uniform(4, 5.5) / 2 / np.linalg.norm(way, axis=1, keepdims=True)
    c = np.vstack([c - way, c + way])
    return balls(rng, c, sizes(rng, some_rows(rng, len(c)), len(c), 2), np.ones(len(c))), [pairs, 2 * pairs], 10


def lopsided(rng):
    """Sizes and spreads both unequal, and not in step."""
    k, d = int(rng.integers(2, 8)), int(rng.choice([2, 3, 5]))
    spread = np.exp(rng.uniform(0, np.log(4), k))
    return balls(rng, centres(rng, k, d, 7, spread), sizes(rng, some_rows(rng, k, 500), k, 25), spread), [k], 10


def on_a_background(rng):
    """A tenth to a fifth of the rows belong nowhere."""
    k, d = int(rng.integers(2, 7)), int(rng.choice([2, 3]))
    x = balls(rng, centres(rng, k, d, 8), sizes(rng, some_rows(rng, k, 400), k, 2), np.ones(k))
    low, high = x.min(0), x.max(0)
    return np.vstack([x, rng.uniform(low, high, (int(len(x) * rng.uniform(0.1, 0.25)), d))]), [k], 10


def anything(rng):
    """All of the above at once, drawn at random."""
    k, d = int(rng.integers(2, 11)), int(rng.choice([2, 3, 5, 8, 12]))
    spread = np.exp(rng.uniform(0, np.log(rng.choice([1, 2, 3])), k))
    n = sizes(rng, some_rows(rng, k, 100, 3000), k, rng.choice([1, 3, 10]))
    c = centres(rng, k, d, rng.uniform(4, 8), spread)
    draw = [rng.standard_normal, lambda s: rng.standard_t(6, s), lambda s: rng.uniform(-1.7, 1.7, s),
            lambda s: rng.standard_gamma(3, s) / 1.7][int(rng.integers(4))]
    x = np.vstack([c[i] + spread[i] * draw((n[i], d)) * rng.uniform(0.7, 1.3, d) for i in range(k)])
    if rng.uniform() < 0.3:
        x = np.hstack([x, rng.standard_normal((len(x), int(rng.integers(1, 6))))])
    if rng.uniform() < 0.2:
        x = np.round(x * 2) / 2
    if rng.uniform() < 0.3:
        x = np.vstack([x, rng.uniform(x.min(0), x.max(0), (max(1, len(x) // 60), x.shape[1]))])
    return x, [k], reach(k)


def plain(rng, low=60, high=2000):
    return int(np.exp(rng.uniform(np.log(low), np.log(high)))), int(rng.choice([1, 2, 3, 5, 8]))


def uniform(rng):
    n, d = plain(rng)
    return rng.uniform(size=(n, d)) * rng.uniform(1, 2, d), [1], 10


def normal(rng):
    n, d = plain(rng)
    return rng.standard_normal((n, d)), [1], 10


def elongated(rng):
    n, _ = plain(rng)
    d = int(rng.choice([2, 3, 5]))
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    draw = rng.standard_normal if rng.uniform() < 0.5 else lambda s: rng.uniform(-1.7, 1.7, s)
    return (draw((n, d)) * np.r_[rng.uniform(4, 12), np.ones(d - 1)]) @ turn, [1], 10


def heavy_tails(rng):
    n, d = plain(rng)
    return rng.standard_t(3, (n, d)), [1], 10


def log_normal(rng):
    """Recency, frequency and spend of customers of one kind: skewed and correlated, as they are or after log1p."""
    n, _ = plain(rng, 200)
    z = rng.standard_normal((n, 3)) @ np.array([[1, -0.4, -0.3], [0, 0.8, 0.5], [0, 0, 0.8]])
    x = np.c_[np.exp(4 + 0.8 * z[:, 0]), np.ceil(np.exp(1 + 0.8 * z[:, 1])), np.exp(5 + 1.1 * z[:, 2])]
    x = np.log1p(x) if rng.uniform() < 0.7 else x
    return (x - x.mean(0)) / x.std(0), [1], 10


def counts(rng):
    """One population of whole numbers on a coarse lattice."""
    n, _ = plain(rng, 100)
    d = int(rng.choice([1, 2, 3]))
    return rng.poisson(rng.uniform(2, 8), (n, d)).astype(float), [1], 10


def wide_noise(rng):
    n, d = int(rng.integers(50, 400)), int(rng.choice([20, 50, 100]))
    return rng.standard_normal((n, d)), [1], 10


def few_plain(rng):
    n, d = int(rng.integers(20, 60)), int(rng.choice([2, 3]))
    return (rng.standard_normal((n, d)) if rng.uniform() < 0.5 else rng.uniform(size=(n, d))), [1], 8


def many_plain(rng):
    n, d = int(rng.choice([5000, 20000])), int(rng.choice([2, 4]))
    kind = rng.integers(3)
    draw = [rng.standard_normal, lambda s: rng.uniform(size=s), lambda s: rng.standard_gamma(3.0, s)][kind]
    return draw((n, d)), [1], 10


def skewed(rng):
    """One-sided: waiting times, incomes, shares of a whole."""
    n, d = plain(rng, 100)
    kind = rng.integers(3)
    if kind == 0:
        return rng.exponential(size=(n, d)), [1], 10
    if kind == 1:
        return rng.dirichlet(np.full(d + 1, rng.uniform(0.8, 3)), n)[:, :d], [1], 10
    return rng.standard_gamma(rng.uniform(1, 4), (n, d)), [1], 10


def core_and_halo(rng):
    """A tight core inside a wide cloud around the same centre."""
    n, _ = plain(rng, 200)
    d = int(rng.choice([2, 3, 5]))
    wide = np.where(rng.uniform(size=(n, 1)) < rng.uniform(0.2, 0.6), rng.uniform(2, 4), 1.0)
    return rng.standard_normal((n, d)) * wide, [1], 10


# Family -> how many sets.
FAMILIES = {
    separate: 28, unequal_sizes: 20, unequal_spreads: 20, one_large: 24, close: 24, overlapping: 20, nested: 20,
    noise_columns: 20, stretched: 16, square_groups: 16, tailed_groups: 16, with_outliers: 16, on_a_lattice: 16,
    repeated_rows: 12, last_tried: 16, first_tried: 12, many_columns: 20, few_rows: 20, many_rows: 8, shop_like: 16,
    in_a_row: 20, on_a_grid: 16, in_pairs: 16, lopsided: 20, on_a_background: 20, anything: 80,
    uniform: 20, normal: 20, elongated: 24, heavy_tails: 16, log_normal: 20, counts: 16, wide_noise: 12, few_plain: 16,
    many_plain: 6, skewed: 20, core_and_halo: 12,
}  # fmt: skip


def planted():
    """Every set, in order."""
    for family, count in FAMILIES.items():
        for i in range(count):
            rng = np.random.default_rng([crc32(family.__name__.encode()), i])
            x, right, k_max, *k_min = family(rng)
            x = x[rng.permutation(len(x))]
            yield Planted(f"{family.__name__}-{i:02d}", family.__name__, x, right, *(k_min or [2]), k_max, i % 2 == 1)
