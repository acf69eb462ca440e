"""What a workbook declares, read before it is opened: how far it reaches, how much it holds, what it refers to.

The tags alone are read, as they come, so that a workbook costs what it weighs and no more. What a library
would make of them is another matter: a row may say that it is the thousand-millionth, a hundred sheets may be
one and the same, a tag may go on for ever.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from members.imports.shape import LAST_LINE, FileRefused, not_what_it_says

MOST_CELLS = 3_000_000  # a hundred thousand lines of thirty columns
MOST_TEXTS = 2_000_000
MOST_SHEETS = 100
MOST_IN_ROW = 100_000  # tags; a sheet has 16,384 columns
MOST_OTHERS = 500_000  # tags that are neither rows nor cells: styles, links, merged cells
LONGEST_TAG = 1 << 20  # bytes
PIECE = 1 << 16
OF_CELLS = frozenset(("row", "c", "v", "f", "is", "t", "r", "si"))


@dataclass
class Findings:
    """What was counted on the way through the parts of one workbook."""

    name: str
    cells: int = 0
    texts: int = 0
    sheets: int = 0
    other_tags: int = 0
    rows: int = 0  # of the sheet that has most
    references: set[str] = field(default_factory=set)


def survey(packed: zipfile.ZipFile, name: str) -> Findings:
    """Go through every part that is XML. Raises FileRefused with what is beyond measure, and how to go on."""
    findings = Findings(name)
    for part in packed.infolist():
        with packed.open(part) as content:
            findings.rows = max(findings.rows, _Part(findings).read(content))
    return findings


class _Part:
    """One part of a workbook, tag by tag."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.row = 0  # its number
        self.rows = self.in_row = 0
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._tag
        self.parser.StartDoctypeDeclHandler = self._declaration

    def read(self, content: Any) -> int:
        """Read it to its end, or to where it is no XML any more; return how many rows it has."""
        fed = 0
        try:
            while piece := content.read(PIECE):
                self.parser.Parse(piece)
                fed += len(piece)
                # A tag that is not over yet is read again with each piece that comes.
                if fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                    raise _swollen(self.findings.name)
        except ExpatError:
            pass  # an image; or broken, and then whoever opens it says where
        return self.rows

    def _tag(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._begin_row(attributes.get("r"))
        elif name in OF_CELLS:
            self._in_row(name)
        else:
            self._other_tag(name, attributes)

    def _begin_row(self, number: str | None) -> None:
        self.rows, self.in_row = self.rows + 1, 0
        self.row = self.row + 1 if number is None else _whole(number, self.findings.name)
        if self.row > LAST_LINE:
            raise _too_far(self.findings.name)

    def _in_row(self, name: str) -> None:
        findings = self.findings
        self.in_row += 1
        if name == "c":
            findings.cells += 1
            if findings.cells > MOST_CELLS:
                raise _too_many_cells(findings.name)
        elif name == "si":
            findings.texts, self.in_row = findings.texts + 1, 0
            if findings.texts > MOST_TEXTS:
                raise _too_many_cells(findings.name)
        if self.in_row > MOST_IN_ROW:
            raise _swollen(findings.name)

    def _other_tag(self, name: str, attributes: dict[str, str]) -> None:
        findings = self.findings
        findings.other_tags += 1
        if findings.other_tags > MOST_OTHERS:
            raise _swollen(findings.name)
        if name == "dimension":
            _within_a_sheet(attributes.get("ref", ""), findings.name)
        elif name == "sheet":
            findings.sheets += 1
            if findings.sheets > MOST_SHEETS:
                raise _too_many_sheets(findings.name)
            for key, value in attributes.items():
                if key.endswith(" id"):
                    self._refer(f"#{value}")
        elif name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self._refer(PurePosixPath(attributes.get("Target", "")).name)

    def _refer(self, target: str) -> None:
        """Note a sheet that is referred to; the same one twice is work without end."""
        if target in self.findings.references:
            raise not_what_it_says(self.findings.name, ".xlsx")
        self.findings.references.add(target)

    def _declaration(self, *_arguments: Any) -> None:
        """A workbook has no use for declarations of entities; whoever writes some wants them to grow."""
        raise not_what_it_says(self.findings.name, ".xlsx")


def _whole(number: str, name: str) -> int:
    """The number of a row, as the library would read it: 1e9 is one as well."""
    try:
        return int(number)
    except ValueError:
        pass
    try:
        return int(float(number))
    except (ValueError, OverflowError):
        raise not_what_it_says(name, ".xlsx") from None


def _within_a_sheet(reference: str, name: str) -> None:
    if any(int(number) > LAST_LINE for number in re.findall(r"\d+", reference[:200])):
        raise _too_far(name)


# --- refusals -----------------------------------------------------------------------------------------------


def _figure(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def _too_far(name: str) -> FileRefused:
    sentence = _(
        "“%(name)s” says that it reaches beyond line %(last)s, where a sheet ends. Copy the table into a new workbook."
    )
    return FileRefused(sentence % {"name": name, "last": _figure(LAST_LINE)})


def _too_many_cells(name: str) -> FileRefused:
    sentence = _("“%(name)s” has more than %(most)s cells. Keep the columns that matter, or split the table.")
    return FileRefused(sentence % {"name": name, "most": _figure(MOST_CELLS)})


def _too_many_sheets(name: str) -> FileRefused:
    sentence = _("“%(name)s” has more than %(most)s sheets. Copy the table into a new workbook.")
    return FileRefused(sentence % {"name": name, "most": _figure(MOST_SHEETS)})


def _swollen(name: str) -> FileRefused:
    sentence = _(
        "“%(name)s” holds far more than a table: links, merged cells, formats. Copy the table alone into a new workbook."
    )
    return FileRefused(sentence % {"name": name})
