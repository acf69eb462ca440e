"""Secret votes that were held, closed and proclaimed, as the tests of their boxes start from them."""

from datetime import timedelta

from core.clock import database_now
from tests import owner
from tests.votes.test_options import people
from votes.ballots.secrecy import cast_secret
from votes.ballots.signing import public_key
from votes.rounds.actions import Question, RollSeat, begin, declare_open, enrol
from votes.rounds.freezing import FROZEN_FORMAT
from votes.rounds.models import Round
from votes.rules.frame import CollegeRule
from votes.rules.motion import MotionRule
from votes.rules.quorum import Quorum
from votes.rules.shapes import Threshold, fraction
from votes.rules.terms import Terms
from votes.tally.actions import close_round
from votes.tally.arithmetic import fingerprint
from votes.tally.models import Result

WEIGHING = CollegeRule(
    "proportional", {"A": fraction("2/5"), "B": fraction("3/5")}, "excluded", "neutral", "expressed", "expressed"
)  # fmt: skip
HALF = Threshold(fraction("1/2"), "gt")


def for_or_against(colleges=None):
    return MotionRule("expressed", HALF, True, None, Quorum(Threshold(fraction("1/4"), "gte")), colleges)


def opened(
    rule=None,
    *,
    paper=None,
    colleges=(),
    smallest=0,
    voters=6,
    named="U",
    frozen_format=FROZEN_FORMAT,
    **more,
):
    """A secret vote of some people; `colleges` is their letters, one by one; its opening has the fingerprint of a release."""
    asked = Question(
        "proposal.1", "Which day?", "Which day, été compris?", "ordinary", rule or Terms(), ["12"], 4, {"kind": "members"},
        paper=paper, secret=True, smallest=smallest, **{"public_key": public_key(), **more},
    )  # fmt: skip
    who = people(len(colleges) or voters, named)
    seats = [
        RollSeat(str(voter), bearer_id=voter.pk, college=college)
        for voter, college in zip(who, colleges or [""] * voters, strict=True)
    ]
    begun = begin(asked, closes_at=database_now() + timedelta(days=1), actor=None)
    Round.objects.filter(pk=begun.pk).update(frozen_format=frozen_format)
    begun.refresh_from_db()
    enrol(begun, seats)
    return declare_open(begun, actor=None), who


def of_earlier(round_):
    """Let the result of a vote be as it was stored before results had a salt."""
    outcome = {name: value for name, value in round_.result.outcome.items() if name != "salt"}
    with owner.thawed():
        Result.objects.filter(round=round_).update(outcome=outcome, sha256=fingerprint(outcome))
    round_.refresh_from_db()
    return round_


def held(lines, rule=None, **more):
    """A secret vote that is over: its round, and the receipts in the order of its voters; None casts nothing."""
    round_, who = opened(rule, voters=len(lines), **more)
    choices = [(voter, line) for voter, line in zip(who, lines, strict=True) if line is not None]
    receipts = [cast_secret(voter, round_.pk, line)[0] for voter, line in choices]
    close_round(round_.pk, early=True)
    round_.refresh_from_db()
    return round_, receipts
