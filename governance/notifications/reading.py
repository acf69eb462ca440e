"""Reading notices: each line of the journal, looked at through the gate of whoever reads it, in few queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core.journal.lines import notice_of
from core.journal.models import Entry
from core.journal.notices import Gate, LineReaders, NoticeContent, NoticeKind, Reference, Wording
from governance.circles.marks import marked
from governance.notifications.models import Notice
from members.people.models import Person

References = Mapping[str, Reference]


def look(entries: Sequence[Entry], reader: Person) -> dict[int, NoticeContent]:
    """What a reader may know of some lines, by their keys; lines that are not for them are left out.

    One question for each kind of thing that the lines are about, however many they are.
    """
    about = [(entry, notice.about) for entry in entries if (notice := notice_of(entry.kind)) is not None]
    known = _through_the_gates(about, reader)
    found = {}
    for entry, references in about:
        things = _things(entry, references, known)
        if things is not None:
            found[entry.pk] = NoticeContent(entry, reader, things, called=marked)
    return found


def _through_the_gates(about: Iterable[tuple[Entry, References]], reader: Person) -> dict[Gate, Any]:
    wanted: dict[Gate, set[int]] = {}
    for entry, references in about:
        for reference in references.values():
            if (key := reference.key(entry)) is not None:
                wanted.setdefault(reference.gate, set()).add(key)
    return {gate: gate(reader, keys) for gate, keys in wanted.items()}


def _things(entry: Entry, references: References, known: dict[Gate, Any]) -> dict[str, Any] | None:
    """What a line is about; None where something of it is not for this reader."""
    things = {}
    for name, reference in references.items():
        thing = known.get(reference.gate, {}).get(reference.key(entry))
        if thing is None and not reference.optional:
            return None
        things[name] = thing
    return things


def may_be_told(entry: Entry, person: Person) -> bool:
    """Whether somebody may read what a line is about, today."""
    return bool(look([entry], person))


def in_words(entry: Entry, told: NoticeContent | None, *, asks: bool = True) -> Wording:
    """A notice in the language that is active; where it may not be read, it says so and nothing else.

    `asks` is whether it still asks for something.
    """
    kind = notice_of(entry.kind)
    if kind is not None and told is not None:
        return kind.words(replace(told, asks=asks))
    return kind.withheld(entry) if kind is not None and kind.withheld is not None else _gone()


def _gone() -> Wording:
    return Wording(
        _("A notice that is not for you any more"),
        _("It was about something that you may no longer read."),
        "",
        "",
        "lock",
    )


def worded(notices: Sequence[Notice], person: Person) -> list[tuple[Notice, Wording]]:
    """A page of notices, in the words that their person may read, of what is true when they are read."""
    asking = _of(notices, lambda kind, asked: kind.still_true(asked))
    seen = look([notice.entry for notice in notices], person)
    return [
        (notice, in_words(notice.entry, seen.get(notice.entry_id), asks=notice.pk in asking))
        for notice in notices
    ]


def kind_of(notice: Notice) -> NoticeKind:
    """What a notice is made of."""
    kind = notice_of(notice.entry.kind)
    assert kind is not None
    return kind


def due(notices: Sequence[Notice]) -> set[int]:
    """Of some notices to several people, by their keys: those that ask for something yet, as far as others are told, and
    that are still theirs.
    """
    theirs = _of(notices, lambda kind, asked: kind.still_theirs(asked))
    return theirs & seeming_due(notices)


def seeming_due(notices: Sequence[Notice]) -> set[int]:
    """Of some notices, by their keys: those that ask for something yet, as far as others are told."""
    return _of(notices, lambda kind, asked: (kind.seems_true or kind.still_true)(asked))


def _of(notices: Sequence[Notice], holds: Callable[[NoticeKind, LineReaders], list[bool]]) -> set[int]:
    """Of which notices something holds, by their keys; each kind is asked once."""
    by_line: dict[str, list[Notice]] = {}
    for notice in notices:
        by_line.setdefault(notice.entry.kind, []).append(notice)
    found = set()
    for line, some in by_line.items():
        if (kind := notice_of(line)) is None:
            continue
        asked = [(notice.entry, notice.person) for notice in some]
        answers = zip(some, holds(kind, asked), strict=True)
        found |= {notice.pk for notice, true in answers if true}
    return found
