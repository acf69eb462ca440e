"""For, against, abstain: adopted when "for" passes its threshold of the base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from votes.rules.shapes import Base, Count, MalformedRule, Threshold

Reason = Literal[
    "threshold_met",
    "threshold_not_met",
    "tie",
    "floor_guard",
    "no_votes_expressed",
    "casting_vote",
    "no_weight",
    "too_few_colleges",
    "quorum_missed",
]
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class MajorityOutcome:
    """What a majority gave, with the figures that were compared.

    `counted_for` is "for" as the threshold saw it (abstentions that count as "for" included);
    `ratio` is its share of the base, None of an empty base.
    """

    adopted: bool
    reason: Reason
    count: Count
    base: Base
    base_count: int
    counted_for: int
    required_min: int | None
    ratio: Fraction | None


def majority(
    count: Count,
    *,
    base: Base = "expressed",
    threshold: Threshold | None = None,
    floor_guard: bool = True,
    abstain_counts_as: Literal["for", "against"] | None = None,
) -> MajorityOutcome:
    """Adopt when "for" passes `threshold` (more than half when left out) of the base.

    Shape: whole voices by choice. Abstentions, blanks and nulls are outside "expressed"; blanks are
    inside "expressed_with_blank"; everything cast is inside "cast"; the silent join in
    "present_or_represented". `abstain_counts_as` moves abstentions to a side for the threshold, never
    for the floor. With `floor_guard`, "for" must also outnumber "against", whatever the threshold.
    A tie is not a majority. Nobody expressed: not adopted. Raises MalformedRule on an unknown base.

    Reasons are tested in this order: no votes expressed, floor guard, tie, threshold.
    Source: C. com. L225-96, L225-98 (base: votes expressed); Cass. ass. plén. 15 Nov. 2024,
    no. 23-16.670 (floor).

    >>> majority(Count(for_=3, against=2, abstain=9)).adopted
    True
    """
    threshold = threshold or Threshold(HALF)
    if abstain_counts_as not in (None, "for", "against"):
        raise MalformedRule(f"abstentions cannot count as {abstain_counts_as!r}")
    counted_for = count.for_ + (count.abstain if abstain_counts_as == "for" else 0)
    base_count = _base(count, base, abstain_counts_as)
    met = threshold.met(counted_for, base_count)
    adopted, reason = _decide(count, met, threshold, floor_guard=floor_guard, base_count=base_count)
    return MajorityOutcome(
        adopted=adopted,
        reason=reason,
        count=count,
        base=base,
        base_count=base_count,
        counted_for=counted_for,
        required_min=threshold.required(base_count),
        ratio=Fraction(counted_for, base_count) if base_count else None,
    )


def _base(count: Count, base: Base, abstain_counts_as: str | None) -> int:
    """An abstention that counts as a side is expressed; the wider bases hold it already."""
    plain = count.base(base)
    if abstain_counts_as and base in ("expressed", "expressed_with_blank"):
        return plain + count.abstain
    return plain


def _decide(
    count: Count, met: bool, threshold: Threshold, *, floor_guard: bool, base_count: int
) -> tuple[bool, Reason]:
    if count.expressed == 0 or base_count == 0:
        return False, "no_votes_expressed"
    if met and floor_guard and count.for_ <= count.against:
        return False, "floor_guard"
    if met:
        return True, "threshold_met"
    if count.for_ == count.against and threshold == Threshold(HALF, "gt"):
        return False, "tie"
    return False, "threshold_not_met"


def breaks_ties(base: Base, threshold: Threshold) -> bool:
    """Whether a casting vote can go with a majority: with more than half of the votes expressed, and no other.

    Under two thirds, or on a wider base, as many for as against is no tie but a rejection.
    """
    return base == "expressed" and threshold == Threshold(HALF, "gt")


def with_casting_vote(
    outcome: MajorityOutcome, *, allowed: bool, chair: Literal["for", "against"] | str | None
) -> MajorityOutcome:
    """Let the chair break an exact tie of the votes expressed, where the rules give a casting vote.

    Anything but a tie of a simple majority stays as it was; so does a tie that the chair does not break.
    Source: statutes only; no casting vote in a general meeting by default.
    """
    if not (
        allowed and outcome.reason == "tie" and outcome.base == "expressed" and chair in ("for", "against")
    ):
        return outcome
    return replace(outcome, adopted=chair == "for", reason="casting_vote")
