"""cast_ballot() puts choices into the box; open_box() empties it for the count."""

import secrets
from collections.abc import Mapping, Sequence
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
        voices = _lock_voices(person, round_id, choices)
        now = database_now()
        if round_ is None or len(voices) != len(choices):
            raise NotYourVoice(_("You do not carry this voice in this vote; nothing was recorded."))
        if not round_.is_open(now):
            raise RoundClosed(_too_late(round_))
        cast = _already_cast(voices)
        fresh = [
            _put_in(round_, voice, choices[voice.pk], person, now, cast.get(voice.pk))
            for voice in voices
            if voice.pk not in cast or cast[voice.pk].choice != choices[voice.pk]
        ]
        if fresh:
            topics = [round_.topic, round_.subject]
            record("ballot.cast", actor=person, topics=topics, voices=len(fresh))
    kept = [ballot for ballot in cast.values() if ballot not in fresh]
    return sorted([*fresh, *kept], key=lambda ballot: ballot.voice_id)


def _lock_voices(person: Person, round_id: int, choices: Mapping[int, str]) -> list[Voice]:
    """Lock the voices in one order, so that two requests never wait for each other."""
    mine = Voice.objects.filter(pk__in=list(choices), round_id=round_id, bearer=person)
    return list(mine.order_by("pk").lock())


def _already_cast(voices: Sequence[Voice]) -> dict[int, Ballot]:
    """The ballots these voices have in the box, by voice; no query on a first vote."""
    if not any(voice.voted_at for voice in voices):
        return {}
    return {ballot.voice_id: ballot for ballot in Ballot.objects.filter(voice__in=voices)}


def _put_in(
    round_: Round, voice: Voice, choice: str, person: Person, now: datetime, before: Ballot | None
) -> Ballot:
    if before is not None and not round_.may_change:
        raise AlreadyVoted(_("This vote is final: your voice is in, and stays as it was."))
    ballot = before or Ballot(voice=voice)
    ballot.choice, ballot.cast_at, ballot.cast_by, ballot.receipt = choice, now, person, new_receipt()
    ballot.save(force_insert=before is None)
    Voice.objects.filter(pk=voice.pk).update(voted_at=now)
    return ballot


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
