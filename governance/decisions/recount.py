"""Count the published box of a secret vote again; stand-alone, nothing but Python 3.11 or later.

    python3 -I recount.py box.json --key FINGERPRINT --head HASH

FINGERPRINT and HASH are what you know from elsewhere: a mail, minutes, a screen at the meeting. Those that come
with the file prove nothing.

--key   the fingerprint of the key of the organisation, which signed the code of every ballot
--head  the fingerprint of the decision in the register, or that of any later entry, such as the last one

The outcome of the count is printed as JSON. What was checked, and what was not, is said on the way (on standard error).

Exit status: 0 checked and right, 1 checked and wrong, 2 could not check (something is missing that proves it).
The format: docs/proofs.md.

Dépouille de nouveau l’urne publiée d’un vote secret. FINGERPRINT et HASH sont les empreintes que vous connaissez par
ailleurs : un courriel, un procès-verbal, l’écran de la séance. Celles qui accompagnent le fichier ne prouvent rien.
Code de sortie : 0 vérifié et juste, 1 vérifié et faux, 2 non vérifié.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from core import canonical, verdict
from core.verdict import Report, Said
from governance.decisions.verifier import Followed, Unreadable
from governance.decisions.words import WORDS as REGISTER_WORDS
from votes.tally.recount import program, words

WORDS = {**REGISTER_WORDS, **words.WORDS}
OPTIONS = ("--key", "--head")

Json = dict[str, Any]


def examine(written: bytes, *, key: str = "", head: str = "") -> tuple[Report, Json | None]:
    """Check and count a box with what is known from elsewhere: what was found, and what the count gave."""
    try:
        box = canonical.read(written.removesuffix(b"\n"))
    except canonical.Refused as problem:
        return Report(open=[Said(problem.code, {"line": 1})]), None
    if not isinstance(box, dict) or box.get("format") not in (program.FORMAT, program.EARLIER):
        return Report(open=[Said("no_box", {"format": program.FORMAT})]), None
    if odd := program.shape(box):
        return Report(wrong=[odd]), None
    report, counted = program.look(box, key)
    _sealed(box, head, report)
    return report, counted


def _sealed(box: Json, head: str, report: Report) -> None:
    """Compare the box with the decision that sealed it, and that with what is known from elsewhere."""
    followed = Followed({head} - {""})
    try:
        for number, line in enumerate(box["register"], 1):
            followed.take(number, line, report)
    except Unreadable as problem:
        report.wrong.append(problem.said)
        return
    shown = [line for line in box["register"] if "content" in line]
    if len(shown) == 1:
        report.wrong += [
            Said(code) for code in _odd(box, shown[0]["content"]) or _other(box, shown[0]["content"])
        ]
        _unsealed(box, shown[0]["content"], report)
        _anchored(followed, shown[0]["no"], head, report)
    elif shown:
        report.wrong.append(Said("two_decisions"))
    else:
        report.open.append(Said("no_decision"))


def _odd(box: Json, content: Json) -> list[str]:
    """What the sealed decision says otherwise than the box, each by its name."""
    return list(_compared(box, content))


def _other(box: Json, content: Json) -> list[str]:
    """Whether anything else in the box is not what was sealed."""
    told = content["ground"].get("published_sha256")
    return ["decision_published"] if told not in (None, program.published_sha256(box)) else []


def _compared(box: Json, content: Json) -> Iterator[str]:
    ground, told = content["ground"], box["outcome"]
    if ground.get("round") != box["round"]:
        yield "decision_round"
    if (content["title"], content["text"]) != (box["title"], box["text"]):
        yield "decision_text"
    if ground.get("outcome") != told or ground.get("result_sha256") != box["outcome_sha256"]:
        yield "decision_outcome"
    if content["outcome"] != ("adopted" if told.get("adopted") is True else "rejected"):
        yield "decision_verdict"
    if ground.get("rule") != box["rule"] or ground.get("frozen_sha256", frozen(box)) != frozen(box):
        yield "decision_rule"
    if ground.get("box_sha256", box["box_sha256"]) != box["box_sha256"]:
        yield "decision_box"
    # Of whatever type they are: a list of keys is no key.
    keys = (ground.get("public_key", ""), box.get("frozen", {}).get("public_key", ""))
    if any(key not in ("", box["public_key"]) for key in keys):
        yield "decision_key"


def frozen(box: Mapping[str, Any]) -> str:
    """Hash what the opening froze, as the box tells it; an earlier box holds the text, the options, the rule, the roll, the secrecy."""
    facts = {
        "text": box["text_sha256"],
        "method": box["method"],
        "paper": box["paper"],
        "rule": box["rule"],
        "roll": box["roll_sha256"],
        "secret": True,
    }
    if box["format"] == program.EARLIER:
        return canonical.sha256(facts)
    told = {name: box[name] for name in ("title", "second_call", "by_college", "smallest")}
    return canonical.sha256(
        {**facts, **told, **box["frozen"], "lot": box["lot_sha256"], "format": program.OPENING}
    )


def _unsealed(box: Json, content: Json, report: Report) -> None:
    if not {"box_sha256", "frozen_sha256", "public_key", "published_sha256"} <= set(content["ground"]):
        report.open.append(Said("box_not_sealed"))


def _anchored(followed: Followed, no: int, head: str, report: Report) -> None:
    """Say whether what is known from elsewhere vouches for the decision."""
    if not head:
        report.open.append(Said("no_head"))
    elif head not in followed.met:
        report.wrong.append(Said("head_unknown", {"hash": head}))
    else:
        last, first = followed.met[head]
        if first <= no <= last:
            report.right.append(Said("decision_held", {"no": no, "hash": head}))
        else:
            report.open.append(Said("decision_not_held", {"no": no}))


def main(arguments: Sequence[str]) -> int:
    """Count the box in a file, say what was found, and return 0, 1 or 2."""
    asked = verdict.options(list(arguments), OPTIONS)
    if asked is None:
        return verdict.usage(__doc__)
    name, given = asked
    try:
        written = Path(name).read_bytes()
    except OSError as problem:
        report, counted = Report(open=[Said("no_file", {"why": type(problem).__name__})]), None
    else:
        report, counted = examine(
            written, **{option.removeprefix("--"): value for option, value in given.items()}
        )
    if counted is not None:
        print(json.dumps(counted, sort_keys=True))
    report.print(WORDS, sys.stderr)
    return report.status
