"""What every ballot asks of the database, and leaves there: one locked question, two writes.

It is SQL because it is the busiest path of the house, and because Django can lock neither two tables
in two ways at once nor anything FOR SHARE. The sentences are the same on both databases but for the
locks and the clock.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from core import clock
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.paper import Paper

_CLOCK = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"}
# Ballots share the round with each other and hold their own voices; a closing takes the round alone. The round
# comes first, for everybody: a closing that rewrites the roll would wait for voices whose ballots wait for it.
# On SQLite every writing transaction is alone already.
_LOCK = {"postgresql": "FOR SHARE OF r FOR UPDATE OF v", "sqlite": ""}
# Whether a blank ballot is offered: rules of the first format had none.
_BLANK = {
    "postgresql": "COALESCE(r.rule->>'format', '1') <> '1'",
    "sqlite": "COALESCE(json_extract(r.rule, '$.format'), 1) <> 1",
}
_QUERY = """
SELECT v.id, v.voted_at IS NOT NULL, v.on_paper, v.college, r.subject, r.may_change, r.secret, r.by_college,
       CASE WHEN r.method = 'motion' THEN NULL ELSE r.paper END,
       r.closed_at IS NOT NULL, r.cancelled_at IS NOT NULL, r.opened_at, r.closes_at, {clock}, {blank}, v.gone
FROM rounds_voice v JOIN rounds_round r ON r.id = v.round_id
WHERE v.round_id = %s AND v.bearer_id = %s
ORDER BY v.id {lock}
"""


_PUT_IN = """
INSERT INTO ballots_ballot (voice_id, content, receipt, cast_at, cast_by_id) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (voice_id) DO UPDATE SET
  content = excluded.content, receipt = excluded.receipt, cast_at = excluded.cast_at, cast_by_id = excluded.cast_by_id
RETURNING id
"""
_SIGN_ROLL = "UPDATE rounds_voice SET voted_at = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class LockedVoice:
    """A voice, locked for its bearer, and what a ballot must know of its round."""

    voice_id: int
    voted: bool
    on_paper: bool
    college: str
    subject: str
    may_change: bool
    secret: bool
    by_college: bool
    paper: Paper | None
    closed: bool
    cancelled: bool
    opened_at: datetime | None
    closes_at: datetime
    now: datetime
    offers_blank: bool = False
    gone: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a ballot may enter at this instant; the closing instant itself is too late."""
        begun = self.opened_at is not None and self.opened_at <= self.now
        return begun and not self.closed and not self.cancelled and self.now < self.closes_at


def lend(person_id: int, round_id: int) -> list[LockedVoice]:
    """Lock and return the voices that a person carries in a round, always in the same order.

    The round is locked against a closing until the transaction ends. `now` is the database's clock;
    where the row had to be waited for, it is read again after the wait.
    """
    # The end of a secret round puts new lines in the place of those that were waited for: they are asked for anew.
    rows = _locked(person_id, round_id) or _locked(person_id, round_id)
    imposed = clock.imposed_now()
    return [
        LockedVoice(
            voice_id=row[0],
            voted=bool(row[1]),
            on_paper=bool(row[2]),
            college=row[3],
            subject=row[4],
            may_change=bool(row[5]),
            secret=bool(row[6]),
            by_college=bool(row[7]),
            paper=_paper(row[8]),
            closed=bool(row[9]),
            cancelled=bool(row[10]),
            opened_at=None if row[11] is None else _instant(row[11]),
            closes_at=_instant(row[12]),
            now=imposed or _instant(row[13]),
            offers_blank=bool(row[14]),
            gone=bool(row[15]),
        )
        for row in rows
    ]


def _locked(person_id: int, round_id: int) -> list[Any]:
    vendor = connection.vendor
    query = _QUERY.format(clock=_CLOCK[vendor], lock=_LOCK[vendor], blank=_BLANK[vendor])
    with connection.cursor() as cursor:
        cursor.execute(query, [round_id, person_id])
        rows: list[Any] = cursor.fetchall()
    return rows


def _paper(stored: Any) -> Paper | None:
    if stored is None:
        return None
    return Paper.from_json(json.loads(stored) if isinstance(stored, str) else stored)


def put_in(ballots: Sequence[Ballot]) -> None:
    """Write each ballot in place of the one its voice had, if any, and sign the roll."""
    with connection.cursor() as cursor:
        for ballot in ballots:
            at = connection.ops.adapt_datetimefield_value(ballot.cast_at)
            values: list[Any] = [ballot.voice_id, ballot.content, ballot.receipt, at, ballot.cast_by_id]
            cursor.execute(_PUT_IN, values)
            (ballot.pk,) = cursor.fetchone()
            cursor.execute(_SIGN_ROLL, [at, ballot.voice_id])


def put_in_secret(ballots: Sequence[SecretBallot], voices: Sequence[LockedVoice]) -> None:
    """Write secret ballots, and sign the roll with the instant of the opening: when one voted is told to nobody."""
    SecretBallot.objects.bulk_create(ballots)
    with connection.cursor() as cursor:
        for voice in voices:
            at = connection.ops.adapt_datetimefield_value(voice.opened_at)
            cursor.execute(_SIGN_ROLL, [at, voice.voice_id])


def _instant(value: datetime | str) -> datetime:
    """SQLite hands instants over as text or without their zone; they are in UTC."""
    parsed = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
