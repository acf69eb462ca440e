"""Count the case in a file: one JSON object on the way out, or one sentence on what is wrong."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from votes.rules.exact import MalformedCase, parse
from votes.rules.registry import count
from votes.rules.shapes import RuleError

USAGE = "usage: python -m votes.rules FILE (a case as JSON, possibly gzipped; - reads standard input)"


def main(arguments: Sequence[str]) -> int:
    """Print the outcome of one case file, and return 0; or say in one sentence what is wrong, and return 2."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(USAGE, file=sys.stdout if "-h" in arguments or "--help" in arguments else sys.stderr)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    try:
        # ASCII, so that no terminal and no locale can spoil it.
        print(json.dumps(count(parse(read_file(arguments[0])))))
    except RuleError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def read_file(name: str) -> str:
    """Read a file as text, gzipped or not. Raises MalformedCase when that cannot be."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedCase("the file is not text in UTF-8") from None
    except (OSError, EOFError, ValueError, zlib.error) as problem:
        why = getattr(problem, "strerror", None) or "it is not a readable file"
        raise MalformedCase(f"the file cannot be read: {why.lower()}") from None
