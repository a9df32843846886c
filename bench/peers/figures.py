"""Figures of several runs: median, lowest and highest, and how they are written."""

import statistics


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def cell(figure, scale, digits):
    return f"{figure['median'] / scale:.{digits}f} ({figure['min'] / scale:.{digits}f}-{figure['max'] / scale:.{digits}f})"


def digits_of(value):
    """Decimals that show about three significant digits."""
    return 0 if value >= 100 else 1 if value >= 10 else 2
