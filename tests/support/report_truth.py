"""Every sentence of a report held against the customers behind it: pandas and scikit-learn on segments.csv, and the run's own tables.

A sentence is one of PLAIN, which say what holds of every report, or matches one of the patterns below, each with the question whether
it is true. Anything else is a sentence that nobody checks, and counts as false.
"""

import json
import re

import numpy as np
import pandas as pd
from card_truth import best_sellers, brings, claim, countries, fact, favourites, members_of_rule, rule, rule_quality
from lxml import html
from sklearn.metrics import silhouette_samples
from told_numbers import FEATURE_WORDS, NBSP, is_percent, near, number


class ReportTruth:
    def __init__(self, folder, lines, labels_with):
        """`lines`: those that cleaning keeps; `labels_with(k)`: the segment of each customer, in the order of segments.csv."""
        self.lines = lines
        self.labels_with = labels_with
        self.rules = {}
        self.page = html.parse(str(folder / "report.html")).getroot()
        self.run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        self.sweep = pd.read_csv(folder / "sweep.csv").set_index("k")
        self.customers = pd.read_csv(folder / "segments.csv")
        self.names = self.customers.groupby("segment").segment_name.first()
        self.revenue = self.customers.total_spend.sum()
        self.k = len(self.names)
        clustered = np.log1p(self.customers[self.run["clustered_features"]].to_numpy(float))
        spread = clustered.std(axis=0)
        self.prepared = (clustered - clustered.mean(axis=0)) / np.where(spread > 0, spread, 1)
        self.widths = silhouette_samples(self.prepared, self.customers.segment)

    def of(self, segment):
        return self.customers[self.customers.segment == segment]

    def sentences(self):
        """(where, text) of each: `where` is the segment whose card it stands on, else None."""
        for element in self.page.body.iter("p", "li", "h1", "figcaption", "desc"):
            if any(child.tag in ("p", "li", "ul", "dl") for child in element.iterdescendants()):
                continue
            if any(parent.tag == "nav" or parent.get("id") == "again" for parent in element.iterancestors()):
                continue
            text = " ".join(" ".join(element.itertext()).replace(NBSP, " ").split()).replace(" ,", ",").replace(" .", ".")
            card = next((p for p in element.iterancestors("article")), None)
            if text:
                yield (None if card is None else int(card.get("data-seg"))), text

    def histograms(self):
        for feature in self.run["clustered_features"]:
            values = self.customers[feature]
            yield np.histogram(values, bins=len(next(f for f in self.run["features"] if f["name"] == feature)["raw_counts"]))[0]

    def falsehoods(self):
        found = []
        for segment, text in self.sentences():
            holds = self.verdict(segment, text)
            if holds is not True:
                found.append(("unknown: " if holds is None else "false: ") + text)
        return found

    def verdict(self, segment, text):
        if text in PLAIN or (segment is not None and text in self.advice()):
            return True
        if text in self.run["chosen"]["reasons"]:
            return True  # held against the sweep by tests/support/engine/told_truth.cpp
        if segment is not None and members_of_rule(self, text) is not None:
            return rule(self, segment, text)
        for pattern, check in CHECKS:
            if match := re.fullmatch(pattern, text):
                if not check(self, segment, *match.groups()):
                    return False
                return True
        return None

    def advice(self):
        return {s["advice"] for s in self.run["segments"]}


def _same_words(words, count):
    small = "one two three four five six seven eight nine ten eleven twelve".split()
    return words.lower() == (small[count - 1] if count <= 12 else str(count))


def _top_segments(truth):
    """The segments with the most revenue per customer that together bring at least half of it."""
    parts = truth.customers.groupby("segment").total_spend.agg(["sum", "mean"]).sort_values("mean", ascending=False)
    enough = (parts["sum"].cumsum() >= 0.5 * truth.revenue).to_numpy().argmax() + 1
    return list(parts.index[:enough])


def manager(truth, _, count, share, names, revenue):
    top = _top_segments(truth)
    told = re.findall("“(.*?)”", names)
    members = truth.customers.segment.isin(top)
    return (
        _same_words(count, truth.k)
        and set(told) == {truth.names[s] for s in top}
        and is_percent(share, members.mean())
        and is_percent(revenue, truth.customers.total_spend[members].sum() / truth.revenue)
    )


