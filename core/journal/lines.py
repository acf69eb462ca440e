"""The lines of the journal, each declared once by the room that records it: kind, sentence, facts, who is told.

A room's `lines.py` holds its `LINES`, and in `EXTRA_NOTICES` the notices that it sends of lines of rooms below; settings
list those modules. `record()` refuses what is not declared. Reading does not: a database keeps lines of earlier
releases, whatever they are called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.journal.notices import NoticeKind


class UnknownLine(LookupError):
    """A line that no room declares: its kind, a fact of it, or that it lacks one."""


@dataclass(frozen=True)
class Line:
    """One kind of line, whole: the sentence that the journal shows, the facts that it keeps, the notice that tells it.

    Facts are names of `core.journal.facts`; those that are `optional` may be left out. A line that is `shared_only`
    moves what everyone sees alike, and nobody's own page. Its `notice` says who is told, about what, in which words;
    `labels` are what some of its facts are called here, where the word that they are stored under means another thing
    elsewhere.
    """

    kind: str
    sentence: Any
    facts: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    shared_only: bool = False
    notice: NoticeKind | None = None
    labels: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(self.facts)

    @cached_property
    def known(self) -> frozenset[str]:
        return self.required | frozenset(self.optional)


def declared() -> Mapping[str, Line]:
    """Every line that a room declares, by its kind."""
    return _gathered(tuple(settings.JOURNAL_LINES))


@cache
def _gathered(modules: tuple[str, ...]) -> Mapping[str, Line]:
    lines: dict[str, Line] = {}
    for name in modules:
        module = import_module(name)
        for line in module.LINES:
            if line.kind in lines:
                raise UnknownLine(f"{line.kind} is declared twice, the second time in {name}")
            lines[line.kind] = line
        for kind, notice in getattr(module, "EXTRA_NOTICES", {}).items():
            if kind not in lines or lines[kind].notice is not None:
                raise UnknownLine(f"{name} tells {kind}, which no room below leaves to it")
            lines[kind] = replace(lines[kind], notice=notice)
    return lines


def line_of(kind: str) -> Line | None:
    """The declaration of a kind; None for one that only an older database knows."""
    return declared().get(kind)


def notice_of(kind: str) -> NoticeKind | None:
    """The notice that tells a kind of line; None where nobody is told."""
    line = line_of(kind)
    return None if line is None else line.notice


def check(kind: str, facts: Mapping[str, Any]) -> None:
    """Refuse a line that is not as a room declares it. Ballots pass here: one look-up, two comparisons of sets."""
    line = line_of(kind)
    if line is None:
        raise UnknownLine(f"no room declares {kind}: see JOURNAL_LINES")
    if not line.required <= facts.keys() <= line.known:
        names = ", ".join(sorted((line.required - facts.keys()) | (facts.keys() - line.known)))
        raise UnknownLine(f"{kind} is declared with other facts: {names}")


# What this room records itself, for the pages of the back office.
LINES = (
    Line("office.added", _("The back office added a row"), facts=("model", "row", "touched")),
    Line("office.changed", _("The back office changed a row"), facts=("model", "row", "touched")),
)
