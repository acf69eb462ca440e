"""Quorum: the presence required to decide, counted on the base that the rules name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from votes.rules.shapes import MalformedRule, Threshold


@dataclass(frozen=True)
class QuorumOutcome:
    """Who was counted, out of how many, how many it took."""

    denominator: int
    counted: int
    required_min: int | None
    ratio: Fraction | None
    met: bool


def quorum(
    *,
    electorate: int,
    threshold: Threshold,
    present: int = 0,
    remote: int = 0,
    represented: int = 0,
    postal_valid: int = 0,
    excluded_from_electorate: int = 0,
    counts_remote: bool = True,
    counts_represented: bool = True,
    counts_postal: bool = True,
    min_participants: int = 0,
) -> QuorumOutcome:
    """Compare those who take part with the electorate.

    Shape: whole members, or whole shares; the caller leaves late postal forms out. Those without a
    vote (`excluded_from_electorate`) leave the base. At least `min_participants` must take part as
    well. An empty electorate never has a quorum. A blank postal form counts here, though it is no
    vote expressed. Raises MalformedRule on negative numbers.
    Source: C. com. L225-98, L225-107 I; law of 7 May 1917 art. 4; otherwise the statutes.
    """
    numbers = (electorate, present, remote, represented, postal_valid, excluded_from_electorate)
    if min(numbers) < 0 or excluded_from_electorate > electorate:
        raise MalformedRule("a quorum counts whole numbers, and excludes no more than there are")
    denominator = electorate - excluded_from_electorate
    counted = present + sum(
        number
        for number, counts in (
            (remote, counts_remote),
            (represented, counts_represented),
            (postal_valid, counts_postal),
        )
        if counts
    )
    return _compare(counted, denominator, threshold, min_participants)


def _compare(counted: int, denominator: int, threshold: Threshold, min_participants: int) -> QuorumOutcome:
    if denominator == 0:
        return QuorumOutcome(0, counted, 0, None, met=False)
    return QuorumOutcome(
        denominator=denominator,
        counted=counted,
        required_min=threshold.required(denominator),
        ratio=Fraction(counted, denominator),
        met=threshold.met(counted, denominator) and counted >= min_participants,
    )


@dataclass(frozen=True)
class Departure:
    """Somebody leaves before an item, and takes the mandates they hold along."""

    before: str
    mandates_held: int = 0


def along_the_meeting(
    start: int,
    items: Sequence[str],
    departures: Iterable[Departure],
    *,
    electorate: int,
    threshold: Threshold,
) -> list[tuple[str, QuorumOutcome]]:
    """Check the quorum again before each item: whoever leaves takes along those they represent.

    Returns one outcome per item, in order. Raises MalformedRule on a departure before an unknown
    item, or when more would leave than came.
    Source: statutes (a quorum that must hold during the whole meeting).
    """
    leaving: dict[str, int] = {}
    for departure in departures:
        if departure.before not in items:
            raise MalformedRule(f"nobody can leave before {departure.before!r}: no such item")
        leaving[departure.before] = leaving.get(departure.before, 0) + 1 + departure.mandates_held
    here, outcomes = start, []
    for item in items:
        here -= leaving.get(item, 0)
        if here < 0:
            raise MalformedRule(f"more people left before {item!r} than had come")
        outcomes.append((item, _compare(here, electorate, threshold, 0)))
    return outcomes
