"""The published box: what anybody may read of a secret vote once its result is proclaimed, and count again.

Ballots come sorted by their codes, which are drawn by lot: nothing of the order of casting is left in them. What
is withheld is what would tell how somebody voted in a college where few did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from votes.ballots import signing
from votes.ballots.models import SecretBallot
from votes.rounds.models import Round
from votes.tally.counting import FACTS, registered
from votes.tally.files import masked, masked_below
from votes.tally.readings import small
from votes.tally.recount.program import FORMAT, box_digest

Json = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What the box says of a receipt: the ballot with its code, if any; whether its signature is ours, if one was given."""

    ballot: SecretBallot | None
    signed: bool | None


def box(round_: Round) -> Json:
    """Write the box with everything a recount needs; the keys are those of format "assemblage box 1".

    The round is closed, secret and proclaimed. `roll` is voices by college (all under "" where colleges do not
    weigh); `withheld` names what ballots do not tell: "college", and then perhaps "content".
    """
    result = round_.result
    kept = withheld(round_, result.outcome)
    key, ours = round_.public_key, signing.public_key()
    ballots = [_ballot(ballot, kept) for ballot in _in_order(round_)]
    # Of a key that is not ours any more, there is nothing to sign with.
    if signed := key in ("", ours):
        for ballot in ballots:
            ballot["signature"] = signing.sign(round_.pk, ballot["code"])
    return {
        "format": FORMAT,
        "round": round_.pk,
        "title": round_.title,
        "text": round_.text,
        "text_sha256": round_.text_sha256,
        **{name: getattr(round_, name) for name in FACTS},
        "lot_sha256": round_.lot_sha256,
        "by_college": round_.by_college,
        "smallest": round_.smallest,
        "withheld": kept,
        "roll": registered(round_),
        "roll_sha256": round_.roll_sha256,
        **{name: getattr(round_, name).isoformat() for name in ("opened_at", "closed_at", "proclaimed_at")},
        "outcome": masked(result.outcome) if kept else result.outcome,
        "outcome_sha256": result.sha256,
        "public_key": key or ours,
        "signed": signed,
        "box_sha256": box_digest(ballots),
        "ballots": ballots,
    }


def sealed(round_: Round, outcome: Mapping[str, Any]) -> str:
    """The fingerprint of the box as it will be published, for the journal to keep from the count on."""
    kept = withheld(round_, outcome)
    return box_digest([_ballot(ballot, kept) for ballot in _in_order(round_)])


def withheld(round_: Round, outcome: Mapping[str, Any]) -> list[str]:
    """What ballots do not tell, because few voted in some college.

    Between options that colleges weigh, the marks by heads are withheld from the result, since one count from the
    other would tell the small college; so what was marked is withheld here too, and only codes are published.
    """
    if not small(dict(outcome), masked_below(round_)):
        return []
    return ["college"] if round_.is_motion else ["college", "content"]


def find(round_: Round, code: str, signature: str = "") -> Found:
    """Look a code up in the box, and check the signature of its receipt where there is one."""
    key = round_.public_key or signing.public_key()
    signed = signing.is_ours(round_.pk, code, signature, key) if signature else None
    return Found(SecretBallot.objects.filter(round=round_, code=code).first(), signed)


def _in_order(round_: Round) -> list[SecretBallot]:
    # Sorted here: databases do not agree on the order of letters and digits.
    return sorted(SecretBallot.objects.filter(round=round_), key=lambda ballot: ballot.code)


def _ballot(ballot: SecretBallot, kept: list[str]) -> Json:
    return {
        "code": ballot.code,
        "college": None if "college" in kept else ballot.college,
        "content": None if "content" in kept else ballot.content,
    }
