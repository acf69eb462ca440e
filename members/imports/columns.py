"""Which column of a file is which field: the fields of each kind of import, and how headings are recognised."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from members.imports.cells import key


@dataclass(frozen=True)
class Field:
    """Something that a line may say: its name on the page, how a cell is read, what else its column is called."""

    name: str
    label: Any
    read: Callable[[str], Any]
    headings: tuple[str, ...] = ()
    needed: bool = False  # in every line

    def words(self) -> set[str]:
        """What the column may be called: its name in every language of the house, and the other headings."""
        names = set()
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names.add(key(str(self.label)))
        return names | {key(heading) for heading in self.headings}


def match(heads: Sequence[str], fields: Iterable[Field]) -> dict[str, int]:
    """Guess which column holds each field: field → position; a heading that says nothing is left out.

    The whole heading first; then its beginning, such as "Date d’entrée (jj/mm/aaaa)". A heading that can mean
    one field only is served before one that can mean two.
    """
    known = [(word, field.name) for field in fields for word in field.words()]
    columns: dict[str, int] = {}
    for fits in (_is, _begins):
        may_be = {
            position: _candidates(key(head), known, fits)
            for position, head in enumerate(heads)
            if position not in columns.values()
        }
        for position in sorted(may_be, key=lambda p: (len(may_be[p]), p)):
            free = [name for name in may_be[position] if name not in columns]
            if free:
                columns[free[0]] = position
    return columns


def _is(head: str, word: str) -> bool:
    return head == word


def _begins(head: str, word: str) -> bool:
    return head.startswith(f"{word} ")


def _candidates(head: str, known: list[tuple[str, str]], fits: Callable[[str, str], bool]) -> list[str]:
    """The fields that a heading may mean: the longest word says most, then the order of the fields."""
    fitting = [(word, name) for word, name in known if head and fits(head, word)]
    return list(dict.fromkeys(name for _word, name in sorted(fitting, key=lambda pair: -len(pair[0]))))


def letter(position: int) -> str:
    """The letter that a spreadsheet gives a column: A, B… Z, AA."""
    letters = ""
    number = position + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
