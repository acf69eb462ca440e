"""Tables that leave the house as CSV or XLSX, safe to open in a spreadsheet, whatever their length.

Rows are read as they are written, so a hundred thousand of them take no more memory than a hundred.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import formats, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

# What a spreadsheet takes for a formula, whether or not it stands behind apostrophes or blanks: some take blanks away,
# and signs of full width, and one that is drawn like a minus, for the plain ones.
DANGEROUS = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠−﹢﹣﹦﹫])")
AT_ONCE = 2000  # rows
LONGEST = 32_767  # characters of a cell in a workbook
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_response(
    kind: str, name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """Answer with a table as "csv" or "xlsx"."""
    return {"csv": csv_response, "xlsx": xlsx_response}[kind](name, head, rows)


# --- CSV --------------------------------------------------------------------------------------


def cell(value: Any) -> str:
    """Write a value; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int):
        return formats.localize_input(value) if isinstance(value, Decimal) else str(value)
    text = str(value)
    return f"'{text}" if DANGEROUS.match(text) else text


def uncovered(text: str) -> str:
    """Read a text that `cell` wrote: without the apostrophe that it put before it, if it did."""
    return text[1:] if text.startswith("'") and DANGEROUS.match(text) else text


def csv_response(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Answer with a table, semicolons between cells and a mark of UTF-8, as spreadsheets here expect.

    A short table is answered whole, a long one bit by bit.
    """
    parts = _parts(head, rows, translation.get_language())
    first, second = next(parts), next(parts, None)
    response: HttpResponseBase
    if second is None:
        response = HttpResponse(first, content_type="text/csv; charset=utf-8")
    else:
        whole = chain([first, second], parts)
        response = StreamingHttpResponse(whole, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _parts(head: Sequence[Any], rows: Iterable[Sequence[Any]], language: str) -> Iterator[str]:
    left, mark = chain([head], rows), "\ufeff"
    while True:
        # Most of it is written after the view has returned, when nobody's language is spoken any more.
        with translation.override(language):
            some = [[cell(value) for value in row] for row in islice(left, AT_ONCE)]
        if not some:
            return
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(some)
        yield mark + text.getvalue()
        mark = ""


# --- XLSX -------------------------------------------------------------------------------------


def xlsx_response(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Answer with a workbook: text is text and never a formula, days and numbers are what they are."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the answer closes it
    write_xlsx(file, head, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def write_xlsx(file: Any, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    """Write a workbook of one sheet into a binary file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, value) for value in head])
    for row in rows:
        sheet.append([_typed(sheet, value) for value in row])
    book.save(file)


def _heading(sheet: Any, value: Any) -> Any:
    written = WriteOnlyCell(sheet, str(value))
    written.font = Font(bold=True)
    return written


def _typed(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, date | Decimal | int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    if not DANGEROUS.match(text) and not text.startswith("#"):
        return text
    written = WriteOnlyCell(sheet, text)
    # Said twice: it is text now, and stays text when somebody edits the cell.
    written.data_type, written.quotePrefix = "s", True
    return written
