"""Colleges: voices counted together, each college weighing its share of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from votes.rules.majority import HALF, Reason
from votes.rules.shapes import MalformedRule, Threshold

Method = Literal["proportional", "bloc", "per_capita", "flat"]
Inactive = Literal["excluded", "kept"]
CollegeTie = Literal["neutral", "split", "against"]
CollegeBase = Literal["expressed", "present"]
ResultBase = Literal["expressed", "total"]


@dataclass(frozen=True)
class CollegeCount:
    """One college's weight, as a share of the whole, and its whole numbers of voices."""

    code: str
    weight: Fraction
    registered: int
    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def expressed(self) -> int:
        return self.for_ + self.against

    @property
    def present(self) -> int:
        return self.expressed + self.abstain


@dataclass(frozen=True)
class CollegeLine:
    """What one college brought to each side, as shares of the whole."""

    code: str
    weight: Fraction
    base: int
    for_: Fraction
    against: Fraction
    abstain: Fraction


@dataclass(frozen=True)
class CollegeOutcome:
    """The weighted result; `ratio` is what the threshold was compared with, None of an empty base."""

    adopted: bool
    reason: Reason
    for_: Fraction
    against: Fraction
    abstain: Fraction
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
    - proportional: w × for / base brought to "for", the same with against; base is the votes
      expressed of the college, or those present when abstentions are carried as their own share;
    - bloc: the whole w goes to the college's majority; a tie inside is neutral, split, or against;
    - per_capita: w × for / registered, so that absent members lower the weight of their college;
    - flat: no colleges, one voice one vote.
    The result compares "for" with for + against, or with the total weight. A college without any
    base brings nothing; its weight leaves the total when `inactive` is "excluded".
    Ties are not adopted; nobody expressed is not adopted. Raises MalformedRule on an unknown word.
    Source: statutes of SCIC (law 47-1775 art. 19 octies), worked examples of a fictional company.
    """
    _known(method, inactive, tie_in_college, college_base, result_base)
    threshold = threshold or Threshold(HALF)
    if method == "flat":
        lines = [_flat(counts, college_base)]
    else:
        lines = [_line(one, method, tie_in_college, college_base) for one in counts]
    for_ = sum((line.for_ for line in lines), Fraction(0))
    against = sum((line.against for line in lines), Fraction(0))
    base = for_ + against if result_base == "expressed" else _total(lines, inactive)
    adopted, reason = _decide(for_, against, base, threshold, floor_guard=floor_guard)
    return CollegeOutcome(
        adopted=adopted,
        reason=reason,
        for_=for_,
        against=against,
        abstain=sum((line.abstain for line in lines), Fraction(0)),
        base=base,
        ratio=for_ / base if base else None,
        lines=lines,
    )


def _known(method: str, inactive: str, tie_in_college: str, college_base: str, result_base: str) -> None:
    for word, words in (
        (method, Method),
        (inactive, Inactive),
        (tie_in_college, CollegeTie),
        (college_base, CollegeBase),
        (result_base, ResultBase),
    ):
        if word not in get_args(words):
            raise MalformedRule(f"{word!r} is none of {', '.join(get_args(words))}")


def _line(one: CollegeCount, method: Method, tie: CollegeTie, college_base: CollegeBase) -> CollegeLine:
    if method == "bloc":
        for_, against = _bloc(one, tie)
        return CollegeLine(one.code, one.weight, one.expressed, for_, against, Fraction(0))
    base = one.registered if method == "per_capita" else getattr(one, college_base)
    carried = method == "per_capita" or college_base == "present"
    return CollegeLine(
        code=one.code,
        weight=one.weight,
        base=base,
        for_=_share(one.weight, one.for_, base),
        against=_share(one.weight, one.against, base),
        abstain=_share(one.weight, one.abstain, base) if carried else Fraction(0),
    )


def _share(weight: Fraction, voices: int, base: int) -> Fraction:
    return weight * voices / base if base else Fraction(0)


def _bloc(one: CollegeCount, tie: CollegeTie) -> tuple[Fraction, Fraction]:
    nothing = Fraction(0)
    if one.for_ > one.against:
        return one.weight, nothing
    if one.for_ < one.against:
        return nothing, one.weight
    if one.expressed == 0 or tie == "neutral":
        return nothing, nothing
    if tie == "split":
        return one.weight / 2, one.weight / 2
    return nothing, one.weight


def _flat(counts: Sequence[CollegeCount], college_base: CollegeBase) -> CollegeLine:
    for_, against = sum(c.for_ for c in counts), sum(c.against for c in counts)
    abstain = sum(c.abstain for c in counts)
    base = sum(getattr(c, college_base) for c in counts)
    carried = abstain if college_base == "present" else 0
    one = Fraction(1)
    return CollegeLine(
        "", one, base, _share(one, for_, base), _share(one, against, base), _share(one, carried, base)
    )


def _total(lines: Sequence[CollegeLine], inactive: Inactive) -> Fraction:
    """The weight that a result on the total is a share of."""
    return sum((line.weight for line in lines if line.base or inactive == "kept"), Fraction(0))


def _decide(
    for_: Fraction, against: Fraction, base: Fraction, threshold: Threshold, *, floor_guard: bool
) -> tuple[bool, Reason]:
    if for_ + against == 0:
        return False, "no_votes_expressed"
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
