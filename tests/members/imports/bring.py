"""Files as people bring them, and the way they go: brought, checked, imported."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from core.outbox.actions import drain
from members.imports import findings_in_words
from members.imports.actions import requesting
from members.imports.models import Import


def text_file(
    rows: Any, *, name: str = "table.csv", encoding: str = "utf-8", mark: str = ";"
) -> SimpleUploadedFile:
    """A table of text; `rows` are lists of cells, or the text itself."""
    if not isinstance(rows, str):
        out = io.StringIO()
        csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows)
        rows = out.getvalue()
    return SimpleUploadedFile(name, rows.encode(encoding))


def workbook(rows: Any, *, name: str = "table.xlsx", **more: Any) -> SimpleUploadedFile:
    """A workbook whose first sheet has these rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = more.get("title", "Feuil1")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def brought(kind: str, rows: Any, *, by: Any) -> Import:
    """A file brought and matched by its headings alone."""
    upload = rows if isinstance(rows, SimpleUploadedFile) else text_file(rows)
    return requesting.receive(upload, kind, actor=by)


def checked(kind: str, rows: Any, *, by: Any) -> Import:
    """A file that was checked."""
    job = brought(kind, rows, by=by)
    return again(job, by=by)


def again(job: Import, *, by: Any) -> Import:
    """The same file, checked (again)."""
    requesting.choose_columns(job, job.columns, actor=by)
    drain("work")
    return Import.objects.get(pk=job.pk)


def imported(kind: str, rows: Any, *, by: Any) -> Import:
    """A file that was checked, and imported if it could be."""
    job = checked(kind, rows, by=by)
    assert not job.counts.get("errors"), told(job)
    requesting.confirm(job, actor=by)
    drain("work")
    return Import.objects.get(pk=job.pk)


def told(job: Import, only: str = "") -> list[tuple[int, str]]:
    """What the check says, in English: (line, sentence) with the column where it names one."""
    with translation.override("en"):
        found = list(findings_in_words.in_words(job, findings_in_words.lines(job, only)))
    return [
        (shown.line, f"{said.column} {said.sentence}".strip() if said else shown.effect)
        for shown in found
        for said in [*shown.problems, *shown.cautions, *([] if shown.problems else [None])]
    ]


def errors(job: Import) -> list[tuple[int, str]]:
    """What is wrong, in English."""
    with translation.override("en"):
        found = list(findings_in_words.in_words(job, findings_in_words.lines(job, "errors")))
    return [
        (shown.line, f"{said.column} {said.sentence}".strip()) for shown in found for said in shown.problems
    ]
