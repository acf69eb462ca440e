"""Acts on rounds: begin, open, extend. How they end is in the tally."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.rounds import roll
from votes.rounds.deadline import BadDeadline, within_reach
from votes.rounds.freezing import FROZEN_FORMAT, fingerprint, fingerprint_of_roll
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.rules.motion import MotionRule
from votes.rules.terms import Terms

BATCH = 2000


class NoElectorate(Refusal):
    """Nobody would be on the roll."""


class RoundClosed(Refusal):
    """The round takes nothing any more."""


class NotAllowed(Refusal):
    """Something that the code social does not let anybody do with a vote."""


@dataclass(frozen=True)
class RollSeat:
    """One future line of the roll; `member` is None in a circle, `bearer` None for a seat without login."""

    name: str
    member_id: int | None = None
    bearer_id: int | None = None
    college: str = ""
    weight: int = 1
    wish: str = ""
    how: str = ""
    # In a meeting, the seat that carries it.
    through_id: int | None = None


@dataclass(frozen=True)
class Question:
    """What is asked, frozen as it will be voted on: a text for or against, or the options of a paper."""

    subject: str
    title: str
    text: str
    decision_type: str
    rule: MotionRule | Terms
    articles: Sequence[str]
    edition: int
    electorate: dict[str, object]
    may_change: bool = True
    paper: Paper | None = None
    persons: bool = False
    secret: bool = False
    rehearsal: bool = False
    by_hand: bool = False
    may_extend: bool = False
    closes_early: str = "never"
    second_call: bool = False
    follows: Round | None = None
    again: str = ""
    public_key: str = ""
    smallest: int = 0


@transaction.atomic
def open_round(
    question: Question, seats: Iterable[RollSeat], *, closes_at: datetime, actor: Person | None
) -> Round:
    """Open a round: text, options, rule and roll are frozen here.

    Raises NoElectorate when the roll is empty, BadDeadline when the closing is not in the future
    by the database clock.
    """
    begun = begin(question, closes_at=closes_at, actor=actor)
    enrol(begun, seats)
    return declare_open(begun, actor=actor)


def begin(question: Question, *, closes_at: datetime, actor: Person | None) -> Round:
    """Freeze what is asked; the roll is empty yet, and nobody can vote. Raises BadDeadline."""
    if closes_at <= database_now():
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    within_reach(closes_at, database_now())
    paper, terms = question.paper, question.rule
    return Round.objects.create(
        subject=question.subject,
        title=question.title,
        text=question.text,
        text_sha256=hashlib.sha256(question.text.encode()).hexdigest(),
        decision_type=question.decision_type,
        method=paper.method if paper else "motion",
        paper=paper.to_json() if paper else None,
        rule=terms.to_json(),
        articles=list(question.articles),
        edition=question.edition,
        electorate=question.electorate,
        may_change=question.may_change and not question.secret,
        persons=question.persons,
        secret=question.secret,
        by_college=terms.needs_colleges,
        rehearsal=question.rehearsal,
        by_hand=question.by_hand,
        may_extend=question.may_extend,
        closes_early=question.closes_early,
        second_call=question.second_call,
        follows=question.follows,
        again=question.again,
        public_key=question.public_key,
        smallest=question.smallest,
        frozen_format=FROZEN_FORMAT,
        lot_nonce=secrets.token_hex(16) if isinstance(terms, Terms) and terms.tie == "lot" else "",
        opened_by=actor,
        closes_at=closes_at,
    )


def enrol(begun: Round, seats: Iterable[RollSeat], *, after: Callable[[int], None] | None = None) -> None:
    """Write lines of the roll, some at a time; `after` hears how many there are so far.

    Raises NoWeight, or RoundClosed where the round was taken away meanwhile.
    """
    waiting, count = iter(seats), 0
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():
            _is_begun(begun)
            roll.write(roll.weighed(_line(begun, seat) for seat in batch))
        count += len(batch)
        if after is not None:
            after(count)


def _is_begun(begun: Round) -> None:
    """Hold a round that is begun, so that nobody takes it away while more of its roll is written. Raises RoundClosed."""
    if not Round.objects.select_for_update().filter(pk=begun.pk).exists():
        raise RoundClosed(_("The opening of this vote was stopped."))


def _line(begun: Round, seat: RollSeat) -> roll.Row:
    """A line of the roll, in the order of `roll.COLUMNS`; nobody has signed for paper yet."""
    return (
        begun.pk, seat.member_id, seat.bearer_id, seat.name, seat.college, seat.weight, seat.wish, seat.how, False,
        seat.through_id,
    )  # fmt: skip


@transaction.atomic
def declare_open(begun: Round, *, actor: Person | None) -> Round:
    """Take ballots from now on; the fingerprints of all that is frozen go into the journal.

    Raises NoElectorate when the roll is empty.
    """
    on_roll, roll_sha256 = fingerprint_of_roll(begun)
    if not on_roll:
        raise NoElectorate(
            _("Nobody could vote: this electorate is empty. Choose another one, or add members first.")
        )
    begun.opened_at, begun.roll_sha256 = database_now(), roll_sha256
    begun.save(update_fields=["opened_at", "roll_sha256"])
    record(
        "rehearsal.opened" if begun.rehearsal else "round.opened",
        actor=actor,
        topics=[begun.topic, begun.subject],
        round=begun.pk,
        on_roll=on_roll,
        closes_at=begun.closes_at.isoformat(),
        text_sha256=begun.text_sha256,
        frozen_sha256=fingerprint(begun),
        **({"lot_sha256": begun.lot_sha256} if begun.lot_nonce else {}),
    )
    return begun


@transaction.atomic
def extend(round_id: int, *, closes_at: datetime, because: str, actor: Person) -> Round:
    """Close an open vote later than was announced, where the code lets whoever leads it.

    Raises NotAllowed, RoundClosed, or BadDeadline on an instant that is not later.
    """
    extended = Round.objects.select_for_update().get(pk=round_id)
    if not extended.is_open(database_now()):
        raise RoundClosed(_("This vote is closed already; its closing is what it was."))
    if not extended.may_extend:
        raise NotAllowed(
            _("The code social does not let a vote of this kind last longer than was announced.")
        )
    if closes_at <= extended.closes_at:
        raise BadDeadline(_("Choose a moment after the closing that was announced."))
    within_reach(closes_at, database_now())
    before, extended.closes_at = extended.closes_at, closes_at
    extended.extended_because = because.strip()[:300]
    extended.save(update_fields=["closes_at", "extended_because"])
    record(
        "round.extended",
        actor=actor,
        topics=[extended.topic, extended.subject],
        round=extended.pk,
        before=before.isoformat(),
        closes_at=closes_at.isoformat(),
        because=extended.extended_because,
    )
    return extended
