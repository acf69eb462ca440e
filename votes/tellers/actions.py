"""Acts on paper ballots: sign the roll, read the slips twice, agree on them.

Once the vote is closed two people read every slip, each without seeing what the other read; where they differ each
looks at the paper again.
The roll is signed under the lock that a ballot on line takes, so that one voice has one ballot.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.ballots.papers import BadBallot, check
from votes.rounds.models import Round, Voice
from votes.rounds.participation import in_steps
from votes.tellers.comparing import compare
from votes.tellers.models import Sheet, Slip, Teller

READERS = 2


class WrongMoment(Refusal):
    """The act does not fit where the reading of the paper ballots stands."""


class SignedLate(WrongMoment):
    """A signature that is noted, or taken off, after the closing, without a word why."""


class TwoAlready(Refusal):
    """Two people read these slips already."""


class Absent(Refusal):
    """A voice that nobody had in the meeting as the vote opened: it signs for nothing."""


class VotedAlready(Refusal):
    """A voice that has a ballot already, and signs for no other."""


class Unequal(Refusal):
    """Slips and marks, or two readings, that do not agree."""


@dataclass(frozen=True)
class Line:
    """Which paper: the voice it is of in an open vote, its pile and its number in a secret one."""

    voice_id: int | None = None
    number: int | None = None
    college: str = ""


def mark(round_id: int, voice_id: int, *, because: str = "", actor: Person) -> None:
    """Note that a voice signed the roll for a paper ballot; again changes nothing.

    After the closing, `because` says on record why a signature given before it is noted only now. Raises VotedAlready
    when it voted on line or by post, on record while a secret vote is open: whoever asks so learns that it voted. Raises
    SignedLate without that reason, WrongMoment once the slips are agreed.
    """
    try:
        _mark(round_id, voice_id, because, actor)
    except VotedAlready:
        round_ = Round.objects.get(pk=round_id)
        if in_steps(round_):
            _note("paper.refused", round_, actor, voice=voice_id)
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
    _note("paper.marked", round_, actor, voice=voice.pk, **({"because": because} if because else {}))


def _takes_part(voice: Voice, round_: Round) -> None:
    """Raise Absent where somebody was not in the meeting as its vote opened, nor represented, or left it while it is open.

    Once it is closed, whoever left may have signed before.
    """
    if is_absent(voice, round_, over=not round_.is_open(database_now())):
        raise Absent(
            _(
                "Nobody carries the voice of %(name)s in this vote: they took no part in the meeting as it opened, or left since. Whoever comes later votes from the next question on."
            )
            % {"name": voice}
        )


def is_absent(voice: Voice, round_: Round, *, over: bool) -> bool:
    """Whether a voice is on the roll of a vote of a meeting, and takes no part in it; of one that is `over`, who left may have."""
    return round_.electorate.get("kind") == "meeting" and (not voice.how or (voice.gone and not over))


@transaction.atomic
def unmark(round_id: int, voice_id: int, *, because: str = "", actor: Person) -> None:
    """Take a mark off the roll; the voice may vote on line again while the vote is open.

    After the closing, `because` says on record why, and nobody drops alone what was read: raises SignedLate without that
    reason, WrongMoment while a reader has a slip of this voice.
    """
    voice, round_ = _hold_voice(round_id, voice_id)
    if not voice.on_paper:
        return
    if Slip.objects.filter(voice=voice).exists():
        raise WrongMoment(
            _("A slip of %(name)s is read. Whoever read it takes it back first, each their own.")
            % {"name": voice}
        )
    if not because and not round_.is_open(database_now()):
        raise SignedLate(_("This vote is closed. Say why this signature is taken off only now."))
    voice.on_paper, voice.voted_at = False, None
    voice.save(update_fields=["on_paper", "voted_at"])
    _note("paper.unmarked", round_, actor, voice=voice.pk, **({"because": because} if because else {}))


def _hold_voice(round_id: int, voice_id: int) -> tuple[Voice, Round]:
    """Lock the round, then the voice: in the order in which a ballot locks them."""
    round_ = _hold(round_id)
    return Voice.objects.select_for_update(of=("self",)).get(pk=voice_id, round_id=round_id), round_


def _hold(round_id: int) -> Round:
    """Lock a round whose paper ballots may still be noted. Raises WrongMoment."""
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if not round_.by_hand or round_.rehearsal or round_.opened_at is None:
        raise WrongMoment(_("This vote takes no paper ballots."))
    if round_.cancelled_at is not None:
        raise WrongMoment(_("This vote was cancelled; nothing is read any more."))
    if round_.proclaimed_at is not None:
        raise WrongMoment(_("The result is proclaimed: its paper ballots stay as they were read."))
    if Sheet.objects.filter(round=round_).exists():
        raise WrongMoment(_("The paper ballots are agreed on. Reopen them to change anything."))
    return round_


def _hold_to_read(round_id: int) -> Round:
    """Lock a round whose slips may be read: nobody opens an urn while people vote. Raises WrongMoment."""
    round_ = _hold(round_id)
    if round_.closed_at is None:
        raise WrongMoment(_("This vote is still open: paper ballots are read once it is closed."))
    return round_


def _already(voice: Voice) -> str:
    if voice.how in {"postal", "blank"}:
        return _(
            "%(name)s voted in advance, by post or by a proxy in blank: this ballot stays in its envelope."
        ) % {"name": voice}
    return _("%(name)s has voted on line: there is no paper ballot for this voice.") % {"name": voice}


@transaction.atomic
def begin_reading(round_id: int, *, actor: Person) -> Teller:
    """Take one of the two places of those who read, once the vote is closed; again gives the same place.

    Raises WrongMoment before, TwoAlready.
    """
    round_ = _hold_to_read(round_id)
    places = list(round_.tellers.select_related("person"))
    for place in places:
        if place.person_id == actor.pk:
            return place
    if len(places) >= READERS:
        raise TwoAlready(
            _("%(first)s and %(second)s read these slips; a third reading would settle nothing.")
            % {"first": places[0], "second": places[1]}
        )
    begun = Teller.objects.create(round=round_, person=actor)
    _note("paper.reading", round_, actor)
    return begun


@transaction.atomic
def write_slip(teller: Teller, line: Line, content: str, *, void: bool = False) -> Slip:
    """Note what a slip says, or say it anew; a void one says nothing. Only its own reader does.

    Raises WrongMoment, Unequal for a voice that did not sign, BadBallot on a content that is no ballot.
    """
    teller, round_ = _take_up(teller)
    _is_line(round_, line)
    if not void:
        _is_content(round_, content)
    said = {"content": "" if void else content, "void": void}
    slip, _new = Slip.objects.update_or_create(teller=teller, **_where(line), defaults=said)
    return slip


@transaction.atomic
def drop_slip(teller: Teller, line: Line) -> None:
    """Take back a slip that one noted and that is not there."""
    teller, _round = _take_up(teller)
    Slip.objects.filter(teller=teller, **_where(line)).delete()


def _where(line: Line) -> dict[str, Any]:
    return {"voice_id": line.voice_id, "number": line.number, "college": line.college}


def _take_up(teller: Teller) -> tuple[Teller, Round]:
    """Lock a reading that may change: not said to be done, or both done and being compared."""
    round_ = _hold_to_read(teller.round_id)
    teller = Teller.objects.get(pk=teller.pk)
    if teller.done_at is not None and not both_done(round_):
        raise WrongMoment(
            _("You said that you have read them all. Take it up again first, or wait for the other teller.")
        )
    return teller, round_


def _is_line(round_: Round, line: Line) -> None:
    if not round_.secret:
        if not round_.voices.filter(pk=line.voice_id or 0, on_paper=True).exists():
            raise Unequal(_("This voice has not signed the roll for a paper ballot: mark it first."))
        return
    if line.voice_id is not None or not line.number or line.number < 1:
        raise Unequal(_("In a secret vote slips have a number and no name."))
    piles = set(round_.voices.values_list("college", flat=True)) if round_.by_college else {""}
    if line.college not in piles:
        raise Unequal(_("Choose the college that this slip is of."))


def _is_content(round_: Round, content: str) -> None:
    if not round_.is_motion:
        check(round_.ballot_paper, content)
    elif content not in round_.motion.choices:
        raise BadBallot(_("Choose for, against or abstain, vote blank, or say that the slip is void."))


def both_done(round_: Round) -> bool:
    """Whether two people have read every slip."""
    return round_.tellers.filter(done_at__isnull=False).count() == READERS


@transaction.atomic
def say_done(teller: Teller, *, actor: Person) -> None:
    """Say that one has read every slip; again changes nothing."""
    round_ = _hold_to_read(teller.round_id)
    if Teller.objects.filter(pk=teller.pk, done_at=None).update(done_at=database_now()):
        _note("paper.read", round_, actor)


@transaction.atomic
def take_up_again(teller: Teller, *, actor: Person) -> None:
    """Go on reading, as long as the other has not finished. Raises WrongMoment when both have."""
    round_ = _hold_to_read(teller.round_id)
    if both_done(round_):
        raise WrongMoment(_("Both have read the slips: compare them, and correct yours line by line."))
    if Teller.objects.filter(pk=teller.pk, done_at__isnull=False).update(done_at=None):
        _note("paper.taken_up", round_, actor)


@transaction.atomic
def free_place(round_id: int, teller_id: int, *, actor: Person) -> None:
    """Free the place of a teller who cannot go on, with what they noted; again changes nothing.

    Raises WrongMoment once both have read, or agreed: then there is nothing to wait for.
    """
    round_ = _hold(round_id)
    if both_done(round_):
        raise WrongMoment(_("Both have read the slips: compare them, and agree or correct yours."))
    freed = Teller.objects.filter(round=round_, pk=teller_id).first()
    if freed is not None:
        freed.delete()
        _note("paper.freed", round_, actor, teller=freed.person_id)


@transaction.atomic
def agree(round_id: int, *, remark: str = "", actor: Person) -> Sheet:
    """Agree on the slips of a closed round; again gives the same sheet.

    Raises WrongMoment before the closing or before both have read, Unequal where the readings differ, where there
    are more slips than marks, or fewer without a remark.
    """
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if (agreed := Sheet.objects.filter(round=round_).first()) is not None:
        return agreed
    round_ = _hold_to_read(round_id)
    _may_agree(round_, actor)
    slips = list(Slip.objects.filter(teller=round_.tellers.order_by("pk").first()))
    marks = round_.voices.filter(on_paper=True).count()
    _balance(round_, slips, marks, remark.strip())
    sheet = Sheet.objects.create(
        round=round_, agreed_at=database_now(), agreed_by=actor, marks=marks, slips=len(slips),
        void=sum(slip.void for slip in slips), remark=remark.strip()[:300],
    )  # fmt: skip
    _note("paper.agreed", round_, actor, marks=sheet.marks, slips=sheet.slips)
    return sheet


def _may_agree(round_: Round, actor: Person) -> None:
    if not round_.tellers.filter(person=actor).exists():
        raise WrongMoment(_("Those who read the slips agree on them: one of the two tellers does it."))
    if not both_done(round_):
        raise WrongMoment(_("Two tellers read the slips and say so, then they are compared."))
    if differ := compare(round_).differ:
        raise Unequal(
            ngettext(
                "The two readings differ on %(count)s slip: look at the paper again, and correct it.",
                "The two readings differ on %(count)s slips: look at the paper again, and correct them.",
                differ,
            )
            % {"count": differ}
        )


def _balance(round_: Round, slips: list[Slip], marks: int, remark: str) -> None:
    if len(slips) > marks or (round_.secret and round_.by_college and _too_many(round_, slips)):
        raise Unequal(
            _(
                "There are more slips than voices that signed the roll: find who did not sign, or the slip that was read twice."
            )
        )
    if len(slips) < marks and not remark:
        raise Unequal(
            ngettext(
                "%(count)s slip is missing: say in a sentence what is known of it.",
                "%(count)s slips are missing: say in a sentence what is known of them.",
                marks - len(slips),
            )
            % {"count": marks - len(slips)}
        )


def _too_many(round_: Round, slips: list[Slip]) -> bool:
    """Whether a college has more slips than marks, where each has its pile."""
    signed = Counter(round_.voices.filter(on_paper=True).values_list("college", flat=True))
    return any(count > signed[college] for college, count in Counter(s.college for s in slips).items())


@transaction.atomic
def reopen(round_id: int, *, actor: Person) -> None:
    """Take an agreement back, until the result is proclaimed; again changes nothing."""
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if round_.proclaimed_at is not None:
        raise WrongMoment(_("The result is proclaimed: its paper ballots stay as they were read."))
    gone, _rows = Sheet.objects.filter(round=round_).delete()
    if gone:
        _note("paper.reopened", round_, actor)


def _note(kind: str, round_: Round, actor: Person, **facts: int | str) -> None:
    record(kind, actor=actor, topics=[round_.topic, round_.subject], round=round_.pk, **facts)
