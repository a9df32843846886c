"""A small shop's transaction lines as text."""

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def shop_lines(customers, orders=3):
    """CSV text of a small shop: `customers` customers with different habits."""
    lines = [HEADER]
    invoice = 1000
    for customer in range(customers):
        for order in range(1 + customer % orders):
            invoice += 1
            lines.append(f"{invoice},{10000 + customer % 7},THING {customer % 7},{1 + customer % 5},"
                         f"{1 + order}/{1 + customer % 28}/2011 10:{order:02d},{1.25 + customer % 9},{12000 + customer},France")
    return "\n".join(lines) + "\n"
