"""Sealing and verifying the register, as pure functions over plain dictionaries.

A sealed entry is a dictionary of strings, whole numbers, booleans, lists and dictionaries with the
keys `no`, `previous` and `hash`. The hash is the SHA-256, in hexadecimal, of the entry without
`hash`, written as JSON with sorted keys, no spaces and characters as they are, in UTF-8.
A withheld entry shows only those three keys: its place in the chain can be checked, not its words.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
WITHHELD = {"no", "previous", "hash"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with an entry, and which one."""

    no: int
    reference: str
    why: str


def seal(facts: Mapping[str, Any]) -> str:
    """Return the hash of an entry, a `hash` key left aside."""
    content = {key: value for key, value in facts.items() if key != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(entries: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Check a whole register, oldest first; return every fault, an empty list when it is intact.

    Numbers run from 1 without gap, `previous` is the hash of the entry before (64 zeros for the
    first), and the hash of every entry that is not withheld is that of its own facts.
    """
    faults = []
    previous, expected_no = GENESIS, 1
    for entry in entries:
        for why in _faults(entry, previous, expected_no):
            faults.append(Fault(entry["no"], str(entry.get("reference", entry["no"])), why))
        previous, expected_no = entry["hash"], entry["no"] + 1
    return faults


def _faults(entry: Mapping[str, Any], previous: str, expected_no: int) -> Iterable[str]:
    if entry["no"] != expected_no:
        yield f"number {expected_no} is missing before it"
    if entry["previous"] != previous:
        yield "it does not follow the entry before it"
    if set(entry) != WITHHELD and seal(entry) != entry["hash"]:
        yield "its words were changed after it was sealed"
