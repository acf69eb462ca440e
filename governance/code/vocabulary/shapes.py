"""What a word of the code social is: its kind, its bounds, its words, and what stands in where a code is silent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.prose.quotes import quoted
from votes.rules.shapes import fraction

# A sentence that is translated when it is shown.
Sentence = Any
# A key, and the values of it that call for another; no value: any.
Call = tuple[str, tuple[Any, ...]]
# How the text of an article names a value, for it to be shown there as it is applied.
NAMED_KEY = re.compile(r"\[\[([a-z_.]+)\]\]")


class Kind(TextChoices):
    """How a value is written, read and asked for."""

    FRACTION = "fraction", gettext_lazy("fraction, such as 2/3")
    WHOLE = "whole", gettext_lazy("whole number")
    DAYS = "days", gettext_lazy("number of days")
    HOURS = "hours", gettext_lazy("number of hours")
    YESNO = "yesno", gettext_lazy("yes or no")
    CHOICE = "choice", gettext_lazy("one word of a list")
    AMOUNT = "amount", gettext_lazy("amount in euros")
    WEIGHTS = "weights", gettext_lazy("weight of each college")


class Confidence(TextChoices):
    """How sure one is of what is said of the law: read, reported, to be confirmed, or chosen."""

    READ = "T", gettext_lazy("the text of the law was read")
    REPORTED = "S", gettext_lazy("read in a commentary")
    KNOWN = "K", gettext_lazy("to be confirmed with your counsel")
    CHOSEN = "R", gettext_lazy("our reading, or a choice")


@dataclass(frozen=True)
class Term:
    """One key that the software reads.

    `words` maps the words of a choice to what they mean; `least` and `most` bound numbers, ends included.
    Where a code is silent, `default` stands in (as JSON has it), or else the value of the key `like`;
    `because` says why it may be silent, `source` and `confidence` where that comes from. Without either,
    whoever asks for the key is refused. `when` lists what calls for it: an edition that says one of
    those and not this cannot be applied.
    """

    key: str
    kind: Kind
    section: str
    name: Sentence
    meaning: Sentence
    words: Mapping[str, Sentence] = field(default_factory=dict)
    least: Fraction | int = 0
    most: Fraction | int | None = None
    default: Any = None
    like: str = ""
    because: Sentence = ""
    source: str = ""
    confidence: str = ""
    when: tuple[Call, ...] = ()

    @property
    def may_be_silent(self) -> bool:
        """Whether something stands in where a code does not say it."""
        return self.default is not None or bool(self.like)


def read_amount(written: str) -> Decimal:
    """Read an amount of euros, such as "50" or "12.50". Raises ValueError on anything finer or stranger."""
    if not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,2})?", written):
        raise ValueError(written)
    return Decimal(written)


def _exactly(expected: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        # True is 1 in Python; a code says exactly what it means.
        if type(value) is not expected:
            raise ValueError(value)
        return value

    return read


def _weights(value: Any) -> dict[str, Fraction]:
    if not isinstance(value, dict) or not value:
        raise ValueError(value)
    return {str(code): fraction(weight) for code, weight in value.items()}


# How a value that is being written is read: strictly, so that what is adopted cannot be misread.
STRICTLY: Mapping[str, Callable[[Any], Any]] = {
    Kind.FRACTION: fraction,
    Kind.WHOLE: _exactly(int),
    Kind.DAYS: _exactly(int),
    Kind.HOURS: _exactly(int),
    Kind.YESNO: _exactly(bool),
    Kind.CHOICE: _exactly(str),
    Kind.AMOUNT: lambda value: read_amount(str(value)),
    Kind.WEIGHTS: _weights,
}


def misread(kind: str, value: Any) -> str:
    """Say that a value cannot be read as its kind; empty when it can."""
    try:
        STRICTLY[kind](value)
    except (KeyError, TypeError, ValueError):
        label = dict(Kind.choices).get(kind, kind)
        return _("“%(value)s” cannot be read as “%(kind)s”. Correct it and try again.") % {
            "value": value,
            "kind": label,
        }
    return ""


def fault(term: Term, value: Any) -> str:
    """Say why a value cannot be applied and how to go on; empty when it can."""
    if wrong := misread(term.kind, value):
        return wrong
    if term.kind == Kind.CHOICE and value not in term.words:
        known = ", ".join(f"{quoted([word])} ({meaning})" for word, meaning in term.words.items())
        return _("“%(value)s” is none of the words that can be applied. Choose among: %(words)s.") % {
            "value": value,
            "words": known,
        }
    if term.kind == Kind.WEIGHTS:
        return _wrong_sum(STRICTLY[term.kind](value))
    return _out_of_bounds(term, value) if _is_number(term) else ""


def _is_number(term: Term) -> bool:
    return term.kind in {Kind.FRACTION, Kind.WHOLE, Kind.DAYS, Kind.HOURS, Kind.AMOUNT}


def _out_of_bounds(term: Term, value: Any) -> str:
    number = STRICTLY[term.kind](value)
    if number >= term.least and (term.most is None or number <= term.most):
        return ""
    bounds = {"value": value, "least": term.least, "most": term.most}
    if term.most is None:
        return _("“%(value)s” is too little: give at least %(least)s.") % bounds
    return _("“%(value)s” is out of bounds: give a value from %(least)s to %(most)s.") % bounds


def _wrong_sum(weights: Mapping[str, Fraction]) -> str:
    total = sum(weights.values(), Fraction(0))
    if total == 1:
        return ""
    return _("The weights of the colleges add up to %(total)s instead of 1.") % {"total": total}
