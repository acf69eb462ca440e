"""What the portal shows: the register, what is being decided now, the rules in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.decisions.actions import verify_register
from governance.decisions.models import Decision, DecisionQuerySet, Visibility
from governance.proposals.models import Proposal, State
from governance.proposals.showing import turnouts
from members.people.terms import read_day

VISITOR = Standing()
CHECKED_FOR = 300  # seconds


@dataclass(frozen=True)
class Search:
    """What a reader looks for in the register; anything unknown is as if not asked."""

    words: str = ""
    year: int | None = None
    circle: str = ""
    outcome: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Search":
        year, outcome = asked.get("year", ""), asked.get("outcome", "")
        return cls(
            words=asked.get("q", "").strip()[:80],
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
            circle=asked.get("circle", "")[:50],
            outcome=outcome if outcome in Decision.Outcome.values else "",
        )


def decisions(standing: Standing, search: Search) -> DecisionQuerySet:
    """The entries of the register that a reader may see and looks for, newest first."""
    found = Decision.objects.visible_to(standing).select_related("circle")
    if search.words:
        found = found.filter(Q(title__icontains=search.words) | Q(text__icontains=search.words))
    if search.year:
        found = found.filter(year=search.year)
    if search.circle == "all-members":
        found = found.filter(circle=None)
    elif search.circle:
        found = found.filter(circle__slug=search.circle)
    if search.outcome:
        found = found.filter(outcome=search.outcome)
    return found.order_by("-no")


def open_now() -> list[Proposal]:
    """The public votes that are open, soonest closing first, with participation."""
    found = list(
        Proposal.objects.visible_to(VISITOR).current().at(State.VOTING).order_by("round__closes_at")[:10]
    )
    counted = turnouts(p.round_id for p in found if p.round_id) if found else {}
    for proposal in found:
        proposal.turnout = counted.get(proposal.round_id)  # type: ignore[attr-defined, arg-type]
    return found


@dataclass(frozen=True)
class Integrity:
    """The last check of the chain: when, how many seals, how many hold."""

    checked_at: Any
    total: int
    faults: list[Any]

    @property
    def intact(self) -> bool:
        return not self.faults


def integrity() -> Integrity:
    """Check the whole chain, at most every five minutes."""
    kept = cache.get("register-integrity")
    total = Decision.objects.count()
    if kept is None or kept.total != total:
        kept = Integrity(timezone.now(), total, verify_register())
        cache.set("register-integrity", kept, CHECKED_FOR)
    return kept


def public_entries() -> Iterator[dict[str, Any]]:
    """The whole register as anyone may take it: entries that are not public show only their seal."""
    for decision in Decision.objects.order_by("no").iterator(chunk_size=500):
        public = decision.visibility == Visibility.PUBLIC
        yield decision.facts() if public else decision.withheld()


def asked_day(text: str) -> date:
    """The day that a reader asks about; today when it cannot be read."""
    return read_day(text) or timezone.localdate()


def circles() -> list[Circle]:
    """The circles with their aims; who sits in them is for members."""
    return list(Circle.objects.select_related("parent"))
