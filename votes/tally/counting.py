"""What a round gives: its frozen rule, its stored roll and its stored box, handed to the arithmetic."""

from django.db.models import Sum

from votes.ballots.actions import open_box
from votes.ballots.models import Ballot
from votes.rounds.models import Round, Voice
from votes.tally.arithmetic import Json, outcome

FACTS = ("method", "paper", "rule", "second_call", "lot_nonce")


def count(round_: Round) -> Json:
    """Count the stored box by the frozen rule; the same whoever counts, and however often."""
    facts = {**{name: getattr(round_, name) for name in FACTS}, "casting": casting(round_)}
    return outcome(facts, registered(round_), open_box(round_))


def casting(round_: Round) -> str | None:
    """What the member with the casting vote chose with their own voice; None where there is none, or the vote is secret."""
    if not round_.is_motion or round_.secret or round_.motion.casting_vote is None:
        return None
    theirs = Ballot.objects.filter(voice__round=round_, voice__member=round_.motion.casting_vote)
    return theirs.values_list("content", flat=True).first()


def registered(round_: Round) -> dict[str, int]:
    """The voices on the roll, by college; all of them under "" where ballots do not tell their college."""
    if round_.secret and not round_.by_college:
        return {"": Voice.objects.filter(round=round_).aggregate(voices=Sum("weight", default=0))["voices"]}
    rows = Voice.objects.filter(round=round_).values_list("college").annotate(voices=Sum("weight"))
    return dict(rows.order_by("college"))