def several_managers(truth, _, count, share, revenue):
    members = truth.customers.segment.isin(_top_segments(truth))
    return (
        _same_words(count, truth.k)
        and is_percent(share, members.mean())
        and is_percent(revenue, truth.customers.total_spend[members].sum() / truth.revenue)
    )


def giants(truth, _, count, share):
    spend = truth.customers.total_spend.sort_values(ascending=False).cumsum() / truth.revenue
    held = int(number(count))
    return is_percent(share, spend.iloc[held - 1]) and spend.iloc[held - 1] >= 0.2 and (held == 1 or spend.iloc[held - 2] < 0.2)


def one_customer(truth, _, customers, name, revenue, lines, missing):
    own = truth.lines.CustomerID.astype(str) == name
    money = truth.lines.Quantity * truth.lines.UnitPrice
    return (
        int(number(customers)) == len(truth.customers)
        and near(revenue, 100 * money[own].sum() / money.sum())
        and near(lines, 100 * own.mean())
        and missing == name
    )


def too_small(truth, _, name, size, least):
    own = truth.customers[truth.customers.segment_name == name]
    return len(own) == int(number(size)) < int(number(least))


def size(truth, segment, customers, share, revenue):
    own = truth.of(segment)
    return (
        int(number(customers)) == len(own)
        and is_percent(share, len(own) / len(truth.customers))
        and is_percent(revenue, own.total_spend.sum() / truth.revenue)
    )


def silhouette(truth, _, value, words):
    mean = truth.widths.mean()
    wanted = (
        "the segments are far apart"
        if mean > 0.7
        else "the segments are clearly apart"
        if mean > 0.5
        else "the segments touch: their centres differ clearly, their borders are soft"
        if mean > 0.25
        else "customers form one cloud: the borders are a useful convention, not gaps in the data"
    )
    return near(value, mean) and words == wanted


def negative(truth, _, share):
    return is_percent(share, (truth.widths < 0).mean())


def stability(truth, _, share, error, words):
    row = truth.sweep.loc[truth.k]
    return (
        is_percent(share, row.stability)
        and (row.stability_standard_error == 0 if error is None else is_percent(error, 2 * row.stability_standard_error))
        and words.startswith("the same segments come back almost whole") == (row.stability >= 0.85)
    )


def smallest(truth, _, name, customers):
    sizes = truth.customers.groupby("segment").size()
    return sizes.min() == int(number(customers)) and name in {truth.names[s] for s in sizes.index[sizes == sizes.min()]}


def largest(truth, _, spend, times, median):
    values = truth.customers.total_spend
    return near(spend, values.max()) and near(median, values.median()) and near(times, values.max() / values.median())


def profile(truth, _, segment, name, words):
    """Above and below average: beyond a third of a standard deviation, on the scale of the heat map."""
    told = {word: sign for sign, sentence in re.findall(r"(Above|Below) average: (.*?)\.(?: |$)", words) for word in re.split(", | and ", sentence)}
    for word, feature in FEATURE_WORDS.items():
        values = truth.customers[feature].to_numpy(float)
        values = values if feature.endswith("_share") else np.sign(values) * np.log1p(np.abs(values))
        known = ~np.isnan(values)
        own = known & (truth.customers.segment == int(segment) - 1).to_numpy()
        spread = values[known].std()
        if spread <= 1e-12 * max(1.0, np.abs(values[known]).max()):
            if word in told:
                return False
            continue
        off = (values[own].mean() - values[known].mean()) / spread if own.any() else 0.0
        if word in told and (told[word] == "Above") != (off > 0):
            return False
        if word in told and abs(off) < 0.2:
            return False
    return truth.names[int(segment) - 1] == name


def used(truth, _, share):
    steps = truth.run["cleaning"]
    return is_percent(share, steps[-1]["remaining"] / steps[0]["remaining"])


def dots(truth, _, drawn, customers):
    return int(number(customers)) == len(truth.customers) and int(number(drawn)) == len(truth.run["charts"]["pc1"])


def few(truth, segment):
    return len(truth.of(segment)) < 10


