"""What a round gives: its frozen rule, its stored roll and its stored box, handed to the arithmetic."""

from django.db.models import Sum

from votes.ballots.actions import open_box
from votes.rounds.models import Round, Voice
from votes.tally.arithmetic import Json, outcome

FACTS = ("method", "paper", "rule", "second_call", "lot_nonce")


def count(round_: Round) -> Json:
    """Count the stored box by the frozen rule; the same whoever counts, and however often."""
    return outcome({name: getattr(round_, name) for name in FACTS}, registered(round_), open_box(round_))


def registered(round_: Round) -> dict[str, int]:
    """The voices on the roll, by college; all of them under "" where ballots do not tell their college."""
    if round_.secret and not round_.by_college:
        return {"": Voice.objects.filter(round=round_).aggregate(voices=Sum("weight", default=0))["voices"]}
    rows = Voice.objects.filter(round=round_).values_list("college").annotate(voices=Sum("weight"))
    return dict(rows.order_by("college"))
