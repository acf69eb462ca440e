"""What every table has, whatever the file it comes in: headings, lines below them, and limits."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from members.imports import cells
from members.imports.cells import Formula, key

MOST_ROWS = 100_000
MOST_COLUMNS = 60
LAST_LINE = 1_048_576  # of a sheet
LONGEST_CELL = 32_767  # characters, as a workbook has it
LONGEST_LINE = 500_000  # characters of one line, all its cells together
MOST_CHARACTERS = 300_000_000  # of all lines: one text may stand in a million cells
SAMPLES = 3
Line = tuple[int, list[str]]


class FileRefused(Refusal):
    """A file that cannot be read as a table; the sentence says what to do."""


@dataclass(frozen=True)
class Shape:
    """How a file is read, found once when it came in; kept as JSON."""

    format: str
    heads: list[str]
    heading_line: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: int = 1
    rows: int = 0  # about how many, for the bar of progress
    samples: list[list[str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def headings(name: str, first: Iterator[Line]) -> tuple[int, list[str]]:
    """The line that names the columns: the first with two cells or more, below a title perhaps.

    Raises FileRefused when it holds values, twice the same name, or too many.
    """
    filled = [(number, row) for number, row in islice(first, 50) if any(row)]
    wide = (line for line in filled if sum(map(bool, line[1])) > 1)
    number, row = next(wide, filled[0] if filled else (0, []))
    while row and not row[-1]:
        row = row[:-1]
    if not row:
        raise empty(name)
    if len(row) > MOST_COLUMNS:
        raise FileRefused(
            _("“%(name)s” has more than %(most)d columns: keep those that matter.")
            % {"name": name, "most": MOST_COLUMNS}
        )
    _are_names(number, row)
    return number, [str(head)[:80] for head in row]


def _are_names(number: int, row: list[str]) -> None:
    if 2 * sum(_is_value(cell) for cell in row) >= len(row):
        raise FileRefused(
            _("Line %(line)d should name the columns, but holds values: write the headings above them.")
            % {"line": number}
        )
    keys: set[str] = set()
    for head in filter(None, row):
        if key(head) in keys:
            raise FileRefused(_("Two columns are called “%(head)s”: rename one of them.") % {"head": head})
        keys.add(key(head))


def _is_value(cell: str) -> bool:
    """Whether a cell is a number, a day, an address or a formula, and so no heading."""
    for read in (cells.amount, cells.day, cells.email):
        try:
            read(cell)
        except cells.BadCell:
            continue
        return True
    return isinstance(cell, Formula)


# --- refusals that both kinds of file share -----------------------------------------------------


def not_what_it_says(name: str, suffix: str) -> FileRefused:
    """The refusal of a file whose bytes are not what its name says."""
    return FileRefused(
        _("“%(name)s” is not what its name says. Save it again as %(suffix)s and retry.")
        % {"name": name, "suffix": suffix}
    )


def empty(name: str) -> FileRefused:
    """The refusal of a file without a word in it."""
    return FileRefused(_("“%(name)s” is empty. Choose another file.") % {"name": name})


def no_line() -> FileRefused:
    """The refusal of a file with headings alone."""
    return FileRefused(_("There is no line below the headings: nothing to import."))


def too_long(line: int) -> FileRefused:
    """The refusal of a line that goes on and on."""
    return FileRefused(
        _(
            "Line %(line)d is too long: a cell holds %(cell)d characters at most, and a line %(most)d. Shorten it, and bring the file again."
        )
        % {"line": line, "cell": LONGEST_CELL, "most": LONGEST_LINE}
    )


def too_much() -> FileRefused:
    """The refusal of a file whose cells repeat far more text than it weighs."""
    return FileRefused(
        _("This file holds more than %(most)d million characters: keep the columns that matter, or split it.")
        % {"most": MOST_CHARACTERS // 1_000_000}
    )


def too_many() -> FileRefused:
    """The refusal of a file with too many lines."""
    return FileRefused(
        _("This file has more than %(most)d lines: split it, and import the parts one after the other.")
        % {"most": MOST_ROWS}
    )
