"""A second verifier of registers and boxes, written from docs/proofs.md and nothing else: 0 right, 1 wrong, 2 could not check.

It shares no line with the house and uses other means where there are some. It counts motions by heads, and no other rule.
"""

import hashlib
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEX64, ZEROS = re.compile("[0-9a-f]{64}"), "0" * 64
TEXTS = {"body", "decided_at", "outcome", "reference", "source", "text", "title", "visibility"}


def sha(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def canon(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def levels(value):
    inside = list(value.values()) if type(value) is dict else value if type(value) is list else []
    return max((1 + levels(one) for one in inside), default=0)


def parse(raw):
    """The value of a canonical text, or ValueError."""

    def unlike(text):
        raise ValueError(text[:9])

    def short(digits):
        return int(digits) if len(digits) <= 1000 else unlike(digits)

    try:
        value = json.loads(raw.decode(), parse_int=short, parse_float=unlike, parse_constant=unlike)
        if canon(value).encode() != raw or levels(value) > 60:
            unlike("not canonical")
    except (RecursionError, UnicodeError) as problem:
        raise ValueError from problem
    return value


def hexes(*values, digits=64):
    return all(type(one) is str and re.fullmatch(f"[0-9a-f]{{{digits}}}", one) for one in values)


def signed(key, text, signature):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def made(line):
    if type(line) is not dict or type(line.get("format")) is not int or line["format"] not in (1, 2):
        return False
    rest = set(line) - {"format", "no", "previous", "hash", "public"}
    if len(line) - len(rest) != 5 or rest not in (
        {"content"},
        {"content_sha256"} if line["format"] == 2 else set(),
    ):
        return False
    if (
        type(line["no"]) is not int
        or type(line["public"]) is not bool
        or not hexes(line["previous"], line["hash"], line.get("content_sha256", ZEROS))
    ):
        return False
    content = line.get("content")
    if "content" not in line:
        return True
    keys = TEXTS | {"ground", "review_on"} | ({"salt"} if line["format"] == 2 else set())
    return (
        type(content) is dict and set(content) == keys and all(type(content[key]) is str for key in TEXTS)
        and type(content["ground"]) is dict and type(content["review_on"]) in (str, type(None))
        and hexes(content.get("salt", "0" * 32), digits=32)
        and line["public"] == (content["visibility"] == "public")
    )  # fmt: skip


def follow(lines):
    """For each entry, the first one that its fingerprint vouches for; ValueError where the chain does not hold."""
    before, places, held, first, old = ZEROS, "", [], 1, True
    for no, line in enumerate(lines, 1):
        if (
            not made(line)
            or line["no"] != no
            or line["previous"] != before
            or (line["format"] == 1 and not old)
        ):
            raise ValueError(f"entry {no}")
        public, content = "yes" if line["public"] else "no", line.get("content")
        if line["format"] == 2:
            past = sha(places) if old and places else ZEROS
            stands = sha(canon(content)) if content else line["content_sha256"]
            text = f"assemblage register entry 2\nno {no}\nprevious {before}\npast {past}\npublic {public}\ncontent {stands}\n"
            first, old = 1, False
        else:
            text = canon({**content, "no": no, "previous": before}) if content else None
            first = first if content else no + 1
            places += f"{no} {before} {line['hash']} {public}\n"
        if text is not None and sha(text) != line["hash"]:
            raise ValueError(f"entry {no}")
        held.append(first)
        before = line["hash"]
    return held


def register(raw, *, head="", after="", key=""):
    first, _end, rest = raw.partition(b"\n")
    try:
        top = parse(first)
        assert type(top) is dict and top["format"] == "assemblage register 2"
        assert (
            set(top) == {"format", "count", "head", "public_key", "signature"} and type(top["count"]) is int
        )
        assert hexes(top["head"], top["public_key"]) and hexes(top["signature"], digits=128)
    except (ValueError, KeyError, AssertionError):
        return 2
    try:
        *raws, last = rest.split(b"\n")
        lines = [parse(one) for one in raws]
        held = follow(lines)
    except ValueError:
        return 1
    hashes = [line["hash"] for line in lines]
    text = f"assemblage register head 2\ncount {top['count']}\nhead {top['head']}\n"
    if (
        last
        or top["count"] != len(lines)
        or top["head"] != (hashes or [ZEROS])[-1]
        or not signed(top["public_key"], text, top["signature"])
    ):
        return 1
    if (key and sha(bytes.fromhex(top["public_key"])) != key) or any(
        one not in hashes for one in (head, after) if one
    ):
        return 1
    missing = any(line["public"] and "content" not in line for line in lines)
    unheld = any(held[hashes.index(one)] > 1 for one in (head, after) if one)
    return 2 if missing or unheld or not (head or after) or (head and head != hashes[-1]) else 0


TYPES = {
    **dict.fromkeys(["format", "title", "text", "method", "lot_nonce", "lot_sha256", "opened_at", "closed_at", "proclaimed_at", "roll_sha256"], (str,)),
    **dict.fromkeys(["text_sha256", "outcome_sha256", "public_key", "box_sha256"], (str,)),
    **dict.fromkeys(("round", "smallest"), (int,)), **dict.fromkeys(("second_call", "by_college", "signed"), (bool,)),
    **dict.fromkeys(("rule", "roll", "outcome"), (dict,)), **dict.fromkeys(("withheld", "ballots", "register"), (list,)),
    "paper": (dict, type(None)),
}  # fmt: skip
CONDITIONS = {
    **dict.fromkeys(("subject", "decision_type", "closes_early", "again", "public_key"), (str,)),
    **dict.fromkeys(("may_change", "rehearsal", "by_hand", "may_extend"), (bool,)),
    "articles": (list,), "edition": (int,), "electorate": (dict,), "follows": (int, type(None)), "persons": (bool, type(None)),
}  # fmt: skip
FROZEN = {"method": "method", "paper": "paper", "roll": "roll_sha256", "rule": "rule", "text": "text_sha256"}


def well_made(box):
    types = TYPES if box["format"] == "assemblage box 2" else {**TYPES, "frozen": (dict,)}
    if set(box) != set(types) or any(type(box[name]) not in kinds for name, kinds in types.items()):
        return False
    if frozen := box.get("frozen", {}):
        if set(frozen) != set(CONDITIONS) or any(
            type(frozen[n]) not in kinds for n, kinds in CONDITIONS.items()
        ):
            return False
    elif "frozen" in box:
        return False
    fields = {"code", "college", "content"} | ({"signature"} if box["signed"] else set())
    codes = []
    for one in box["ballots"]:
        if type(one) is not dict or set(one) != fields or not hexes(one["code"], digits=32):
            return False
        if any(
            type(one[name]) is not (type(None) if name in box["withheld"] else str)
            for name in ("college", "content")
        ):
            return False
        if box["signed"] and not hexes(one["signature"], digits=128):
            return False
        codes.append(one["code"])
    voices = all(type(one) is int and one >= 0 for one in box["roll"].values())
    known = box["withheld"] in ([], ["college"], ["college", "content"])
    return (
        voices
        and known
        and codes == sorted(set(codes))
        and hexes(*(box[n] for n in ("text_sha256", "outcome_sha256", "public_key", "box_sha256")))
    )


def box(raw, *, head="", key=""):
    try:
        box = parse(raw.removesuffix(b"\n"))
    except ValueError:
        return 2
    if type(box) is not dict or box.get("format") not in ("assemblage box 2", "assemblage box 3"):
        return 2
    if not well_made(box):
        return 1
    told, ballots, hidden = box["outcome"], box["ballots"], bool(box["withheld"])
    lines = "".join(
        json.dumps([one["code"], one["college"], one["content"]], ensure_ascii=False) + "\n"
        for one in ballots
    )
    agree = [
        sha(box["text"]) == box["text_sha256"], (sha(box["lot_nonce"]) if box["lot_nonce"] else "") == box["lot_sha256"],
        sha(lines) == box["box_sha256"], hidden or sha(canon(told)) == box["outcome_sha256"],
        hidden == (told.get("colleges") is None), len(ballots) <= sum(box["roll"].values()), told.get("cast") == len(ballots),
        not key or sha(bytes.fromhex(box["public_key"])) == key, box["method"] == "motion",
    ]  # fmt: skip
    if box["signed"]:
        agree += [
            signed(
                box["public_key"],
                f"assemblage receipt v1\nround {box['round']}\ncode {one['code']}\n",
                one["signature"],
            )
            for one in ballots
        ]
    if "content" not in box["withheld"]:
        agree += [
            told.get(side) == sum(one["content"] == side for one in ballots)
            for side in ("for", "against", "abstain")
        ]
    try:
        held = follow(box["register"])
    except ValueError:
        return 1
    shown = [line for line in box["register"] if "content" in line]
    hashes = [line["hash"] for line in box["register"]]
    if len(shown) == 1:
        content, ground = shown[0]["content"], shown[0]["content"]["ground"]
        frozen = {"secret": True, **{name: box[of] for name, of in FROZEN.items()}}
        if "frozen" in box:
            frozen |= box["frozen"] | {n: box[n] for n in ("title", "second_call", "by_college", "smallest")}
            frozen |= {"format": 2, "lot": box["lot_sha256"]}
        frozen = sha(canon(frozen))
        plain = {k: v for k, v in box.items() if k not in ("signed", "register")}
        plain["ballots"] = [{k: v for k, v in one.items() if k != "signature"} for one in ballots]
        agree += [
            content["title"] == box["title"], content["text"] == box["text"], (content["outcome"] == "adopted") == (told.get("adopted") is True),
            all(ground.get(name) == box[name] for name in ("round", "rule", "outcome")), ground.get("result_sha256") == box["outcome_sha256"],
            ground.get("box_sha256", box["box_sha256"]) == box["box_sha256"], ground.get("public_key", box["public_key"]) == box["public_key"],
            box.get("frozen", {}).get("public_key", "") in ("", box["public_key"]),
            ground.get("frozen_sha256", frozen) == frozen, ground.get("published_sha256", "") in ("", sha(canon(plain))),
            not head or head in hashes,
        ]  # fmt: skip
    if not all(agree) or len(shown) > 1:
        return 1
    if hidden or not key or not head or not box["signed"] or not shown or "published_sha256" not in ground:
        return 2
    at = hashes.index(head)
    return 0 if held[at] <= shown[0]["no"] <= at + 1 else 2
