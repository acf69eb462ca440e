"""Ballots as rules take them: gathered, so that a thousand equal papers are counted once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Union

from votes.rules.shapes import MalformedRule, Number, Option, UnknownChoice

# A vote is anything hashable; each rule says what it reads. With it comes its weight in voices.
Votes = Union[Mapping[Any, Number], Iterable[tuple[Any, Number]]]  # noqa: UP007 — read at run time
Ranking = tuple[Any, ...]
Tiers = tuple[tuple[Option, ...], ...]


def gather(votes: Votes) -> dict[Any, Number]:
    """Add up the weights of equal votes. Raises MalformedRule on a float or a negative weight."""
    if isinstance(votes, Mapping):
        gathered = dict(votes)
    else:
        gathered = {}
        for vote, weight in votes:
            gathered[vote] = gathered.get(vote, 0) + weight
    for weight in gathered.values():
        if (type(weight) is not int and type(weight) is not Fraction) or weight < 0:
            raise MalformedRule(f"{quoted(weight)} is not a weight: a whole number or an exact fraction")
    return gathered


def whole(votes: Mapping[Any, Number]) -> tuple[dict[Any, int], int]:
    """Scale weights to whole numbers, and say by how much; shares and orders stay what they were."""
    scale = lcm(*(weight.denominator for weight in votes.values())) if votes else 1
    return {vote: int(weight * scale) for vote, weight in votes.items()}, scale


def total(votes: Mapping[Any, Number]) -> Number:
    """The voices of all votes."""
    return sum(votes.values())


def quoted(value: object) -> str:
    """Quote a value in an error, cut to sixty characters."""
    text = str(value)
    return f'"{text[:59]}…"' if len(text) > 60 else f'"{text}"'


def repeated(named: Sequence[Option]) -> Option:
    """The first option that a list names a second time. Raises StopIteration when there is none."""
    return next(option for k, option in enumerate(named) if option in named[:k])


def listed(options: Sequence[Option]) -> frozenset[Option]:
    """The options as a set. Raises MalformedRule when there is none, or one occurs twice."""
    known = frozenset(options)
    if not known:
        raise MalformedRule("there are no options")
    if len(known) != len(options):
        raise MalformedRule("an option is listed twice")
    return known


def strict_rankings(options: Sequence[Option], votes: Votes) -> tuple[dict[Ranking, Number], Number]:
    """Part rankings without equal places from blank papers: (papers, weight of the blank ones).

    Raises UnknownChoice on a stranger, MalformedRule on an option ranked twice or beside another.
    """
    known = listed(options)
    papers: dict[Ranking, Number] = {}
    blank: Number = 0
    for ranking, weight in gather(votes).items():
        if not ranking:
            blank += weight
        elif not is_strict(known, ranking):
            raise _misranked(known, ranking)
        elif weight:
            papers[ranking] = weight
    return papers, blank


def is_strict(known: frozenset[Option], ranking: Ranking) -> bool:
    """Whether a ranking holds known options only, each once and none beside another."""
    return known.issuperset(ranking) and len(frozenset(ranking)) == len(ranking)


def _misranked(known: frozenset[Option], ranking: Ranking) -> MalformedRule | UnknownChoice:
    if any(isinstance(item, frozenset) for item in ranking):
        return MalformedRule("this rule takes no equal places in a ranking")
    for item in ranking:
        if item not in known:
            return UnknownChoice(f"{quoted(item)} is not in options")
    return MalformedRule(f"{quoted(repeated(ranking))} is ranked twice")


def ranked_tiers(known: frozenset[Option], ranking: Ranking) -> Tiers:
    """Read a ranking in which a frozenset stands for equal places: the tiers, best first.

    Raises UnknownChoice on a stranger, MalformedRule on an option ranked twice.
    """
    tiers = tuple(tuple(item) if isinstance(item, frozenset) else (item,) for item in ranking)
    flat = [option for tier in tiers for option in tier]
    if len(frozenset(flat)) != len(flat):
        raise MalformedRule(f"{quoted(repeated(flat))} is ranked twice")
    for option in flat:
        if option not in known:
            raise UnknownChoice(f"{quoted(option)} is not in options")
    return tiers


def first_places(
    options: Sequence[Option], votes: Votes, only: Iterable[Hashable] | None = None
) -> dict[Any, Number]:
    """Count first places among some options (all when left out); equal first places share the voice.

    Blank papers, and papers that rank none of them, count under None.
    """
    known = listed(options)
    among = frozenset(options if only is None else only)
    totals: dict[Any, Number] = {option: 0 for option in options if option in among}
    totals[None] = 0
    for ranking, weight in gather(votes).items():
        if is_strict(known, ranking):
            totals[next((option for option in ranking if option in among), None)] += weight
            continue
        first = _first_of(ranked_tiers(known, ranking), among)
        for option in first:
            totals[option] += Fraction(weight) / len(first)
    return totals


def _first_of(tiers: Tiers, among: frozenset[Option]) -> Sequence[Option | None]:
    for tier in tiers:
        if best := [option for option in tier if option in among]:
            return best
    return (None,)
