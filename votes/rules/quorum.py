"""Quorum: the presence required to decide, counted on the base that the rules name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from votes.rules.shapes import MalformedRule, Threshold


@dataclass(frozen=True)
class Quorum:
    """What is asked: a part of the whole, a part of each college, both, or nothing."""

    whole: Threshold | None = None
    each_college: Threshold | None = None

    def __bool__(self) -> bool:
        return self.whole is not None or self.each_college is not None


@dataclass(frozen=True)
class QuorumOutcome:
    """Who was counted, out of how many, how many it took."""

    denominator: int
    counted: int
    required_min: int | None
    ratio: Fraction | None
    met: bool


@dataclass(frozen=True)
class Reached:
    """A quorum as it was compared: of the whole where that is asked, and of each college that has anybody."""

    whole: QuorumOutcome | None = None
    colleges: Mapping[str, QuorumOutcome] = field(default_factory=dict)

    @property
    def failing(self) -> list[str]:
        """The colleges that miss theirs, in their order."""
        return [code for code, outcome in self.colleges.items() if not outcome.met]

    @property
    def met(self) -> bool:
        """Whether everything that is asked is reached; nothing asked is."""
        return (self.whole is None or self.whole.met) and not self.failing


def who_counts(
    *,
    present: int = 0,
    remote: int = 0,
    represented: int = 0,
    postal_valid: int = 0,
    counts_remote: bool = True,
    counts_represented: bool = True,
    counts_postal: bool = True,
) -> int:
    """Add up those who count for a quorum, by the ways of taking part that the rules count.

    Shape: whole members, or whole shares; the caller leaves late postal forms out. A blank postal form
    counts here, though it is no vote expressed. Source: C. com. L225-98, L225-107 I; otherwise the statutes.
    """
    ways = ((remote, counts_remote), (represented, counts_represented), (postal_valid, counts_postal))
    return present + sum(number for number, counts in ways if counts)


def quorum(
    *, electorate: int, counted: int, threshold: Threshold, min_participants: int = 0
) -> QuorumOutcome:
    """Compare those who take part (`counted`) with the electorate.

    Those without a vote on the question are in neither. At least `min_participants` must take part as
    well. An empty electorate never has a quorum. Raises MalformedRule on negative numbers.
    Source: C. com. L225-98; law of 7 May 1917 art. 4; otherwise the statutes.
    """
    if min(electorate, counted, min_participants) < 0:
        raise MalformedRule("a quorum counts whole numbers, zero or more")
    if electorate == 0:
        return QuorumOutcome(0, counted, 0, None, met=False)
    return QuorumOutcome(
        denominator=electorate,
        counted=counted,
        required_min=threshold.required(electorate),
        ratio=Fraction(counted, electorate),
        met=threshold.met(counted, electorate) and counted >= min_participants,
    )


def quorums(required: Quorum, taking_part: Mapping[str, tuple[int, int]]) -> Reached:
    """Compare a quorum with who takes part, of the whole and of each college.

    Shape: (counted, electorate) by college, in the order in which colleges are named. At least one takes part in the
    whole. A college without anybody is asked for nothing; one of which nobody came misses any quorum but none.
    Source: statutes that ask for a part of each college.
    """
    whole = None
    if required.whole is not None:
        counted, electorate = (sum(college[side] for college in taking_part.values()) for side in (0, 1))
        whole = quorum(electorate=electorate, counted=counted, threshold=required.whole, min_participants=1)
    colleges = {}
    if required.each_college is not None:
        colleges = {
            code: quorum(electorate=electorate, counted=counted, threshold=required.each_college)
            for code, (counted, electorate) in taking_part.items()
            if electorate
        }
    return Reached(whole, colleges)
