"""The points of made_points.hpp, of numpy or of torch on any device: whole-array integer arithmetic that both have."""

POINTS_SEED, CENTRES_SEED = 20, 21
GENERATE = 9  # shoal::Purpose::generate
LOW = 0xFFFFFFFF
CHUNK_BLOCKS = 1 << 24  # Philox blocks at a time: temporaries of 128 MiB


def philox(block, purpose, seed):
    """The four words of Philox 4x32-10 as arrays of int64 for an array of block numbers; products wrap as 64 bits do."""
    c = [block & LOW, (block >> 32) & LOW, block * 0, block * 0 + purpose]
    key = [seed, 0]
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [((b >> 32) & LOW) ^ c[1] ^ key[0], b & LOW, ((a >> 32) & LOW) ^ c[3] ^ key[1], a & LOW]
        key = [(key[0] + 0x9E3779B9) & LOW, (key[1] + 0xBB67AE85) & LOW]
    return c


class NumpyArrays:
    """What the formulas need of an array library."""

    def __init__(self):
        import numpy

        self.library = numpy

    def empty(self, size):
        return self.library.empty(size, dtype=self.library.float32)

    def integers(self, begin, end):
        return self.library.arange(begin, end, dtype=self.library.int64)

    def floats(self, integers):
        return integers.astype(self.library.float32)


class TorchArrays:
    def __init__(self, device):
        import torch

        self.library, self.device = torch, device

    def empty(self, size):
        return self.library.empty(size, dtype=self.library.float32, device=self.device)

    def integers(self, begin, end):
        return self.library.arange(begin, end, dtype=self.library.int64, device=self.device)

    def floats(self, integers):
        return integers.to(self.library.float32)


def make(arrays, seed, n, d):
    blocks = (n * d + 3) // 4
    values = arrays.empty(4 * blocks).reshape(blocks, 4)
    for begin in range(0, blocks, CHUNK_BLOCKS):
        end = min(blocks, begin + CHUNK_BLOCKS)
        for w, word in enumerate(philox(arrays.integers(begin, end), GENERATE, seed)):
            values[begin:end, w] = arrays.floats(word >> 8) * 2.0**-23 - 1.0
    return values.reshape(-1)[: n * d].reshape(n, d)


def uniform_points(arrays, n, d):
    return make(arrays, POINTS_SEED, n, d)


def grouped_points(arrays, n, d, groups):
    centres, points = make(arrays, CENTRES_SEED, groups, d), make(arrays, POINTS_SEED, n, d)
    points *= 0.125
    points += centres[arrays.integers(0, n) % groups]
    return points
