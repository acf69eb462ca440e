"""What people without an address are told by letter: in words that both the reader at the desk and the person may read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import NoticeContent, Wording
from governance.notifications.models import Notice
from governance.notifications.reading import due, in_words, look, seeming_due
from members.people.models import Person


@dataclass(frozen=True)
class Letter:
    """One thing to tell by letter or in person; `due` says whether it still has to be told."""

    notice: Notice
    words: Wording
    due: bool


def to_write(notices: Sequence[Notice], keeper: Person) -> list[Letter]:
    """The letters that wait, as whoever writes them may read them.

    What the desk may not read, because a circle keeps it to itself, is told by somebody of that circle.
    """
    contents, asking, still_due = (
        look([notice.entry for notice in notices], keeper),
        seeming_due(notices),
        due(notices),
    )
    return [
        Letter(notice, _words(notice.entry, contents, notice.pk in asking), notice.pk in still_due)
        for notice in notices
    ]


def _words(entry: Entry, contents: dict[int, NoticeContent], asks: bool) -> Wording:
    content = contents.get(entry.pk)
    return in_words(entry, content, asks=asks) if content is not None else _by_others()


def _by_others() -> Wording:
    return Wording(
        _("Something that the desk may not read"),
        _("It is between this person and those who share it with them: ask them to tell it in person."),
        "",
        "",
        "lock",
    )
