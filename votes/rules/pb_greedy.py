"""Participatory budget, greedy: the best supported projects first, as long as there is money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from votes.rules.approval import ticks
from votes.rules.borda import borda
from votes.rules.budget import BudgetOutcome, Funded, check_money, fund
from votes.rules.papers import Votes, gather, quoted, total
from votes.rules.plurality import choices
from votes.rules.score import sums
from votes.rules.seating import Json, tiers
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

Score = Union[Literal["approvals", "choices", "points"], Sequence[int]]  # noqa: UP007 — read at run time


def pb_greedy(
    votes: Votes,
    options: Sequence[Option],
    *,
    costs: Mapping[Any, Number],
    budget: Number,
    score: Score = "approvals",
    affordability: Literal["skip", "stop"] = "skip",
    threshold: Number | None = None,
    seats: int | None = None,
    tie_rule: TieRule | None = None,
) -> BudgetOutcome:
    """Fund projects by score, highest first, while the money lasts.

    Shape: a vote is a tuple of projects ("approvals"), one project or None ("choices"), a tuple of
    (project, points) ("points"), or a ranking where `score` lists the points of its places; costs and
    budget in the same unit of money. A project under `threshold`, or that nobody supports, is out. One
    that does not fit in the money left is passed over ("skip"), or ends the count ("stop").
    Equal scores matter only where they do not all fit: `tie_rule` then says who is first; without one
    every set that some order gives is returned, and none is chosen. Nobody voted: nothing is funded.
    Raises MalformedRule on an unknown word, a negative cost or no money, UnknownChoice on a stranger.
    Source: the rule of most French and Polish city budgets.

    >>> costs = {"garden": 60, "oven": 50, "bench": 30}
    >>> votes = {("garden", "bench"): 5, ("oven",): 4}
    >>> pb_greedy(votes, ["garden", "oven", "bench"], costs=costs, budget=100).seating.winners
    ['garden', 'bench']
    """
    if affordability not in ("skip", "stop"):
        raise MalformedRule(f"affordability cannot be {quoted(affordability)}")
    check_money(options, costs, budget)
    gathered = gather(votes)
    scores, supporters = _scores(gathered, options, score)
    able = {o: s for o, s in scores.items() if s > 0 and (threshold is None or s >= threshold)}
    ends = fund(tiers(able), costs, budget, stop=affordability == "stop", tie_rule=tie_rule)
    return BudgetOutcome(
        seating=ends.seating(options, tie_rule),
        scores=scores,
        votes=supporters,
        costs=costs,
        budget=budget,
        steps=_steps(ends.sets[0], scores, able, costs, budget),
        voters=total(gathered),
        every_way_followed=ends.complete,
    )


def _scores(
    votes: Mapping[Any, Number], options: Sequence[Option], score: Score
) -> tuple[dict[Any, Number], dict[Any, Number]]:
    """Each project's score, and the voices of the ballots that support it."""
    if score == "approvals":
        approvals = ticks(options, votes)[0]
        return approvals, dict(approvals)
    if score == "choices":
        chosen = choices(options, votes)
        del chosen[None]
        return chosen, dict(chosen)
    supporters: dict[Any, Number] = dict.fromkeys(options, 0)
    if score == "points":
        points = sums(options, votes)[0]
        named = ([option for option, number in vote if number] for vote in votes)
    elif isinstance(score, str):
        raise MalformedRule(f"score cannot be {quoted(score)}")
    else:
        points = dict(borda(votes, options, points=score, unranked="zero").totals)
        points = {option: points[option] for option in options}
        named = (
            [o for item in vote for o in (item if isinstance(item, frozenset) else [item])] for vote in votes
        )
    for supported, voices in zip(named, votes.values()):  # noqa: B905 — Python 3.9 has no strict zip
        for option in supported:
            supporters[option] += voices
    return points, supporters


def _steps(
    funded: Funded,
    scores: Mapping[Any, Number],
    able: Mapping[Any, Number],
    costs: Mapping[Any, Number],
    money: Number,
) -> list[Json]:
    """Tell project by project, best first: the money there was, and whether it was funded."""
    place = {option: k for k, option in enumerate(funded)}
    ordered = sorted(scores, key=lambda option: (-scores[option], place.get(option, len(place))))
    steps = []
    for option in ordered:
        why = "funded" if option in place else "too_dear" if option in able else "too_few_votes"
        if why == "too_dear" and costs[option] <= money:
            why = "after_the_end"
        steps.append(
            {
                "option": option,
                "score": figure(scores[option]),
                "cost": figure(costs[option]),
                "money": figure(money),
                "outcome": why,
            }
        )
        money -= costs[option] if option in place else 0
    return steps
