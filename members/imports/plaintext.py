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
from members.imports.cells import Formula, clean
from members.imports.shape import (
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_COLUMNS,
    MOST_ROWS,
    SAMPLES,
    FileRefused,
    Line,
    Shape,
    headings,
    no_line,
    too_long,
    too_many,
)

MARKS = ";\t,|"
OTHER_KINDS = (b"<!doctype", b"<html", b"<table", b"<?xml", b"{\\rtf", b"%pdf")
csv.field_size_limit(LONGEST_CELL)  # a quotation mark that is never closed must not swallow the whole file


def recognise(file: BinaryIO, name: str) -> Shape | None:
    """Find out how a table of text is read; None when it is no text. Raises FileRefused."""
    encoding = _encoding(file)
    if encoding is None:
        return None
    shape = Shape("csv", [], 0, encoding=encoding, delimiter=_delimiter(file, encoding))
    number, heads = headings(name, _records(file, shape))
    shape = replace(shape, heading_line=number, heads=heads)
    samples: list[list[str]] = []
    count = 0
    for _number, row in lines(file, shape):
        count += any(row)
        if any(row) and len(samples) < SAMPLES:
            samples.append(row)
    if count > MOST_ROWS:
        raise too_many()
    if not count:
        raise no_line()
    return replace(shape, rows=count, samples=samples)


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
    first = _beginning(file, encoding, 20)
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


class Text:
    """The lines of a text, with the ends of lines that the cells may hold; the file stays open.

    What is taken for one record of the table, however many lines of text it has, is measured.
    """

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        self.file = file
        self.reader = io.TextIOWrapper(file, encoding=encoding, newline="")
        self.record, self.taken = 1, 0

    def __iter__(self) -> Iterator[str]:
        # The reader itself, iterated, would close the file with this generator.
        while line := self.reader.readline(LONGEST_LINE + 1):
            self.taken += len(line)
            if self.taken > LONGEST_LINE:
                raise too_long(self.record)
            yield line

    def next_record(self, number: int) -> None:
        """Begin to measure the next record."""
        self.record, self.taken = number, 0

    def let_go(self) -> None:
        """Leave the file as it was found."""
        if not self.file.closed:
            self.reader.detach()


def _beginning(file: BinaryIO, encoding: str, count: int) -> list[str]:
    """The first lines of a text."""
    text, beginning = Text(file, encoding), []
    try:
        for number, line in enumerate(islice(text, count), start=2):
            beginning.append(line)
            text.next_record(number)
    finally:
        text.let_go()
    return beginning


def _records(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """Every record with the number that it has in a spreadsheet."""
    text = Text(file, shape.encoding)
    reader, number = csv.reader(text, delimiter=shape.delimiter), 0
    try:
        while True:
            number += 1
            text.next_record(number)
            row = _next(reader, number)
            if row is None:
                return
            if number > 1 or not _names_the_mark(shape.delimiter.join(row)):
                # No table has more columns than that: what stands beyond is cut in any case.
                yield number, [_cell(cell) for cell in row[: MOST_COLUMNS + 1]]
    finally:
        text.let_go()


def _next(reader: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise FileRefused(
            _("Line %(line)d cannot be read: look for a quotation mark that is opened and never closed.")
            % {"line": number}
        ) from None


def _cell(text: str) -> str:
    """One cell; what begins with "=" and is not guarded was meant to be computed."""
    bare = clean(text)
    return Formula(bare) if bare.startswith("=") else uncovered(bare)
