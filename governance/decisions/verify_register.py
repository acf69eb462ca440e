#!/usr/bin/env python3
"""Check an exported register of decisions; stand-alone, nothing but Python 3.8 or later.

    python3 verify_register.py register.jsonl [--after HASH]

Each line of the file is one entry, as JSON, oldest first. An entry says its number (`no`), the hash
of the entry before (`previous`; 64 zeros for the first) and its own `hash`: the SHA-256 of the entry
without `hash`, written as JSON with sorted keys, no spaces, characters as they are, in UTF-8.
An entry that is not public shows only those three keys: its place is checked, its words cannot be.

With --after, also check that an entry with this hash is in the chain: keep the last hash you saw,
and nobody can rewrite what came before it without your noticing.

Exit status: 0 intact, 1 not intact, 2 the file cannot be read.
"""

import hashlib
import json
import sys


def seal(entry):
    content = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def faults(entries):
    previous, number = "0" * 64, 1
    for entry in entries:
        name = f"entry {entry['no']} ({entry.get('reference', 'not public')})"
        if entry["no"] != number:
            yield f"{name}: number {number} is missing before it"
        if entry["previous"] != previous:
            yield f"{name}: it does not follow the entry before it"
        if set(entry) != {"no", "previous", "hash"} and seal(entry) != entry["hash"]:
            yield f"{name}: its words were changed after it was sealed"
        previous, number = entry["hash"], entry["no"] + 1


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main(arguments):
    after = None
    if "--after" in arguments:
        at = arguments.index("--after")
        after = arguments[at + 1] if at + 1 < len(arguments) else ""
        arguments = arguments[:at] + arguments[at + 2 :]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        entries = read(arguments[0])
        found = list(faults(entries))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"This is not an export of a register: {problem}")
        return 2
    if after is not None and after not in {entry["hash"] for entry in entries}:
        found.append(f"no entry has the hash {after} any more")
    for fault in found:
        print("FAULT  " + fault)
    withheld = sum(set(entry) == {"no", "previous", "hash"} for entry in entries)
    print(f"{len(entries)} entries, {withheld} not public, {len(found)} faults")
    if entries:
        print(f"last hash: {entries[-1]['hash']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
