"""How many have voted, and who has not: told to everybody by this room alone, never which way.

While a secret vote is open its participation is told in steps of five. Whoever saw it grow one by one, and knows when
somebody voted, would know the place of their ballot in a copy of the database that was made meanwhile. So a page, a
frame, a list or a mail never differs from an earlier one by a single voter, nor do two of them that somebody
compares: ballots on paper, which the tellers note one by one and know, have steps of their own.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from votes.rounds.models import Glance, Round, Voice

STEP = 5
VOTED = Q(voted_at__isnull=False)
# What may still be cast.
FREE = Q(voted_at=None, gone=False)
# What people of the desk put into the box, for voices that did not vote on line.
BY_HAND = Q(on_paper=True) | Q(how__in=("postal", "blank"))
_IN_STEPS = Q(round__secret=True, round__closed_at=None, round__cancelled_at=None)
# On the roll of a vote of a meeting, and neither there nor represented, or gone before they voted: nobody waits for them.
# In steps, who left is told as if they were there: else their departure would tell whether they have voted.
ABSENT = Q(round__electorate__kind="meeting", how="") | (~_IN_STEPS & Q(voted_at=None, gone=True))
# The lines of rolls that show as not having voted. In steps, those that show as having voted are as many as are told: up
# to four who have voted show as if they had not.
NOT_SHOWN = (~_IN_STEPS & Q(voted_at=None)) | (_IN_STEPS & Q(glance=None) & ~(VOTED & BY_HAND))


@dataclass(frozen=True)
class Turnout:
    """Participation: how many voices are on the roll, how many are in; at least so many, where it goes `in_steps`."""

    on_roll: int
    voted: int
    waiting: int = 0  # of the voices that one person carries, those that are not in
    in_steps: bool = False
    absent: int = 0  # of a meeting, those who take no part in it

    @property
    def step(self) -> int:
        return STEP

    @property
    def missing(self) -> int:
        """How many may still come in; at most so many, where it goes in steps."""
        return self.on_roll - self.absent - self.voted


def in_steps(round_: Round) -> bool:
    """Whether participation is told in steps: while a secret vote is open, or waits for somebody to close it."""
    return round_.secret and round_.closed_at is None and round_.cancelled_at is None


def turnouts(round_ids: Iterable[int], bearer: Any = None) -> dict[int, Turnout]:
    """Count the rolls of several rounds in one query; with `bearer`, what waits of the voices they carry."""
    rows = (
        Voice.objects.filter(round__in=list(round_ids))
        .values_list("round_id", Case(When(_IN_STEPS, then=True), default=False, output_field=BooleanField()))
        .annotate(
            on_roll=Count("pk"),
            on_line=Count("pk", filter=VOTED & ~BY_HAND),
            by_hand=Count("pk", filter=VOTED & BY_HAND),
            waiting=Count("pk", filter=FREE & Q(bearer=bearer)) if bearer else Value(0),
            absent=Count("pk", filter=ABSENT),
        )
        .order_by("round_id")
    )
    return {
        round_id: Turnout(
            on_roll, announced_count(on_line, steps) + announced_count(by_hand, steps), waiting, steps, absent
        )
        for round_id, steps, on_roll, on_line, by_hand, waiting, absent in rows
    }


def announced_count(count: int, steps: bool) -> int:
    """The number that is shown: the exact one, or rounded down to a step, even once everybody has voted."""
    return count - count % STEP if steps else count


def not_voted(round_: Round) -> QuerySet[Voice]:
    """The lines of a roll that show as not having voted, with who carries each; of a meeting, of those who take part."""
    return Voice.objects.filter(NOT_SHOWN, round=round_).exclude(ABSENT).select_related("bearer")


def renew() -> int:
    """Let those be shown to have voted who have, in steps; the clock asks now and then. Returns how many were."""
    open_ = Round.objects.open().filter(secret=True)
    return sum(_renew(pk) for pk in open_.values_list("pk", flat=True) if _behind(pk))


def _behind(round_id: int) -> int:
    """How many more may be shown than are."""
    on_line = Voice.objects.filter(VOTED & ~BY_HAND, round=round_id)
    counted = on_line.aggregate(voted=Count("pk"), shown=Count("glance"))
    return announced_count(counted["voted"], True) - int(counted["shown"])


@transaction.atomic
def _renew(round_id: int) -> int:
    # Two clocks may look at once: each step is taken by one of them. A round that is held is looked at the next time.
    held = connection.features.has_select_for_update_skip_locked
    free = Round.objects.select_for_update(skip_locked=held).filter(pk=round_id).first()
    if free is None or (missing := _behind(round_id)) <= 0:
        return 0
    unseen = Voice.objects.filter(VOTED & ~BY_HAND, round=round_id, glance=None)
    sampled = secrets.SystemRandom().sample(list(unseen.values_list("pk", flat=True)), missing)
    Glance.objects.bulk_create([Glance(voice_id=pk) for pk in sampled], batch_size=1000)
    return missing
