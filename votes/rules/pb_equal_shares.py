"""Participatory budget by equal shares: every voter holds an equal part of the money, and spends it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any, Literal

from votes.rules.approval import ticks
from votes.rules.branches import Ways, every_way
from votes.rules.budget import WAYS, BudgetOutcome, Ends, Funded, check_money, fund
from votes.rules.papers import Votes, gather, quoted, total, whole
from votes.rules.purses import Group, Purchase, Shares
from votes.rules.seating import Json, tiers
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

Completion = Literal["none", "add1", "approvals"]
TIE = ["approvals", "cost", "list"]


def pb_equal_shares(
    votes: Votes,
    options: Sequence[Option],
    *,
    costs: Mapping[Any, Number],
    budget: Number,
    utility: Literal["cost", "one"] = "cost",
    start: Literal["exact", "floor"] = "exact",
    completion: Completion = "none",
    tie: Sequence[str] | None = None,
    seats: int | None = None,
    tie_rule: TieRule | None = None,
) -> BudgetOutcome:
    """Fund projects with the voters' own equal shares, each paid by those who support it.

    Shape: a vote is a tuple of projects; an empty one holds a share that nobody can spend. With n voters
    each starts with budget / n, or that cut to a whole unit of money ("floor"). A project is affordable
    when its supporters still have its cost. Each pays min(money left, ρ · utility), utility being the
    project's cost ("cost") or 1 ("one"), with the ρ at which the cost is paid; the affordable project of
    smallest ρ is funded, again and again, until none is affordable. Then, as was announced: nothing more
    ("none"); or start again with one unit more each, until the projects cost more than the budget, and
    keep the last outcome that does not ("add1"); or fill what money is left by number of approvals. A project
    that nobody supports is funded by none of them, even where it costs nothing.
    Ties: `tie` prefers more approvals, then the lower cost, then list order; else `tie_rule`; else every
    way is followed, and "add1" stops as soon as one of them is over the budget. Nobody voted: nothing.
    Raises MalformedRule on an unknown word, a negative cost or no money, UnknownChoice on a stranger.
    Source: D. Peters, G. Pierczyński, P. Skowron, Proportional Participatory Budgeting (2021).

    >>> costs = {"garden": 60, "oven": 50, "bench": 40}
    >>> votes = {("garden", "bench"): 5, ("garden",): 1, ("oven",): 4}
    >>> pb_equal_shares(votes, ["garden", "oven", "bench"], costs=costs, budget=100).seating.winners
    ['garden']
    """
    _check(utility, start, completion, tie)
    check_money(options, costs, budget)
    gathered = gather(votes)
    approvals = ticks(options, gathered)[0]
    rule = _tie_rule(options, approvals, costs) if tie else tie_rule
    each, bought, ends = _Market(gathered, options, costs, budget, utility, rule).bought(start, completion)
    if completion == "approvals":
        ends = _filled(ends, approvals, costs, budget, rule)
    seating, voters = ends.seating(options, rule), total(gathered)
    steps, extra = _steps(bought, ends.sets[0]), {"final_budget_per_voter": figure(each)}
    return BudgetOutcome(seating, approvals, approvals, costs, budget, steps, voters, ends.complete, extra)


def _tie_rule(
    options: Sequence[Option], approvals: Mapping[Any, Number], costs: Mapping[Any, Number]
) -> TieRule:
    """More approvals first, then the lower cost, then list order."""
    place = {option: k for k, option in enumerate(options)}
    return TieRule(", ".join(TIE), lambda option: (-approvals[option], costs[option], place[option]))


def _steps(bought: Sequence[Purchase], funded: Funded) -> list[Json]:
    """Each purchase; then what the completion added."""
    added = funded[len(bought) :]
    return [purchase.to_json() for purchase in bought] + [
        {"option": option, "completed": True} for option in added
    ]


def _check(utility: str, start: str, completion: str, tie: Sequence[str] | None) -> None:
    for word, words in (
        (utility, ("cost", "one")),
        (start, ("exact", "floor")),
        (completion, ("none", "add1", "approvals")),
    ):
        if word not in words:
            raise MalformedRule(f"{quoted(word)} is none of {', '.join(words)}")
    if tie is not None and list(tie) != TIE:
        raise MalformedRule(f"tie cannot be {quoted(tie)}")


def _filled(
    ends: Ends,
    approvals: Mapping[Any, Number],
    costs: Mapping[Any, Number],
    budget: Number,
    tie_rule: TieRule | None,
) -> Ends:
    """Spend what is left by number of approvals, from each set of projects."""
    if not ends.complete:
        return replace(ends, open=_supported(approvals, ends.sure))
    filled: list[Funded] = []
    by_rule = ends.by_rule
    for funded in ends.sets:
        money_left = budget - sum(costs[option] for option in funded)
        waiting = {o: number for o, number in approvals.items() if o not in funded and number > 0}
        completion = fund(tiers(waiting), costs, money_left, stop=False, tie_rule=tie_rule)
        by_rule = by_rule or completion.by_rule
        filled += [(*funded, *some) for some in completion.sets]
        if not completion.complete or len(filled) > WAYS:
            return _open(ends, approvals, by_rule)
    return Ends(filled, by_rule)


def _open(ends: Ends, approvals: Mapping[Any, Number], by_rule: bool) -> Ends:
    """Only what every way had bought before the completion is sure."""
    in_all = frozenset.intersection(*(frozenset(funded) for funded in ends.sets))
    sure = tuple(option for option in ends.sets[0] if option in in_all)
    return Ends(ends.sets, by_rule, False, sure, _supported(approvals, in_all))


def _supported(approvals: Mapping[Any, Number], funded: Collection[Option]) -> Funded:
    """What may still be funded: somebody supports it, and it is not funded yet."""
    return tuple(o for o, number in approvals.items() if number > 0 and o not in funded)


class _Market:
    """The voters of one vote, grouped for good; shares are dealt out to them as often as it takes."""

    def __init__(
        self,
        votes: Mapping[Any, Number],
        options: Sequence[Option],
        costs: Mapping[Any, Number],
        budget: Number,
        utility: str,
        tie_rule: TieRule | None,
    ) -> None:
        papers, self.scale = whole(votes)
        self.everybody = Group.of_ballots(options, papers)
        self.options = options
        self.supported = [option for k, option in enumerate(options) if self.everybody.counts[k]]
        self.costs = {option: Fraction(costs[option]) for option in options}
        self.budget = budget
        self.utilities = self.costs if utility == "cost" else dict.fromkeys(options, Fraction(1))
        self.tie_rule = tie_rule

    def bought(self, start: str, completion: str) -> tuple[Fraction, list[Purchase], Ends]:
        """What each voter was dealt in the end, the purchases of one way, the projects of every way."""
        voters = Fraction(self.everybody.voices, self.scale)
        each = Fraction(self.budget) / voters if voters else Fraction(0)
        each = Fraction(floor(each)) if start == "floor" else each
        if completion == "add1" and voters:
            each, ways = self._add_one_by_one(each)
        else:
            ways = self._deal(each)
        sets: dict[frozenset[Option], Funded] = {}
        for end in ways.ends:
            funded = tuple(purchase.option for purchase in end.bought)
            sets.setdefault(frozenset(funded), funded)
        purchases = [purchase.of_voices(self.scale) for purchase in ways.ends[0].bought]
        by_rule = any(end.by_rule for end in ways.ends)
        sure = tuple(purchase.option for purchase in ways.first.bought)
        unbought = tuple(option for option in self.supported if option not in sure)
        return each, purchases, Ends(list(sets.values()), by_rule, ways.complete, sure, unbought)

    def _deal(self, each: Fraction) -> Ways[Shares]:
        """Deal out `each` to every voter, and let them buy, along every way of breaking ties."""
        dealt, unit = each / self.scale, Fraction(1, self.scale)
        return every_way(
            Shares.dealt(self.everybody, dealt, unit, self.options, self.costs, self.utilities, self.tie_rule)
        )

    def _add_one_by_one(self, each: Fraction) -> tuple[Fraction, Ways[Shares]]:
        """Raise the share by one unit until some way costs more than the budget; keep what was before.

        Where several units more would buy the very same, they are taken in one step.
        """
        share, ways = each, self._deal(each)
        while any(len(end.bought) < len(self.supported) for end in ways.ends):
            share += ways.ends[0].steady or 0 if len(ways.ends) == 1 else 0
            following = self._deal(share + 1)
            if any(sum(purchase.cost for purchase in end.bought) > self.budget for end in following.ends):
                return share, self._deal(share)
            share, ways = share + 1, following
        return share, ways
