"""Acts on the roll that is signed for paper ballots.

It is signed under the lock that a ballot on line takes, so that one voice has one ballot.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from members.people.models import Person
from votes.rounds.models import Round, Voice
from votes.rounds.participation import in_steps
from votes.tellers.actions.noting import note
from votes.tellers.models import Slip
from votes.tellers.moments import WrongReadingStage, hold, is_absent


class SignedLate(WrongReadingStage):
    """A signature that is noted, or taken off, after the closing, without a word why."""


class AbsentVoice(Refusal):
    """A voice that nobody had in the meeting as the vote opened: it signs for nothing."""


class VotedAlready(Refusal):
    """A voice that has a ballot already, and signs for no other."""


def mark(round_id: int, voice_id: int, *, because: str = "", actor: Person) -> None:
    """Note that a voice signed the roll for a paper ballot; again changes nothing.

    After the closing, `because` says on record why a signature given before it is noted only now. Raises VotedAlready
    when it voted on line or by post, on record while a secret vote is open: whoever asks so learns that it voted. Raises
    SignedLate without that reason, WrongReadingStage once the slips are agreed.
    """
    try:
        _mark(round_id, voice_id, because, actor)
    except VotedAlready:
        round_ = Round.objects.get(pk=round_id)
        if in_steps(round_):
            note("paper.refused", round_, actor, voice=voice_id)
        raise


@transaction.atomic
def _mark(round_id: int, voice_id: int, because: str, actor: Person) -> None:
    voice, round_ = _hold_voice(round_id, voice_id)
    if voice.on_paper:
        return
    _takes_part(voice, round_)
    if voice.voted_at is not None:
        raise VotedAlready(_already(voice))
    if not because and not round_.is_open(database_now()):
        raise SignedLate(
            _(
                "This vote is closed. Whoever signed the roll before the closing may still be noted: say why only now."
            )
        )
    voice.on_paper = True
    # In a secret vote the roll never tells when.
    voice.voted_at = round_.opened_at if round_.secret else database_now()
    voice.save(update_fields=["on_paper", "voted_at"])
    note("paper.marked", round_, actor, voice=voice.pk, **({"because": because} if because else {}))


def _takes_part(voice: Voice, round_: Round) -> None:
    """Raise AbsentVoice where somebody was not in the meeting as its vote opened, nor represented, or left it while it is open.

    Once it is closed, whoever left may have signed before.
    """
    if is_absent(voice, round_, over=not round_.is_open(database_now())):
        raise AbsentVoice(
            _(
                "Nobody carries the voice of %(name)s in this vote: they took no part in the meeting as it opened, or left since. Whoever comes later votes from the next question on."
            )
            % {"name": voice}
        )


@transaction.atomic
def unmark(round_id: int, voice_id: int, *, because: str = "", actor: Person) -> None:
    """Take a mark off the roll; the voice may vote on line again while the vote is open.

    After the closing, `because` says on record why, and nobody drops alone what was read: raises SignedLate without that
    reason, WrongReadingStage while a reader has a slip of this voice.
    """
    voice, round_ = _hold_voice(round_id, voice_id)
    if not voice.on_paper:
        return
    if Slip.objects.filter(voice=voice).exists():
        raise WrongReadingStage(
            _("A slip of %(name)s is read. Whoever read it takes it back first, each their own.")
            % {"name": voice}
        )
    if not because and not round_.is_open(database_now()):
        raise SignedLate(_("This vote is closed. Say why this signature is taken off only now."))
    voice.on_paper, voice.voted_at = False, None
    voice.save(update_fields=["on_paper", "voted_at"])
    note("paper.unmarked", round_, actor, voice=voice.pk, **({"because": because} if because else {}))


def _hold_voice(round_id: int, voice_id: int) -> tuple[Voice, Round]:
    """Lock the round, then the voice: in the order in which a ballot locks them."""
    round_ = hold(round_id)
    return Voice.objects.select_for_update(of=("self",)).get(pk=voice_id, round_id=round_id), round_


def _already(voice: Voice) -> str:
    if voice.how in {"postal", "blank"}:
        return _(
            "%(name)s voted in advance, by post or by a proxy in blank: this ballot stays in its envelope."
        ) % {"name": voice}
    return _("%(name)s has voted on line: there is no paper ballot for this voice.") % {"name": voice}
