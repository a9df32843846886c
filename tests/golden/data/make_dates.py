"""Writes files/cldr_dates.tsv: dates as eight languages write them, by Babel 2.19.0 (CLDR 47). Run: python make_dates.py > files/cldr_dates.tsv"""

import datetime

from babel.dates import format_date, format_datetime, get_month_names

print("# dates in the forms of Babel 2.19.0; columns: year month day hour minute, text")
for language in "en de fr es it pt nl pl".split():
    names = {width: get_month_names(width, context="stand-alone", locale=language) for width in ("abbreviated", "wide")}
    for month in range(1, 13):
        time = datetime.datetime(2022, month, 4 + 2 * month, 14, 5)
        texts = {format_date(time, format=form, locale=language) for form in ("full", "long", "medium")}
        texts |= {f"{time.day} {name[month]} 2022" for name in names.values()}
        texts |= {f"{time.day:02}-{name[month]}-22" for name in names.values()}
        for text in sorted(texts):
            print(f"2022 {month} {time.day} 0 0\t{text}")
        for form in ("long", "medium"):
            text = format_datetime(time, format=form, locale=language).replace(" TU", " UTC")
            print(f"2022 {month} {time.day} 14 5\t{text}")
