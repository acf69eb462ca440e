"""Check a register of decisions that was downloaded; stand-alone, nothing but Python 3.11 or later.

    python3 -I verify_register.py register.jsonl --head HASH [--key FINGERPRINT]
    python3 -I verify_register.py register.jsonl --after HASH [--key FINGERPRINT]

HASH and FINGERPRINT are what you know from elsewhere: a mail, minutes, a screen at the meeting. Those that
come with the file prove nothing.

--head   the fingerprint of the last entry: the whole register is the one it vouches for, to the end
--after  the fingerprint of an earlier entry, that you kept: nothing up to it was rewritten
--key    the fingerprint of the key of the organisation: it signed this register

Exit status: 0 checked and right, 1 checked and wrong, 2 could not check (something is missing that proves it).
What was not checked is said. The formats: docs/proofs.md.

Vérifie un registre des décisions téléchargé. HASH et FINGERPRINT sont les empreintes que vous connaissez par
ailleurs : un courriel, un procès-verbal, l’écran de la séance. Celles qui accompagnent le fichier ne prouvent rien.
Code de sortie : 0 vérifié et juste, 1 vérifié et faux, 2 non vérifié.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from core import canonical, verdict
from core.ed25519 import fingerprint, is_signed
from core.verdict import Report, Said, is_hex
from governance.decisions import chain
from governance.decisions.words import WORDS

FORMAT = "assemblage register 2"
HEADER = {"count", "format", "head", "public_key", "signature"}
LONGEST_LINE = 32 * 1024 * 1024
OPTIONS = ("--head", "--after", "--key")


class Unreadable(Exception):
    """The file cannot be followed any further, and why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.code)
        self.said = said


def signed_message(count: int, head: str) -> bytes:
    """The bytes that the organisation signs under a register: how many entries, and the hash of the last."""
    return f"assemblage register head 2\ncount {count}\nhead {head}\n".encode()


def examine(file: BinaryIO, *, head: str = "", after: str = "", key: str = "") -> Report:
    """Check a register with what is known from elsewhere; everything that was found, and what was not checked."""
    report = Report()
    try:
        header = _header(file)
    except Unreadable as problem:
        report.open.append(problem.said)
        return report
    followed = Followed(anchors={head, after} - {""})
    try:
        for number, line in _lines(file, 2):
            followed.take(number, line, report)
    except Unreadable as problem:
        report.wrong.append(problem.said)
        return report
    _file(header, followed.chain, report)
    _signed(header, key, report)
    _anchored(followed, head, after, report)
    _withheld(followed, report)
    return report


class Followed:
    """A register as it was read so far, with what is needed to say how far an anchor holds it."""

    def __init__(self, anchors: set[str]) -> None:
        self.chain = chain.Chain()
        self.withheld = {1: 0, 2: 0}
        self.missing: list[int] = []
        # The anchors that were met: the number of their entry, and the first entry that they hold.
        self.met: dict[str, tuple[int, int]] = {}
        self._anchors = anchors

    def take(self, number: int, line: Any, report: Report) -> None:
        if code := chain.shape(line):
            raise Unreadable(Said(code, {"entry": number - 1}))
        entry = chain.name(line)
        report.wrong += [Said(code, {"entry": entry}) for code in self.chain.add(line)]
        if "content" not in line and line["public"]:
            self.missing.append(self.chain.count)
        elif "content" not in line:
            self.withheld[line["format"]] += 1
        if line["hash"] in self._anchors:
            self.met.setdefault(line["hash"], (self.chain.count, self.chain.held_from))


def _header(file: BinaryIO) -> dict[str, Any]:
    """The first line, which says what the file is. Nothing in it is trusted: it is compared with the rest."""
    for _number, header in _lines(file, 1):
        if isinstance(header, dict) and header.get("format") == FORMAT and _is_header(header):
            return header
        raise Unreadable(Said("no_register", {"format": FORMAT}))
    raise Unreadable(Said("empty"))


def _is_header(header: dict[str, Any]) -> bool:
    return (
        set(header) == HEADER
        and type(header["count"]) is int
        and is_hex(header["head"], 64)
        and is_hex(header["public_key"], 64)
        and is_hex(header["signature"], 128)
    )


def _lines(file: BinaryIO, number: int) -> Iterator[tuple[int, Any]]:
    """Read line after line, each in the one way in which it may be written."""
    while line := file.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise Unreadable(Said("too_long" if len(line) == LONGEST_LINE else "cut_line", {"line": number}))
        try:
            yield number, canonical.read(line[:-1])
        except canonical.Refused as problem:
            raise Unreadable(Said(problem.code, {"line": number})) from None
        number += 1


def _file(header: dict[str, Any], followed: chain.Chain, report: Report) -> None:
    if header["count"] != followed.count:
        report.wrong.append(Said("count", {"told": str(header["count"])[:20], "found": followed.count}))
    if header["head"] != followed.head:
        report.wrong.append(Said("file_head"))


def _signed(header: dict[str, Any], key: str, report: Report) -> None:
    used = fingerprint(header["public_key"])
    message = signed_message(header["count"], header["head"])
    if not is_signed(header["public_key"], message, header["signature"]):
        report.wrong.append(Said("signature"))
    elif not key:
        report.hidden.append(Said("no_key", {"used": used}))
    elif key != used:
        report.wrong.append(Said("other_key", {"used": used}))
    else:
        report.right.append(Said("signed", {"used": used}))


def _anchored(followed: Followed, head: str, after: str, report: Report) -> None:
    count = followed.chain.count
    if not head and not after:
        report.open.append(Said("no_anchor", {"count": count}))
    for anchor in filter(None, dict.fromkeys((after, head))):
        if anchor == chain.GENESIS == followed.chain.head:
            report.right.append(Said("to_the_end", {"count": 0}))
        elif anchor not in followed.met:
            report.wrong.append(Said("head_unknown", {"hash": anchor}))
        else:
            _held(followed, anchor, report, whole=anchor == head)
    if after and not head and after in followed.met and followed.met[after][0] < count:
        report.hidden.append(Said("after_end", {"no": followed.met[after][0]}))


def _held(followed: Followed, anchor: str, report: Report, *, whole: bool) -> None:
    """Say what an anchor vouches for. `whole`: it was given as the end of the register."""
    no, first = followed.met[anchor]
    count = followed.chain.count
    if first <= no:
        report.right.append(Said("held", {"first": first, "last": no, "hash": anchor}))
    if first > 1:
        report.open.append(Said("not_held", {"last": first - 1}))
    if whole and no < count:
        report.open.append(Said("head_earlier", {"no": no, "count": count}))
    elif whole:
        report.right.append(Said("to_the_end", {"count": count}))


def _withheld(followed: Followed, report: Report) -> None:
    if followed.missing:
        report.open.append(Said("public_hidden", {"count": len(followed.missing), "no": followed.missing[0]}))
    if followed.withheld[2]:
        report.hidden.append(Said("words_hidden", {"count": followed.withheld[2]}))
    if followed.withheld[1]:
        report.hidden.append(Said("old_hidden", {"count": followed.withheld[1]}))


def main(arguments: Sequence[str]) -> int:
    """Check the register in a file, say what was found, and return 0, 1 or 2."""
    asked = verdict.options(list(arguments), OPTIONS)
    if asked is None:
        return verdict.usage(__doc__)
    name, given = asked
    try:
        with open(name, "rb") as file:
            report = examine(file, **{option.removeprefix("--"): value for option, value in given.items()})
    except OSError as problem:
        report = Report(open=[Said("no_file", {"why": type(problem).__name__})])
    report.print(WORDS, sys.stdout)
    return report.status
