"""cast_ballot() puts choices into the box; open_box() empties it for the count."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.ballots.models import CHOICES, Ballot
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Round, Voice

# No 0/O, 1/I/L: a receipt is read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class NotYourVoice(Refusal):
    """A voice that this person does not carry in this round."""


class UnknownChoice(Refusal):
    """A choice that the ballot does not offer."""


class AlreadyVoted(Refusal):
    """A voice that has voted, in a round whose votes are final."""


def cast_ballot(person: Person, round_id: int, choices: Mapping[int, str]) -> list[Ballot]:
    """Cast one choice for each given voice that a person carries; return the ballots.

    `choices` maps voice ids to "for", "against" or "abstain". The deadline is the database clock's,
    read under the round's shared lock: a worker that is down lets nothing late in and turns nothing
    early away. The same choice twice is one ballot with one receipt; another choice replaces it
    where the rule says so. Raises RoundClosed, NotYourVoice, UnknownChoice or AlreadyVoted, and
    then nothing has changed.
    """
    if not choices or not set(choices.values()) <= set(CHOICES):
        raise UnknownChoice(_("Choose for, against or abstain; nothing was recorded."))
    with transaction.atomic():
        round_ = Round.objects.lock_shared(round_id)
        voices, now = _lock_voices(person, round_id, choices)
        if round_ is None or len(voices) != len(choices):
            raise NotYourVoice(_("You do not carry this voice in this vote; nothing was recorded."))
        if not round_.is_open(now):
            raise RoundClosed(_too_late(round_))
        ballots = [_put_in(round_, voice, choices[voice.pk], person, now) for voice in voices]
        if any(ballot.is_new for ballot in ballots):
            record("ballot.cast", actor=person, topics=[round_.topic], voices=len(ballots))
    return ballots


def _lock_voices(
    person: Person, round_id: int, choices: Mapping[int, str]
) -> tuple[list[Voice], datetime]:
    """Lock the voices in one order, with their ballots; then read the clock."""
    mine = Voice.objects.filter(pk__in=list(choices), round_id=round_id, bearer=person)
    voices = list(mine.order_by("pk").lock())
    if any(voice.voted_at for voice in voices):
        ballots = Ballot.objects.filter(voice__in=voices).in_bulk(field_name="voice_id")
        for voice in voices:
            voice.cast = ballots.get(voice.pk)
    return voices, database_now()


def _put_in(round_: Round, voice: Voice, choice: str, person: Person, now: datetime) -> Ballot:
    before: Ballot | None = getattr(voice, "cast", None)
    if before is not None and before.choice == choice:
        before.is_new = False
        return before
    if before is not None and not round_.may_change:
        raise AlreadyVoted(_("This vote is final: your voice is in, and stays as it was."))
    fresh = before or Ballot(voice=voice)
    fresh.choice, fresh.cast_at, fresh.cast_by, fresh.receipt = choice, now, person, new_receipt()
    fresh.save()
    Voice.objects.filter(pk=voice.pk).update(voted_at=now)
    fresh.is_new = True
    return fresh


def new_receipt() -> str:
    """Draw the code of a receipt: eight letters and digits, about 40 bits."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(8))


def _too_late(round_: Round) -> str:
    if round_.cancelled_at:
        return _("This vote was cancelled; nothing was recorded.")
    return _("This vote is closed: your voice came after the closing and was not recorded.")


def open_box(round_: Round) -> list[tuple[str, str, int]]:
    """Count the box, grouped: (college, choice, voices), in a steady order.

    The caller holds the round's exclusive lock, so no ballot can slip in meanwhile.
    """
    grouped = (
        Ballot.objects.filter(voice__round=round_)
        .values_list("voice__college", "choice")
        .annotate(voices=Sum("voice__weight"))
        .order_by("voice__college", "choice")
    )
    return list(grouped)
