"""Numbers and features as the report words them."""

NBSP = "\u00a0"
FEATURE_WORDS = {
    "days since the last order": "recency_days",
    "orders": "frequency",
    "total spend": "total_spend",
    "days since the first order": "tenure_days",
    "days between orders": "days_between_orders",
    "spend per order": "basket_value",
    "items per order": "items_per_order",
    "different products": "distinct_products",
    "value sent back": "return_share",
    "spend at bulk prices": "bulk_share",
    "spend at reduced prices": "reduced_share",
}


def number(text):
    return float(text.replace(",", "").replace("−", "-").replace(NBSP, ""))


def near(text, value):
    """Whether a number is told as it is: rounded to the digits that it shows."""
    digits = len(text.split(".")[1]) if "." in text else 0
    return abs(number(text) - value) <= 0.5 * 10.0**-digits + 1e-9 * abs(value)


def is_percent(text, share):
    text = text.replace(NBSP, " ")
    if text == "under 1 %":
        return 0 < share < 0.005
    if text == "over 99 %":
        return 0.995 <= share < 1
    return near(text.removesuffix(" %"), 100 * share) and not (text == "100 %" and share < 0.995)
