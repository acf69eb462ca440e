"""close_round() counts once and keeps the result; recount() counts again from the stored box."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.models import Person
from votes.ballots.actions import open_box
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Round, Voice
from votes.rules.motion import CollegeBox, MotionOutcome, motion
from votes.tally.models import Result


class TooEarly(Refusal):
    """The round is still open."""


def close_round(round_id: int, *, early: bool = False, actor: Person | None = None) -> Result:
    """Close a due round and count it, exactly once; closing again returns the same result.

    `early` closes before the deadline. Raises TooEarly when the round is open and nobody asked to
    close it early, RoundClosed when it was cancelled.
    """
    with transaction.atomic():
        # Lock before counting: two clocks may close the same round.
        round_ = Round.objects.select_for_update().get(pk=round_id)
        if round_.closed_at is not None:
            return Result.objects.get(round=round_)
        if round_.cancelled_at is not None:
            raise RoundClosed(_("This vote was cancelled; there is nothing to count."))
        now = database_now()
        if now < round_.closes_at and not early:
            raise TooEarly(_("This vote is still open; it is counted when it closes."))
        round_.closed_at = now
        round_.save(update_fields=["closed_at"])
        return _keep(round_, recount(round_), actor)


def _keep(round_: Round, outcome: MotionOutcome, actor: Person | None) -> Result:
    facts = outcome.to_json()
    result = Result.objects.create(
        round=round_, adopted=outcome.adopted, outcome=facts, sha256=fingerprint(facts)
    )
    record(
        "round.closed",
        actor=actor,
        topics=[round_.topic, round_.subject],
        round=round_.pk,
        adopted=outcome.adopted,
        sha256=result.sha256,
    )
    return result


def recount(round_: Round) -> MotionOutcome:
    """Count the stored box by the frozen rule: a pure function of what is stored."""
    return motion(round_.motion, boxes(round_))


def boxes(round_: Round) -> list[CollegeBox]:
    """Gather roll and box by college; one box under "" where the rule knows no colleges."""
    on_roll: dict[str, int] = dict(
        Voice.objects.filter(round=round_)
        .values_list("college")
        .annotate(voices=Sum("weight"))
        .order_by("college")
    )
    cast: dict[str, dict[str, int]] = defaultdict(dict)
    for college, choice, voices in open_box(round_):
        cast[college][choice] = voices
    return [
        CollegeBox(
            code=college,
            registered=registered,
            for_=cast[college].get("for", 0),
            against=cast[college].get("against", 0),
            abstain=cast[college].get("abstain", 0),
        )
        for college, registered in on_roll.items()
    ]


def fingerprint(facts: dict[str, Any]) -> str:
    """Hash a stored outcome: the same facts, the same bytes, whoever counts."""
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
