"""Inertia by its definition in double, for centroids that any contestant returned."""

import torch

CHUNK_VALUES = 1 << 27  # distances at a time: 1 GiB of doubles


def inertia(x, centroids):
    """x: n x d float32 on the device, centroids: k x d; products about the mean of the centroids cancel little."""
    c = torch.as_tensor(centroids, dtype=torch.float64, device=x.device)
    centre = c.mean(dim=0)
    c = c - centre
    c_sq = (c * c).sum(dim=1)
    total = 0.0
    step = max(1, CHUNK_VALUES // max(c.shape))
    for begin in range(0, len(x), step):
        rows = x[begin : begin + step].to(torch.float64) - centre
        nearest = torch.addmm(c_sq, rows, c.T, alpha=-2.0).min(dim=1).values
        total += float((nearest + (rows * rows).sum(dim=1)).clamp_min_(0.0).sum())
    return total


def updated(x, centroids):
    """The means after one assignment: what seeds are compared by."""
    c = torch.as_tensor(centroids, dtype=torch.float64, device=x.device)
    sums, counts = torch.zeros_like(c), torch.zeros(len(c), dtype=torch.float64, device=x.device)
    step = max(1, CHUNK_VALUES // max(c.shape))
    for begin in range(0, len(x), step):
        rows = x[begin : begin + step].to(torch.float64)
        labels = torch.addmm((c * c).sum(dim=1), rows, c.T, alpha=-2.0).argmin(dim=1)
        sums.index_add_(0, labels, rows)
        counts += torch.bincount(labels, minlength=len(c))
    return torch.where(counts[:, None] > 0, sums / counts[:, None].clamp_min(1.0), c)
