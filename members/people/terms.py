"""Terms: rows that hold from a day to a day, the last day included."""

from datetime import date

from django.db.models import Q
from django.utils.dateparse import parse_date


def on_day(day: date, start: str = "from_on", end: str = "to_on") -> Q:
    """Filter the rows in force on a day; the last day still counts."""
    return Q(**{f"{start}__lte": day}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day}))


def read_day(text: str) -> date | None:
    """Read a day such as 2026-11-25 of a query string; None when it cannot be read."""
    try:
        return parse_date(text)
    except ValueError:
        return None
