"""What the pages of the code social show: articles with living values, editions and how each stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from governance.code.amendments import base_of, resulting_edition
from governance.code.history import Reign, reigns
from governance.code.models import Article, Edition, Parameter
from governance.code.review import review
from governance.code.vocabulary import SECTIONS, TERMS
from members.people.queries import college_names


def articles(edition: Edition) -> list[Any]:
    """The articles of an edition, each with the values of the whole edition to show in its text."""
    rows = list(edition.articles.prefetch_related("parameters"))
    values: dict[str, Parameter] = {p.key: p for article in rows for p in article.parameters.all()}
    for article in rows:
        article.living = values  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True)
class Row:
    """An edition and how it stands on a day: draft, frozen, waiting, joined, coming, in_force or past."""

    edition: Edition
    state: str
    reign: Reign | None


def rows(today: date) -> list[Row]:
    """Every edition, newest first, in two queries."""
    reigning = {reign.edition.pk: reign for reign in reigns()}
    found = Edition.objects.order_by("-number")
    return [Row(one, _state(one, reigning.get(one.pk), today), reigning.get(one.pk)) for one in found]


def state(edition: Edition, today: date) -> str:
    """How one edition stands on a day."""
    reign = next((one for one in reigns() if one.edition.pk == edition.pk), None)
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


def origins(today: date) -> dict[str, Edition]:
    """The editions that a draft may start from, by number: the last adopted, the one in force, those voted on or rejected."""
    now, last = Edition.objects.in_force(today), Edition.objects.last_enacted()
    frozen = Edition.objects.filter(enacted_at=None).exclude(frozen_at=None).order_by("-number")
    return {str(one.number): one for one in [last, now, *frozen] if one is not None}


def drafts_to_propose() -> QuerySet[Edition]:
    """The drafts that no proposal carries."""
    return Edition.objects.filter(enacted_at=None, frozen_at=None, amendment=None)


def before(edition: Edition) -> Edition | None:
    """The edition that another one changed, or would change; None for the first."""
    return base_of(edition)


def choices(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """The keys that an edition does not say yet, by section, as a list to choose from."""
    said = set(edition.parameters.values_list("key", flat=True))
    listed: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
    for key, term in TERMS.items():
        if key not in said:
            listed[term.section].append((key, str(term.name)))
    return [(str(SECTIONS[section]), keys) for section, keys in listed.items() if keys]


def writing(edition: Edition, written: Article | None, typed: Mapping[str, str]) -> dict[str, Any]:
    """What stands beside the form of an article: its values, its preview, and the state of the draft."""
    shown = preview(edition, typed or (_words(written) if written else {}))
    said = [one for one in shown.living.values() if written and one.article_id == written.pk]  # type: ignore[attr-defined]
    return {
        "edition": edition,
        "article": written,
        "shown": shown,
        "said": said,
        "choices": choices(edition) if written else [],
        "colleges": college_names(),
        "review": review(edition),
    }


def _words(article: Article) -> dict[str, str]:
    return {"number": article.number, "title": article.title, "body": article.body}


def preview(edition: Edition, typed: Mapping[str, str]) -> Article:
    """An article as it is being typed, with the living values of its edition; nothing is kept."""
    article = Article(
        number=typed.get("number", "")[:12],
        title=typed.get("title", "")[:160],
        body=typed.get("body", "")[:20_000],
    )
    article.living = {one.key: one for one in edition.parameters.all()}  # type: ignore[attr-defined]
    return article
