"""Acts of those who read the slips: take a place, note slips, say that one is done."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from members.people.models import Person
from votes.ballots.papers import BadBallot, check
from votes.rounds.models import Round
from votes.tellers.actions.noting import note
from votes.tellers.comparing import CountsDisagree
from votes.tellers.models import Slip, Teller
from votes.tellers.moments import READERS, WrongReadingStage, both_done, hold, hold_to_read


class TwoTellersAlready(Refusal):
    """Two people read these slips already."""


@dataclass(frozen=True)
class SlipKey:
    """Which paper: the voice it is of in an open vote, its pile and its number in a secret one."""

    voice_id: int | None = None
    number: int | None = None
    college: str = ""


@transaction.atomic
def begin_reading(round_id: int, *, actor: Person) -> Teller:
    """Take one of the two places of those who read, once the vote is closed; again gives the same place.

    Raises WrongReadingStage before, TwoTellersAlready.
    """
    round_ = hold_to_read(round_id)
    places = list(round_.tellers.select_related("person"))
    for place in places:
        if place.person_id == actor.pk:
            return place
    if len(places) >= READERS:
        raise TwoTellersAlready(
            _("%(first)s and %(second)s read these slips; a third reading would settle nothing.")
            % {"first": places[0], "second": places[1]}
        )
    begun = Teller.objects.create(round=round_, person=actor)
    note("paper.reading", round_, actor)
    return begun


@transaction.atomic
def write_slip(teller: Teller, line: SlipKey, content: str, *, void: bool = False) -> Slip:
    """Note what a slip says, or say it anew; a void one says nothing. Only its own reader does.

    Raises WrongReadingStage, CountsDisagree for a voice that did not sign, BadBallot on a content that is no ballot.
    """
    teller, round_ = _take_up(teller)
    _is_line(round_, line)
    if not void:
        _is_content(round_, content)
    values = {"content": "" if void else content, "void": void}
    slip, _new = Slip.objects.update_or_create(teller=teller, **_where(line), defaults=values)
    return slip


@transaction.atomic
def drop_slip(teller: Teller, line: SlipKey) -> None:
    """Take back a slip that one noted and that is not there."""
    teller, _round = _take_up(teller)
    Slip.objects.filter(teller=teller, **_where(line)).delete()


def _where(line: SlipKey) -> dict[str, Any]:
    return {"voice_id": line.voice_id, "number": line.number, "college": line.college}


def _take_up(teller: Teller) -> tuple[Teller, Round]:
    """Lock a reading that may change: not said to be done, or both done and being compared."""
    round_ = hold_to_read(teller.round_id)
    teller = Teller.objects.get(pk=teller.pk)
    if teller.done_at is not None and not both_done(round_):
        raise WrongReadingStage(
            _("You said that you have read them all. Take it up again first, or wait for the other teller.")
        )
    return teller, round_


def _is_line(round_: Round, line: SlipKey) -> None:
    if not round_.secret:
        if not round_.voices.filter(pk=line.voice_id or 0, on_paper=True).exists():
            raise CountsDisagree(_("This voice has not signed the roll for a paper ballot: mark it first."))
        return
    if line.voice_id is not None or not line.number or line.number < 1:
        raise CountsDisagree(_("In a secret vote slips have a number and no name."))
    piles = set(round_.voices.values_list("college", flat=True)) if round_.by_college else {""}
    if line.college not in piles:
        raise CountsDisagree(_("Choose the college that this slip is of."))


def _is_content(round_: Round, content: str) -> None:
    if not round_.is_motion:
        check(round_.ballot_paper, content)
    elif content not in round_.motion.choices:
        raise BadBallot(_("Choose for, against or abstain, vote blank, or say that the slip is void."))


@transaction.atomic
def say_done(teller: Teller, *, actor: Person) -> None:
    """Say that one has read every slip; again changes nothing."""
    round_ = hold_to_read(teller.round_id)
    if Teller.objects.filter(pk=teller.pk, done_at=None).update(done_at=database_now()):
        note("paper.read", round_, actor)


@transaction.atomic
def take_up_again(teller: Teller, *, actor: Person) -> None:
    """Go on reading, as long as the other has not finished. Raises WrongReadingStage when both have."""
    round_ = hold_to_read(teller.round_id)
    if both_done(round_):
        raise WrongReadingStage(_("Both have read the slips: compare them, and correct yours line by line."))
    if Teller.objects.filter(pk=teller.pk, done_at__isnull=False).update(done_at=None):
        note("paper.taken_up", round_, actor)


@transaction.atomic
def free_place(round_id: int, teller_id: int, *, actor: Person) -> None:
    """Free the place of a teller who cannot go on, with what they noted; again changes nothing.

    Raises WrongReadingStage once both have read, or agreed: then there is nothing to wait for.
    """
    round_ = hold(round_id)
    if both_done(round_):
        raise WrongReadingStage(_("Both have read the slips: compare them, and agree or correct yours."))
    freed = Teller.objects.filter(round=round_, pk=teller_id).first()
    if freed is not None:
        freed.delete()
        note("paper.freed", round_, actor, teller=freed.person_id)
