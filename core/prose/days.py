"""Days in words, as the reader writes them: in French the first of a month is « 1er », other days are plain."""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import get_language

# A day of one, before the name of a month: neither 21 mai, nor 1 h 30.
_FIRST = re.compile(r"(?<!\d)1 (?=[^\W\d_]{3})")


def date_format(day: date, format: str | None = None) -> str:
    """Write a day or an instant in the reader's language.

    >>> from django.utils import translation
    >>> with translation.override("fr"): date_format(date(2026, 6, 1))
    '1er juin 2026'
    """
    return first_of_month(formats.date_format(day, format))


def first_of_month(text: str) -> str:
    """Give the first of a month its ordinal where the language has one; text without such a day is left as it is."""
    return _FIRST.sub("1er ", text) if (get_language() or "").startswith("fr") else text
