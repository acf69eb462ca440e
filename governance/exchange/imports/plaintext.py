"""Tables of text (.csv, .tsv): in which letters they are written, and which mark parts the cells."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.spreadsheet import uncovered
from governance.exchange.imports.cells import Formula, clean
from governance.exchange.imports.shape import (
    MOST_ROWS,
    SAMPLES,
    FileRefused,
    Line,
    Shape,
    headings,
    no_line,
    too_many,
)

MARKS = ";\t,|"
OTHER_KINDS = (b"<!doctype", b"<html", b"<table", b"<?xml", b"{\\rtf", b"%pdf")
csv.field_size_limit(100_000)  # a quotation mark that is never closed must not swallow the whole file


def recognise(file: BinaryIO, name: str) -> Shape | None:
    """Find out how a table of text is read; None when it is no text. Raises FileRefused."""
    encoding = _encoding(file)
    if encoding is None:
        return None
    found = Shape("csv", [], 0, encoding=encoding, delimiter=_delimiter(file, encoding))
    number, heads = headings(name, _records(file, found))
    found = replace(found, heading_line=number, heads=heads)
    samples: list[list[str]] = []
    count = 0
    for _number, row in lines(file, found):
        count += any(row)
        if any(row) and len(samples) < SAMPLES:
            samples.append(row)
    if count > MOST_ROWS:
        raise too_many()
    if not count:
        raise no_line()
    return replace(found, rows=count, samples=samples)


def lines(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """The records below the headings, each as wide as they are."""
    width = len(shape.heads)
    for number, row in _records(file, shape):
        if number > shape.heading_line:
            yield number, [*row[:width], *[""] * (width - len(row))]


def _encoding(file: BinaryIO) -> str | None:
    """UTF-8 when every byte fits, else what Windows writes; None when it is no text at all."""
    file.seek(0)
    start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _decodes(file, "utf-16") else None
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in start):
        return None
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(OTHER_KINDS):
        return None
    return next((name for name in ("utf-8-sig", "cp1252") if _decodes(file, name)), None)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part := file.read(1 << 20):
            if "\0" in decoder.decode(part):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(file: BinaryIO, encoding: str) -> str:
    """The mark that parts most of the first lines, headings included, into the same number of cells.

    Excel may name it in a line of its own.
    """
    first = list(islice(_text(file, encoding), 20))
    if first and _names_the_mark(first[0]):
        return first[0].strip()[4]
    return max(MARKS, key=lambda mark: _parts(first, mark))


def _names_the_mark(line: str) -> bool:
    return line.lower().startswith("sep=") and len(line.strip("\r\n")) == 5


def _parts(first: list[str], mark: str) -> tuple[int, int]:
    """In how many lines a mark parts the same number of cells, and how many."""
    try:
        widths = Counter(len(row) - 1 for row in csv.reader(first, delimiter=mark) if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((lines, width) for width, lines in widths.items()), default=(0, 0))


def _text(file: BinaryIO, encoding: str) -> Iterator[str]:
    """The text line by line, with the ends of lines that the cells may hold; the file stays open."""
    file.seek(0)
    reader = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from iter(reader.readline, "")  # the reader itself would be closed with this generator
    finally:
        if not file.closed:
            reader.detach()


def _records(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """Every record with the number that it has in a spreadsheet."""
    reader = csv.reader(_text(file, shape.encoding), delimiter=shape.delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error:
            raise FileRefused(
                _("Line %(line)d cannot be read: look for a quotation mark that is opened and never closed.")
                % {"line": number}
            ) from None
        if row is None:
            return
        if number > 1 or not _names_the_mark(shape.delimiter.join(row)):
            yield number, [_cell(text) for text in row]


def _cell(text: str) -> str:
    """One cell; what begins with "=" and is not guarded was meant to be computed."""
    bare = clean(text)
    return Formula(bare) if bare.startswith("=") else uncovered(bare)
