"""What a line of the journal keeps, in words: each fact by its name, days and answers as the reader writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.facts import LABELS
from core.prose.days import date_format

LONGEST = 120  # characters of one fact


def in_words(facts: Mapping[str, Any], labels: Mapping[str, Any] = LABELS) -> list[tuple[str, str]]:
    """Name and value of each fact, as short texts; an empty one says nothing and is left out."""
    texts = ((str(labels.get(key, key)), _written(value)) for key, value in facts.items())
    return [(name, text[:LONGEST]) for name, text in texts if text]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, text in in_words(value))
    if isinstance(value, list):
        return ", ".join(_written(element) for element in value)
    return _day(value) if isinstance(value, str) else str(value)


def _day(text: str) -> str:
    """A stored day or instant in words; any other text as it is."""
    try:
        if len(text) == len("2026-01-01"):
            return date_format(date.fromisoformat(text))
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    except ValueError:
        return text
