"""close_round() closes and counts once, count_by_hand() when somebody proclaims; recount() counts the stored box again."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.outbox import actions as outbox
from members.people.models import Person
from votes.ballots import secrecy
from votes.ballots.models import Ballot
from votes.rounds.actions import NotAllowed, RoundClosed
from votes.rounds.models import Round
from votes.tally.arithmetic import Json, fingerprint
from votes.tally.counting import count
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
    if round_.secret:
        secrecy.seal(round_)
        outbox.post("sweep_box", key=f"sweep:{round_.pk}")


@transaction.atomic
def count_by_hand(round_id: int, *, actor: Person | None = None) -> Result:
    """Count a closed round whose result waited for somebody to proclaim it; again gives the same result.

    What two tellers agreed on enters the box first, in the same transaction. Raises TooEarly while it is open,
    NotAgreed while paper ballots are not.
    """
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if round_.closed_at is None:
        raise TooEarly(_("This vote is still open; close it first."))
    if (kept := Result.objects.filter(round=round_).first()) is not None:
        return kept
    if pour(round_) and round_.secret:
        outbox.post("sweep_box", key=f"sweep:{round_.pk}:paper")
    return _keep(round_, actor)


def _keep(round_: Round, actor: Person | None) -> Result:
    facts = recount(round_)
    result = Result.objects.create(
        round=round_, adopted=facts["adopted"], outcome=facts, sha256=fingerprint(facts)
    )
    round_.proclaimed_at = database_now()
    round_.save(update_fields=["proclaimed_at"])
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
def wipe(rehearsal: Round, *, actor: Person | None) -> None:
    """Take a rehearsal away with its ballots, its roll and its result. Raises NotAllowed on a real vote."""
    if not rehearsal.rehearsal:
        raise NotAllowed(_("A real vote is never wiped."))
    topics, pk = [rehearsal.topic, rehearsal.subject], rehearsal.pk
    Result.objects.filter(round=rehearsal).delete()
    Ballot.objects.filter(voice__round=rehearsal).delete()
    rehearsal.delete()
    record("rehearsal.wiped", actor=actor, topics=topics, round=pk)
