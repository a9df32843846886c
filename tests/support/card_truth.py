"""Whether what a segment's card says is true of its members."""

import re

import numpy as np
import pandas as pd
from told_numbers import FEATURE_WORDS, is_percent, near, number

FACTS = {  # the words for more and for less, the figure of the segment, and for how many times as much
    "recency_days": ("has been away longer", "bought more recently", r"last order (\S+) days? ago", None),
    "frequency": ("buys more often", "buys less often", r"(\S+) orders?", r"buys (\S+) times as often"),
    "total_spend": ("spends more", "spends less", r"(\S+) in all", r"spends (\S+) times as much"),
    "tenure_days": ("has been a customer for longer", "became a customer later", r"first order (\S+) days? ago", None),
    "days_between_orders": ("orders further apart", "orders closer together", r"(\S+) days? between orders", None),
    "basket_value": ("has larger baskets", "has smaller baskets", r"(\S+) an order", r"has baskets (\S+) times as large"),
    "items_per_order": ("takes more pieces", "takes fewer pieces", r"(\S+) pieces? an order", r"takes (\S+) times as many pieces"),
    "distinct_products": ("buys a wider range", "buys a narrower range", r"(\S+) products?", r"buys (\S+) times as many products"),
    "return_share": ("returns more", "returns less", r"(\S+) % of the value", None),
    "bulk_share": ("buys more in bulk", "buys less in bulk", r"(\S+) % of spend at quantity prices", None),
    "reduced_share": ("buys more at reduced prices", "buys less at reduced prices", r"(\S+) % of spend at reduced prices", None),
}


def fact(truth, segment, text, word, against):
    """What sets a segment apart: its median (mean) against that of all, in the direction that is told."""
    for feature, (more, less, figure, times) in FACTS.items():
        direction = {more: 1, less: -1}.get(text.lower())
        ratio = re.fullmatch(times, text.lower()) if times else None
        if direction is None and ratio is None:
            continue
        own_text, other_text = against.split(" against ")
        own_number = re.match(figure, own_text)
        if own_number is None:
            return False
        middle = pd.Series.mean if word == "average" else pd.Series.median
        scale = 100 if feature.endswith("_share") else 1
        own, all_ = middle(truth.of(segment)[feature]) * scale, middle(truth.customers[feature]) * scale
        right = (own > all_) if ratio or direction > 0 else (own < all_)
        if ratio:
            right = right and near(ratio[1], own / all_)
        return bool(right) and near(own_number[1], own) and near(other_text.split()[0], all_)
    return False


CONDITIONS = [
    ("recency_days", r"last ordered (.+) (\S+) days? ago"),
    ("tenure_days", r"first ordered (.+) (\S+) days? ago"),
    ("frequency", r"(.+) (\S+) orders?"),
    ("total_spend", r"spent (.+) (\S+) in all"),
    ("basket_value", r"spent (.+) (\S+) per order"),
    *((feature, rf"{words} (.+) (\S+)(?: %)?") for words, feature in FEATURE_WORDS.items()),
]
COMPARISONS = {
    "at most": lambda values, bound: values <= bound,
    "at least": lambda values, bound: values >= bound,
    "more than": lambda values, bound: values > bound,
    "less than": lambda values, bound: values < bound,
}


def members_of_rule(truth, text):
    """Who meets a rule in words; None where a part of it is no condition."""
    meets = np.ones(len(truth.customers), dtype=bool)
    for part in text.lower().rstrip(".").split(", and "):
        for feature, pattern in CONDITIONS:
            match = re.fullmatch(pattern, part)
            if match and match[1] in COMPARISONS:
                scale = 100 if feature.endswith("_share") else 1
                meets &= COMPARISONS[match[1]](truth.customers[feature].to_numpy() * scale, number(match[2]))
                break
        else:
            return None
    return meets


