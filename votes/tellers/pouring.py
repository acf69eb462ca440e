"""What two tellers agreed on enters the box, once, as the round is counted; of a secret vote it is nowhere else then."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.ballots.actions import nameless, put_by_hand
from votes.ballots.models import NULL, SecretBallot
from votes.rounds.models import Round
from votes.tellers.models import Sheet, Slip


class NotAgreed(Refusal):
    """Paper ballots on which two tellers have not agreed."""


def pour(round_: Round) -> bool:
    """Put the agreed slips into the box; return whether there were any. The caller holds the round's lock.

    A void slip is in the box where the rule counts those who took part and said nothing, and aside elsewhere. A secret
    box is to be unlinked again by the caller. Raises NotAgreed.
    """
    has_slips = Slip.objects.filter(teller__round=round_).exists()
    if not has_slips and not round_.voices.filter(on_paper=True).exists():
        return False
    if not Sheet.objects.filter(round=round_).exists():
        raise NotAgreed(
            _(
                "There are paper ballots in this vote: two tellers read them and agree on them before it is counted."
            )
        )
    first = round_.tellers.order_by("pk").first()
    slips = list(Slip.objects.filter(teller=first).select_related("voice"))
    if not takes_void(round_):
        slips = [slip for slip in slips if not slip.void]
    for slip in slips:
        slip.content = NULL if slip.void else slip.content
    _put(round_, slips)
    return has_slips


def forget(round_: Round) -> None:
    """Forget what each slip of a secret vote said, once all are in the box, or never will be.

    The sheet keeps how many there were. The caller holds the round's lock.
    """
    if round_.secret and (round_.proclaimed_at or round_.cancelled_at):
        Slip.objects.filter(teller__round=round_).delete()


def takes_void(round_: Round) -> bool:
    """Whether void slips enter the box, as ballots that say nothing."""
    return round_.offers_blank


def _put(round_: Round, slips: Iterable[Slip]) -> None:
    if round_.secret:
        ballots = (nameless(round_, slip.college, slip.content) for slip in slips)
        SecretBallot.objects.bulk_create(ballots, batch_size=1000)
    else:
        put_by_hand(round_, [(slip.voice, slip.content) for slip in slips if slip.voice is not None])
