"""What two tellers agreed on enters the box, once, as the round is counted."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.ballots.actions import nameless, put_by_hand
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import seal
from votes.rounds.models import Round
from votes.tellers.models import Sheet, Slip


class NotAgreed(Refusal):
    """Paper ballots on which two tellers have not agreed."""


def pour(round_: Round) -> int:
    """Put the agreed slips into the box, void ones aside; return how many. The caller holds the round's lock.

    A secret box is sealed again: the place of a ballot tells not whether it was on paper. Raises NotAgreed.
    """
    read = round_.tellers.filter(slips__isnull=False).exists()
    if not read and not round_.voices.filter(on_paper=True).exists():
        return 0
    if not Sheet.objects.filter(round=round_).exists():
        raise NotAgreed(
            _(
                "There are paper ballots in this vote: two tellers read them and agree on them before it is counted."
            )
        )
    first = round_.tellers.order_by("pk").first()
    slips = list(Slip.objects.filter(teller=first, void=False).select_related("voice"))
    _put(round_, slips)
    return len(slips)


def _put(round_: Round, slips: Iterable[Slip]) -> None:
    if round_.secret:
        ballots = (nameless(round_, slip.college, slip.content) for slip in slips)
        SecretBallot.objects.bulk_create(ballots, batch_size=1000)
        seal(round_)
    else:
        put_by_hand(round_, [(slip.voice, slip.content) for slip in slips if slip.voice is not None])
