"""Acts on the register: enter a decision, verify the chain."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.journal.actions import record
from core.numbering import next_number
from governance.circles.models import Circle
from governance.decisions.chain import GENESIS, Fault, seal, verify
from governance.decisions.models import Decision
from members.people.models import Person


@transaction.atomic
def enter(
    *,
    title: str,
    text: str,
    adopted: bool,
    body: str,
    source: str,
    ground: dict[str, Any],
    visibility: str,
    decided_at: datetime,
    circle: Circle | None = None,
    review_on: date | None = None,
    actor: Person | None = None,
) -> Decision:
    """Enter a decision at the end of the register, numbered without gap and sealed.

    `decided_at` is an aware instant; the number of the year follows its day in local time.
    """
    year = timezone.localdate(decided_at).year
    rank = next_number(Decision, "rank", year=year)
    last = Decision.objects.order_by("no").last()
    decision = Decision(
        no=last.no + 1 if last else 1,
        year=year,
        rank=rank,
        title=title,
        text=text,
        outcome=Decision.Outcome.ADOPTED if adopted else Decision.Outcome.REJECTED,
        body=body,
        circle=circle,
        source=source,
        ground=ground,
        visibility=visibility,
        review_on=review_on,
        decided_at=decided_at,
        previous=last.hash if last else GENESIS,
    )
    decision.hash = seal(decision.facts())
    decision.save(force_insert=True)
    record(
        "decision.entered",
        actor=actor,
        topics=["register", source],
        decision=decision.pk,
        reference=decision.reference,
        hash=decision.hash,
    )
    return decision


def verify_register() -> list[Fault]:
    """Check the stored register, entry by entry."""
    return verify(d.facts() for d in Decision.objects.order_by("no").iterator(chunk_size=500))
