"""Where in a file something was met first.

A hundred thousand marks are kept as whole numbers, which weigh a third of what texts and tuples do.
"""

from hashlib import blake2b
from zlib import crc32

from members.imports.cells import key

_LINE = 0xFFFFFFFF
_SEAT = 1 << 32


class FirstLines:
    """What was met on the lines so far."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def before(self, mark: str, value: object, line: int) -> int:
        """Note that a line holds a value; return the first line that held it, or 0 when it is this one."""
        first = self._first.setdefault(_mark(mark, value), line)
        return first if first != line else 0

    def address(self, email: str, name: str, line: int, *, seat: bool) -> int:
        """Note whose address an e-mail is; return the line that has it for somebody else, or 0.

        One address is one human being, under one name: they may hold one seat, and act for organisations.
        """
        mark, holder = _mark("email", email), crc32(key(name).encode()) << 33
        first = self._first.setdefault(mark, holder | (_SEAT * seat) | line)
        is_other = first >> 33 != holder >> 33 or (seat and first & _SEAT)
        if first & _LINE != line and is_other:
            return first & _LINE
        self._first[mark] = first | (_SEAT * seat)
        return 0


def _mark(kind: str, value: object) -> int:
    return int.from_bytes(blake2b(f"{kind} {value}".encode(), digest_size=8).digest())