def _moves(coarse, fine):
    """For each finer cluster the coarser one that holds most of it, and the rows of it that lie elsewhere."""
    table = pd.crosstab(fine, coarse)
    return table.idxmax(axis=1), int((table.sum(axis=1) - table.max(axis=1)).sum()), table.max(axis=1)


def redrawn(truth, _, k, moved):
    other, own = truth.labels_with(int(k)), truth.customers.segment
    return int(number(moved)) == (_moves(own, other) if int(k) > truth.k else _moves(other, own))[1]


def split(truth, _, k, segment, first, second, others):
    parents, moved, kept = _moves(truth.customers.segment, truth.labels_with(int(k)))
    children = kept[parents == int(segment) - 1]
    return sorted(children) == sorted([int(number(first)), int(number(second))]) and moved == int(number(others or "0"))


def merged(truth, _, k, first, second, others):
    parents, moved, _kept = _moves(truth.labels_with(int(k)), truth.customers.segment)
    return parents[int(first) - 1] == parents[int(second) - 1] and moved == int(number(others or "0"))


def rules_together(truth, _, own, none, several):
    met = np.column_stack([truth.rules[s] for s in truth.names.index])
    own_met = met[np.arange(len(met)), truth.customers.segment]
    count = met.sum(axis=1)
    return is_percent(own, (own_met & (count == 1)).mean()) and is_percent(none, (count == 0).mean()) and is_percent(several, (count > 1).mean())


def prepared(truth, _, features, day, steps, unit, more):
    words = {word: feature for word, feature in FEATURE_WORDS.items()}
    told = [words[word] for word in re.split(", | and ", features)]
    last = truth.lines.InvoiceDate.max() + pd.Timedelta(days=1)
    one_unit = any(step in steps for step in ("standardise", "min-max", "robust"))
    logarithm = np.log1p(2) - np.log1p(1), np.log1p(14) - np.log1p(9)
    return (
        told == truth.run["clustered_features"]
        and pd.Timestamp(day).date() == last.date()
        and bool(unit) == one_unit
        and ("from 1 order to 2 counts as much as that from 9 to 14" in more) == ("log1p" in steps)
        and np.isclose(*logarithm)
        and more.endswith("The other features only describe the segments.")
    )


