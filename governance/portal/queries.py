"""What the portal shows: the register, what is being decided now, the rules in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from core.journal.models import Entry, Seal
from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.decisions import chain
from governance.decisions.anchors import KIND
from governance.decisions.integrity import verify_register
from governance.decisions.models import Decision, DecisionQuerySet
from governance.proposals.models import Proposal, State
from members.people.terms import read_day
from votes.rounds.participation import turnouts

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
    def read(cls, query: Mapping[str, str]) -> "Search":
        year, outcome = query.get("year", ""), query.get("outcome", "")
        return cls(
            words=query.get("q", "").strip()[:80],
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
            circle=query.get("circle", "")[:50],
            outcome=outcome if outcome in Decision.Outcome.values else "",
        )


def decisions(standing: Standing, search: Search) -> DecisionQuerySet:
    """The entries of the register that a reader may see and looks for, newest first."""
    entries = Decision.objects.visible_to(standing).select_related("circle")
    if search.words:
        entries = entries.filter(Q(title__icontains=search.words) | Q(text__icontains=search.words))
    if search.year:
        entries = entries.filter(year=search.year)
    if search.circle == "all-members":
        entries = entries.filter(circle=None)
    elif search.circle:
        entries = entries.filter(circle__slug=search.circle)
    if search.outcome:
        entries = entries.ended(search.outcome)
    return entries.order_by("-no")


def open_now() -> list[Proposal]:
    """The public votes that are open, soonest closing first, with participation."""
    proposals = list(
        Proposal.objects.visible_to(VISITOR).current().at(State.VOTING).order_by("round__closes_at")[:10]
    )
    counted = turnouts(p.round_id for p in proposals if p.round_id) if proposals else {}
    for proposal in proposals:
        proposal.turnout = counted.get(proposal.round_id)  # type: ignore[attr-defined, arg-type]
    return proposals


@dataclass(frozen=True)
class Integrity:
    """The last check of the chain: when, how many seals, how many hold."""

    checked_at: Any
    total: int
    faults: list[chain.Fault]

    @property
    def intact(self) -> bool:
        return not self.faults

    @property
    def sentences(self) -> list[str]:
        """What does not hold, in the reader's language."""
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        return [fault.said(language) for fault in self.faults]


def integrity() -> Integrity:
    """Check the whole chain, at most every five minutes."""
    checked = cache.get("register-integrity")
    total = Decision.objects.count()
    if checked is None or checked.total != total:
        checked = Integrity(timezone.now(), total, verify_register())
        cache.set("register-integrity", checked, CHECKED_FOR)
    return checked


def anchors() -> QuerySet[Entry]:
    """The fingerprints of every day that had any, newest first."""
    return Entry.objects.filter(kind=KIND).order_by("-pk")


def last_seal() -> Seal | None:
    """The newest seal of the journal, an hour old at most."""
    return Seal.objects.order_by("no").last()


def asked_day(text: str) -> date:
    """The day that a reader asks about; today when it cannot be read."""
    return read_day(text) or timezone.localdate()


def circles() -> list[Circle]:
    """The circles with their aims; who sits in them is for members."""
    return list(Circle.objects.select_related("parent"))
