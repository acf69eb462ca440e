"""Figures and names as sentences say them: exact where they are short, and never a float."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.prose.shares import percentage, rounded

# What a share of an option is compared with: more than half of all is chosen at once.
HALF = Fraction(1, 2)
FATES = {"won": lambda: _("chosen"), "tied": lambda: _("tied"), "": lambda: ""}


def shortly(value: Any, *, share: bool = False) -> str:
    """Write an exact number ("0.4", "61/3" or an integer) with two decimals at most; a share in percent.

    >>> shortly("8.00"), shortly("1/2", share=True).replace("\\u202f", " ")
    ('8', '50 %')
    """
    exact = Fraction(value)
    if share:
        return percentage(exact, marks=[HALF])
    if exact.denominator == 1:
        return number_format(exact.numerator, force_grouping=True)
    places = 1 if (exact * 10).denominator == 1 else 2
    return number_format(Decimal(rounded(exact, places)).scaleb(-places), places, force_grouping=True)


def exactly(value: Any, *, share: bool = False) -> str:
    """Write the same with its exact fraction behind, where two decimals are not the whole truth."""
    exact = Fraction(value)
    cut = (exact * (10_000 if share else 100)).denominator != 1
    # A fraction longer than a line tells nobody anything; the file of the result has it.
    short = len(str(exact)) <= 15
    return f"{shortly(value, share=share)} ({exact})" if cut and short else shortly(value, share=share)


def joined(names: Sequence[str]) -> str:
    """Write names one after the other: "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Write names with their figures, for descriptions: "A 4, B 3"."""
    return ", ".join(f"{name} {figure}" for name, figure in rows)


def hides_marks(outcome: Mapping[str, Any]) -> bool:
    """Whether a shown outcome has no figure of what was marked, because too few people voted in secret."""
    return "content" in outcome.get("withheld", ())


def few_voted() -> str:
    """The sentence that says why no mark is shown."""
    return _("What was marked is not shown: too few people voted to hide anybody.")
