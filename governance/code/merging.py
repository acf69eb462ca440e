"""An amendment is a change to a base: what it changes, where two changes meet, and both brought together.

An edition is read as its content: its title, articles by number, values by key, and the order of the articles. A
*place* is the title, an article or a value. Two changes of one base are apart where no place is changed by both in
different ways; then one content holds both. Where they meet, somebody says which of them holds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from core.prose.quotes import quoted
from governance.code.models import Article, Edition, Parameter
from governance.code.vocabulary import name_of

# ("article", its number), ("value", its key), or the title.
Place = tuple[Literal["article", "title", "value"], str]
TITLE: Place = ("title", "")


@dataclass(frozen=True)
class Said:
    """A value as an article says it."""

    article: str
    kind: str
    value: Any
    source: str
    confidence: str


@dataclass(frozen=True)
class Content:
    """What an edition says: each place with what stands there, and the articles in their order."""

    at: dict[Place, Any]
    order: tuple[str, ...]


NOTHING = Content({}, ())


def content(edition: Edition | None) -> Content:
    """Read what an edition says; nothing where there is none."""
    if edition is None:
        return NOTHING
    at: dict[Place, Any] = {TITLE: edition.title}
    articles = list(edition.articles.prefetch_related("parameters"))
    for article in articles:
        at["article", article.number] = (article.title, article.body)
        for one in article.parameters.all():
            at["value", one.key] = Said(article.number, one.kind, one.value, one.source, one.confidence)
    return Content(at, tuple(article.number for article in articles))


def changed(base: Content, later: Content) -> set[Place]:
    """The places that a later content changes, brings or takes away."""
    return {place for place in {**base.at, **later.at} if base.at.get(place) != later.at.get(place)}


def meeting(base: Content, mine: Content, theirs: Content) -> list[Place]:
    """The places where two changes of one base meet: both change them differently, or one takes away what the other needs."""
    both = changed(base, mine) & changed(base, theirs)
    differ = {place for place in both if mine.at.get(place) != theirs.at.get(place)}
    return sorted(differ | _uprooted(base, mine, theirs) | _uprooted(base, theirs, mine))


def _uprooted(base: Content, one: Content, other: Content) -> set[Place]:
    """The articles that one takes away, where the other says or changes a value in them."""
    gone = {number for number in base.order if number not in one.order}
    placed = changed(base, other)
    return {
        ("article", other.at[place].article)
        for place in placed
        if place[0] == "value" and place in other.at and other.at[place].article in gone
    }


def together(base: Content, mine: Content, theirs: Content, mine_first: Collection[Place] = ()) -> Content:
    """One content with both changes; where they meet, theirs holds, save in the places given as mine."""
    moved, met = changed(base, mine), set(meeting(base, mine, theirs))
    at: dict[Place, Any] = {}
    for place in {**theirs.at, **mine.at}:
        source = mine if (place in moved and place not in met) or place in mine_first else theirs
        if place in source.at:
            at[place] = source.at[place]
    order = tuple(number for number in _ordered(base, mine, theirs) if ("article", number) in at)
    return Content({place: said for place, said in at.items() if _rooted(place, said, order)}, order)


def _rooted(place: Place, said: Any, order: Collection[str]) -> bool:
    """A value goes with its article."""
    return place[0] != "value" or said.article in order


def _ordered(base: Content, mine: Content, theirs: Content) -> list[str]:
    """The articles of both, in the order of whoever moved them; an article that only the other has stands behind the same one as there."""
    kept = [number for number in base.order if number in mine.order]
    stayed = [number for number in mine.order if number in base.order] == kept
    spine, guest = (theirs.order, mine.order) if stayed else (mine.order, theirs.order)
    ordered = list(spine)
    for position, number in enumerate(guest):
        if number not in ordered:
            before = next((n for n in reversed(guest[:position]) if n in ordered), None)
            ordered.insert(ordered.index(before) + 1 if before else 0, number)
    return ordered


def write(edition: Edition, said: Content) -> None:
    """Let a draft say this content: articles that stay keep their row, so that a form that is open still finds it."""
    edition.title = said.at[TITLE]
    edition.save(update_fields=["title"])
    rows = {article.number: article for article in edition.articles.all()}
    edition.parameters.all().delete()
    for number in rows.keys() - set(said.order):
        rows.pop(number).delete()
    for position, number in enumerate(said.order):
        article = rows.setdefault(number, Article(edition=edition, number=number))
        article.title, article.body = said.at["article", number]
        article.position = position
        article.save()
    Parameter.objects.bulk_create(
        Parameter(
            edition=edition, article=rows[one.article], key=key, kind=one.kind, value=one.value,
            source=one.source, confidence=one.confidence,
        )
        for (what, key), one in said.at.items()
        if what == "value"
    )  # fmt: skip


def named(places: Iterable[Place]) -> str:
    """Places as a sentence names them: the title, article 4.2, “Quorum of an ordinary decision”."""
    return ", ".join(map(_named, places))


def _named(place: Place) -> str:
    what, key = place
    if place == TITLE:
        return _("the title")
    return _("article %(number)s") % {"number": key} if what == "article" else quoted([name_of(key)])
