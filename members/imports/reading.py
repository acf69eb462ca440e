"""A file that somebody brings: what it really is, and its lines one by one.

Nothing is believed but the bytes: not the name, not the media type, not the sizes that an archive tells.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from members.imports import plaintext, workbook
from members.imports.shape import (
    LAST_LINE,
    MOST_CHARACTERS,
    MOST_ROWS,
    FileRefused,
    Line,
    Shape,
    empty,
    no_line,
    not_what_it_says,
    too_many,
    too_much,
)

LARGEST = 30 * 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WITH_MACROS = {".xlsm", ".xltm", ".xlsb", ".xlam"}
OF_TEXT = {".csv", ".tsv", ".txt"}


def recognise(file: BinaryIO, name: str, size: int) -> Shape:
    """Find out how a file is read. Raises FileRefused with a sentence that says what to do."""
    suffix = PurePosixPath(name).suffix.lower()
    _by_its_name(name, suffix)
    if size > LARGEST:
        raise FileRefused(
            _("“%(name)s” weighs %(size)s; the most is %(most)s. Split it.")
            % {"name": name, "size": filesizeformat(size), "most": filesizeformat(LARGEST)}
        )
    if not size:
        raise empty(name)
    first = file.read(4)
    if first == OLE:
        raise FileRefused(
            _("“%(name)s” is an old .xls, or protected by a password: save it as .xlsx without a password.")
            % {"name": name}
        )
    shape = None
    if suffix == ".xlsx" and first == ZIP:
        shape = workbook.recognise(file, name)
    elif suffix in OF_TEXT:
        shape = plaintext.recognise(file, name)
    if shape is None:
        raise not_what_it_says(name, suffix)
    return shape


def _by_its_name(name: str, suffix: str) -> None:
    if suffix in WITH_MACROS:
        raise workbook.with_macros(name)
    if suffix in {".xls", ".ods"}:
        raise FileRefused(_("“%(name)s” cannot be read: save it as .xlsx or .csv.") % {"name": name})
    if suffix not in {*OF_TEXT, ".xlsx"}:
        raise FileRefused(
            _("“%(name)s” is not a table that can be read here: bring a .csv or an .xlsx.") % {"name": name}
        )


def lines(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """The lines below the headings, each with its number and as many cells as there are headings.

    Empty lines are passed over. Raises FileRefused where the file breaks off, or is too long.
    """
    count = characters = 0
    for number, row in {"csv": plaintext, "xlsx": workbook}[shape.format].lines(file, shape):
        if any(row):
            characters += sum(map(len, row))
            if count == MOST_ROWS:
                raise too_many()
            if characters > MOST_CHARACTERS:
                raise too_much()
            count += 1
            yield number, row
        if number > LAST_LINE:
            raise too_many()
    if not count:
        raise no_line()
