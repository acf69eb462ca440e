"""Who is seated, who ties for the last seats, and every set of winners that a tie leaves possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import Any

from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.ties import TieRule, at_the_cut

Json = dict[str, Any]
MANY = 500  # more possible sets of winners than this are counted, not listed


@dataclass(frozen=True)
class Seating:
    """The winners for sure, in order; those who tied at the cut; the seats they tied for.

    `chosen` are the tied whom a tie rule seated, under its name `tie_break`. `committees` lists every
    set of winners that some way of breaking the tie gives; None when there are too many to list.
    """

    seats: int
    sure: list[Option]
    tied: list[Option] = field(default_factory=list)
    open_seats: int = 0
    chosen: list[Option] = field(default_factory=list)
    tie_break: str | None = None
    committees: list[list[Option]] | None = None

    @property
    def settled(self) -> bool:
        """Whether a tie leaves nothing open."""
        return not self.tied or len(self.chosen) == self.open_seats

    @property
    def elected(self) -> list[Option]:
        """Whoever holds a seat, whatever becomes of the tie."""
        return self.sure + self.chosen

    @property
    def winners(self) -> list[Option] | None:
        """The winners; all the tied where they tie for the only seat; None where they tie for some."""
        if self.settled:
            return self.elected
        return self.tied if self.seats == 1 else None

    def to_json(self) -> Json:
        """Write the winners, and the tie where there is one."""
        facts: Json = {"winners": self.winners, "tied": self.tied}
        if self.tie_break:
            facts["tie_break"] = self.tie_break
        if not self.settled:
            facts["tied_seats"] = self.open_seats
            facts["sure_winners"] = self.sure
            facts["committees"] = self.committees
        return facts


def seat(totals: Mapping[Any, Number], seats: int, tie_rule: TieRule | None = None) -> Seating:
    """Seat the options of highest totals; a tie that the seats cannot hold goes to `tie_rule`, or stays.

    Raises MalformedRule on fewer than one seat.
    """
    if seats < 1:
        raise MalformedRule("there is at least one seat to fill")
    sure, tied, open_seats = at_the_cut(totals, seats)
    if not tied:
        return Seating(seats, sure)
    return _break(Seating(seats, sure, tied, open_seats, committees=_sets(sure, tied, open_seats)), tie_rule)


def _sets(sure: list[Option], tied: list[Option], open_seats: int) -> list[list[Option]] | None:
    if comb(len(tied), open_seats) > MANY:
        return None
    return [[*sure, *some] for some in combinations(tied, open_seats)]


def _break(seating: Seating, tie_rule: TieRule | None) -> Seating:
    """Seat the most favoured of the tied, one after the other; stop where the rule cannot part them."""
    if tie_rule is None:
        return seating
    chosen: list[Option] = []
    waiting = list(seating.tied)
    while len(chosen) < seating.open_seats:
        first = tie_rule(waiting)
        if len(first) > seating.open_seats - len(chosen):
            return _narrowed(seating, chosen, first, tie_rule.name)
        chosen += first
        waiting = [option for option in waiting if option not in first]
    return Seating(seating.seats, seating.sure, seating.tied, seating.open_seats, chosen, tie_rule.name)


def _narrowed(seating: Seating, chosen: list[Option], still: list[Option], name: str) -> Seating:
    """The rule seated some of the tied and left others side by side."""
    sure = seating.sure + chosen
    open_seats = seating.open_seats - len(chosen)
    return Seating(seating.seats, sure, still, open_seats, [], name, _sets(sure, still, open_seats))


def seat_any(
    committees: Iterable[Sequence[Option]], seats: int, order: Sequence[Option], tie_break: str | None = None
) -> Seating:
    """Gather every set of winners that some way of breaking the ties gave.

    One set: they are seated, in their order. Several: who is in all of them is sure, who is in some is
    tied. `order` is the list of options, in which sure and tied are given.
    """
    sets: dict[frozenset[Option], list[Option]] = {}
    for committee in committees:
        sets.setdefault(frozenset(committee), list(committee))
    if len(sets) == 1:
        return Seating(seats, next(iter(sets.values())), tie_break=tie_break)
    place = {option: k for k, option in enumerate(order)}
    in_all = frozenset.intersection(*sets) if sets else frozenset()
    in_some = frozenset[Option]().union(*sets) - in_all
    listed = [sorted(some, key=lambda option: place[option]) for some in sets]
    listed.sort(key=lambda some: [place[option] for option in some])
    return Seating(
        seats=seats,
        sure=[option for option in order if option in in_all],
        tied=[option for option in order if option in in_some],
        open_seats=max((len(some) for some in sets), default=0) - len(in_all),
        tie_break=tie_break,
        committees=listed if len(listed) <= MANY else None,
    )


def tiers(totals: Mapping[Any, Number]) -> list[list[Option]]:
    """Order options from the highest total, equals side by side."""
    by_total: dict[Number, list[Option]] = {}
    for option, total in totals.items():
        by_total.setdefault(total, []).append(option)
    return [by_total[total] for total in sorted(by_total, reverse=True)]


def ranks(ranking: Sequence[Sequence[Option]]) -> dict[Option, int]:
    """Number tiers as sports do: after two first comes a third.

    >>> ranks([["A", "B"], ["C"]])
    {'A': 1, 'B': 1, 'C': 3}
    """
    places: dict[Option, int] = {}
    for tier in ranking:
        place = 1 + len(places)
        places.update(dict.fromkeys(tier, place))
    return places
