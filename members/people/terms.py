"""Terms: rows that hold from a day to a day, the last day included."""

from datetime import date

from django.db.models import Q


def on_day(day: date, start: str = "from_on", end: str = "to_on") -> Q:
    """Filter the rows in force on a day; the last day still counts."""
    return Q(**{f"{start}__lte": day}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day}))
