"""Colleges: voices counted together, each college weighing its share of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from votes.rules.majority import HALF, Reason
from votes.rules.shapes import BASES, Base, Count, MalformedRule, Threshold

Method = Literal["proportional", "bloc", "per_capita", "flat", "double_majority"]
Inactive = Literal["excluded", "kept"]
CollegeTie = Literal["neutral", "split", "against"]
# "present" is what the first format called those present or represented.
CollegeBase = Literal[
    "present", "expressed", "expressed_with_blank", "cast", "present_or_represented", "registered"
]
ResultBase = Literal["expressed", "expressed_with_blank", "total"]
# The bases that hold abstentions.
WIDE = ("cast", "present_or_represented", "registered")


@dataclass(frozen=True)
class CollegeCount:
    """One college's weight, as a share of the whole, and its whole numbers of voices.

    `silent` are those of it who take part without a ballot.
    """

    code: str
    weight: Fraction
    registered: int
    for_: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    null: int = 0
    silent: int = 0

    def base(self, base: CollegeBase) -> int:
        """The number of voices that a share of this college is a part of. Raises MalformedRule on an unknown base."""
        voices = Count(
            self.for_, self.against, self.abstain, self.blank, self.null, self.silent, self.registered
        )
        return voices.base(_plain(base))


def _plain(base: CollegeBase) -> Base:
    return "present_or_represented" if base == "present" else base


@dataclass(frozen=True)
class CollegeLine:
    """What one college brought to each side, as shares of the whole; and whether it is in the count at all."""

    code: str
    weight: Fraction
    base: int
    for_: Fraction
    against: Fraction
    abstain: Fraction
    blank: Fraction
    active: bool


@dataclass(frozen=True)
class CollegeOutcome:
    """The weighted result; `ratio` is what the threshold was compared with, None of an empty base."""

    adopted: bool
    reason: Reason
    for_: Fraction
    against: Fraction
    abstain: Fraction
    blank: Fraction
    base: Fraction
    ratio: Fraction | None
    lines: list[CollegeLine]


def colleges(
    counts: Sequence[CollegeCount],
    *,
    method: Method = "proportional",
    threshold: Threshold | None = None,
    inactive: Inactive = "excluded",
    tie_in_college: CollegeTie = "neutral",
    college_base: CollegeBase = "expressed",
    result_base: ResultBase = "expressed",
    floor_guard: bool = False,
) -> CollegeOutcome:
    """Adopt when the weighted "for" passes the threshold (more than half when left out).

    Methods, for a college of weight w:
    - proportional: w × for / base brought to "for", the same with against; base is what `college_base` names, inside
      the college: votes expressed, or more, and then those who said neither carry their own share;
    - bloc: the whole w goes to the college's majority; a tie inside is neutral, split, or against;
    - per_capita: w × for / registered, so that absent members lower the weight of their college;
    - flat: no colleges, one voice one vote.
    The result compares "for" with for + against ("expressed"), with blank ballots beside, or with the total weight.
    A college without anybody in its `college_base` brings nothing; its weight leaves the total when `inactive` is
    "excluded", and stays when it is "kept", whether anybody of it is on the roll or not.
    Ties are not adopted; nobody expressed is not adopted; neither is what weighs nothing on either side.
    Raises MalformedRule on an unknown word.
    Source: statutes of SCIC (law 47-1775 art. 19 octies), worked examples of a fictional company.
    """
    _known(method, inactive, tie_in_college, college_base, result_base)
    threshold = threshold or Threshold(HALF)
    if method == "flat":
        lines = [_flat(counts, college_base)]
    else:
        lines = [_line(count, method, tie_in_college, college_base) for count in counts]
    for_, against, abstain, blank = (
        sum((getattr(line, side) for line in lines), Fraction(0))
        for side in ("for_", "against", "abstain", "blank")
    )
    base = {
        "expressed": for_ + against,
        "expressed_with_blank": for_ + against + blank,
        "total": sum((line.weight for line in lines if line.active or inactive == "kept"), Fraction(0)),
    }[result_base]
    adopted, reason = _decide(counts, for_, against, base, threshold, floor_guard=floor_guard)
    ratio = for_ / base if base else None
    return CollegeOutcome(adopted, reason, for_, against, abstain, blank, base, ratio, lines)


def _known(method: str, inactive: str, tie_in_college: str, college_base: str, result_base: str) -> None:
    for word, words in (
        (method, ("proportional", "bloc", "per_capita", "flat")),
        (inactive, get_args(Inactive)),
        (tie_in_college, get_args(CollegeTie)),
        (college_base, ("present", *BASES)),
        (result_base, get_args(ResultBase)),
    ):
        if word not in words:
            raise MalformedRule(f"{word!r} is none of {', '.join(words)}")


def _line(count: CollegeCount, method: Method, tie: CollegeTie, college_base: CollegeBase) -> CollegeLine:
    nothing = Fraction(0)
    if method == "bloc":
        for_, against = _bloc(count, tie)
        expressed = count.base("expressed")
        return CollegeLine(
            count.code, count.weight, expressed, for_, against, nothing, nothing, active=expressed > 0
        )
    base = count.registered if method == "per_capita" else count.base(college_base)
    plain_base = _plain(college_base)
    wide = method == "per_capita" or plain_base in WIDE
    return CollegeLine(
        code=count.code,
        weight=count.weight,
        base=base,
        for_=_share(count.weight, count.for_, base),
        against=_share(count.weight, count.against, base),
        abstain=_share(count.weight, count.abstain, base) if wide else nothing,
        blank=_share(count.weight, count.blank, base)
        if wide or plain_base == "expressed_with_blank"
        else nothing,
        active=count.base(college_base) > 0,
    )


def _share(weight: Fraction, voices: int, base: int) -> Fraction:
    return weight * voices / base if base else Fraction(0)


def _bloc(count: CollegeCount, tie: CollegeTie) -> tuple[Fraction, Fraction]:
    nothing = Fraction(0)
    if count.for_ > count.against:
        return count.weight, nothing
    if count.for_ < count.against:
        return nothing, count.weight
    if count.for_ == 0 or tie == "neutral":
        return nothing, nothing
    if tie == "split":
        return count.weight / 2, count.weight / 2
    return nothing, count.weight


def _flat(counts: Sequence[CollegeCount], college_base: CollegeBase) -> CollegeLine:
    """All voices as if in one college, of which nobody weighs more than another."""
    sides = ("registered", "for_", "against", "abstain", "blank", "null", "silent")
    whole = {side: sum(getattr(count, side) for count in counts) for side in sides}
    return _line(CollegeCount("", Fraction(1), **whole), "proportional", "neutral", college_base)


def _decide(
    counts: Sequence[CollegeCount], for_: Fraction, against: Fraction, base: Fraction, threshold: Threshold,
    *, floor_guard: bool,
) -> tuple[bool, Reason]:  # fmt: skip
    if not any(count.for_ or count.against for count in counts):
        return False, "no_votes_expressed"
    if for_ + against == 0:
        # Somebody voted: colleges that tie as blocks weigh on no side, and neither does one of weight zero.
        weighed = any(count.weight for count in counts if count.for_ or count.against)
        return False, "tie" if weighed else "no_weight"
    met = threshold.met(for_, base)
    if met and floor_guard and for_ <= against:
        return False, "floor_guard"
    if met:
        return True, "threshold_met"
    if for_ == against and threshold == Threshold(HALF, "gt"):
        return False, "tie"
    return False, "threshold_not_met"


@dataclass(frozen=True)
class DoubleMajority:
    """A majority of persons and a number of colleges, side by side."""

    heads_for: int
    heads_against: int
    colleges_for: list[str]
    adopted: bool


def double_majority(counts: Sequence[CollegeCount], *, min_colleges: int) -> DoubleMajority:
    """Adopt with more persons for than against, and at least `min_colleges` colleges for.

    A college is for when more of its voices are for than against; a tie inside is not.
    Source: statutes that ask for both.
    """
    heads_for, heads_against = sum(c.for_ for c in counts), sum(c.against for c in counts)
    in_favour = [c.code for c in counts if c.for_ > c.against]
    adopted = heads_for > heads_against and len(in_favour) >= min_colleges
    return DoubleMajority(heads_for, heads_against, in_favour, adopted)


def check_weights(weights: Mapping[str, Fraction]) -> list[str]:
    """List what is unusual or impossible about the weights of colleges; empty when all is well.

    "sum_not_1"; "fewer_than_3"; then, college by college in order, "X:above_50", and "X:below_10"
    with ten colleges or fewer. Source: law 47-1775 art. 19 octies, marked to be confirmed: a real
    project publishes colleges of 5 %, so these are warnings except for the sum.
    """
    faults = [] if sum(weights.values(), Fraction(0)) == 1 else ["sum_not_1"]
    if len(weights) < 3:
        faults.append("fewer_than_3")
    for code, weight in weights.items():
        if weight > HALF:
            faults.append(f"{code}:above_50")
        if len(weights) <= 10 and weight < Fraction(1, 10):
            faults.append(f"{code}:below_10")
    return faults
