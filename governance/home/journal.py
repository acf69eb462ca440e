"""The journal for those who audit the house: each line in words, found by kind, by person and by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.journal.facts import LABELS
from core.journal.lines import declared, line_of
from core.journal.models import Entry
from governance.circles.marks import marked
from governance.home import facts
from members.people.terms import read_day


def kinds() -> list[tuple[str, Any]]:
    """Every kind of line with its sentence; the room comes first, so that the list reads room by room."""
    return sorted((line.kind, line.sentence) for line in declared().values())


@dataclass(frozen=True)
class Search:
    """What the reader looks for; anything unknown is as if not asked."""

    kind: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Search":
        """Read the query string of the page."""
        kind = query.get("kind", "")
        return cls(
            kind=kind if kind in declared() else "",
            by=query.get("by", "").strip()[:80],
            since=read_day(query.get("since", "")),
            until=read_day(query.get("until", "")),
        )


def lines(search: Search) -> QuerySet[Entry]:
    """The lines of the journal that a reader looks for, newest first."""
    entries = Entry.objects.select_related("actor").order_by("-pk")
    if search.kind:
        entries = entries.filter(kind=search.kind)
    for word in search.by.split():
        entries = entries.filter(actor__given_name__icontains=word) | entries.filter(
            actor__family_name__icontains=word
        )
    if search.since:
        entries = entries.filter(at__date__gte=search.since)
    if search.until:
        entries = entries.filter(at__date__lte=search.until)
    return entries


def in_words(entry: Entry) -> dict[str, Any]:
    """One line as the page shows it: what, who, and its facts as short texts."""
    line = line_of(entry.kind)
    return {
        "entry": entry,
        "what": line.sentence if line is not None else entry.kind,
        "who": marked(entry.actor) if entry.actor else _("the house itself"),
        "facts": facts.in_words(entry.facts, {**LABELS, **line.labels} if line else LABELS),
    }
