"""Reading the JSON of a case, exactly: no float is taken for a number, no key is lost."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from votes.rules.shapes import Number, RuleError

NUMBER = re.compile(r"-?[0-9]{1,200}(\.[0-9]{1,200}|/[1-9][0-9]{0,199})?")
LARGEST = 10**200


class MalformedCase(RuleError):
    """A case cannot be counted; the message is one sentence that names the place."""


class Inexact:
    """A float that was written in a case, kept as text until its place can be named."""

    def __init__(self, text: str) -> None:
        self.text = text


def parse(text: str) -> Any:
    """Read JSON without losing anything. Raises MalformedCase when it is not JSON, or a key occurs twice."""
    try:
        return json.loads(
            text, parse_float=Inexact, parse_constant=Inexact, parse_int=_whole, object_pairs_hook=_once
        )
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise MalformedCase(f"the file is not JSON: {problem.msg.lower()} at {where}") from None
    except RecursionError:
        raise MalformedCase("the file is not a case: it is nested too deeply") from None


def _whole(digits: str) -> int:
    if len(digits) > 200:
        raise MalformedCase(f"{excerpt(digits)} has too many digits")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for key, value in pairs:
        if key in facts:
            raise MalformedCase(f"the key {excerpt(key)} occurs twice in one object")
        facts[key] = value
    return facts


def excerpt(value: object) -> str:
    """Quote a value of a case on one line, cut to sixty characters."""
    if isinstance(value, Inexact):
        return value.text[:60]
    if isinstance(value, str):
        value = value[:80]
    text = json.dumps(value, ensure_ascii=False, default=lambda inexact: excerpt(inexact))
    return text if len(text) <= 60 else f"{text[:58]}…" + ('"' if text.startswith('"') else "")


def inside(place: str, key: str) -> str:
    """Name a place one level down, on one line whatever the key is.

    >>> inside("tallies", "A"), inside("tallies", "a b")
    ('tallies.A', 'tallies["a b"]')
    """
    return f"{place}.{key}" if re.fullmatch(r"[\w-]{1,60}", key) else f"{place}[{excerpt(key)}]"


def number(value: object, place: str) -> Number:
    """Read a whole number, or an exact decimal or fraction written as text.

    Raises MalformedCase naming the place on anything else, a float above all.
    """
    if isinstance(value, Inexact):
        raise MalformedCase(
            f'{place}: {excerpt(value)} is a float; write an exact number as text, such as "1/2" or "0.5"'
        )
    if type(value) is int and -LARGEST < value < LARGEST:
        return value
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise MalformedCase(f"{place}: {excerpt(value)} is not an exact number")
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def positive(value: object, place: str) -> Number:
    """Read a number above zero."""
    exact = number(value, place)
    if exact <= 0:
        raise MalformedCase(f"{place}: {excerpt(value)} is not more than zero")
    return exact


def not_negative(value: object, place: str) -> Number:
    """Read a number that is zero or more."""
    exact = number(value, place)
    if exact < 0:
        raise MalformedCase(f"{place}: {excerpt(value)} is less than zero")
    return exact


def whole(value: object, place: str, *, least: int = 0) -> int:
    """Read a whole number of at least `least`."""
    if isinstance(value, Inexact):
        number(value, place)
    if type(value) is not int or not least <= value < LARGEST:
        raise MalformedCase(f"{place}: {excerpt(value)} is not a whole number of at least {least}")
    return value


def mapping(value: object, place: str) -> dict[str, Any]:
    """Read an object."""
    if not isinstance(value, dict):
        raise MalformedCase(f"{place}: {excerpt(value)} is not an object")
    return value


def sequence(value: object, place: str) -> list[Any]:
    """Read a list."""
    if not isinstance(value, list):
        raise MalformedCase(f"{place}: {excerpt(value)} is not a list")
    return value
