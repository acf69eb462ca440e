"""Editions and how each stands on a day, and their articles with living values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from governance.code.amendments import resulting_edition
from governance.code.history import Reign, reigns
from governance.code.models import Edition, Parameter


def articles_with_values(edition: Edition) -> list[Any]:
    """The articles of an edition, each with the values of the whole edition to show in its text."""
    rows = list(edition.articles.prefetch_related("parameters"))
    values: dict[str, Parameter] = {p.key: p for article in rows for p in article.parameters.all()}
    for article in rows:
        article.living = values  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True)
class EditionRow:
    """An edition and how it stands on a day: draft, frozen, waiting, joined, coming, in_force or past."""

    edition: Edition
    state: str
    reign: Reign | None


def edition_rows(today: date) -> list[EditionRow]:
    """Every edition, newest first, in two queries."""
    reigning = {reign.edition.pk: reign for reign in reigns()}
    editions = Edition.objects.order_by("-number")
    return [_row(edition, reigning.get(edition.pk), today) for edition in editions]


def _row(edition: Edition, reign: Reign | None, today: date) -> EditionRow:
    return EditionRow(edition, _state(edition, reign, today), reign)


def edition_state(edition: Edition, today: date) -> str:
    """How one edition stands on a day."""
    reign = next((reign for reign in reigns() if reign.edition.pk == edition.pk), None)
    return _state(edition, reign, today)


def _state(edition: Edition, reign: Reign | None, today: date) -> str:
    if edition.enacted_at is None:
        return _before_force(edition)
    if reign is None or (reign.until is not None and reign.until < today):
        return "past"
    return "in_force" if reign.holds(today) else "coming"


def _before_force(edition: Edition) -> str:
    """How an edition stands that was never enacted: adopted, it waits for another one, or is part of it."""
    if edition.is_draft:
        return "draft"
    if not edition.adopted_by:
        return "frozen"
    return "joined" if resulting_edition(edition) else "waiting"


def editions_to_start_from(today: date) -> dict[str, Edition]:
    """The editions that a draft may start from, by number: the last adopted, the one in force, those voted on or rejected."""
    now, last = Edition.objects.in_force(today), Edition.objects.last_enacted()
    frozen = Edition.objects.filter(enacted_at=None).exclude(frozen_at=None).order_by("-number")
    return {str(edition.number): edition for edition in [last, now, *frozen] if edition is not None}


def drafts_to_propose() -> QuerySet[Edition]:
    """The drafts that no proposal carries."""
    return Edition.objects.filter(enacted_at=None, frozen_at=None, amendment=None)
