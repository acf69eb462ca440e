"""The editions of the code over time: which applied when, and what changed from one to another."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import stamps
from core.prose.difference import difference
from governance.code.models import Article, Edition, Parameter


@dataclass(frozen=True)
class Reign:
    """An edition and the days on which it applies; the last one has no end."""

    edition: Edition
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it applies on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def reigns() -> list[Reign]:
    """The enacted editions in the order in which they applied; one replaced on its own first day never did."""
    editions = list(Edition.objects.enacted())
    found = []
    for edition, following in zip_longest(editions, editions[1:]):
        until = following.effective_from - timedelta(days=1) if following else None
        if until is None or until >= edition.effective_from:
            found.append(Reign(edition, edition.effective_from, until))
    return found


@dataclass(frozen=True)
class Turn:
    """A parameter that changed, came or went."""

    key: str
    before: Parameter | None
    after: Parameter | None


@dataclass(frozen=True)
class Change:
    """An article that changed, came or went: its words marked, its parameters side by side. The title has no number."""

    number: str
    title: str
    before: Article | Edition | None
    after: Article | Edition | None
    words: SafeString | None
    turns: list[Turn]


def compare(before: Edition, after: Edition) -> list[Change]:
    """List what changed between two editions: the title, then article by article in the order of the later one."""
    old, new = _articles(before), _articles(after)
    gone = [number for number in old if number not in new]
    changes = (_change(number, old.get(number), new.get(number)) for number in [*new, *gone])
    return [change for change in (_heading(before, after), *changes) if change is not None]


def _heading(before: Edition, after: Edition) -> Change | None:
    if before.title == after.title:
        return None
    return Change("", _("Title"), before, after, difference(before.title, after.title), [])


def _articles(edition: Edition) -> dict[str, Article]:
    return {article.number: article for article in edition.articles.prefetch_related("parameters")}


def _change(number: str, before: Article | None, after: Article | None) -> Change | None:
    turns = list(_turns(before, after))
    old, new = (f"{one.title}\n\n{one.body}" if one else "" for one in (before, after))
    if old == new and not turns:
        return None
    shown = after or before
    title = shown.title if shown else ""
    return Change(number, title, before, after, difference(old, new) if old != new else None, turns)


def _turns(before: Article | None, after: Article | None) -> Iterator[Turn]:
    old, new = ({p.key: p for p in one.parameters.all()} if one else {} for one in (before, after))
    for key in dict.fromkeys([*old, *new]):
        was, is_ = old.get(key), new.get(key)
        if was is None or is_ is None or (was.kind, was.value) != (is_.kind, is_.value):
            yield Turn(key, was, is_)


def stamp(article: Article) -> str:
    """The fingerprint of an article's words, by which a form knows that they are still what was read."""
    return stamps.stamp(article.number, article.title, article.body)


def article_stamp(article: Article) -> str:
    """The stamp of an article with its values, for the page that asks before it is taken out."""
    said = sorted([p.key, value_stamp(p)] for p in article.parameters.all())
    return stamps.stamp(stamp(article), said)


def edition_stamp(edition: Edition) -> str:
    """The stamp of all that an edition says, for pages that speak of the whole of it."""
    rows = edition.articles.prefetch_related("parameters")
    return stamps.stamp(heading_stamp(edition), [article_stamp(article) for article in rows])


def heading_stamp(edition: Edition) -> str:
    """The stamp of the title and the day of an edition."""
    return stamps.stamp(edition.title, edition.effective_from)


def value_stamp(parameter: Parameter | None) -> str:
    """The stamp of a value with its source, also of one that an article does not say."""
    said = parameter and [parameter.value, parameter.source, parameter.confidence]
    return stamps.stamp(said)


def digest(edition: Edition) -> str:
    """The fingerprint of an edition's words and values, for a vote to freeze."""
    content = [
        [
            article.number,
            article.title,
            article.body,
            sorted([p.key, p.kind, p.value] for p in article.parameters.all()),
        ]
        for article in _articles(edition).values()
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
