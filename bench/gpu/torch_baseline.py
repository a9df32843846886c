"""What one writes in PyTorch in an afternoon: products in chunks, argmin, sums by a one-hot product or index_add_."""

import torch

NAME, VERSION = "pytorch", torch.__version__
PRECISIONS = ["fp32", "tf32", "fp16"]
WORKS = ["lloyd", "seeding", "silhouette"]
CHUNK_VALUES = 1 << 28
ONE_HOT_CLUSTERS = 64


def prepare(x, precision):
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    return x.half() if precision == "fp16" else x


def add_sums(rows, labels, sums, counts):
    k = len(sums)
    if k <= ONE_HOT_CLUSTERS:
        sums += torch.nn.functional.one_hot(labels, k).to(rows.dtype).T @ rows
    else:
        sums.index_add_(0, labels, rows)
    counts += torch.bincount(labels, minlength=k)


def lloyd(x, initial, iterations):
    c = initial.clone()
    k = len(c)
    step = max(1, CHUNK_VALUES // max(c.shape))
    for _ in range(iterations):
        working = c.to(x.dtype)
        c_sq = (c * c).sum(dim=1).to(x.dtype)
        sums, counts = torch.zeros_like(c), torch.zeros(k, dtype=torch.int64, device=c.device)
        for begin in range(0, len(x), step):
            rows = x[begin : begin + step]
            labels = torch.addmm(c_sq, rows, working.T, alpha=-2.0).argmin(dim=1)
            add_sums(rows.float(), labels, sums, counts)
        c = torch.where(counts[:, None] > 0, sums / counts[:, None].clamp_min(1), c)
    return c


def seeding(x, k, method):
    """Plain k-means++, one candidate a step (Arthur and Vassilvitskii 2007)."""
    if method != "plus_plus":
        raise NotImplementedError(method)
    generator = torch.Generator(device=x.device).manual_seed(1)
    chosen = torch.randint(len(x), (1,), generator=generator, device=x.device)
    seeds = [x[chosen]]
    sq = torch.full((len(x),), float("inf"), device=x.device)
    for _ in range(k - 1):
        sq = torch.minimum(sq, ((x - seeds[-1]) ** 2).sum(dim=1))
        sums = sq.double().cumsum(0)
        target = torch.rand((1,), generator=generator, device=x.device, dtype=torch.float64) * sums[-1]
        seeds.append(x[torch.searchsorted(sums, target).clamp_max(len(x) - 1)])
    return torch.cat(seeds)


def silhouette(x, labels, k):
    hot = torch.nn.functional.one_hot(labels.long(), k).float()
    sizes = hot.sum(dim=0)
    total = 0.0
    step = max(1, CHUNK_VALUES * 4 // len(x))
    for begin in range(0, len(x), step):
        own = labels[begin : begin + step].long()
        sums = torch.cdist(x[begin : begin + step], x) @ hot
        a = sums.gather(1, own[:, None])[:, 0] / (sizes[own] - 1).clamp_min(1)
        means = (sums / sizes).scatter(1, own[:, None], float("inf"))
        b = means.min(dim=1).values
        total += float(torch.where(sizes[own] > 1, (b - a) / torch.maximum(a, b), 0.0).double().sum())
    return total / len(x)
