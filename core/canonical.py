"""JSON that can be written in one way only, and is read back no other way: what is sealed or published for checking.

The writing: keys sorted by their code points, no spaces, characters as they are (only what JSON must escape is), UTF-8.
The values: objects, lists, texts, true, false, null and whole numbers. Nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

DEEPEST = 60
LONGEST_NUMBER = 1000


class Refused(ValueError):
    """Why some bytes are not JSON in this writing, in one word that programs know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write(value: Any) -> str:
    """Write a value the one way. Raises ValueError where there is none."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(value: Any) -> str:
    """Hash the one writing of a value."""
    return hashlib.sha256(write(value).encode()).hexdigest()


def check(value: Any) -> None:
    """Make sure that a value can be read back as it is. Raises Refused, or another ValueError, where it cannot."""
    read(write(value).encode("utf-8", "surrogatepass"))


def read(written: bytes) -> Any:
    """Read a value from its one writing; anything else is refused, and never guessed at."""
    value = _parsed(_decoded(written))
    if _depth(value) > DEEPEST:
        raise Refused("too_deep")
    try:
        again = write(value).encode()
    except UnicodeEncodeError:
        raise Refused("surrogate") from None
    if again != written:
        raise Refused("not_canonical")
    return value


def _decoded(written: bytes) -> str:
    try:
        # What `surrogatepass` wrote is no UTF-8 either.
        return written.decode()
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_int=_whole, parse_float=_broken, parse_constant=_broken
        )
    except Refused:
        raise
    except RecursionError:
        raise Refused("too_deep") from None
    except ValueError:
        raise Refused("not_json") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("duplicate_key")
    return found


def _whole(digits: str) -> int:
    # Looked at before it is converted: the time that takes grows with the square of the length.
    if len(digits) > LONGEST_NUMBER:
        raise Refused("long_number")
    return int(digits)


def _broken(_number: str) -> Any:
    raise Refused("not_whole")


def _depth(value: Any) -> int:
    """How many objects and lists lie within one another, without recursion."""
    depth, level = 0, [value]
    while level := [one for box in level for one in _inside(box)]:
        depth += 1
    return depth


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
