"""cast_ballot() puts choices into the box; open_box() empties it for the count."""

import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.replays.actions import Form, carried_out_before
from members.people.models import Person
from votes.ballots.box import LockedVoice, lend, put_in
from votes.ballots.models import CHOICES, Ballot, SecretBallot
from votes.ballots.papers import check
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Round, Voice

# No 0/O, 1/I/L: a receipt is read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class NotYourVoice(Refusal):
    """A voice that this person does not carry in this round."""


class ChoiceNotOffered(Refusal):
    """A choice that the ballot does not offer."""


class AlreadyVoted(Refusal):
    """A voice that has voted, in a round whose votes are final."""


class LeftTheMeeting(Refusal):
    """Whoever left a meeting casts nothing more in the votes that were open."""


class CastOtherwise(AlreadyVoted):
    """A form that cast other ballots when it was sent first; those stay in the box."""


class SecretVote(Refusal):
    """A secret vote takes its ballots another way."""


def cast_ballot(
    person: Person, round_id: int, choices: Mapping[int, str] | str, *, code: str = ""
) -> list[Ballot]:
    """Cast ballots for the voices that a person carries in an open vote; return them, voice by voice.

    `choices` is one of "for", "against", "abstain" and "blank", or the line of a ballot among options, for all of the
    person's voices; or maps the ids of some to one each. The deadline is the database clock's, read under the
    round's shared lock: a worker that is down lets nothing late in and turns nothing early away. The same
    choice twice is one ballot with one receipt; another choice replaces it where the rule says so. `code` is what
    the voter's form drew: that form sent again casts nothing, whatever was cast since, and is answered with what
    is in the box, even after the closing. Raises RoundClosed, NotYourVoice, ChoiceNotOffered, BadBallot,
    AlreadyVoted, CastOtherwise or SecretVote, and then nothing has changed.
    """
    with transaction.atomic():
        voices = borrow(person, round_id, choices)
        if voices[0].secret:
            raise SecretVote(_("This vote is secret: its ballots carry no name."))
        if _cast_before(person, round_id, choices, code):
            return [*_already_cast(voices).values()]
        may_be_cast(voices, choices)
        contents = {voice.voice_id: choices for voice in voices} if isinstance(choices, str) else choices
        return _cast(person, round_id, voices, contents)


def borrow(person: Person, round_id: int, choices: Mapping[int, str] | str) -> list[LockedVoice]:
    """Lock the voices that choices are for. Raises NotYourVoice or ChoiceNotOffered."""
    locked = lend(person.pk, round_id)
    if locked and locked[0].paper is None:
        _are_words(choices, CHOICES if locked[0].offers_blank else CHOICES[:-1])
    voices = _for_all(locked) if isinstance(choices, str) else [v for v in locked if v.voice_id in choices]
    if not voices or (not isinstance(choices, str) and len(voices) != len(choices)):
        raise NotYourVoice(_("You do not carry this voice in this vote; nothing was recorded."))
    return voices


def may_be_cast(voices: Sequence[LockedVoice], choices: Mapping[int, str] | str) -> None:
    """See that choices may be cast now for voices. Raises RoundClosed, LeftTheMeeting, AlreadyVoted or BadBallot."""
    if not voices[0].is_open:
        raise RoundClosed(_too_late(voices[0]))
    if any(voice.gone for voice in voices):
        raise LeftTheMeeting(
            _("You left the meeting: nothing more is cast or changed here, and what was cast stays.")
        )
    if any(voice.on_paper for voice in voices):
        raise AlreadyVoted(_("This voice signed the roll for a paper ballot; it has no other."))
    if (paper := voices[0].paper) is not None:
        for line in {choices} if isinstance(choices, str) else set(choices.values()):
            check(paper, line)


def _cast_before(person: Person, round_id: int, choices: Mapping[int, str] | str, code: str) -> bool:
    """Whether this very form cast its ballots already. Raises CastOtherwise when it cast others."""
    form = Form.of(person.pk, code, ["ballot", round_id, choices])
    earlier = carried_out_before(form) if form else None
    if form and earlier and not form.says_the_same(earlier):
        raise CastOtherwise(
            _("This form was sent before, and cast what you read here. What it says now was not recorded.")
        )
    return earlier is not None


def _for_all(locked: list[LockedVoice]) -> list[LockedVoice]:
    """What one choice for all is for: every voice but those that signed for paper or left, if any other is there."""
    return [voice for voice in locked if not voice.on_paper and not voice.gone] or locked


