"""What budget rules share: projects with a cost, the money there is, and who is funded in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from votes.rules.pairwise import row_json
from votes.rules.papers import quoted
from votes.rules.seating import Json, Seating, seat_any
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

WAYS = 200  # sets of projects that a tie leaves possible, beyond which they are not all followed
RUNS = 10_000
Funded = tuple[Option, ...]


@dataclass(frozen=True)
class BudgetOutcome:
    """The projects funded, what they cost, what is left, and every step by which they were.

    Where ties could be broken several ways, the steps are those of one of them.
    """

    seating: Seating
    scores: Mapping[Any, Number]
    votes: Mapping[Any, Number]
    costs: Mapping[Any, Number]
    budget: Number
    steps: list[Json]
    voters: Number
    every_way_followed: bool = True
    extra: Json = field(default_factory=dict)

    @property
    def total_cost(self) -> Number | None:
        """What the funded projects cost; None while a tie decides which they are."""
        if not self.seating.settled:
            return None
        return sum(self.costs[option] for option in self.seating.elected)

    def to_json(self) -> Json:
        """Write the funded projects, scores, money and steps."""
        cost = self.total_cost
        return {
            **self.seating.to_json(),
            "selected": self.seating.winners,
            "scores": row_json(self.scores),
            "votes": row_json(self.votes),
            "budget": figure(self.budget),
            "total_cost": None if cost is None else figure(cost),
            "left": None if cost is None else figure(self.budget - cost),
            "voters": figure(self.voters),
            "steps": self.steps,
            "every_way_followed": self.every_way_followed,
            **self.extra,
        }


def check_money(options: Sequence[Option], costs: Mapping[Any, Number], budget: Number) -> None:
    """Refuse a project without cost, a negative cost, or no money at all."""
    for option in options:
        if option not in costs:
            raise MalformedRule(f"project {quoted(option)} has no cost")
        if costs[option] < 0:
            raise MalformedRule(f"project {quoted(option)} costs less than nothing")
    if budget <= 0:
        raise MalformedRule("there is no money to share out")


@dataclass(frozen=True)
class Purse:
    """What was funded so far, the money left, and whether the count has ended."""

    funded: Funded
    money_left: Number
    ended: bool = False


@dataclass(frozen=True)
class Ends:
    """Every set of projects that some order of equals gives, the first in list order.

    `by_rule`: a tie rule was asked. Where there are too many sets to follow them all, not `complete`, and
    then only `sure` projects are funded whatever the order, and all those of `open` may be.
    """

    sets: list[Funded]
    by_rule: bool
    complete: bool = True
    sure: Funded = ()
    open: Funded = ()

    def seating(self, options: Sequence[Option], tie_rule: TieRule | None) -> Seating:
        """Who is funded, and what a tie leaves open."""
        if not self.complete:
            return Seating(0, list(self.sure), [option for option in options if option in self.open], 1)
        return seat_any(self.sets, 0, options, tie_rule.name if tie_rule and self.by_rule else None)


def fund(
    tiers: Sequence[Sequence[Option]],
    costs: Mapping[Any, Number],
    money: Number,
    *,
    stop: bool,
    tie_rule: TieRule | None = None,
) -> Ends:
    """Fund projects from the best tier down: every set that some order within the tiers gives.

    One that does not fit is passed over, or ends the count (`stop`).
    """
    purses = [Purse((), money)]
    by_rule = False
    for k, tier in enumerate(tiers):
        following: dict[tuple[frozenset[Option], bool], Purse] = {}
        for purse in purses:
            by_rule = by_rule or (tie_rule is not None and _matters(purse, tier, costs))
            for then in _through(purse, tier, costs, stop, tie_rule):
                following.setdefault((frozenset(then.funded), then.ended), then)
        if len(following) > WAYS:
            return _too_many(purses, tiers[k:], by_rule)
        purses = list(following.values())
    sets: dict[frozenset[Option], Funded] = {}
    for purse in purses:
        sets.setdefault(frozenset(purse.funded), purse.funded)
    return Ends(list(sets.values()), by_rule)


def _too_many(purses: Sequence[Purse], tiers: Sequence[Sequence[Option]], by_rule: bool) -> Ends:
    """What is funded in all purses is sure; what is in some, or still to come, is open."""
    in_all = frozenset.intersection(*(frozenset(purse.funded) for purse in purses))
    sure = tuple(option for option in purses[0].funded if option in in_all)
    some = [option for group in (*tiers, *(purse.funded for purse in purses)) for option in group]
    return Ends([sure], by_rule, False, sure, tuple(option for option in some if option not in in_all))


def _matters(purse: Purse, tier: Sequence[Option], costs: Mapping[Any, Number]) -> bool:
    """Whether the order of equals can change what is funded."""
    return len(tier) > 1 and not purse.ended and sum(costs[option] for option in tier) > purse.money_left


def _through(
    purse: Purse, tier: Sequence[Option], costs: Mapping[Any, Number], stop: bool, tie_rule: TieRule | None
) -> list[Purse]:
    """Take one tier, whose projects are equal; their order matters only where not all of them fit."""
    if purse.ended:
        return [purse]
    if sum(costs[option] for option in tier) <= purse.money_left:
        return [Purse((*purse.funded, *tier), purse.money_left - sum(costs[option] for option in tier))]
    if tie_rule is not None:
        return _in_order(purse, tier, costs, stop, tie_rule)
    return _in_any_order(purse, tier, costs, stop)


def _in_order(
    purse: Purse, tier: Sequence[Option], costs: Mapping[Any, Number], stop: bool, tie_rule: TieRule
) -> list[Purse]:
    """Take the favoured first; those whom the rule cannot part, in any order."""
    purses = [purse]
    waiting = list(tier)
    while waiting:
        first = tie_rule(waiting)
        waiting = [option for option in waiting if option not in first]
        purses = [then for earlier in purses for then in _in_any_order(earlier, first, costs, stop)]
    return purses


def _in_any_order(
    purse: Purse, tier: Sequence[Option], costs: Mapping[Any, Number], stop: bool
) -> list[Purse]:
    if purse.ended:
        return [purse]
    ends: dict[frozenset[Option], Purse] = {}
    ahead = [purse]
    seen = {frozenset(purse.funded)}
    while ahead and len(ends) <= WAYS and len(seen) <= RUNS:
        now = ahead.pop()
        waiting = [option for option in tier if option not in now.funded]
        fitting = [option for option in waiting if costs[option] <= now.money_left]
        if not fitting or (stop and len(fitting) < len(waiting)):
            # Nothing more fits; or, where that ends the count, something may come that does not fit.
            ends.setdefault(frozenset(now.funded), Purse(now.funded, now.money_left, stop and bool(waiting)))
        for option in reversed(fitting):
            then = Purse((*now.funded, option), now.money_left - costs[option])
            if frozenset(then.funded) not in seen:
                seen.add(frozenset(then.funded))
                ahead.append(then)
    return list(ends.values())
