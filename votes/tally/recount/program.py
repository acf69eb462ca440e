"""Count the published box of a secret vote again, on any computer, with nothing but Python 3.11 or later.

    python3 -I recount.py box.json

The outcome of the count is printed as JSON. On the way, the program checks that the text that was voted on, the
number of a lot, the ballots and the outcome have the fingerprints that are published; that no code is there
twice; that there are no more ballots than voices on the roll; and that every code has the organisation's
signature (Ed25519). What was checked, and what cannot be, is said on the way (on standard error).

Exit status: 0 the same, 1 not the same, 2 the file cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from votes.rules.shapes import RuleError
from votes.tally.arithmetic import Json, fingerprint, outcome
from votes.tally.recount.ed25519 import is_signed

FORMAT = "assemblage box 1"
CODE = re.compile(r"[0-9a-f]{32}")
# What a count by heads says alike, whether colleges weigh beside it or not.
HEADS = ("registered", "cast", "for", "against", "abstain", "absent", "heads", "quorum")
Ballots = Sequence[Mapping[str, Any]]


def sha256(text: str) -> str:
    """Hash a text, in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def box_digest(ballots: Ballots) -> str:
    """Hash the ballots as they are published: a line of JSON for each, without its signature, in the order of codes."""
    said = ("code", "college", "content")
    lines = [[ballot[name] for name in said] for ballot in sorted(ballots, key=lambda one: str(one["code"]))]
    return sha256("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def message(round_id: int, code: str) -> bytes:
    """The bytes that a receipt signs: which vote, and the code of the ballot; never what was marked."""
    return f"assemblage receipt v1\nround {round_id}\ncode {code}\n".encode()


def count(box: Mapping[str, Any]) -> Json | None:
    """Count a published box again: by heads alone where colleges are withheld, None where what was marked is."""
    if "content" in box["withheld"]:
        return None
    facts, roll, ballots = dict(box), box["roll"], box["ballots"]
    if "college" in box["withheld"]:
        facts["rule"], roll = {**box["rule"], "colleges": None}, {"": sum(box["roll"].values())}
    voices = Counter((ballot["college"] or "", ballot["content"]) for ballot in ballots)
    found = outcome(facts, roll, [(college, line, voices[college, line]) for college, line in sorted(voices)])
    if "college" in box["withheld"]:
        found = {key: found[key] for key in HEADS}
    counted: Json = json.loads(json.dumps(found))
    return counted


def differences(box: Mapping[str, Any], counted: Json | None) -> Iterator[str]:
    """Say what does not agree with what, one sentence each; nothing where everything does."""
    if sha256(box["text"]) != box["text_sha256"]:
        yield "The text that was voted on does not have its fingerprint."
    if (sha256(box["lot_nonce"]) if box["lot_nonce"] else "") != box["lot_sha256"]:
        yield "The number of the lot is not the one that was sealed at the opening."
    if box_digest(box["ballots"]) != box["box_sha256"]:
        yield "The ballots do not have the fingerprint of the box: one was changed, added or taken away."
    yield from _odd_ballots(box)
    yield from _outcomes(box, counted)


def _odd_ballots(box: Mapping[str, Any]) -> Iterator[str]:
    ballots = box["ballots"]
    codes = [str(ballot["code"]) for ballot in ballots]
    if strange := [code for code in codes if not CODE.fullmatch(code)]:
        yield f"{strange[0]} is not the code of a ballot."
    if twice := [code for code, times in Counter(codes).items() if times > 1]:
        yield f"The code {twice[0]} is in the box twice."
    if len(ballots) > sum(box["roll"].values()):
        yield "There are more ballots in the box than voices on the roll."
    if box["signed"]:
        for ballot in ballots:
            if not is_signed(box["public_key"], message(box["round"], ballot["code"]), ballot["signature"]):
                yield f"The ballot {ballot['code']} does not have the organisation's signature."


def _outcomes(box: Mapping[str, Any], counted: Json | None) -> Iterator[str]:
    told = box["outcome"]
    if not box["withheld"] and fingerprint(told) != box["outcome_sha256"]:
        yield "The outcome does not have its fingerprint."
    if counted is not None and counted != {key: told.get(key) for key in counted}:
        wrong = sorted(key for key in counted if counted[key] != told.get(key))
        yield f"The count gives another outcome than the published one ({', '.join(wrong)})."


def said(box: Mapping[str, Any]) -> Iterator[str]:
    """Say what was checked, and what cannot be from this file."""
    number = len(box["ballots"])
    yield f"{number} ballots for {sum(box['roll'].values())} voices on the roll; the fingerprints agree."
    if box["signed"]:
        yield f"{number} codes have the organisation's signature."
    else:
        yield "The organisation has another key today than when this vote opened: signatures are not published."
    few = f"fewer than {box['smallest']} people voted in one of the colleges"
    if "content" in box["withheld"]:
        yield (
            f"Because {few} and the colleges weigh, only the codes are published: this program "
            "cannot count them. Whoever keeps the house does it with: manage.py verify_round"
        )
    elif "college" in box["withheld"]:
        yield (
            f"Because {few}, no ballot tells its college: the voices by heads are counted again "
            "and are the same; the weighing by college cannot be done from this file."
        )
    else:
        yield "The count gives the outcome that was published, to the last digit."


def _by_rule(box: Mapping[str, Any]) -> tuple[Json | None, list[str]]:
    """Count, or say why the rule refuses this box."""
    try:
        return count(box), []
    except RuleError as problem:
        return None, [f"The box cannot be counted by its rule: {problem}."]


def main(arguments: Sequence[str]) -> int:
    """Count the box in a file, say what was found, and return 0, 1 or 2."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        box = json.loads(Path(arguments[0]).read_text("utf-8"))
        if box["format"] != FORMAT:
            raise ValueError(f"its format is {box['format']!r}, and not {FORMAT!r}")
        counted, refused = _by_rule(box)
        found = [*differences(box, counted), *refused]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        print(f"This cannot be counted as a published box: {problem!r}", file=sys.stderr)
        return 2
    if counted is not None:
        print(json.dumps(counted, sort_keys=True))
    for sentence in found or said(box):
        print(sentence, file=sys.stderr)
    return 1 if found else 0
