"""Two rounds: an absolute majority of votes expressed first, then the most votes between the leaders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from votes.rules.pairwise import row_json
from votes.rules.papers import Votes, first_places, quoted
from votes.rules.plurality import Input, choices
from votes.rules.seating import Json, Seating, seat, seat_any
from votes.rules.shapes import MalformedRule, Number, Option, Threshold, figure
from votes.rules.ties import at_the_cut

# The favoured ones among the tied; a TieRule is one, with its name.
Favourites = Callable[[Sequence[Any]], list[Any]]
MORE_THAN_HALF = Threshold(Fraction(1, 2), "gt")


@dataclass(frozen=True)
class RoundCount:
    """One round: the votes of each option that stood, and the blank ones."""

    tally: dict[Any, Number]
    blank: Number

    @property
    def valid(self) -> Number:
        return sum(self.tally.values())

    def to_json(self, number: int) -> Json:
        """Write the round under its number."""
        return {
            "round": number,
            "tally": row_json(self.tally),
            "valid": figure(self.valid),
            "blank": figure(self.blank),
        }


@dataclass(frozen=True)
class TwoRoundOutcome:
    """Both rounds, step by step; nobody is elected while a further ballot is needed."""

    rounds: list[RoundCount]
    round1_required: int | None
    round1_winner: Any | None
    runoff_between: list[Any]
    seating: Seating = field(default_factory=lambda: Seating(1, []))

    @property
    def round1_expressed(self) -> Number:
        return self.rounds[0].valid

    @property
    def winner(self) -> Any | None:
        return self.seating.elected[0] if self.seating.elected else None

    @property
    def tied(self) -> list[Any]:
        return self.seating.tied

    @property
    def tie_break(self) -> str | None:
        return self.seating.tie_break if self.seating.settled else None

    def to_json(self) -> Json:
        """Write winners, rounds, and who meets in the second: the best of the last round first."""
        last = self.rounds[-1].tally
        return {
            **self.seating.to_json(),
            "runoff": sorted(self.runoff_between, key=lambda option: -last.get(option, 0)),
            "required": self.round1_required,
            "rounds": [count.to_json(k) for k, count in enumerate(self.rounds, 1)],
        }


def two_round(
    votes: Votes,
    options: Sequence[Option] | None = None,
    *,
    votes_round2: Votes | None = None,
    input: Input = "choice",
    majority_base: Literal["valid", "registered"] = "valid",
    registered: Number | None = None,
    finalists: int = 2,
    seats: int = 1,
    tie_rule: Favourites | None = None,
    tie_rule_name: str | None = None,
) -> TwoRoundOutcome:
    """Elect one person in one or two rounds.

    Shape: option → voices, None is a blank paper; or rankings (`input` "ranking"), whose first place
    counts, equal ones sharing. Round one elects with more than half of the valid votes, or of those
    `registered`. Otherwise the `finalists` leaders meet, and the most votes win: in `votes_round2`, a
    second ballot; or by each ranking's preferred finalist. Blanks are in no majority; an option without
    any vote does not go on. A tie at the cut lets all the tied go on to a second ballot; of rankings,
    each two that may meet are tried, unless `tie_rule` says who meets. A tie in round two is broken by
    `tie_rule` or stays open. Nobody voted, or a second ballot is still to come: nobody is elected.
    Raises MalformedRule when round two names somebody who did not go on.
    Source: statutes (absolute, then relative majority).

    >>> two_round({"A": 19, "B": 15, "C": 9}).runoff_between
    ['A', 'B']
    """
    _check(input, majority_base, registered, seats)
    first = _counted(votes, options, input)
    base = first.valid if majority_base == "valid" or registered is None else registered
    required = MORE_THAN_HALF.required(base)
    outright = [name for name, voices in first.tally.items() if MORE_THAN_HALF.met(voices, base)]
    if outright:
        return TwoRoundOutcome([first], required, outright[0], [], Seating(1, outright[:1]))
    name = getattr(tie_rule, "name", tie_rule_name)
    supported = {option: voices for option, voices in first.tally.items() if voices > 0}
    sure, tied, room = at_the_cut(supported, finalists)
    if votes_round2 is not None:
        second = _second_ballot(votes_round2, sure + tied)
        return TwoRoundOutcome([first, second], required, None, sure + tied, _final(second, tie_rule, name))
    if input == "choice" or not supported:
        return TwoRoundOutcome([first], required, None, sure + tied)
    meetings = [sure + list(some) for some in combinations(_going_on(tied, room, tie_rule), room)]
    return _by_rankings(votes, options or (), first, required, meetings, tie_rule, name)


def _check(input_: str, majority_base: str, registered: Number | None, seats: int) -> None:
    if input_ not in ("choice", "ranking") or majority_base not in ("valid", "registered"):
        raise MalformedRule(f"unknown words {quoted(input_)}, {quoted(majority_base)}")
    if majority_base == "registered" and registered is None:
        raise MalformedRule("the base is all registered, but their number is missing")
    if seats != 1:
        raise MalformedRule("two_round fills one seat")


def _counted(votes: Votes, options: Sequence[Option] | None, input_: Input) -> RoundCount:
    tally = first_places(options or (), votes) if input_ == "ranking" else choices(options, votes)
    if min(tally.values()) < 0:
        raise MalformedRule("no option has fewer votes than none")
    return RoundCount({option: voices for option, voices in tally.items() if option is not None}, tally[None])


def _second_ballot(votes: Votes, going_on: Sequence[Option]) -> RoundCount:
    tally = choices(None, votes)
    if strangers := [str(name) for name in tally if name is not None and name not in going_on]:
        raise MalformedRule(f"not in the run-off: {', '.join(strangers)}")
    return RoundCount({option: tally.get(option, 0) for option in going_on}, tally[None])


def _final(second: RoundCount, tie_rule: Favourites | None, name: str | None) -> Seating:
    """The most votes win; a tie goes to the rule, or stays."""
    if not second.valid:
        return Seating(1, [])
    seating = seat(second.tally, 1)
    if not seating.tied or tie_rule is None:
        return seating
    favoured = tie_rule(seating.tied)
    if len(favoured) > 1:
        return Seating(1, [], favoured, 1, committees=[[option] for option in favoured])
    return Seating(1, [], seating.tied, 1, favoured, name)


def _going_on(tied: list[Option], room: int, tie_rule: Favourites | None) -> list[Option]:
    """Of those tied for the last places of the run-off, who may meet in it."""
    chosen: list[Option] = []
    while tie_rule is not None and len(chosen) < room < len(tied):
        first = tie_rule([option for option in tied if option not in chosen])
        if len(chosen) + len(first) > room:
            return tied
        chosen += first
    return chosen or tied


def _by_rankings(
    votes: Votes,
    options: Sequence[Option],
    first: RoundCount,
    required: int | None,
    meetings: Sequence[Sequence[Option]],
    tie_rule: Favourites | None,
    name: str | None,
) -> TwoRoundOutcome:
    """Let the rankings say who wins each run-off there may be; shown is the first of them."""
    seconds = [_restricted(votes, options, meeting) for meeting in meetings]
    seatings = [_final(second, tie_rule, name) for second in seconds]
    going_on = list(dict.fromkeys(option for meeting in meetings for option in meeting))
    seating = seatings[0]
    if len(meetings) > 1:
        winners = [[option] for run_off in seatings for option in run_off.winners or []]
        seating = seat_any(winners, 1, options)
    return TwoRoundOutcome([first, seconds[0]], required, None, going_on, seating)


def _restricted(votes: Votes, options: Sequence[Option], among: Sequence[Option]) -> RoundCount:
    tally = first_places(options, votes, among)
    blank = tally.pop(None)
    return RoundCount({option: tally[option] for option in among}, blank)
