"""Shares in percent: one function writes every percentage that anybody reads, in a page, a picture, a file or a mail.

What decides is exact and stands beside it; what is written never says more than is true. A share that is short of a
threshold is not shown at it or past it, nor one that is past it at it or short of it: it has more digits, or says
“just over”. So 100 % is everybody and 0 % is nobody.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_PLACES = 6
NONE, ALL = Fraction(0), Fraction(1)


def percentage(share: Any, *, places: int | None = None, marks: Iterable[Any] = ()) -> str:
    """Write an exact share ("217/225" or a Fraction) as a percentage, half up, in the reader's way.

    `places` decimals, or where left out two, and none where the percentage is whole. `marks` are the shares that it
    is compared with, beside nobody and everybody: on which side of each it stands is kept.

    >>> percentage("97/800").replace("\\u202f", " "), percentage("50001/100000", marks=["1/2"]).replace("\\u202f", " ")
    ('12,13 %', '50,001 %')
    """
    exact = Fraction(share)
    least = places if places is not None else 0 if (exact * 100).denominator == 1 else 2
    known = [NONE, ALL, *map(Fraction, marks)]
    for digits in range(least, max(least, MOST_PLACES) + 1):
        if all(_keeps_side(exact, mark, digits) for mark in known):
            return written(exact * 100, digits)
    near = min((mark for mark in known if mark != exact), key=lambda mark: abs(mark - exact))
    # A mark that decimals cannot say, such as 2/3, is named by its fraction: cut short, it would be another.
    bound = {"share": percentage(near, places=places) if (near * 10_000).denominator == 1 else str(near)}
    return _("just over %(share)s") % bound if exact > near else _("just under %(share)s") % bound


def written(percent: Fraction, digits: int) -> str:
    """Write a percent that is known to be told rightly with so many decimals."""
    return f"{number_format(Decimal(rounded(percent, digits)).scaleb(-digits), digits)}\u202f%"


def rounded(value: Fraction, places: int) -> int:
    """Round a value times 10**places to a whole number, half up."""
    scaled = value * 10**places
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def _keeps_side(exact: Fraction, mark: Fraction, digits: int) -> bool:
    """Whether a share written with so many decimals is on the side of a mark on which it is, and does not touch it."""
    if exact == mark:
        return True
    units = rounded(exact * 100, digits)
    over = exact > mark
    past = units > mark * 100 * 10**digits if over else units < mark * 100 * 10**digits
    return past and units != rounded(mark * 100, digits)


def with_fraction(share: Any, *, places: int | None = None, marks: Iterable[Any] = ()) -> str:
    """Write a percentage with its exact fraction behind it, where there is one: "66,67 % (2/3)"."""
    exact, percent = Fraction(share), percentage(share, places=places, marks=marks)
    return percent if exact.denominator == 1 else f"{percent} ({exact})"


def percentages(parts: Sequence[Any], places: int = 2) -> list[str]:
    """Write shares of one whole so that what is shown adds up to it; whole percentages have no decimals.

    Largest remainder, ties by order of listing. For shares that nothing is compared with, such as the weights of
    colleges. Shares that do not make a whole are each written by itself.
    """
    exact = [Fraction(part) * 100 for part in parts]
    if sum(exact) != 100 or all(percent.denominator == 1 for percent in exact):
        return [percentage(part) for part in parts]
    unit = 10**places
    units = [percent * unit // 1 for percent in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (units[k] - exact[k] * unit, k))
    for k in by_remainder[: 100 * unit - sum(units)]:
        units[k] += 1
    return [written(Fraction(number, unit), places) for number in units]
