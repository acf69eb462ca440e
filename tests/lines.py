"""Lines that only tests record, where it does not matter what happened: add this module to JOURNAL_LINES."""

from string import ascii_lowercase

from core.journal.lines import Line

LINES = (
    Line("house.lived", "The house lived", optional=("note", "k")),
    *(Line(kind, kind, optional=("note", "k")) for kind in ("quick", *ascii_lowercase)),
)
