"""What can be said of a published box from the box itself: whether it is made as it must be, agrees with itself, and what it gives.

Nothing but the standard library. The program that people run stands above, where decisions are known
(governance/decisions/recount.py): that a box agrees with itself proves nothing yet.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core import canonical
from core.ed25519 import fingerprint as fingerprint_of_key
from core.ed25519 import is_signed
from core.verdict import Report, Said, is_hex
from votes.rules.motion import by_heads
from votes.tally.arithmetic import Json, as_stored, fingerprint, outcome

FORMAT = "assemblage box 3"
# Of votes that opened before their fingerprint held all that an opening freezes.
EARLIER = "assemblage box 2"
OPENING = 2  # the format of that fingerprint, in boxes of today
WITHHELD: tuple[list[str], ...] = ([], ["college"], ["college", "content"])
# What a count by heads says alike, whether colleges weigh beside it or not.
HEADS = (
    "registered", "cast", "for", "against", "abstain", "blank", "null", "absent", "heads", "quorum", "turnout", "lot",
)  # fmt: skip
TEXTS = ("format", "title", "text", "method", "lot_nonce", "lot_sha256", "opened_at", "closed_at", "proclaimed_at", "roll_sha256")  # fmt: skip
HASHES = ("text_sha256", "outcome_sha256", "public_key", "box_sha256")
FIELDS: dict[str, Any] = {
    **dict.fromkeys(TEXTS + HASHES, str),
    "round": int, "smallest": int, "second_call": bool, "by_college": bool, "signed": bool,
    "paper": (dict, type(None)), "rule": dict, "roll": dict, "outcome": dict,
    "withheld": list, "ballots": list, "register": list,
}  # fmt: skip
# What the opening froze that a box of today tells nowhere else.
FROZEN: dict[str, Any] = {
    **dict.fromkeys(("subject", "decision_type", "closes_early", "again", "public_key"), str),
    **dict.fromkeys(("may_change", "rehearsal", "by_hand", "may_extend"), bool),
    "articles": list, "edition": int, "electorate": dict, "follows": (int, type(None)), "persons": (bool, type(None)),
}  # fmt: skip

Ballots = Sequence[Mapping[str, Any]]


def sha256(text: str) -> str:
    """Hash a text, in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def box_digest(ballots: Ballots) -> str:
    """Hash the ballots as they are published: a line of JSON for each, without its signature, in the order of codes."""
    names = ("code", "college", "content")
    lines = [
        [ballot[name] for name in names] for ballot in sorted(ballots, key=lambda ballot: str(ballot["code"]))
    ]
    return sha256("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def published_sha256(box: Mapping[str, Any]) -> str:
    """Hash all of a published box but the signatures, which come and go with the key, and the register, which grows."""
    facts = {name: value for name, value in box.items() if name not in ("signed", "register")}
    unsigned = [{name: ballot[name] for name in ("code", "college", "content")} for ballot in box["ballots"]]
    return canonical.sha256({**facts, "ballots": unsigned})


def message(round_id: int, code: str) -> bytes:
    """The bytes that a receipt signs: which vote, and the code of the ballot; never what was marked."""
    return f"assemblage receipt v1\nround {round_id}\ncode {code}\n".encode()


def look(box: Mapping[str, Any], key: str = "") -> tuple[Report, Json | None]:
    """Check a well-made box against itself, its signatures against a key known from elsewhere, and count it."""
    report = Report()
    report.wrong += _digests(box)
    report.wrong += _numbers(box)
    _signatures(box, key, report)
    return report, _recounted(box, report)


def shape(box: Any) -> Said | None:
    """What is wrong with how a box is made, whatever it says; None where nothing is."""
    fields = FIELDS if box["format"] == EARLIER else {**FIELDS, "frozen": dict}
    if set(box) != set(fields):
        return Said("box_fields")
    wrong = [name for name, kind in fields.items() if not _is(box[name], kind)]
    if not wrong and "frozen" in fields and not _is_frozen(box["frozen"]):
        wrong = ["frozen"]
    wrong += [name for name in HASHES if not wrong and not is_hex(box[name], 64)]
    if not wrong and (box["withheld"] not in WITHHELD or not _is_roll(box["roll"])):
        wrong = ["withheld" if box["withheld"] not in WITHHELD else "roll"]
    if wrong:
        return Said("box_types", {"field": wrong[0]})
    return _ballots_shape(box)


def _is(value: Any, kind: Any) -> bool:
    # Exactly of that type: a truth value is a number to Python, and to nobody else.
    return type(value) in (kind if isinstance(kind, tuple) else (kind,))


def _is_frozen(facts: Mapping[str, Any]) -> bool:
    return set(facts) == set(FROZEN) and all(_is(facts[name], kind) for name, kind in FROZEN.items())


def _is_roll(roll: Mapping[str, Any]) -> bool:
    return all(type(voices) is int and voices >= 0 for voices in roll.values())


def _ballots_shape(box: Mapping[str, Any]) -> Said | None:
    for number, ballot in enumerate(box["ballots"], 1):
        if not _is_ballot(ballot, box):
            return Said("ballot_fields", {"number": number})
    codes = [ballot["code"] for ballot in box["ballots"]]
    if twice := [code for code, times in Counter(codes).items() if times > 1]:
        return Said("code_twice", {"code": twice[0]})
    return Said("ballots_order") if codes != sorted(codes) else None


def _is_ballot(ballot: Any, box: Mapping[str, Any]) -> bool:
    fields = {"code", "college", "content"} | ({"signature"} if box["signed"] else set())
    if not isinstance(ballot, dict) or set(ballot) != fields or not is_hex(ballot["code"], 32):
        return False
    withheld_alike = all(
        (ballot[name] is None) == (name in box["withheld"]) for name in ("college", "content")
    )
    texts = all(ballot[name] is None or isinstance(ballot[name], str) for name in ("college", "content"))
    return withheld_alike and texts and (not box["signed"] or is_hex(ballot["signature"], 128))


def _digests(box: Mapping[str, Any]) -> list[Said]:
    faults = []
    if sha256(box["text"]) != box["text_sha256"]:
        faults.append(Said("text"))
    if (sha256(box["lot_nonce"]) if box["lot_nonce"] else "") != box["lot_sha256"]:
        faults.append(Said("lot"))
    if box_digest(box["ballots"]) != box["box_sha256"]:
        faults.append(Said("box_digest"))
    if not box["withheld"] and fingerprint(box["outcome"]) != box["outcome_sha256"]:
        faults.append(Said("outcome_digest"))
    return faults


def _numbers(box: Mapping[str, Any]) -> list[Said]:
    stored, faults = box["outcome"], []
    if bool(box["withheld"]) != (stored.get("colleges") is None):
        faults.append(Said("withheld"))
    if len(box["ballots"]) > sum(box["roll"].values()):
        faults.append(Said("too_many"))
    counts = stored if box["method"] == "motion" else stored.get("turnout")
    cast = counts.get("cast") if isinstance(counts, dict) else None
    if cast != len(box["ballots"]):
        faults.append(Said("cast", {"told": str(cast)[:20], "found": len(box["ballots"])}))
    return faults


def _signatures(box: Mapping[str, Any], key: str, report: Report) -> None:
    used = fingerprint_of_key(box["public_key"])
    if key and key != used:
        report.wrong.append(Said("other_key", {"used": used}))
        return
    if not key:
        report.open.append(Said("no_key", {"used": used}))
    if not box["signed"]:
        report.open.append(Said("unsigned"))
        return
    bad = [ballot["code"] for ballot in box["ballots"] if not _is_signed(box, ballot)]
    if bad:
        report.wrong.append(Said("ballot_signature", {"count": len(bad), "code": bad[0]}))
    elif key:
        report.right.append(Said("codes_signed", {"count": len(box["ballots"]), "used": used}))


def _is_signed(box: Mapping[str, Any], ballot: Mapping[str, Any]) -> bool:
    return is_signed(box["public_key"], message(box["round"], ballot["code"]), ballot["signature"])


def _recounted(box: Mapping[str, Any], report: Report) -> Json | None:
    """Count, and compare with what is published; what was not counted is never called the same."""
    facts = {"smallest": box["smallest"], "count": len(box["ballots"])}
    if "content" in box["withheld"]:
        report.open.append(Said("not_counted", facts))
        return None
    try:
        counted = as_stored(count(box), box["outcome"])
    except Exception as problem:  # Whatever a hostile rule or ballot brings about, it cannot be counted.
        report.wrong.append(Said("uncountable", {"why": type(problem).__name__}))
        return None
    stored = box["outcome"]
    if odd := sorted(
        name
        for name in {*counted, *stored}
        if counted.get(name) != stored.get(name) and _is_disclosed(name, box)
    ):
        report.wrong.append(Said("other_outcome", {"fields": ", ".join(odd)[:200]}))
    elif box["withheld"]:
        report.right.append(Said("heads_counted", facts))
        report.open.append(Said("not_weighed", facts))
    else:
        report.right.append(Said("counted", facts))
    return counted


def _is_disclosed(name: str, box: Mapping[str, Any]) -> bool:
    return not box["withheld"] or name in HEADS


def count(box: Mapping[str, Any]) -> Json:
    """Count a published box again: by heads alone where colleges are withheld."""
    facts, roll, ballots = dict(box), box["roll"], box["ballots"]
    if box["withheld"]:
        facts["rule"], roll = by_heads(box["rule"]), {"": sum(box["roll"].values())}
    voices = Counter((ballot["college"] or "", ballot["content"]) for ballot in ballots)
    result = outcome(
        facts, roll, [(college, line, voices[college, line]) for college, line in sorted(voices)]
    )
    if box["withheld"]:
        result = {key: result[key] for key in HEADS if key in result}
    counted: Json = json.loads(json.dumps(result))
    return counted
