"""What this GPU can do at most, by its vendor's own libraries in the same run: rates that others are shares of.

Prints one line of JSON: bytes a second of a copy (read and written), multiply-adds a second of products in fp32, TF32, fp16.
"""

import json
import statistics
import time

import torch

COPY_BYTES = 4 << 30
SIZE = 8192
REPEATS = 5


def best_time(work, inner):
    work()
    samples = []
    for _ in range(REPEATS):
        torch.cuda.synchronize()
        begin = time.perf_counter()
        for _ in range(inner):
            work()
        torch.cuda.synchronize()
        samples.append((time.perf_counter() - begin) / inner)
    return samples


def rate(amount, samples):
    rates = [amount / seconds for seconds in samples]
    return {"median": statistics.median(rates), "min": min(rates), "max": max(rates)}


def copy():
    source = torch.empty(COPY_BYTES, dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    return rate(2 * COPY_BYTES, best_time(lambda: target.copy_(source), 10))


def product(dtype, tf32=False):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    a, b = (torch.rand(SIZE, SIZE, dtype=torch.float32, device="cuda").to(dtype) for _ in range(2))
    return rate(SIZE**3, best_time(lambda: a @ b, 3))


def main():
    print(json.dumps({
        "copy_bytes_a_second": copy(),
        "fp32_multiply_adds_a_second": product(torch.float32),
        "tf32_multiply_adds_a_second": product(torch.float32, tf32=True),
        "fp16_multiply_adds_a_second": product(torch.float16),
        "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
