"""Records of runs for the report's tests: the sample of tests/support/sample-run.json, and what users may make of it."""

import copy
import json
import pathlib

SAMPLE = json.loads((pathlib.Path(__file__).parent / "sample-run.json").read_text(encoding="utf-8"))
HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\" onmouseover=\"window.hacked=1"


def texts_replaced(value, text):
    """Every text in the document replaced by another one; keys stay."""
    if isinstance(value, dict):
        return {key: texts_replaced(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [texts_replaced(item, text) for item in value]
    return text if isinstance(value, str) else value


def with_segments(count):
    """The sample with its segments over and over, `count` in all."""
    run = copy.deepcopy(SAMPLE)
    own = run["segments"]
    charts = run["charts"]
    run["segments"] = [
        {**own[c % len(own)], "segment": c, "name": f"{own[c % len(own)]['name']} {c}",
         "share_of_customers": 1 / count, "share_of_revenue": 2 * (c + 1) / count / (count + 1)}
        for c in range(count)
    ]
    for key in ("silhouette_widths", "centroid_pc1", "centroid_pc2", "profile"):
        charts[key] = [charts[key][c % len(own)] for c in range(count)]
    # Centroids apart from each other: what is tested is the page, not this data.
    charts["centroid_pc1"] = [-2 + 6 * c / max(count - 1, 1) for c in range(count)]
    charts["pc_segment"] = [i % count for i in range(len(charts["pc_segment"]))]
    charts["rf_segment"] = [[(5 * r + f) % count for f in range(5)] for r in range(5)]
    run["chosen"]["k"] = count
    return run


def without_options():
    run = copy.deepcopy(SAMPLE)
    for key in ("warnings", "cleaning", "sweep"):
        run[key] = []
    run["chosen"] = None
    run["charts"] = {}
    for segment in run["segments"]:
        segment["countries"] = segment["products"] = segment["distinctions"] = []
    return run


def with_long_words():
    run = copy.deepcopy(SAMPLE)
    for segment in run["segments"]:
        segment["name"] = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenempfänger " + segment["name"]
    run["input"]["path"] = "/data/" + "a-very-long-name-of-a-file-" * 6 + ".csv"
    run["command_line"] = "shoal segment " + run["input"]["path"] + " --k-max 12"
    return run


VARIANTS = {
    "sample": lambda: copy.deepcopy(SAMPLE),
    "one": lambda: with_segments(1),
    "twelve": lambda: with_segments(12),
    "bare": without_options,
    "least": lambda: {"format": 1, "segments": [{"segment": 0, "name": "All", "size": 1}]},
    "long": with_long_words,
    "hostile": lambda: {**texts_replaced(SAMPLE, HOSTILE), "format": 1},
}
