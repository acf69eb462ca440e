"""What an opening freezes, and the fingerprints that tell when anything of it changed."""

import hashlib
from typing import Any

from core import canonical
from votes.rounds.models import Round

# The format of the fingerprint that an opening writes today, and the facts that only it holds; earlier ones keep theirs.
FROZEN_FORMAT = 2
FACTS = ("title", "second_call", "by_college", "smallest")
BESIDE = (
    "subject", "decision_type", "articles", "edition", "electorate", "may_change", "persons", "rehearsal", "by_hand", "may_extend",
    "closes_early", "again", "public_key",
)  # fmt: skip


def fingerprint_of_roll(round_: Round) -> tuple[int, str]:
    """How many lines a roll has, and the hash of who is on it: member (or person), college, weight, line by line.

    Names are not in it, so that a person may be forgotten without breaking what was sealed; of two rows that became
    one person, it is the one that the opening wrote down.
    """
    digest, lines = hashlib.sha256(), 0
    columns = ("member_id", "enrolled", "bearer_id", "college", "weight")
    for member, enrolled, bearer, college, weight in (
        round_.voices.order_by("pk").values_list(*columns).iterator(5000)
    ):
        owner = f"m{member}" if member else f"p{enrolled or bearer}"
        digest.update(f"{owner}|{college}|{weight}\n".encode())
        lines += 1
    return lines, digest.hexdigest()


def fingerprint(round_: Round) -> str:
    """Hash everything that an opening freezes, in the format of that opening."""
    return canonical.sha256(frozen(round_))


def frozen(round_: Round) -> dict[str, Any]:
    """What an opening freezes. Format 1 holds the text, the options, the rule, the roll and the secrecy; format 2 all the rest too."""
    facts: dict[str, Any] = {
        "text": round_.text_sha256,
        "method": round_.method,
        "paper": round_.paper,
        "rule": round_.rule,
        "roll": round_.roll_sha256,
        "secret": round_.secret,
    }
    if round_.frozen_format == 1:
        return facts
    columns = {name: getattr(round_, name) for name in FACTS}
    return {
        **facts,
        **columns,
        **frozen_beside(round_),
        "lot": round_.lot_sha256,
        "format": round_.frozen_format,
    }


def frozen_beside(round_: Round) -> dict[str, Any]:
    """What an opening freezes that a published box tells nowhere else."""
    return {**{name: getattr(round_, name) for name in BESIDE}, "follows": round_.follows_id}
