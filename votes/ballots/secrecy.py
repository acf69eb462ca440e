"""Casting and sealing the ballots of a secret vote: who voted is known, and what is known is nobody's.

What this tier protects from is everybody who uses the house, administrators included; not whoever runs its
database or its server while the vote is open.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.errors import Refusal
from core.rewriting import rewrite
from members.people.models import Person
from votes.ballots.actions import AlreadyVoted, CastOtherwise, borrow, may_be_cast
from votes.ballots.box import LockedVoice, put_in_secret
from votes.ballots.models import SecretBallot
from votes.ballots.signing import sign
from votes.rounds.models import Round, Voice

CODE = re.compile(r"[0-9a-f]{32}")


class NotSecret(Refusal):
    """A vote whose ballots carry their voices."""


class SecretlyCastOtherwise(CastOtherwise):
    """The same, in a secret vote: the receipts are those of the ballots in the box, which nobody is shown."""

    def __init__(self, receipts: "Sequence[Receipt]") -> None:
        super().__init__(
            _(
                "This form was sent before, and its ballot is in the box as you marked it then. What it says now was not recorded: a secret vote is final, and nobody can see it."
            )
        )
        self.receipts = receipts


@dataclass(frozen=True)
class Receipt:
    """What a voter keeps of one ballot; the house keeps no such thing, and cannot show it again."""

    voice_id: int
    code: str
    signature: str
    content: str


def new_code() -> str:
    """Draw the code of a ballot: 128 bits, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


@sensitive_variables()
def cast_secret(
    person: Person, round_id: int, contents: Mapping[int, str] | str, *, code: str = ""
) -> list[Receipt]:
    """Cast the ballots of a secret vote for voices that a person carries; return their receipts.

    Everything enters in one transaction: the ballots, and the marks on the roll. A vote is final. `code` is what
    the voter's form drew: the same form sent twice, because the answer to the first got lost, has the same
    receipts again, even after the closing. One content for all is for those voices that are not in yet. No line of
    the journal, no message, no errand and no note of the form tells of a ballot. Raises NotSecret, AlreadyVoted,
    SecretlyCastOtherwise, or what `borrow` and `may_be_cast` refuse; what the database refuses is told without its words,
    which may repeat a ballot.
    """
    try:
        return _cast(person, round_id, contents, code if CODE.fullmatch(code) else new_code())
    except DatabaseError as problem:
        raise type(problem)("A ballot of a secret vote could not be cast.") from None


@sensitive_variables()
def _cast(person: Person, round_id: int, contents: Mapping[int, str] | str, code: str) -> list[Receipt]:
    with transaction.atomic():
        voices = borrow(person, round_id, contents)
        if not voices[0].secret:
            raise NotSecret(_("This vote is open: its ballots carry their voices."))
        by_voice = {voice.voice_id: contents for voice in voices} if isinstance(contents, str) else contents
        codes = {voice.voice_id: code_of(code, voice.voice_id) for voice in voices}
        if sent := _sent_before(round_id, voices, codes):
            _says_the_same(round_id, sent, by_voice, codes, whole=isinstance(contents, str))
            return [_receipt(round_id, voice_id, codes, by_voice) for voice_id in sent]
        may_be_cast(voices, contents)
        fresh = [voice for voice in voices if not voice.voted]
        if not fresh or (len(fresh) < len(voices) and not isinstance(contents, str)):
            raise AlreadyVoted(_("Your voice is in already. A secret vote is final, and nobody can see it."))
        _put_in(round_id, fresh, by_voice, codes)
        return [_receipt(round_id, voice.voice_id, codes, by_voice) for voice in fresh]


def code_of(drawn: str, voice_id: int) -> str:
    """The code of one ballot, from what the form drew: another for each voice, the same for the same form."""
    return hashlib.sha256(f"{drawn}:{voice_id}".encode()).hexdigest()[:32]


def _receipt(round_id: int, voice_id: int, codes: Mapping[int, str], contents: Mapping[int, str]) -> Receipt:
    code = codes[voice_id]
    return Receipt(voice_id, code, sign(round_id, code), contents.get(voice_id, ""))


def _put_in(
    round_id: int, voices: Sequence[LockedVoice], contents: Mapping[int, str], codes: Mapping[int, str]
) -> None:
    ballots = [
        SecretBallot(
            round_id=round_id,
            college=voice.college if voice.by_college else "",
            content=contents[voice.voice_id],
            code=codes[voice.voice_id],
        )
        for voice in voices
    ]
    put_in_secret(ballots, voices)


def _sent_before(round_id: int, voices: Sequence[LockedVoice], codes: Mapping[int, str]) -> dict[int, str]:
    """The ballots that this same form cast when it was sent before, by voice. Nobody else knows the codes of the form.

    They are read from the box. A note beside the voter, even a fingerprint, would show how they voted to
    anybody who tries the few ballots that are possible.
    """
    if not any(voice.voted for voice in voices):
        return {}
    own_ballots = SecretBallot.objects.filter(round_id=round_id, code__in=list(codes.values()))
    boxed = dict(own_ballots.values_list("code", "content"))
    return {voice_id: boxed[code] for voice_id, code in codes.items() if code in boxed}


def _says_the_same(
    round_id: int,
    sent: Mapping[int, str],
    contents: Mapping[int, str],
    codes: Mapping[int, str],
    *,
    whole: bool,
) -> None:
    """Refuse a form that says something else than when it was sent first.

    One content for all was for the voices of that moment: one that came since is not among them.
    """
    is_same = all(contents[voice_id] == content for voice_id, content in sent.items())
    if not is_same or not (whole or len(sent) == len(contents)):
        raise SecretlyCastOtherwise([_receipt(round_id, voice_id, codes, {}) for voice_id in sent])


def seal(round_: Round) -> None:
    """Rewrite the box in the order of its codes, and the roll in that of its lines, within the closing's transaction.

    From then on nothing in either table tells in which order ballots were cast: not the place of a row, not the
    transaction that wrote it. What they were is in the files still: that is for `sweep`. The caller holds the round's
    exclusive lock. The roll comes first, as it does for a ballot.
    """
    _write_again(Voice, "id", round_.pk)
    _write_again(SecretBallot, "code", round_.pk)


def _write_again(model: type[Model], order: str, round_id: int) -> None:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    names = {"table": f'"{model._meta.db_table}"', "columns": columns, "order": f'"{order}"'}
    with connection.cursor() as cursor:
        for sentence in _AGAIN[connection.vendor]:
            cursor.execute(sentence.format(**names), [round_id] if "%s" in sentence else None)


_AGAIN = {
    "postgresql": [
        "WITH gone AS (DELETE FROM {table} WHERE round_id = %s RETURNING {columns}) "
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM gone ORDER BY {order}",
    ],
    "sqlite": [
        "CREATE TEMP TABLE sealing AS SELECT {columns} FROM {table} WHERE round_id = %s ORDER BY {order}",
        "DELETE FROM {table} WHERE round_id = %s",
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM sealing ORDER BY rowid",
        "DROP TABLE temp.sealing",
    ],
}  # fmt: skip


def sweep() -> None:
    """Let the database forget what its tables were, outside any transaction: the box, the roll, what was read on paper.

    Raises NotForgotten while somebody keeps them busy.
    """
    rewrite(*settings.REWRITTEN)
