"""Two rounds: an absolute majority of votes expressed first, then the most votes between the leaders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from votes.rules.shapes import MalformedRule, Threshold
from votes.rules.ties import at_the_cut

TieRule = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True)
class TwoRoundOutcome:
    """Both rounds, step by step; `winner` is None while a further ballot is needed."""

    round1_expressed: int
    round1_required: int | None
    round1_winner: str | None
    runoff_between: list[str]
    winner: str | None
    tie_break: str | None
    tied: list[str]


def two_round(
    round1: Mapping[str, int],
    round2: Mapping[str, int] | None = None,
    *,
    runoff: int = 2,
    tie_rule: TieRule | None = None,
    tie_rule_name: str | None = None,
) -> TwoRoundOutcome:
    """Elect one person in one or two rounds.

    Shape: candidate → whole votes, blanks left aside in both rounds. Round one needs more than half
    of the votes expressed. Otherwise the `runoff` leaders go on, and the most votes win. A tie at
    the cut lets all the tied go on; a tie in round two is broken by `tie_rule` or stays open.
    Raises MalformedRule when round two names somebody who did not go on.
    Source: statutes (absolute, then relative majority).
    """
    expressed = sum(round1.values())
    required = Threshold(Fraction(1, 2), "gt").required(expressed)
    outright = [n for n, votes in round1.items() if required is not None and votes >= required]
    if outright:
        return TwoRoundOutcome(expressed, required, outright[0], [], outright[0], None, [])
    sure, tied_at_cut, _left = at_the_cut(round1, runoff)
    going_on = sure + tied_at_cut
    if round2 is None:
        return TwoRoundOutcome(expressed, required, None, going_on, None, None, [])
    if strangers := [name for name in round2 if name not in going_on]:
        raise MalformedRule(f"not in the run-off: {', '.join(strangers)}")
    winner, tie_break, tied = _run_off(round2, tie_rule, tie_rule_name)
    return TwoRoundOutcome(expressed, required, None, going_on, winner, tie_break, tied)


def _run_off(
    votes: Mapping[str, int], tie_rule: TieRule | None, name: str | None
) -> tuple[str | None, str | None, list[str]]:
    best = max(votes.values(), default=0)
    leaders = [candidate for candidate, count in votes.items() if count == best]
    if len(leaders) == 1:
        return leaders[0], None, []
    first = tie_rule(leaders) if tie_rule and leaders else leaders
    if len(first) == 1:
        return first[0], name, leaders
    return None, None, leaders