def stretched(counts):
    return sum(counts[: (len(counts) + 9) // 10]) >= 0.95 * sum(counts)


PLAIN = {
    "One thing to know before you use these segments",
    "Things to know before you use these segments",
    "Pale bar: share of customers. Full bar: share of revenue.",
    "Each cell compares the segment’s average with that of all customers. Blue and + is more, brown and − is less; the unit is one "
    "standard deviation, the usual spread between customers. Amounts and counts are compared by their logarithm, so that giants do "
    "not hide everyone else.",
    "Each cell holds the number of customers and, by colour, their most frequent segment. The most recent and most frequent buyers are "
    "at the top right.",
    "A median is the customer in the middle: half of the segment lies at or below, half at or above. A few very large customers do not "
    "move it.",
    "A higher silhouette without the log transform need not mean better segments: where a few giants stretch the scale, everyone else "
    "looks alike.",
    "Inertia is what the segments leave unexplained: the squared distances of customers from their segment’s centre. More segments "
    "leave less; look for the bend, the elbow, after which little is gained.",
    "The silhouette compares the distance to one’s own segment with that to the next: 1 is far apart, 0 is on the border. It often "
    "favours too few segments, so it does not decide alone.",
    "Customers were drawn again at random and segmented anew. Stability is how much of a segment is found again, on average; below "
    "75 %, the dotted line, it may be an accident of this data.",
    "Wide to the right is a good fit. A tail to the left of 0 are customers who lie nearer to another segment.",
    "How much of the segment was found again, on average, when customers were drawn again at random. From 75 % on, the dashed mark, a "
    "segment counts as stable.",
    "A line that several steps would remove is counted in the first of them.",
}
AXES = (
    " Each badge is the centre of a segment. The two axes are the blends of the clustered features along which customers differ most; "
    "the nearer two dots, the more alike they mostly are. Units are those of the prepared features."
)
CHECKS = [
    (r"(\w+) kinds? of customers: the (.+?) called (.+?) brings? (.+?) of revenue\.", manager),
    (r"(\w+) kinds? of customers; (.+?) of them bring (.+?) of revenue\.", several_managers),
    (
        r"([\d,]+) customers? holds? (.+?) of the revenue of all segments; read the medians of (?:their|the) segment, not its means, and "
        r"look at (?:them one by one|this one alone)\.",
        giants,
    ),
    (
        r"One of ([\d,]+) customers, (.+), has (\S+) % of the revenue and (\S+) % of the lines; such an id may stand for many or for none "
        r"\(to take it otherwise: --missing (.+)\)\.",
        one_customer,
    ),
    (r"The segment \"(.+)\" has ([\d,]+) customers?, fewer than (\d+): too few to be told apart from chance\.", too_small),
    (r"([\d,]+) customers?, (.+?) of all, brings? (.+?) of revenue", size),
    (r"(.+?) (?:than|as) the (median|average) customer: (.+)", fact),
    (r"This rule finds (.+?) of the segment; (.+?) of those it finds belong to it\.", rule_quality),
    (r"The name is true of (.+?) of them\.", claim),
    (
        r"An order brings (\S+) on average\. The middle half of them: (.+?) in all, (.+?) orders?, last seen (.+?) days? ago\."
        r"(?: At risk: ([\d,]+) are overdue by their own rhythm; they brought (\S+) in the last 365 days\.)?",
        brings,
    ),
    (r"They are listed in segments\.csv, with segment_name “(.+)”\.", lambda truth, segment, name: truth.names[segment] == name),
    (r"Bought more than elsewhere: (.*)\.", favourites),
    (r"From (.*)\.", countries),
    (r"Best sellers by revenue: (.*)\.", best_sellers),
    (r"(\d+) ((?:(?!Above|Below|Close).)+?)((?: (?:Above|Below) average: .*?\.)+)", profile),
    (r"(\d+) (.+?)( Close to the average of all customers in everything\.)", profile),
    (r"Silhouette (\S+): (.+?)\.", silhouette),
    (r"(.+?) of customers lie nearer to another segment than to their own \(negative silhouette width\)\.", negative),
    (r"Stability (.+?)(?: ± (.+?))?: (.+?)(?: when customers are drawn again at random)?\.", stability),
    (r"The smallest segment is “(.+?)” with ([\d,]+) customers?;.*", smallest),
    (r"The largest customer spent (\S+), (\S+) times as much as the median customer \((\S+)\)\..*", largest),
    (r"Each dot is a customer\." + re.escape(AXES), lambda truth, _: len(truth.run["charts"]["pc1"]) == len(truth.customers)),
    (r"Each dot is one of ([\d,]+) of the ([\d,]+) customers, taken at even steps through the list\." + re.escape(AXES), dots),
    (r"Customer segments of (.+)", lambda truth, _, name: truth.run["input"]["path"].endswith(name)),
    (r"Too few customers to plan for; they are not listed one by one unless the run asks for it\.", few),
    (r"k = (\d+) would redraw the borders: ([\d,]+) customers would move between segments\.", redrawn),
    (r"k = (\d+) would split segment (\d+) into ([\d,]+) and ([\d,]+) customers(?: \(others that move: ([\d,]+)\))?\.", split),
    (r"k = (\d+) would merge segments (\d+) and (\d+)(?: \(others that move: ([\d,]+)\))?\.", merged),
    (
        r"The rules on the cards fit (.+?) of all customers to their own segment alone; (.+?) meet no rule, (.+?) several(?:, .*)?\.",
        rules_together,
    ),
    (r"Customers were grouped by (.+?), as of (.+?)\. Before that the numbers were prepared \( (.+?) \)(.*?)\. (.*)", prepared),
    (r"Nearly all customers are in the first bars: a few giants stretch the axis\.", lambda truth, _: any(map(stretched, truth.histograms()))),
    (r"Made by shoal \S+, (\S+)\. This page is one file: it loads nothing and sends nothing\.", lambda truth, _, at: at == truth.run["started"]),
    (r"(\d+) (.+)", lambda truth, _, segment, name: truth.names[int(segment) - 1] == name),
]
