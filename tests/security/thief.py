"""A thief who has the files of the database, and reads them byte by byte: rows that are gone from the tables too.

On PostgreSQL a file is cut at every place where a row may begin, whatever the page says is there: the dead are as good as the
living, and so is what a VACUUM left behind. Each row tells the transaction that wrote it, and the one that ended it; a
ballot and a mark on the roll that share one belong together. On SQLite the write-ahead log is played again,
commit by commit: what comes in together belongs together.
"""

import re
import shutil
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

PAGE = 8192
CODE = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
Query = Callable[[str], list[tuple]]
Read = Callable[[str], bytes]
# What a thief believes: for each code of a ballot, the lines of the roll that it may belong to.
Guesses = dict[str, set[int]]


def given_away(guesses: Mapping[str, set[int]], truth: Mapping[int, str]) -> int:
    """How many voters a thief finds on average, who draws one of the lines that a ballot may belong to."""
    odds = [1 / len(guesses[code]) for voice, code in truth.items() if voice in guesses.get(code, ())]
    return round(sum(odds))


# --- PostgreSQL ---------------------------------------------------------------------------------


def files_of(query: Query, table: str) -> dict[str, str]:
    """The files of a table, of its indexes, and of its TOAST with its own: the name of each, and where it is."""
    rows = query(
        f"""
        WITH own AS (SELECT oid, reltoastrelid FROM pg_class WHERE oid = '{table}'::regclass),
             heaps AS (SELECT oid FROM own UNION SELECT reltoastrelid FROM own WHERE reltoastrelid <> 0),
             files AS (SELECT oid FROM heaps UNION SELECT indexrelid FROM pg_index JOIN heaps ON oid = indrelid)
        SELECT oid::regclass::text, pg_relation_filepath(oid) FROM files
        """
    )
    return {name: path for name, path in rows if path}


def of_postgresql(query: Query, read: Read, *, roll: str, box: str) -> Guesses:
    """Link by the bytes of both tables."""
    voices: dict[int, set[int]] = defaultdict(set)
    for first, marks, _row in rows(query, read, roll):
        for mark in marks:
            voices[mark].add(first)
    found: Guesses = defaultdict(set)
    for _first, marks, row in rows(query, read, box):
        if code := CODE.search(row):
            for mark in marks:
                told = code[0].decode()
                found[told] = _likelier(found[told], voices.get(mark, set()))
    return found


def _likelier(one: set[int], other: set[int]) -> set[int]:
    """Of two guesses, the one that leaves fewer to choose from."""
    return min((guess for guess in (one, other) if guess), key=len, default=set())


def rows(query: Query, read: Read, table: str) -> Iterator[tuple[int, set[int], bytes]]:
    """Every row that the file of a table holds, dead or alive: its first eight bytes, its transactions, its bytes."""
    ((columns,),) = query(f"SELECT max(attnum)::int FROM pg_attribute WHERE attrelid = '{table}'::regclass")
    ((path,),) = query(f"SELECT pg_relation_filepath('{table}')")
    content = read(path)
    for start in range(0, len(content), PAGE):
        yield from _rows_of_page(content[start : start + PAGE], columns)


def _rows_of_page(page: bytes, columns: int) -> Iterator[tuple[int, set[int], bytes]]:
    for place in range(24, len(page) - 32, 8):
        xmin, xmax, _cid, _block, _line, mask2, mask, data = struct.unpack_from("<IIIIHHHB", page, place)
        bitmap = (columns + 7) // 8 if mask & 1 else 0
        if mask2 & 0x7FF != columns or data != (23 + bitmap + 7) // 8 * 8 or xmin < 3:
            continue
        (first,) = struct.unpack_from("<q", page, place + data)
        yield first, {mark for mark in (xmin, xmax) if mark >= 3}, page[place : place + 400]


# --- SQLite -------------------------------------------------------------------------------------


def of_sqlite(stolen: Path, *, roll: str, box: str) -> Guesses:
    """Link by what each commit of the write-ahead log brought, played again one after the other."""
    found: Guesses = defaultdict(set)
    known: tuple[set[int], set[str]] = (set(), set())
    for copy in _moments(stolen):
        here = _read(copy, roll, box)
        voices, codes = here[0] - known[0], here[1] - known[1]
        for code in codes:
            found[code] = _likelier(found[code], voices)
        known = (known[0] | here[0], known[1] | here[1])
    return found


def steal(database: Path, into: Path) -> Path:
    """Copy a database and its log as they lie on the disk."""
    into.mkdir(exist_ok=True)
    for name in (database.name, f"{database.name}-wal"):
        if (there := database.with_name(name)).exists():
            shutil.copy(there, into / name)
    return into / database.name


def _moments(stolen: Path) -> Iterator[Path]:
    """The database as it was after each commit that its log holds: its pages are laid over those of the file."""
    log = stolen.with_name(f"{stolen.name}-wal")
    written = log.read_bytes() if log.exists() else b""
    yield stolen
    for pages in _commits(written):
        with stolen.open("r+b") as file:
            for place, page in pages:
                file.seek(place)
                file.write(page)
        yield stolen


def _commits(log: bytes) -> Iterator[list[tuple[int, bytes]]]:
    """The pages that each commit of a write-ahead log wrote, and where; its last frame says how long the database is."""
    if len(log) < 32:
        return
    (size,) = struct.unpack_from(">I", log, 8)
    pages = []
    for start in range(32, len(log) - size, size + 24):
        number, length = struct.unpack_from(">II", log, start)
        if log[start + 8 : start + 16] != log[16:24]:
            return
        pages.append(((number - 1) * size, log[start + 24 : start + 24 + size]))
        if length:
            yield pages
            pages = []


def _read(stolen: Path, roll: str, box: str) -> tuple[set[int], set[str]]:
    """Who has voted, and the codes in the box, as somebody sees them who opens the file at this moment."""
    with closing(sqlite3.connect(f"file:{stolen}?immutable=1", uri=True)) as opened:
        voices: Iterable[tuple[int]] = opened.execute(f"SELECT id FROM {roll} WHERE voted_at IS NOT NULL")
        codes: Iterable[tuple[str]] = opened.execute(f"SELECT code FROM {box}")
        return {voice for (voice,) in voices}, {code for (code,) in codes}