def _are_words(choices: Mapping[int, str] | str, allowed: Sequence[str]) -> None:
    words = {choices} if isinstance(choices, str) else set(choices.values())
    if not words or not words <= set(allowed):
        raise ChoiceNotOffered(_("Choose for, against or abstain, or vote blank; nothing was recorded."))


def _cast(
    person: Person, round_id: int, voices: Sequence[LockedVoice], contents: Mapping[int, str]
) -> list[Ballot]:
    cast = _already_cast(voices)
    fresh = [v for v in voices if v.voice_id not in cast or cast[v.voice_id].content != contents[v.voice_id]]
    changed = [v for v in fresh if v.voice_id in cast]
    if changed and not changed[0].may_change:
        raise AlreadyVoted(_("This vote is final: your voice is in, and stays as it was."))
    for voice in fresh:
        cast[voice.voice_id] = Ballot(
            voice_id=voice.voice_id, content=contents[voice.voice_id], receipt=new_receipt(),
            cast_at=voice.now, cast_by=person,
        )  # fmt: skip
    if fresh:
        put_in([cast[voice.voice_id] for voice in fresh])
        topics = [f"round.{round_id}", fresh[0].subject]
        record("ballot.cast", actor=person, topics=topics, voices=len(fresh))
    return [cast[voice.voice_id] for voice in voices]


@transaction.atomic
def cast_in_advance(round_: Round, choices: Mapping[int, str]) -> None:
    """Put what was chosen before a meeting into the box, as it opens: postal forms and blank proxies.

    `choices` maps members to their choice. Nobody carries these voices: the roll gives them no bearer.
    """
    voices = list(round_.voices.filter(member__in=choices, bearer=None, voted_at=None))
    put_by_hand(
        round_, [(voice, choices[voice.member_id]) for voice in voices if voice.member_id is not None]
    )
    if voices:
        record("ballot.in_advance", topics=[round_.topic, round_.subject], voices=len(voices))


def put_by_hand(round_: Round, choices: Sequence[tuple[Voice, str]]) -> None:
    """Put into the box what people of the desk read on paper, and sign the roll; in a secret vote without names.

    The caller holds the round: it is not open yet, or closed.
    """
    now = (round_.opened_at if round_.secret else None) or database_now()
    if round_.secret:
        SecretBallot.objects.bulk_create(
            (nameless(round_, voice.college, content) for voice, content in choices), batch_size=1000
        )
    else:
        named = [
            Ballot(voice=v, content=content, receipt=new_receipt(), cast_at=now) for v, content in choices
        ]
        Ballot.objects.bulk_create(named, batch_size=1000)
    Voice.objects.filter(pk__in=[voice.pk for voice, _content in choices]).update(voted_at=now)


def nameless(round_: Round, college: str, content: str) -> SecretBallot:
    """A ballot of a secret vote that was read on paper: its code is nobody's."""
    return SecretBallot(
        round=round_,
        college=college if round_.by_college else "",
        content=content,
        code=secrets.token_hex(16),
    )


def _already_cast(voices: Sequence[LockedVoice]) -> dict[int, Ballot]:
    """The ballots these voices have in the box, by voice; no query on a first vote."""
    voted = [voice.voice_id for voice in voices if voice.voted]
    if not voted:
        return {}
    return {ballot.voice_id: ballot for ballot in Ballot.objects.filter(voice__in=voted)}


def new_receipt() -> str:
    """Draw the code of a receipt: eight letters and digits, about 40 bits."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(8))


def _too_late(voice: LockedVoice) -> str:
    if voice.cancelled:
        return _("This vote was cancelled; nothing was recorded.")
    if voice.opened_at is None or voice.now < voice.opened_at:
        return _("This vote is not open yet; nothing was recorded.")
    return _("This vote is closed: your voice came after the closing and was not recorded.")


def open_box(round_: Round) -> list[tuple[str, str, int]]:
    """Count the box, grouped: (college, content, voices), in a steady order.

    The caller holds the round's exclusive lock, so no ballot can slip in meanwhile.
    """
    if round_.secret:
        boxed = SecretBallot.objects.filter(round=round_).values_list("college", "content")
        return list(boxed.annotate(voices=Count("pk")).order_by("college", "content"))
    grouped = (
        Ballot.objects.filter(voice__round=round_)
        .values_list("voice__college", "content")
        .annotate(voices=Sum("voice__weight"))
        .order_by("voice__college", "content")
    )
    return list(grouped)
