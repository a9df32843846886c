"""What came of a shop's file: right numbers, a question, a warning, a refusal, or a wrong number without a word."""

import csv
import dataclasses
import json
import re

import pytest

CENT = 0.01


@dataclasses.dataclass
class Outcome:
    kind: str  # right, questioned, warned, refused, silently wrong
    said: str  # what the user reads beside the numbers
    doubts: tuple = ()  # their stable keys
    found: str = ""  # customers, orders and spend
    hint: str = ""  # of a question


def read_customers(path):
    """customer -> (recency in days, orders, spend)."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        return {
            row["customer_id"]: (float(row["recency_days"]), float(row["frequency"]), float(row["total_spend"]))
            for row in csv.DictReader(file)
        }


def totals(customers):
    orders, spend = sum(c[1] for c in customers.values()), sum(c[2] for c in customers.values())
    return f"{len(customers)} customers, {orders:.0f} orders, {spend:.2f}"


def same(found, right):
    return found.keys() == right.keys() and all(
        found[c] == pytest.approx(right[c], rel=1e-9, abs=CENT) for c in right
    )


def columns_named(hint):
    """The options --column ROLE=NAME that a hint gives, but not its placeholder NAME."""
    given = re.findall(r'--column (?:"([^"]+=[^"]+)"|(\w+="[^"]+")|(\w+=[^\s,;)"]+))', hint)
    texts = ["".join(parts).replace('"', "") for parts in given]
    return [word for text in texts if not text.endswith("=NAME") for word in ("--column", text)]


def outcome(shoal, folder, file, right, *options):
    """Runs `shoal prepare` and holds its customers against `right`; None: nothing is right without a word.

    An error whose only way out is --bad-rows is a refusal: no shop wants to lose its lines."""
    features = folder / "features.csv"
    features.unlink(missing_ok=True)
    process = shoal("prepare", file, "-o", features, "--json", *options)
    if process.returncode:
        hint = json.loads(process.stdout)["error"]["hint"]
        asks = "--" in hint.replace("--bad-rows", "")
        return Outcome("questioned" if asks else "refused", process.stderr, hint=hint)
    record, found = json.loads(process.stdout), read_customers(features)
    doubts = tuple(doubt["about"] for doubt in record["doubts"])
    said = "\n".join(record["warnings"]) + process.stderr
    kind = "right" if right is not None and same(found, right) else "warned" if doubts else "silently wrong"
    return Outcome(kind, said, doubts, totals(found))
