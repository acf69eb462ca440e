"""The editions of the code over time: which applied when, and what changed from one to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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
    applied = []
    for edition, following in zip_longest(editions, editions[1:]):
        until = following.effective_from - timedelta(days=1) if following else None
        if until is None or until >= edition.effective_from:
            applied.append(Reign(edition, edition.effective_from, until))
    return applied


@dataclass(frozen=True)
class ParameterChange:
    """A parameter that changed, came or went."""

    key: str
    before: Parameter | None
    after: Parameter | None


@dataclass(frozen=True)
class ArticleChange:
    """An article that changed, came or went: its words marked, its parameters side by side. The title has no number."""

    number: str
    title: str
    before: Article | Edition | None
    after: Article | Edition | None
    words: SafeString | None
    parameters: list[ParameterChange]


def changes_between(before: Edition, after: Edition) -> list[ArticleChange]:
    """List what changed between two editions: the title, then article by article in the order of the later one."""
    old, new = _articles(before), _articles(after)
    gone = [number for number in old if number not in new]
    changes = (_change(number, old.get(number), new.get(number)) for number in [*new, *gone])
    return [change for change in (_heading(before, after), *changes) if change is not None]


def _heading(before: Edition, after: Edition) -> ArticleChange | None:
    if before.title == after.title:
        return None
    return ArticleChange("", _("Title"), before, after, difference(before.title, after.title), [])


def _articles(edition: Edition) -> dict[str, Article]:
    return {article.number: article for article in edition.articles.prefetch_related("parameters")}


def _change(number: str, before: Article | None, after: Article | None) -> ArticleChange | None:
    parameters = list(_parameter_changes(before, after))
    old, new = (f"{article.title}\n\n{article.body}" if article else "" for article in (before, after))
    if old == new and not parameters:
        return None
    shown = after or before
    title = shown.title if shown else ""
    return ArticleChange(
        number, title, before, after, difference(old, new) if old != new else None, parameters
    )


def _parameter_changes(before: Article | None, after: Article | None) -> Iterator[ParameterChange]:
    old, new = (
        {row.key: row for row in article.parameters.all()} if article else {} for article in (before, after)
    )
    for key in dict.fromkeys([*old, *new]):
        was, is_ = old.get(key), new.get(key)
        if was is None or is_ is None or (was.kind, was.value) != (is_.kind, is_.value):
            yield ParameterChange(key, was, is_)