def rule(truth, segment, text):
    truth.rules[segment] = members_of_rule(truth, text)
    return truth.rules[segment] is not None


def rule_quality(truth, segment, recall, precision):
    meets, own = truth.rules[segment], (truth.customers.segment == segment).to_numpy()
    return is_percent(recall, (meets & own).sum() / own.sum()) and is_percent(precision, (meets & own).sum() / meets.sum())


def countries(truth, segment, text):
    lines = truth.lines[truth.lines.CustomerID.isin(truth.of(segment).customer_id)]
    last = lines.groupby("CustomerID").Country.last().value_counts(normalize=True)
    told = re.findall(r"(?:^|, )([^,]+?) \(([^()]+?%)\)", text)
    return bool(told) and all(is_percent(share, last[name]) for name, share in told) and (
        sorted(last.head(len(told)), reverse=True) == [last[name] for name, _ in told]
    )


def best_sellers(truth, segment, text):
    lines = truth.lines[truth.lines.CustomerID.isin(truth.of(segment).customer_id)]
    shares = (lines.Quantity * lines.UnitPrice).groupby(lines.Description).sum().sort_values(ascending=False)
    shares /= shares.sum()
    told = re.findall(r"(?:^|, )([^,]+?) \(([^()]+?%)\)", text)
    return bool(told) and all(
        is_percent(share, shares[name]) and np.isclose(shares[name], shares.iloc[i]) for i, (name, share) in enumerate(told)
    )


def gaps_away(truth):
    """How many of a customer's usual gaps between orders the last order lies back (docs/guide/segments.md)."""
    own, shop = truth.customers, truth.customers.days_between_orders.median()
    gaps = ((own.tenure_days - own.recency_days) / own.days_between_orders).round().clip(lower=1)
    rhythm = ((gaps * own.days_between_orders + shop) / (gaps + 1)).fillna(shop)
    return own.recency_days / rhythm


def claim(truth, segment, share):
    """The name's claim, as run.json words it, counted on the members."""
    said = next(s for s in truth.run["segments"] if s["segment"] == segment)["claim"]
    members = truth.customers.assign(gaps_away=gaps_away(truth))[(truth.customers.segment == segment).to_numpy()]
    return is_percent(share, members.eval(said).mean()) and members.eval(said).mean() >= 0.8


def range_of(text, values):
    """Whether "306 to 1,661" are the quartiles."""
    ends = text.split(" to ")
    low, high = np.quantile(values, [0.25, 0.75])
    return near(ends[0], low) and near(ends[-1], high)


def brings(truth, segment, order, spend, orders, away, overdue, risk):
    own = truth.of(segment)
    money = truth.lines.assign(value=truth.lines.Quantity * truth.lines.UnitPrice)
    late = own.customer_id[(gaps_away(truth)[own.index] > 2)]
    snapshot = truth.lines.InvoiceDate.max() + pd.Timedelta(days=1)
    year = money[money.InvoiceDate > snapshot - pd.Timedelta(days=365)]
    at_risk = year.value[year.CustomerID.isin(late)].sum()
    return (
        near(order, own.total_spend.sum() / own.frequency.sum())
        and range_of(spend, own.total_spend)
        and range_of(orders, own.frequency)
        and range_of(away, own.recency_days)
        and (len(late) == 0 if overdue is None else int(number(overdue)) == len(late) and near(risk, at_risk))
    )


def favourites(truth, segment, text):
    """Lift: the product's share of the segment's choices over its share of everyone's."""
    choices = truth.lines[["CustomerID", "Description"]].drop_duplicates()
    own = choices[choices.CustomerID.isin(truth.of(segment).customer_id)]
    lifts = own.Description.value_counts(normalize=True) / choices.Description.value_counts(normalize=True)
    told = re.findall(r"(?:^|, )([^,]+?) \((\S+) times its usual share\)", text)
    return bool(told) and all(near(lift, lifts[name]) for name, lift in told)
