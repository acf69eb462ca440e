"""Workbooks (.xlsx): only what a table needs is read, row by row; what could harm is refused before it is opened."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from members.imports.cells import Formula, clean
from members.imports.shape import (
    LAST_LINE,
    LONGEST_CELL,
    MOST_COLUMNS,
    SAMPLES,
    FileRefused,
    Line,
    Shape,
    headings,
    no_line,
    not_what_it_says,
    too_long,
    too_many,
)
from members.imports.survey import survey

MOST_BYTES = 300 * 1024 * 1024  # unpacked
MOST_IN_MEMORY = 80 * 1024 * 1024  # of a part that is read whole; only sheets are read row by row
MOST_RATIO = 150  # a sheet of text shrinks ten to forty times
MOST_PARTS = 2000
# Styles, validations and dates out of range are no news: cells are read strictly anyway.
warnings.filterwarnings("ignore", module="openpyxl")


def recognise(file: BinaryIO, name: str) -> Shape:
    """Find out how a workbook is read: its first visible sheet. Raises FileRefused."""
    rows = _harmless(file, name)
    book = _open(file, name)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise FileRefused(_("“%(name)s” has no sheet that can be seen.") % {"name": name})
        number, heads = headings(name, _rows(sheets[0], 1, MOST_COLUMNS + 1))
        some = [row for _n, row in _first(sheets[0], number, len(heads))]
        if not some:
            raise no_line()
        return Shape(
            "xlsx", heads, number, sheet=sheets[0].title, sheets=len(sheets), samples=some,
            rows=max(len(some), rows - number),
        )  # fmt: skip
    finally:
        book.close()


def lines(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """The rows below the headings."""
    book = _open(file, shape.sheet)
    try:
        yield from _rows(book[shape.sheet], shape.heading_line + 1, len(shape.heads))
    finally:
        book.close()


def _first(sheet: Any, heading_line: int, width: int) -> Iterator[Line]:
    count = 0
    for number, row in _rows(sheet, heading_line + 1, width):
        if any(row):
            yield number, row
            count += 1
        if count == SAMPLES:
            return


def _open(file: BinaryIO, name: str) -> Any:
    file.seek(0)
    try:
        return load_workbook(file, read_only=True, keep_links=False)
    except Exception as problem:  # the library says in many ways that a workbook is broken
        raise not_what_it_says(name, ".xlsx") from problem


def _rows(sheet: Any, first: int, width: int) -> Iterator[Line]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(min_row=first, max_col=width)
    number = first - 1
    while True:
        number += 1
        try:
            row = next(rows, None)
        except Exception as problem:  # as above
            raise FileRefused(
                _("Line %(line)d cannot be read: save the workbook again and retry.") % {"line": number}
            ) from problem
        if row is None:
            return
        if number > LAST_LINE:
            raise too_many()
        texts = [_text(cell) for cell in row]
        if any(len(text) > LONGEST_CELL for text in texts):
            raise too_long(number)
        yield number, texts


def _text(cell: Any) -> str:
    """What a cell holds, written as a table of text would have it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:  # a formula, or what is left of one: #REF!
        return Formula(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return clean(str(value))


def with_macros(name: str) -> FileRefused:
    """The refusal of a workbook that may hold programs."""
    return FileRefused(
        _("“%(name)s” may hold macros, which are never opened here: save it as .xlsx.") % {"name": name}
    )


# --- what could harm --------------------------------------------------------------------------


def _harmless(file: BinaryIO, name: str) -> int:
    """Go through a workbook before it is opened; return how many rows its longest sheet has. Raises FileRefused."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            _is_a_workbook(parts, name)
            _does_not_explode(parts, name)
            return survey(packed, name).rows
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise not_what_it_says(name, ".xlsx") from problem
    finally:
        file.seek(0)


def _is_a_workbook(parts: list[zipfile.ZipInfo], name: str) -> None:
    names = {part.filename for part in parts}
    if any("vbaproject" in part.lower() for part in names):
        raise with_macros(name)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("“%(name)s” is protected by a password: save it without.") % {"name": name})
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise not_what_it_says(name, ".xlsx")


def _does_not_explode(parts: list[zipfile.ZipInfo], name: str) -> None:
    """An archive unpacks to what it says and no more; so what it says is enough to refuse it."""
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > 1 << 20 and part.file_size > MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    whole = any(
        part.file_size > MOST_IN_MEMORY and not part.filename.startswith("xl/worksheets/") for part in parts
    )
    if unpacked > MOST_BYTES or swollen or whole or len(parts) > MOST_PARTS:
        raise FileRefused(
            _(
                "“%(name)s” unpacks to far more than it weighs, and is not opened: copy the table into a new workbook."
            )
            % {"name": name}
        )
