"""The register as it is published, line by line: for anyone, and beside the box of a secret vote. docs/proofs.md says the bytes."""

from collections.abc import Iterator
from typing import Any

from core import canonical
from governance.decisions import chain, verifier
from governance.decisions.models import Decision, Visibility
from votes.ballots import signing
from votes.rounds.models import Round
from votes.tally.readings import small

Json = dict[str, Any]


def register_file() -> Iterator[str]:
    """The register as anyone may take it, line by line: what it is, signed, then its entries, oldest first."""
    header = register_header()
    yield canonical.write(header) + "\n"
    # Somebody may enter a decision while this is read.
    for line in public_entries(header["count"]):
        yield canonical.write(line) + "\n"


def register_header() -> Json:
    """The first line of the file: how many entries, the hash of the last, and the signature of this house under both."""
    last = Decision.objects.order_by("no").last()
    count, head = (last.no, last.hash) if last else (0, chain.GENESIS)
    return {
        "format": verifier.FORMAT,
        "count": count,
        "head": head,
        "public_key": signing.public_key(),
        "signature": signing.sign_bytes(verifier.signed_message(count, head)),
    }


def public_entries(count: int) -> Iterator[Json]:
    """The first `count` entries of the register: those that are not public show only what stands for their words."""
    discreet = _small_colleges()
    for decision in Decision.objects.filter(no__lte=count).order_by("no").iterator(chunk_size=500):
        public = decision.visibility == Visibility.PUBLIC and not _reveals(decision, discreet)
        yield decision.facts() if public else decision.withheld()


def register_of_round(round_: Round) -> list[Json]:
    """The whole register as the box of a round carries it: every entry withheld, but the one that this round led to."""
    discreet = _small_colleges()
    return [
        decision.facts()
        if decision.ground.get("round") == round_.pk and not _reveals(decision, discreet)
        else decision.withheld()
        for decision in Decision.objects.order_by("no").iterator(chunk_size=500)
    ]


def seal_of_round(round_: Round) -> str:
    """The fingerprint of the decision that a round led to; empty where it led to none."""
    return Decision.objects.filter(ground__round=round_.pk).values_list("hash", flat=True).first() or ""


def _small_colleges() -> dict[int, int]:
    """Under how many voters a college is told in the total only, for each secret round."""
    return dict(Round.objects.filter(secret=True, smallest__gt=0).values_list("pk", "smallest"))


def _reveals(decision: Decision, discreet: dict[int, int]) -> bool:
    """Whether an entry holds the figures of a college in which few voted secretly, as the first format let them in.

    It cannot be changed any more: it is shown to nobody who takes the register away.
    """
    smallest = discreet.get(decision.ground.get("round", 0), 0)
    outcome = decision.ground.get("outcome") or {}
    return bool(smallest and outcome.get("colleges") and small(outcome, smallest))
