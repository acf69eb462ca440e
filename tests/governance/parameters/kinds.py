"""What each kind of vote says of itself: its majority, its quorums, its colleges, its secrecy, its closing."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

from core.clock import database_now
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.code.vocabulary.terms.votes import DECISION_TYPES, NOT_OF_CIRCLES, OWN
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.question import question
from governance.proposals.vote.request import VoteRequest
from tests import make
from tests.governance.parameters.walk import Scenario, come_of, refusal_of, shows
from tests.house import Facts
from votes.ballots.actions import cast_ballot
from votes.rounds.actions import Question
from votes.rounds.models import Round
from votes.tally.arithmetic import Box, outcome
from votes.tally.models import Result

MARKS = ("for", "against", "abstain", "blank", None)  # None: nothing is cast
MANY, STEP = 200, 7


def boxes(roll: dict[str, int]) -> Iterator[Box]:
    """Ways in which the voices of a roll may fall: all of them, or every seventh where they are many."""
    each = [
        [(college, Counter(marks)) for marks in combinations_with_replacement(MARKS, size)]
        for college, size in roll.items()
    ]
    every = list(product(*each))
    for filled in every[:: STEP if len(every) > MANY else 1]:
        yield [(college, side, n) for college, marks in filled for side, n in marks.items() if side]


def facts(asked: Question) -> Facts:
    """What a round freezes of a question, as the arithmetic reads it."""
    return {
        "method": asked.paper.method if asked.paper else "motion",
        "paper": asked.paper and asked.paper.to_json(),
        "rule": asked.rule.to_json(),
        "second_call": asked.second_call,
        "lot_nonce": "",
        "casting": None,
    }


def counted(asked: Question, roll: dict[str, int]) -> list[Any]:
    """What a question makes of every box: adopted or not, why, and the exact share."""
    counts = (outcome(facts(asked), roll, box) for box in boxes(roll))
    return [(one["adopted"], one["reason"], one["ratio"]) for one in counts]


def electorate(cast: Any, kind: str) -> Electorate:
    """The workshop in a vote of a circle, everybody in the others."""
    return Electorate(make.today(), circle=cast.workshop if kind == "circle" else None)


def asked_of(cast: Any, kind: str, **more: Any) -> Question:
    """A proposal as it would be voted on: what the preview shows, and what an opening freezes."""
    who = electorate(cast, kind)
    return question(make.proposal(cast.alice, where=who.circle), VoteRequest(kind, who, **more))


def opened(cast: Any, kind: str = "ordinary", **more: Any) -> Round:
    """The vote on it, for three days."""
    who = electorate(cast, kind)
    return opening.put_to_vote(
        make.proposal(cast.alice, where=who.circle), cast.alice, decision_type=kind, electorate=who,
        closes_at=database_now() + timedelta(days=3), **more,
    )  # fmt: skip


@cache
def verdicts(kind: str) -> Scenario:
    """What a vote of a kind decides, whatever the ballots."""
    return lambda cast: come_of(lambda: counted(asked_of(cast, kind), electorate(cast, kind).sizes()))


@cache
def verdicts_on_second_call(kind: str) -> Scenario:
    """What it decides in a meeting that is called again, where two of five came."""

    def see(cast: Any) -> Any:
        first, proposal = make.meeting(chair=cast.seats["dana"]), make.proposal(cast.alice)
        tabling.table(proposal, first, decision_type=kind, supported=True, actor=cast.sara)
        make.hold(first, cast.dana)
        holding.close_meeting(first, actor=cast.dana)
        in_time = database_now() + timedelta(days=12)
        again = call_again(first, meets_at=in_time, actor=cast.dana)
        item = again.items.get()
        for name in ("alice", "dana"):
            make.arrive(again, cast.seats[name], how="room", actor=cast.theo)
        make.hold(again, cast.dana)
        item.refresh_from_db()
        there = Electorate(again.record_on, item=item)
        return counted(question(proposal, VoteRequest(kind, there)), there.sizes())

    return see


@cache
def an_open_vote(kind: str) -> Scenario:
    """Whether a voter may change their mind, and who leads it may move or hasten the closing."""

    def see(cast: Any) -> Any:
        round_ = opened(cast, kind)
        made = Proposal.objects.current().get(round=round_)
        cast_ballot(cast.alice, round_.pk, "for")
        later = round_.closes_at + timedelta(days=1)
        told = [
            refusal_of(lambda: cast_ballot(cast.alice, round_.pk, "against")),
            refusal_of(lambda: leading.extend(made, closes_at=later, because="Late", actor=cast.alice)),
            refusal_of(lambda: settling.close_early(made, actor=cast.alice)),
        ]
        if not told[-1]:
            return told
        for voter in (cast.bob, cast.dana, cast.fay):
            refusal_of(lambda voter=voter: cast_ballot(voter, round_.pk, "for"))
        return [*told, refusal_of(lambda: settling.close_early(made, actor=cast.alice))]

    return see


@cache
def secrecy(kind: str) -> Scenario:
    """Whether a vote is secret by itself, and whether it may be where somebody asks."""

    def see(cast: Any) -> Any:
        return [come_of(lambda asks=asks: asked_of(cast, kind, secret=asks).secret) for asks in (False, True)]

    return see


def a_real_vote(cast: Any, kind: str, marks: dict[str, str]) -> tuple[Any, Any]:
    """What a round counts that was opened, voted in and closed, and what the walk makes of the same ballots."""
    asked, roll, round_ = asked_of(cast, kind), electorate(cast, kind).sizes(), opened(cast, kind)
    box: Counter[tuple[str, str]] = Counter()
    for name, side in marks.items():
        voter = getattr(cast, name)
        box.update((voice.college, side) for voice in round_.voices.filter(bearer=voter))
        cast_ballot(voter, round_.pk, side)
    settling.settle(round_.pk, early=True)
    walked = outcome(facts(asked), roll, [(college, side, n) for (college, side), n in box.items()])
    return Result.objects.get(round=round_).outcome, walked


# What each key needs besides, so that it may be seen: a quorum that exactly is reached, a majority that exactly is.
HEADS: Facts = {"colleges": "none", "quorum": "0"}
SECOND: Facts = {"colleges": "none", "quorum": "1/5"}
SEEN: dict[str, tuple[Any, tuple[Any, ...], Facts]] = {
    "threshold": (verdicts, ("9/10",), {}),
    "comparator": (verdicts, (), {**HEADS, "threshold": "2/3"}),
    "base": (verdicts, (), HEADS),
    "floor_guard": (verdicts, (), {**HEADS, "threshold": "1/3", "comparator": "gt"}),
    "quorum": (verdicts, ("1",), {}),
    "quorum_second": (verdicts_on_second_call, ("4/5",), SECOND),
    "quorum_college": (verdicts, ("1",), {}),
    "quorum_college_second": (verdicts_on_second_call, ("1/2",), SECOND),
    "colleges": (verdicts, (), {"quorum": "0", "colleges.needed": 2}),
    "may_change": (an_open_vote, (), {}),
    "secret": (secrecy, (), {"secret.smallest_college": 2}),
    "may_extend": (an_open_vote, (), {}),
    "closes_early": (an_open_vote, (), {}),
}


def _whole(kind: str, given: Facts) -> Facts:
    """What the code says besides, under whole keys."""
    own = {term.key for term in OWN}
    return {f"{kind}.{key}" if key in own else key: value for key, value in given.items()}


def _show(kind: str) -> None:
    """Note how each word of a kind of vote is seen."""
    for name, (scenario, otherwise, given) in SEEN.items():
        if kind != "circle" or name not in NOT_OF_CIRCLES:
            shows(f"{kind}.{name}", *otherwise, given=_whole(kind, given))(scenario(kind))
    # Exactly that part of the roll takes part: one of the three of the workshop, two of the five members.
    exactly = {"quorum": "1/3" if kind == "circle" else "2/5", "colleges": "none"}
    shows(f"{kind}.quorum_comparator", given=_whole(kind, exactly))(verdicts(kind))
    # Colleges that are only shown have a weight all the same: one without it cannot be on the roll.
    two = {"quorum": "0", "colleges.weights": {"F": "1/2", "S": "1/2"}}
    shows(f"{kind}.colleges", "flat", given=_whole(kind, two))(verdicts(kind))


for kind in DECISION_TYPES:
    _show(kind)
