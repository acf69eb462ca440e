"""The published box: what anybody may read of a secret vote once its result is proclaimed, and count again.

Ballots come sorted by their codes, which are drawn by lot: nothing of the order of casting is left in them. What
is withheld is what would tell how somebody voted in a college where few did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from core.ed25519 import fingerprint
from votes.ballots import signing
from votes.ballots.models import SecretBallot
from votes.rounds.freezing import frozen_beside
from votes.rounds.models import Round
from votes.tally.counting import FACTS, registered
from votes.tally.masking import hides_all_marks, is_small, masked
from votes.tally.recount.program import EARLIER, FORMAT, box_digest, published_sha256

Json = dict[str, Any]


@dataclass(frozen=True)
class ReceiptMatch:
    """What the box says of a receipt: the ballot with its code, if any; whether its signature is ours, if one was given."""

    ballot: SecretBallot | None
    signed: bool | None


def box(round_: Round) -> Json:
    """Write the box with everything a recount needs, in the format of docs/proofs.md.

    The round is closed, secret and proclaimed. `roll` is voices by college (all under "" where colleges do not
    weigh); `withheld` names what ballots do not tell: "college", and "content" where few voted, or in older boxes.
    """
    facts, key = _facts(round_), signing.public_key()
    # Of a key that is not ours any more, there is nothing to sign with.
    if signed := facts["public_key"] == key:
        for ballot in facts["ballots"]:
            ballot["signature"] = signing.sign(round_.pk, ballot["code"])
    # What sealed it: the register is kept upstairs, and named by settings.
    return {**facts, "signed": signed, "register": import_string(settings.ROUND_REGISTER)(round_)}


def _facts(round_: Round) -> Json:
    """What a box says for ever, whatever becomes of the key and of the register."""
    result = round_.result
    ballots = [_ballot(ballot, withheld(round_, result.outcome)) for ballot in _in_order(round_)]
    instants = ("opened_at", "closed_at", "proclaimed_at")
    earlier = round_.frozen_format == 1
    return {
        "format": EARLIER if earlier else FORMAT,
        "round": round_.pk,
        "title": round_.title,
        "text": round_.text,
        "text_sha256": round_.text_sha256,
        **{name: getattr(round_, name) for name in FACTS},
        "lot_sha256": round_.lot_sha256,
        "by_college": round_.by_college,
        "smallest": round_.smallest,
        "withheld": withheld(round_, result.outcome),
        "roll": registered(round_),
        "roll_sha256": round_.roll_sha256,
        **({} if earlier else {"frozen": frozen_beside(round_)}),
        **{name: getattr(round_, name).astimezone(UTC).isoformat() for name in instants},
        "outcome": public_outcome(round_, result.outcome),
        "outcome_sha256": result.sha256,
        "public_key": round_.public_key or signing.public_key(),
        "box_sha256": box_digest(ballots),
        "ballots": ballots,
    }


def fingerprints(round_: Round) -> Json:
    """What somebody compares with what they know from elsewhere: those of the key, of the decision, of the box, of the result."""
    return {
        "key": fingerprint(round_.public_key or signing.public_key()),
        "decision": import_string(settings.ROUND_SEAL)(round_),
        "box": sealed(round_, round_.result.outcome),
        "result": round_.result.sha256,
    }


def seals(round_: Round) -> Json:
    """What the decision of a secret vote seals of its box, so that no other box can be shown for it."""
    facts = _facts(round_)
    return {
        "box_sha256": facts["box_sha256"],
        "public_key": facts["public_key"],
        "published_sha256": published_sha256(facts),
    }


def public_outcome(round_: Round, outcome: Mapping[str, Any]) -> Json:
    """The outcome that anybody may read: without its colleges where they would show how somebody voted."""
    return masked(outcome) if withheld(round_, outcome) else dict(outcome)


def sealed(round_: Round, outcome: Mapping[str, Any]) -> str:
    """The fingerprint of the box as it will be published, for the journal to keep from the count on."""
    hidden = withheld(round_, outcome)
    return box_digest([_ballot(ballot, hidden) for ballot in _in_order(round_)])


def withheld(round_: Round, outcome: Mapping[str, Any]) -> list[str]:
    """What ballots do not tell, because few voted in some college; nothing but their codes, where few voted at all.

    Before results had a salt, those between options told the weighing and not the heads: then what was marked was
    withheld too, and still is.
    """
    if not is_small(round_, outcome):
        return []
    if hides_all_marks(outcome):
        return ["college", "content"]
    return ["college"] if round_.is_motion or "salt" in outcome else ["college", "content"]


def find(round_: Round, code: str, signature: str = "") -> ReceiptMatch:
    """Look a code up in the box, and check the signature of its receipt where there is one."""
    key = round_.public_key or signing.public_key()
    signed = signing.is_ours(round_.pk, code, signature, key) if signature else None
    return ReceiptMatch(SecretBallot.objects.filter(round=round_, code=code).first(), signed)


def _in_order(round_: Round) -> list[SecretBallot]:
    # Sorted here: databases do not agree on the order of letters and digits.
    return sorted(SecretBallot.objects.filter(round=round_), key=lambda ballot: ballot.code)


def _ballot(ballot: SecretBallot, hidden: list[str]) -> Json:
    return {
        "code": ballot.code,
        "college": None if "college" in hidden else ballot.college,
        "content": None if "content" in hidden else ballot.content,
    }
