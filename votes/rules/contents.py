"""A ballot as one line of text: what the box keeps, what is published, what a recount reads.

Options are known by their ids, which hold neither comma, colon, equals sign nor blank. An empty line is blank.

    choice                   3              one option
    choices, approvals       1,4            options in the order of the list
    scores, points, credits  1:5,3:2        points by option, those without any left out
    grades                   5,0,2          one grade for each option, in the order of the list
    ranking                  3,1=2,4        best first; an equals sign between those that are equal
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from votes.rules.papers import quoted
from votes.rules.shapes import MalformedRule, Option

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")


def parse(text: str, shape: str) -> Hashable:
    """Read a line as the vote that the rules of this shape take. Raises MalformedRule on a number that is none.

    Whether the options exist, and the ballot is allowed, is for `check` beforehand and for the rule afterwards.

    >>> parse("3,1=2,4", "ranking") == ("3", frozenset({"1", "2"}), "4")
    True
    """
    return _PARSE[shape](text)


def compose(vote: Any, shape: str) -> str:
    """Write a vote as its line; parse(compose(vote)) is the same vote.

    >>> compose((("1", 5), ("3", 2)), "scores")
    '1:5,3:2'
    """
    return _COMPOSE[shape](vote)


def _choice(text: str) -> Hashable:
    return text or None


def _names(text: str) -> Hashable:
    return tuple(text.split(",")) if text else ()


def _points(text: str) -> Hashable:
    pairs = (pair.partition(":") for pair in text.split(",")) if text else ()
    return tuple((option, _whole(points)) for option, _colon, points in pairs)


def _grades(text: str) -> Hashable:
    return tuple(_whole(grade) for grade in text.split(",")) if text else ()


def _ranking(text: str) -> Hashable:
    if "=" not in text:
        return _names(text)
    return tuple(frozenset(tier.split("=")) if "=" in tier else tier for tier in text.split(","))


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise MalformedRule(f"{quoted(text)} is not a whole number")
    return int(text)


_PARSE: Mapping[str, Callable[[str], Hashable]] = {
    "choice": _choice,
    "choices": _names,
    "approvals": _names,
    "scores": _points,
    "points": _points,
    "credits": _points,
    "grades": _grades,
    "ranking": _ranking,
    "strict_ranking": _ranking,
}


def _write_names(vote: Sequence[Option]) -> str:
    return ",".join(map(str, vote))


def _write_points(vote: Sequence[tuple[Option, int]]) -> str:
    return ",".join(f"{option}:{points}" for option, points in vote)


def _write_ranking(vote: Sequence[Any]) -> str:
    tiers = (sorted(tier, key=str) if isinstance(tier, frozenset) else [tier] for tier in vote)
    return ",".join("=".join(map(str, tier)) for tier in tiers)


_COMPOSE: Mapping[str, Callable[[Any], str]] = {
    "choice": lambda vote: "" if vote is None else str(vote),
    "choices": _write_names,
    "approvals": _write_names,
    "scores": _write_points,
    "points": _write_points,
    "credits": _write_points,
    "grades": _write_names,
    "ranking": _write_ranking,
    "strict_ranking": _write_ranking,
}
