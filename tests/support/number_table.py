"""Tables of numbers as files, for tests that need every bit of them."""

import csv


def write_table(path, names, rows):
    """CSV with every double in the shortest form that reads back the same; NaN is an empty field."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([["" if x != x else repr(float(x)) for x in row] for row in rows])
