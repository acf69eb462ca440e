"""Sealing and following the register, as pure functions over plain dictionaries: what checks it here, and elsewhere.

A line of the register is a dictionary with `format`, `no`, `previous`, `hash`, `public` and `content`. One that is
withheld has `content_sha256` instead of `content` in format 2, and neither in format 1. docs/proofs.md says the bytes.
Nothing but the standard library, and what needs nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core import canonical
from core.verdict import is_hex
from governance.decisions.words import WORDS

FORMAT = 2
GENESIS = "0" * 64
CONTENT = {
    "body": str, "decided_at": str, "ground": dict, "outcome": str, "reference": str, "review_on": (str, type(None)),
    "source": str, "text": str, "title": str, "visibility": str,
}  # fmt: skip
CONTENTS = {1: CONTENT, 2: {**CONTENT, "salt": str}}
_REFERENCE = re.compile(r"D-[0-9]{4}-[0-9]{3,6}")

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with an entry, and which one: `code` for programs, `why` for people."""

    no: int
    reference: str
    code: str

    @property
    def why(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """What is wrong, in a sentence."""
        return WORDS[self.code][language].format(entry=self.reference)


def content_sha256(line: Line) -> str:
    """What stands for the words of an entry: their hash, or that which is shown in their place."""
    if "content" in line:
        return canonical.sha256(line["content"])
    return str(line["content_sha256"])


def seal(line: Line, past: str = GENESIS) -> str:
    """Return the hash of an entry, whatever its `hash` says; `past` as `Chain` gives it.

    A line of format 1 that is withheld has none that could be computed: KeyError.
    """
    if line["format"] == 1:
        facts = {**line["content"], "no": line["no"], "previous": line["previous"]}
        return hashlib.sha256(canonical.write(facts).encode()).hexdigest()
    text = (
        f"assemblage register entry 2\nno {line['no']}\nprevious {line['previous']}\npast {past}\n"
        f"public {_yes(line['public'])}\ncontent {content_sha256(line)}\n"
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _yes(public: bool) -> str:
    return "yes" if public else "no"


def past(lines: Iterable[Line]) -> str:
    """Hash the places of all entries of format 1, oldest first."""
    old = hashlib.sha256()
    for line in lines:
        old.update(_place(line))
    return old.hexdigest()


def _place(line: Line) -> bytes:
    return f"{line['no']} {line['previous']} {line['hash']} {_yes(line['public'])}\n".encode()


def shape(line: Any) -> str | None:
    """The code of what is wrong with how a line is made, whatever it says; None where nothing is."""
    if not isinstance(line, dict) or type(line.get("format")) is not int:
        return "fields"
    if line["format"] not in CONTENTS:
        return "line_format"
    if set(line) not in _keys(line["format"]):
        return "fields"
    if type(line["no"]) is not int or not all(is_hex(line[key], 64) for key in line if key in _HASHES):
        return "types"
    if type(line["public"]) is not bool:
        return "types"
    return _content_shape(line, CONTENTS[line["format"]]) if "content" in line else None


_HASHES = {"previous", "hash", "content_sha256"}


def _keys(format_: int) -> tuple[set[str], set[str]]:
    always = {"format", "no", "previous", "hash", "public"}
    return always | {"content"}, (always | {"content_sha256"} if format_ == 2 else always)


def _content_shape(line: Line, wanted: Mapping[str, Any]) -> str | None:
    content = line["content"]
    if not isinstance(content, dict) or set(content) != set(wanted):
        return "fields"
    if not all(isinstance(content[key], kind) for key, kind in wanted.items()):
        return "types"
    if line["public"] != (content["visibility"] == "public"):
        return "public"
    return None if is_hex(content.get("salt", "0" * 32), 32) else "types"


@dataclass
class Chain:
    """A register that is followed line by line, oldest first.

    `past` is what the next entry of format 2 seals beside the one before: after entries of format 1 all of them,
    since one that is withheld there holds neither its own place nor what came before it.
    """

    # How many entries were read, and the number that the last one says.
    count: int = 0
    no: int = 0
    head: str = GENESIS
    format: int = 1
    # The last entry that is withheld in format 1: what comes after it says nothing of what came before.
    loose: int = 0
    _old: Any = field(default_factory=hashlib.sha256)

    @property
    def past(self) -> str:
        """64 zeros, or the hash of a line "no previous hash public" for each entry, where all of them are of format 1."""
        return GENESIS if self.format == 2 or self.count == 0 else str(self._old.hexdigest())

    @property
    def held_from(self) -> int:
        """The first entry that the hash of the last one vouches for; past the last one where it vouches for none."""
        return 1 if self.format == 2 else self.loose + 1

    def add(self, line: Line) -> list[str]:
        """Take the next line; return the codes of what does not hold."""
        found = list(self._faults(line))
        if line["format"] == 1:
            self._old.update(_place(line))
            self.loose = self.loose if "content" in line else self.count + 1
        self.count, self.no = self.count + 1, line["no"]
        self.head, self.format = line["hash"], line["format"]
        return found

    def _faults(self, line: Line) -> Iterator[str]:
        if line["no"] != self.no + 1:
            yield "number"
        if line["previous"] != self.head:
            yield "link"
        if line["format"] < self.format and self.count:
            yield "older_format"
        elif (line["format"] == 2 or "content" in line) and seal(line, self.past) != line["hash"]:
            yield "words"


def verify(lines: Iterable[Line]) -> list[Fault]:
    """Check a whole register, oldest first; return every fault, an empty list when it is intact."""
    chain, faults = Chain(), []
    for line in lines:
        faults += [Fault(line["no"], name(line), code) for code in chain.add(line)]
    return faults


def name(line: Line) -> str:
    """What people call an entry; whatever stands in a line, nothing but a number or a reference."""
    reference = line["content"]["reference"] if "content" in line else ""
    return reference if _REFERENCE.fullmatch(reference) else str(line["no"])[:20]
