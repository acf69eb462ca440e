"""Casting and sealing the ballots of a secret vote: who voted is known, and what is known is nobody's.

What this tier protects from is everybody who uses the house, administrators included; not whoever runs its
database or its server while the vote is open.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import Refusal
from members.people.models import Person
from votes.ballots.actions import AlreadyVoted, borrow
from votes.ballots.box import Lent, put_in_secret
from votes.ballots.models import SecretBallot
from votes.ballots.signing import sign
from votes.rounds.models import Round, Voice

CODE = re.compile(r"[0-9a-f]{32}")


class NotSecret(Refusal):
    """A vote whose ballots carry their voices."""


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


def cast_secret(
    person: Person, round_id: int, contents: Mapping[int, str] | str, *, code: str = ""
) -> list[Receipt]:
    """Cast the ballots of a secret vote for voices that a person carries; return their receipts.

    Everything enters in one transaction: the ballots, and the marks on the roll. A vote is final. `code` is what
    the voter's form drew: the same form sent twice, because the answer to the first got lost, has the same
    receipts again. One content for all is for those voices that are not in yet. No line of the journal, no
    message and no errand tells of a ballot. Raises NotSecret, AlreadyVoted, or what `borrow` refuses.
    """
    code = code if CODE.fullmatch(code) else new_code()
    with transaction.atomic():
        voices = borrow(person, round_id, contents)
        if not voices[0].secret:
            raise NotSecret(_("This vote is open: its ballots carry their voices."))
        wanted = {voice.voice_id: contents for voice in voices} if isinstance(contents, str) else contents
        codes = {voice.voice_id: code_of(code, voice.voice_id) for voice in voices}
        fresh = [voice for voice in voices if not voice.voted]
        sent = _sent_before(round_id, voices, codes)
        settled = [voice for voice in voices if voice.voted and codes[voice.voice_id] not in sent]
        if settled and not (fresh and isinstance(contents, str)):
            raise AlreadyVoted(_("Your voice is in already. A secret vote is final, and nobody can see it."))
        _put_in(round_id, fresh, wanted, codes)
        return [
            Receipt(voice.voice_id, codes[voice.voice_id], sign(round_id, codes[voice.voice_id]), wanted[voice.voice_id])
            for voice in voices if voice not in settled
        ]  # fmt: skip


def code_of(drawn: str, voice_id: int) -> str:
    """The code of one ballot, from what the form drew: another for each voice, the same for the same form."""
    return hashlib.sha256(f"{drawn}:{voice_id}".encode()).hexdigest()[:32]


def _put_in(
    round_id: int, voices: Sequence[Lent], wanted: Mapping[int, str], codes: Mapping[int, str]
) -> None:
    ballots = [
        SecretBallot(
            round_id=round_id,
            college=voice.college if voice.by_college else "",
            content=wanted[voice.voice_id],
            code=codes[voice.voice_id],
        )
        for voice in voices
    ]
    put_in_secret(ballots, voices)


def _sent_before(round_id: int, voices: Sequence[Lent], codes: Mapping[int, str]) -> set[str]:
    """The codes that are in the box already, because this very form was sent before; nobody else knows them."""
    if not any(voice.voted for voice in voices):
        return set()
    mine = SecretBallot.objects.filter(round_id=round_id, code__in=list(codes.values()))
    return set(mine.values_list("code", flat=True))


def seal(round_: Round) -> None:
    """Rewrite the box in the order of its codes, and the roll in that of its lines, within the closing's transaction.

    From then on nothing in either table tells in which order ballots were cast: not the place of a row, not the
    transaction that wrote it. The caller holds the round's exclusive lock.
    """
    _rewrite(SecretBallot, "code", round_.pk)
    _rewrite(Voice, "id", round_.pk)


def _rewrite(model: type[Model], order: str, round_id: int) -> None:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    names = {"table": f'"{model._meta.db_table}"', "columns": columns, "order": f'"{order}"'}
    with connection.cursor() as cursor:
        for sentence in _REWRITE[connection.vendor]:
            cursor.execute(sentence.format(**names), [round_id] if "%s" in sentence else None)


_REWRITE = {
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


class NotForgotten(Exception):
    """The database still remembers the order of casting; the errand is to be tried again."""


def sweep() -> None:
    """Let the database forget what a sealing left behind; outside any transaction.

    PostgreSQL keeps the rows as they were until a vacuum. SQLite keeps, in its write-ahead log, a copy of the
    page that each ballot was written to, in the order they came. Raises NotForgotten while others read that log,
    and inside a transaction, which no vacuum may run in.
    """
    if connection.in_atomic_block:
        raise NotForgotten("A transaction is open.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (SecretBallot, Voice):
                cursor.execute(f'VACUUM "{model._meta.db_table}"')
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                raise NotForgotten("The write-ahead log is being read.")
