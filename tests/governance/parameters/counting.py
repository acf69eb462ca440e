"""What all kinds of vote share: colleges, secrecy, ties, and how the code amends itself."""

from datetime import timedelta
from typing import Any

from core.clock import database_now
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from tests import make
from tests.governance.parameters.kinds import asked_of, opened, verdicts
from tests.governance.parameters.meetings import opened_there, tabled
from tests.governance.parameters.walk import come_of, refusal_of, shows
from votes.ballots.actions import cast_ballot
from votes.rounds.paper import Choice, Paper
from votes.tally.models import Result

OTHER_WEIGHTS = {"F": "3/5", "S": "1/10", "U": "1/10", "P": "1/10", "C": "1/10"}
BLOCS = {"ordinary.colleges": "bloc", "ordinary.threshold": "3/5"}
BOTH = {"ordinary.colleges": "double_majority", "ordinary.quorum": "0", "colleges.needed": 1}
HEADS = {"ordinary.colleges": "none", "ordinary.quorum": "0"}

shows("colleges.weights", OTHER_WEIGHTS)(verdicts("ordinary"))
shows("colleges.inactive")(verdicts("ordinary"))
shows("colleges.tie", given=BLOCS)(verdicts("ordinary"))
shows("colleges.base")(verdicts("ordinary"))
shows("colleges.result_base", given={"colleges.base": "present"})(verdicts("ordinary"))
shows("colleges.needed", 3, given=BOTH)(verdicts("ordinary"))


@shows("election.secret")
def a_vote_on_persons(cast: Any) -> Any:
    """Whether it is secret by itself, and whether it may be where somebody asks."""
    each = (False, True)
    return [
        come_of(lambda asks=asks: asked_of(cast, "ordinary", persons=True, secret=asks).secret)
        for asks in each
    ]


@shows("secret.smallest_college", 6)
@shows("secret.small_colleges")
def a_secret_vote_of_five(cast: Any) -> Any:
    """Whether five members may vote secretly, one or two in each college."""
    return refusal_of(lambda: opened(cast, secret=True))


@shows("casting_vote", given=HEADS)
def a_tie_that_the_chair_could_break(cast: Any) -> Any:
    """One for, who chairs the meeting, and one against."""
    meeting = make.meeting(chair=cast.seats["dana"])
    proposal = tabled(cast, meeting)
    for name in ("alice", "dana"):
        make.arrive(meeting, cast.seats[name], how="room", actor=cast.theo)
    make.hold(meeting, cast.dana)
    round_ = opened_there(cast, meeting, proposal)
    for name, side in (("dana", "for"), ("alice", "against")):
        cast_ballot(getattr(cast, name), round_.pk, side)
    decision = settling.settle(round_.pk, early=True)
    return decision is not None and decision.adopted


@shows("tie.rule", given=HEADS)
def two_persons_who_tie(cast: Any) -> Any:
    """Whether somebody is elected with one vote each, and whether it is the elder, who is last on the list.

    A draw is told by its seed alone: who is drawn is chance.
    """
    paper = Paper("plurality", (Choice("1", "Ann", born="1990-01-01"), Choice("2", "Ben", born="1960-01-01")))
    round_ = opened(cast, paper=paper)
    for name, line in (("alice", "1"), ("bob", "2")):
        cast_ballot(getattr(cast, name), round_.pk, line)
    settling.settle(round_.pk, early=True)
    found = Result.objects.get(round=round_).outcome
    return found["undecided"], found["winners"] if not found["lot"] else "drawn"


@shows("code.amended_by")
def an_amendment_put_to_the_extraordinary_vote(cast: Any) -> Any:
    """Whether that vote may adopt the next edition."""
    draft = copy_edition(Edition.objects.enacted().last())
    made = writing.draft(cast.dana, title="Amend", body="Another value.", amends=draft)
    proposal = writing.submit(made, cast.dana)
    return refusal_of(
        lambda: opening.put_to_vote(
            proposal, cast.dana, decision_type="extraordinary", electorate=Electorate(make.today()),
            closes_at=database_now() + timedelta(days=1),
        )
    )  # fmt: skip
