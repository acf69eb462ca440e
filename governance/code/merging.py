"""An amendment is a change to a base: what it changes, where two changes meet, and both merged.

An edition is read as its content: its title, articles by number, values by key, and the order of the articles. A
*place* is the title, an article or a value. Two changes of one base are apart where no place is changed by both in
different ways; then one content holds both. Where they meet, they conflict, and somebody says which of them holds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from core.prose.quotes import quoted
from governance.code.models import Edition
from governance.code.vocabulary import name_of

# ("article", its number), ("value", its key), or the title.
Place = tuple[Literal["article", "title", "value"], str]
TITLE: Place = ("title", "")


@dataclass(frozen=True)
class StatedValue:
    """A value as an article states it."""

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

    def values(self) -> dict[str, StatedValue]:
        """The values by key."""
        return {key: stated for (kind, key), stated in self.at.items() if kind == "value"}


NOTHING = Content({}, ())


def content_of(edition: Edition | None) -> Content:
    """Read what an edition says; nothing where there is none."""
    if edition is None:
        return NOTHING
    at: dict[Place, Any] = {TITLE: edition.title}
    articles = list(edition.articles.prefetch_related("parameters"))
    for article in articles:
        at["article", article.number] = (article.title, article.body)
        for row in article.parameters.all():
            stated = StatedValue(article.number, row.kind, row.value, row.source, row.confidence)
            at["value", row.key] = stated
    return Content(at, tuple(article.number for article in articles))


def changed_places(base: Content, later: Content) -> set[Place]:
    """The places that a later content changes, brings or takes away."""
    return {place for place in {**base.at, **later.at} if base.at.get(place) != later.at.get(place)}


def conflicts(base: Content, amended: Content, latest: Content) -> list[Place]:
    """The places where two changes of one base meet: both change them differently, or one takes away what the other needs."""
    both = changed_places(base, amended) & changed_places(base, latest)
    differ = {place for place in both if amended.at.get(place) != latest.at.get(place)}
    return sorted(differ | _uprooted(base, amended, latest) | _uprooted(base, latest, amended))


def _uprooted(base: Content, remover: Content, changer: Content) -> set[Place]:
    """The articles that one takes away, where the other says or changes a value in them."""
    removed = {number for number in base.order if number not in remover.order}
    places = changed_places(base, changer)
    return {
        ("article", changer.at[place].article)
        for place in places
        if place[0] == "value" and place in changer.at and changer.at[place].article in removed
    }


def merge(base: Content, amended: Content, latest: Content, keep: Collection[Place] = ()) -> Content:
    """One content with both changes; where they meet, the latest holds, save in the places to `keep` as amended."""
    moved, met = changed_places(base, amended), set(conflicts(base, amended, latest))
    at: dict[Place, Any] = {}
    for place in {**latest.at, **amended.at}:
        source = amended if (place in moved and place not in met) or place in keep else latest
        if place in source.at:
            at[place] = source.at[place]
    order = tuple(number for number in _ordered(base, amended, latest) if ("article", number) in at)
    return Content({place: stated for place, stated in at.items() if _rooted(place, stated, order)}, order)


def _rooted(place: Place, stated: Any, order: Collection[str]) -> bool:
    """A value goes with its article."""
    return place[0] != "value" or stated.article in order


def _ordered(base: Content, amended: Content, latest: Content) -> list[str]:
    """The articles of both, in the order of whoever moved them; an article that only the other has stands behind the same one as there."""
    still_there = [number for number in base.order if number in amended.order]
    stayed = [number for number in amended.order if number in base.order] == still_there
    spine, guest = (latest.order, amended.order) if stayed else (amended.order, latest.order)
    ordered = list(spine)
    for position, number in enumerate(guest):
        if number not in ordered:
            before = next((n for n in reversed(guest[:position]) if n in ordered), None)
            ordered.insert(ordered.index(before) + 1 if before else 0, number)
    return ordered


def places_in_words(places: Iterable[Place]) -> str:
    """Places as a sentence names them: the title, article 4.2, “Quorum of an ordinary decision”."""
    return ", ".join(map(_place_in_words, places))


def _place_in_words(place: Place) -> str:
    kind, key = place
    if place == TITLE:
        return _("the title")
    return _("article %(number)s") % {"number": key} if kind == "article" else quoted([name_of(key)])
