"""close_round() closes and counts once, count_by_hand() when somebody proclaims; recount() counts the stored box again.

The other ends of a round are here too: cancel(), wipe() a rehearsal, discard() one that never opened. Each passes by
`ending.unlink`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.ballots.models import Ballot
from votes.rounds.actions import NotAllowed, RoundClosed
from votes.rounds.models import Round, Voice
from votes.tally.arithmetic import Json, fingerprint
from votes.tally.counting import count
from votes.tally.ending import leave_nothing_beside, unlink
from votes.tally.masking import salted
from votes.tally.models import Result
from votes.tally.published import sealed
from votes.tellers.pouring import pour


class TooEarly(Refusal):
    """The round is still open, or its count is not ready."""


@transaction.atomic
def close_round(round_id: int, *, early: bool = False, actor: Person | None = None) -> Result | None:
    """Close a due round and count it, exactly once; closing again returns the same result.

    `early` closes before the deadline. One that is proclaimed by hand is closed and not counted yet: None.
    Raises TooEarly when the round is open and nobody asked to close it early, RoundClosed when it was cancelled.
    """
    # Lock before counting: two clocks may close the same round.
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if round_.cancelled_at is not None:
        raise RoundClosed(_("This vote was cancelled; there is nothing to count."))
    if round_.closed_at is None:
        _close(round_, early=early)
        if not round_.by_hand:
            return _keep(round_, actor)
        record("round.shut", actor=actor, topics=[round_.topic, round_.subject], round=round_.pk)
    return Result.objects.filter(round=round_).first()


def _close(round_: Round, *, early: bool) -> None:
    now = database_now()
    if round_.opened_at is None or (now < round_.closes_at and not early):
        raise TooEarly(_("This vote is still open; it is counted when it closes."))
    round_.closed_at = now
    round_.save(update_fields=["closed_at"])
    unlink(round_)


@transaction.atomic
def count_by_hand(round_id: int, *, actor: Person | None = None) -> Result:
    """Count a closed round whose result waited for somebody to proclaim it; again gives the same result.

    What two tellers agreed on enters the box first, in the same transaction. Raises TooEarly while it is open,
    NotAgreed while paper ballots are not.
    """
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if round_.closed_at is None:
        raise TooEarly(_("This vote is still open; close it first."))
    if (stored := Result.objects.filter(round=round_).first()) is not None:
        return stored
    poured = pour(round_)
    result = _keep(round_, actor)
    if poured:
        # The place of a ballot tells not whether it was on paper, and no slip what it said.
        unlink(round_)
    return result


def _keep(round_: Round, actor: Person | None) -> Result:
    facts = salted(round_, recount(round_))
    result = Result.objects.create(
        round=round_,
        rehearsal=round_.rehearsal,
        adopted=facts["adopted"],
        outcome=facts,
        sha256=fingerprint(facts),
    )
    round_.proclaimed_at = database_now()
    round_.save(update_fields=["proclaimed_at"])
    leave_nothing_beside(round_)
    record(
        "rehearsal.closed" if round_.rehearsal else "round.closed",
        actor=actor,
        topics=[round_.topic, round_.subject],
        round=round_.pk,
        adopted=result.adopted,
        sha256=result.sha256,
        **({"lot_nonce": round_.lot_nonce} if round_.lot_nonce else {}),
        **({"box_sha256": sealed(round_, facts)} if round_.secret else {}),
    )
    return result


def recount(round_: Round) -> Json:
    """Count the stored box by the frozen rule: a pure function of what is stored."""
    return count(round_)


@transaction.atomic
def cancel(round_id: int, *, because: str, actor: Person | None, late: bool = False) -> Round:
    """Cancel an open round with its reason; its ballots stay uncounted, and those of a secret one nobody's.

    `late`: also one whose hour has passed and that nobody closed, since it came back from a backup. Raises RoundClosed
    once the round is counted or cancelled.
    """
    cancelled = Round.objects.select_for_update().get(pk=round_id)
    if not because.strip():
        raise Refusal(_("Say in a sentence why this vote is cancelled; everyone will read it."))
    now, over = database_now(), cancelled.closed_at or cancelled.cancelled_at
    if not cancelled.is_open(now) and (over or not late):
        raise RoundClosed(_("This vote is closed already; it cannot be cancelled any more."))
    cancelled.cancelled_at = now
    cancelled.cancelled_because = because.strip()[:300]
    cancelled.save(update_fields=["cancelled_at", "cancelled_because"])
    unlink(cancelled)
    record(
        "round.cancelled",
        actor=actor,
        topics=[cancelled.topic, cancelled.subject],
        round=cancelled.pk,
        because=cancelled.cancelled_because,
    )
    return cancelled


@transaction.atomic
def wipe(rehearsal: Round, *, actor: Person | None) -> None:
    """Take a rehearsal away with its ballots, its roll and its result. Raises NotAllowed on a real vote."""
    if not rehearsal.rehearsal:
        raise NotAllowed(_("A real vote is never wiped."))
    rehearsal = Round.objects.select_for_update().get(pk=rehearsal.pk)
    topics, pk = [rehearsal.topic, rehearsal.subject], rehearsal.pk
    unlink(rehearsal)
    Result.objects.filter(round=rehearsal).delete()
    Ballot.objects.filter(voice__round=rehearsal).delete()
    rehearsal.delete()
    record("rehearsal.wiped", actor=actor, topics=topics, round=pk)


@transaction.atomic
def discard(begun: Round) -> None:
    """Take away a round that never opened, with what is written of its roll."""
    # Lock before deleting: more of the roll may be on its way.
    begun = Round.objects.select_for_update().get(pk=begun.pk)
    assert begun.opened_at is None
    unlink(begun)
    lines = Voice.objects.filter(round=begun)
    lines._raw_delete(lines.db)  # type: ignore[attr-defined]  # nothing hangs on them; Django would read them all
    begun.delete()
