"""The shapes that rules share: exact fractions, thresholds, counts of voices, and how they print."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, Union

Option = Hashable
Number = Union[int, Fraction]  # noqa: UP007 — read at run time, by older Pythons too

Comparator = Literal["gt", "gte"]
Base = Literal["expressed", "expressed_with_blank", "cast", "present_or_represented", "registered"]

COMPARATORS: tuple[Comparator, ...] = ("gt", "gte")
BASES: tuple[Base, ...] = (
    "expressed",
    "expressed_with_blank",
    "cast",
    "present_or_represented",
    "registered",
)
_NUMBER = re.compile(r"[0-9]{1,30}(/[0-9]{1,30}|\.[0-9]{1,30})?")


class RuleError(ValueError):
    """What a rule was given cannot be counted."""


class UnknownChoice(RuleError):
    """A ballot says something that the rule does not offer."""


class MalformedRule(RuleError):
    """A rule, or a number in it, cannot be read; the message names the place."""


def fraction(value: str | int) -> Fraction:
    """Read "2/3", "0.6" or a whole number, exactly; never a float.

    Raises MalformedRule on anything else, a sign and a division by zero included.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Fraction(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise MalformedRule(f"{value!r} is not an exact number such as 2/3, 0.6 or 1")
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise MalformedRule(f"{value!r} divides by zero") from None


@dataclass(frozen=True)
class Threshold:
    """A share of a base that must be passed ("gt") or reached ("gte")."""

    share: Fraction
    comparator: Comparator = "gt"

    def met(self, part: Fraction | int, whole: Fraction | int) -> bool:
        """Compare exactly; a base of nothing meets no threshold."""
        if whole == 0:
            return False
        if self.comparator == "gt":
            return part > self.share * whole
        return part >= self.share * whole

    def required(self, base: Number) -> int | None:
        """Return the smallest whole number of voices that meets the threshold; None of an empty base."""
        if base == 0:
            return None
        exact = self.share * base
        return floor(exact) + 1 if self.comparator == "gt" else ceil(exact)


@dataclass(frozen=True)
class Count:
    """Whole numbers of voices by choice.

    `silent` are those who take part without a ballot; `registered` is everybody on the roll, None
    where the rule does not need it.
    """

    for_: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    null: int = 0
    silent: int = 0
    registered: int | None = None

    @property
    def expressed(self) -> int:
        return self.for_ + self.against

    @property
    def cast(self) -> int:
        return self.expressed + self.abstain + self.blank + self.null

    def base(self, base: Base) -> int:
        """Return the number of voices that a threshold is a share of.

        Raises MalformedRule on an unknown base, or on "registered" without that number.
        """
        if base == "registered":
            if self.registered is None:
                raise MalformedRule("the base is all registered, but their number is missing")
            return self.registered
        bases = {
            "expressed": self.expressed,
            "expressed_with_blank": self.expressed + self.blank,
            "cast": self.cast,
            "present_or_represented": self.cast + self.silent,
        }
        if base not in bases:
            raise MalformedRule(f"unknown base {base!r}")
        return bases[base]


def _decimal(value: int, places: int) -> str:
    digits = str(abs(value)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def figure(value: Number) -> int | str:
    """Write an exact number for JSON: an integer, a decimal that ends, or a fraction.

    >>> [figure(Fraction(n, 4)) for n in (8, 34)], figure(Fraction(61, 3))
    ([2, '8.5'], '61/3')
    """
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    twos, rest = _times(2, exact.denominator)
    fives, rest = _times(5, rest)
    if rest > 1:
        return str(exact)
    places = max(twos, fives)
    return _decimal(int(exact * 10**places), places)


def _times(factor: int, number: int) -> tuple[int, int]:
    """How often a factor divides a number, and what is left of it."""
    times = 0
    while number % factor == 0:
        times, number = times + 1, number // factor
    return times, number
