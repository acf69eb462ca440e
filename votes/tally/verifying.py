"""Check a round against what was frozen, what was written in the journal, and what its box gives when it is counted again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.journal.models import Entry
from votes.ballots import signing
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.actions import fingerprint as fingerprint_of_opening
from votes.rounds.actions import fingerprint_of_roll
from votes.rounds.models import Round
from votes.rules.shapes import RuleError
from votes.tally.actions import recount
from votes.tally.arithmetic import Json, fingerprint
from votes.tally.models import Result
from votes.tally.published import sealed


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it holds, None where there is nothing to look at, and what was found."""

    holds: bool | None
    said: str


def checks(round_: Round) -> Iterator[Check]:
    """Check a round that opened, whatever became of it since; what comes after the closing once it is closed."""
    yield from _frozen(round_, _written(round_, "opened"))
    result = Result.objects.filter(round=round_).first()
    if round_.closed_at is None:
        yield Check(None, "it is not closed: there is nothing to count")
        return
    yield _signed_roll(round_, counted=result is not None)
    if result is None:
        yield Check(None, "its result is not proclaimed: there is nothing to count")
        return
    closing = _written(round_, "closed")
    if round_.secret:
        yield _box(round_, result, closing)
        yield _signatures(round_)
    yield from _result(round_, result, closing)


def _written(round_: Round, what: str) -> Json | None:
    """The facts that the journal keeps of an opening or a closing."""
    kind = f"rehearsal.{what}" if round_.rehearsal else f"round.{what}"
    entry = Entry.objects.filter(kind=kind, facts__round=round_.pk).order_by("pk").first()
    return entry.facts if entry else None


def _frozen(round_: Round, opening: Json | None) -> Iterator[Check]:
    yield Check(
        hashlib.sha256(round_.text.encode()).hexdigest() == round_.text_sha256, "the text has its fingerprint"
    )
    on_roll, found = fingerprint_of_roll(round_)
    yield Check(found == round_.roll_sha256, f"the roll of {on_roll} lines is that of the opening")
    if opening is None:
        yield Check(False, "the journal has no line of its opening")
        return
    yield Check(
        opening.get("frozen_sha256") == fingerprint_of_opening(round_),
        "text, options, rule, roll and secrecy are those that the journal saw frozen",
    )
    if round_.lot_nonce or "lot_sha256" in opening:
        yield Check(
            opening.get("lot_sha256") == round_.lot_sha256, "the number of the lot is the one that was sealed"
        )


def _signed_roll(round_: Round, *, counted: bool) -> Check:
    """Compare the ballots with the marks on the roll. Slips may be void, and enter the box as it is counted."""
    boxed = (
        SecretBallot.objects.filter(round=round_)
        if round_.secret
        else Ballot.objects.filter(voice__round=round_)
    )
    ballots = boxed.count()
    on_paper = round_.voices.filter(on_paper=True).count()
    by_other_ways = round_.voices.filter(on_paper=False, voted_at__isnull=False).count()
    most = by_other_ways + (on_paper if counted else 0)
    said = f"{ballots} ballots for {by_other_ways} marks on the roll"
    return Check(by_other_ways <= ballots <= most, said + (f" and {on_paper} on paper" if on_paper else ""))


def _box(round_: Round, result: Result, closing: Json | None) -> Check:
    kept = (closing or {}).get("box_sha256")
    if kept is None:
        return Check(None, "the journal has no fingerprint of this box: it was counted before there was one")
    return Check(kept == sealed(round_, result.outcome), "the box is the one that was counted")


def _signatures(round_: Round) -> Check:
    if round_.public_key and round_.public_key != signing.public_key():
        return Check(None, "this house has another key today: the codes cannot be signed again")
    codes = SecretBallot.objects.filter(round=round_).values_list("code", flat=True)
    key = round_.public_key or signing.public_key()
    good = [signing.is_ours(round_.pk, code, signing.sign(round_.pk, code), key) for code in codes]
    return Check(all(good), f"{sum(good)} codes of {len(good)} are signed with the key of the opening")


def _result(round_: Round, result: Result, closing: Json | None) -> Iterator[Check]:
    counted, why = _counted(round_)
    yield Check(counted == result.outcome, f"the count gives the stored result{why}")
    kept = {fingerprint(result.outcome), result.sha256, (closing or {}).get("sha256")}
    yield Check(len(kept) == 1, "the stored result has the fingerprint that went into the journal")
    yield Check(result.adopted == result.outcome["adopted"], "the verdict is that of the result")


def _counted(round_: Round) -> tuple[Any, str]:
    try:
        return recount(round_), ""
    except (RuleError, KeyError) as problem:
        return None, f": it cannot be counted ({problem})"
