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
    contents = {}
    for entry, references in about:
        subjects = _subjects(entry, references, known)
        if subjects is not None:
            contents[entry.pk] = NoticeContent(entry, reader, subjects, called=marked)
    return contents


def _through_the_gates(about: Iterable[tuple[Entry, References]], reader: Person) -> dict[Gate, Any]:
    keys_by_gate: dict[Gate, set[int]] = {}
    for entry, references in about:
        for reference in references.values():
            if (key := reference.key(entry)) is not None:
                keys_by_gate.setdefault(reference.gate, set()).add(key)
    return {gate: gate(reader, keys) for gate, keys in keys_by_gate.items()}


def _subjects(entry: Entry, references: References, known: dict[Gate, Any]) -> dict[str, Any] | None:
    """What a line is about; None where something of it is not for this reader."""
    subjects = {}
    for name, reference in references.items():
        subject = known.get(reference.gate, {}).get(reference.key(entry))
        if subject is None and not reference.optional:
            return None
        subjects[name] = subject
    return subjects


def may_be_told(entry: Entry, person: Person) -> bool:
    """Whether somebody may read what a line is about, today."""
    return bool(look([entry], person))


def in_words(entry: Entry, content: NoticeContent | None, *, asks: bool = True) -> Wording:
    """A notice in the language that is active; where it may not be read, it says so and nothing else.

    `asks` is whether it still asks for something.
    """
    kind = notice_of(entry.kind)
    if kind is not None and content is not None:
        return kind.words(replace(content, asks=asks))
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
    asking = _of(notices, lambda kind, pairs: kind.still_true(pairs))
    contents = look([notice.entry for notice in notices], person)
    return [
        (notice, in_words(notice.entry, contents.get(notice.entry_id), asks=notice.pk in asking))
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
    theirs = _of(notices, lambda kind, pairs: kind.still_theirs(pairs))
    return theirs & seeming_due(notices)


def seeming_due(notices: Sequence[Notice]) -> set[int]:
    """Of some notices, by their keys: those that ask for something yet, as far as others are told."""
    return _of(notices, lambda kind, pairs: (kind.seems_true or kind.still_true)(pairs))


def _of(notices: Sequence[Notice], holds: Callable[[NoticeKind, LineReaders], list[bool]]) -> set[int]:
    """Of which notices something holds, by their keys; each kind is asked once."""
    by_line: dict[str, list[Notice]] = {}
    for notice in notices:
        by_line.setdefault(notice.entry.kind, []).append(notice)
    keys = set()
    for line, some in by_line.items():
        if (kind := notice_of(line)) is None:
            continue
        pairs = [(notice.entry, notice.person) for notice in some]
        answers = zip(some, holds(kind, pairs), strict=True)
        keys |= {notice.pk for notice, true in answers if true}
    return keys
