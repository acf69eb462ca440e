"""Acts on rounds: open, cancel."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.rounds.deadline import BadDeadline
from votes.rounds.models import Round, Voice
from votes.rules.motion import MotionRule


class NoElectorate(Refusal):
    """Nobody would be on the roll."""


class RoundClosed(Refusal):
    """The round takes nothing any more."""


@dataclass(frozen=True)
class Seat:
    """One future line of the roll; `member` is None in a circle, `bearer` None for a seat without login."""

    name: str
    member_id: int | None = None
    bearer_id: int | None = None
    college: str = ""
    weight: int = 1
    wish: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked, frozen as it will be voted on."""

    subject: str
    title: str
    text: str
    decision_type: str
    rule: MotionRule
    articles: Sequence[str]
    edition: int
    electorate: dict[str, object]
    may_change: bool = True


@transaction.atomic
def open_round(
    question: Question, seats: Sequence[Seat], *, closes_at: datetime, actor: Person | None
) -> Round:
    """Open a round: text, rule and roll are frozen here.

    Raises NoElectorate when the roll is empty, BadDeadline when the closing is not in the future
    by the database clock.
    """
    if not seats:
        raise NoElectorate(
            _("Nobody could vote: this electorate is empty. Choose another one, or add members first.")
        )
    now = database_now()
    if closes_at <= now:
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    opened = _freeze(question, now, closes_at, actor)
    _enrol(opened, seats)
    record(
        "round.opened",
        actor=actor,
        topics=[opened.topic, question.subject],
        round=opened.pk,
        on_roll=len(seats),
        closes_at=closes_at.isoformat(),
        text_sha256=opened.text_sha256,
    )
    return opened


def _freeze(question: Question, now: datetime, closes_at: datetime, actor: Person | None) -> Round:
    return Round.objects.create(
        subject=question.subject,
        title=question.title,
        text=question.text,
        text_sha256=hashlib.sha256(question.text.encode()).hexdigest(),
        decision_type=question.decision_type,
        rule=question.rule.to_json(),
        articles=list(question.articles),
        edition=question.edition,
        electorate=question.electorate,
        may_change=question.may_change,
        opened_at=now,
        opened_by=actor,
        closes_at=closes_at,
    )


def _enrol(opened: Round, seats: Sequence[Seat]) -> None:
    Voice.objects.bulk_create(
        [
            Voice(
                round=opened,
                member_id=seat.member_id,
                bearer_id=seat.bearer_id,
                name=seat.name,
                college=seat.college,
                weight=seat.weight,
                wish=seat.wish,
            )
            for seat in seats
        ],
        batch_size=1000,
    )


@transaction.atomic
def cancel(round_id: int, *, because: str, actor: Person | None) -> Round:
    """Cancel an open round with its reason; its ballots stay uncounted.

    Raises RoundClosed once the round is counted or cancelled.
    """
    cancelled = Round.objects.select_for_update().get(pk=round_id)
    if not because.strip():
        raise Refusal(_("Say in a sentence why this vote is cancelled; everyone will read it."))
    if not cancelled.is_open(now := database_now()):
        raise RoundClosed(_("This vote is closed already; it cannot be cancelled any more."))
    cancelled.cancelled_at = now
    cancelled.cancelled_because = because.strip()[:300]
    cancelled.save(update_fields=["cancelled_at", "cancelled_because"])
    record(
        "round.cancelled",
        actor=actor,
        topics=[cancelled.topic, cancelled.subject],
        round=cancelled.pk,
        because=cancelled.cancelled_because,
    )
    return cancelled
