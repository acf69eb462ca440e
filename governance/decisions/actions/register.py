"""The act by which a decision enters the register."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import canonical
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from governance.circles.models import Circle
from governance.decisions import chain
from governance.decisions.integrity import past
from governance.decisions.models import Decision
from members.people.models import Person


class NoGround(Refusal):
    """A decision is entered with how it was decided, or not at all."""


@dataclass(frozen=True)
class NewDecision:
    """What was decided, by which body, on which ground; `decided_at` is an aware instant."""

    title: str
    text: str
    adopted: bool
    body: str
    source: str
    ground: dict[str, Any]
    visibility: str
    decided_at: datetime
    circle: Circle | None = None
    review_on: date | None = None


@transaction.atomic
def enter(settled: NewDecision, *, actor: Person | None = None) -> Decision:
    """Enter a decision at the end of the register, numbered without gap and sealed.

    Raises NoGround where nothing says how it was decided. The number of the year follows the day of the decision in local time.
    """
    if not settled.ground.get("how"):
        raise NoGround(_("A decision needs its ground: say how it was decided."))
    decision = _next_entry(settled)
    # What could not be read back strictly would never be checked by anybody.
    canonical.check(decision.content())
    decision.hash = chain.seal(decision.facts(), past(decision))
    decision.save(force_insert=True)
    record(
        "decision.entered",
        actor=actor,
        topics=["register", settled.source],
        decision=decision.pk,
        reference=decision.reference,
        hash=decision.hash,
    )
    return decision


def _next_entry(settled: NewDecision) -> Decision:
    year = timezone.localdate(settled.decided_at).year
    # Numbering lets one entry in at a time, so the last one stays the last.
    rank = next_number(Decision, "rank", year=year)
    last = Decision.objects.order_by("no").last()
    return Decision(
        no=last.no + 1 if last else 1,
        year=year,
        rank=rank,
        title=settled.title,
        text=settled.text,
        outcome=Decision.Outcome.ADOPTED if settled.adopted else Decision.Outcome.REJECTED,
        body=settled.body,
        circle=settled.circle,
        source=settled.source,
        ground=settled.ground,
        visibility=settled.visibility,
        review_on=settled.review_on,
        decided_at=settled.decided_at,
        format=chain.FORMAT,
        salt=secrets.token_hex(16),
        previous=last.hash if last else chain.GENESIS,
    )
