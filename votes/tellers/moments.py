"""Where the reading of the paper ballots stands, and the lock under which its acts look at it."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.rounds.models import Round, Voice
from votes.tellers.models import Sheet

READERS = 2


class WrongReadingStage(Refusal):
    """The act does not fit where the reading of the paper ballots stands."""


def is_absent(voice: Voice, round_: Round, *, over: bool) -> bool:
    """Whether a voice is on the roll of a vote of a meeting, and takes no part in it; of one that is `over`, who left may have."""
    return round_.electorate.get("kind") == "meeting" and (not voice.how or (voice.gone and not over))


def hold(round_id: int) -> Round:
    """Lock a round whose paper ballots may still be noted. Raises WrongReadingStage."""
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if not round_.by_hand or round_.rehearsal or round_.opened_at is None:
        raise WrongReadingStage(_("This vote takes no paper ballots."))
    if round_.cancelled_at is not None:
        raise WrongReadingStage(_("This vote was cancelled; nothing is read any more."))
    if round_.proclaimed_at is not None:
        raise WrongReadingStage(_("The result is proclaimed: its paper ballots stay as they were read."))
    if Sheet.objects.filter(round=round_).exists():
        raise WrongReadingStage(_("The paper ballots are agreed on. Reopen them to change anything."))
    return round_


def hold_to_read(round_id: int) -> Round:
    """Lock a round whose slips may be read: nobody opens an urn while people vote. Raises WrongReadingStage."""
    round_ = hold(round_id)
    if round_.closed_at is None:
        raise WrongReadingStage(_("This vote is still open: paper ballots are read once it is closed."))
    return round_


def both_done(round_: Round) -> bool:
    """Whether two people have read every slip."""
    return round_.tellers.filter(done_at__isnull=False).count() == READERS
