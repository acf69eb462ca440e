"""Majority judgment: a grade in words for each option; the best median wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, Literal, Union

from votes.rules.papers import Votes, gather, listed, quoted, whole
from votes.rules.seating import Json, Seating, ranks, seat, tiers
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

Missing = Union[Literal["none", "own_median"], int]  # noqa: UP007 — read at run time
Row = list[int]


@dataclass(frozen=True)
class Gauge:
    """An option's majority grade, and the shares of voices that are above and below it."""

    grade: int
    above: Fraction
    below: Fraction

    @property
    def sign(self) -> str:
        return "+" if self.above > self.below else "-"


@dataclass(frozen=True)
class MajorityJudgmentOutcome:
    """How often each option received each grade, its majority grade and gauge, and the order."""

    grades: list[str]
    tallies: dict[Any, list[Number]]
    gauges: dict[Any, Gauge]
    ranking: list[list[Option]]
    seating: Seating
    blank: Number

    @property
    def majority_grades(self) -> dict[Any, int]:
        return {option: gauge.grade for option, gauge in self.gauges.items()}

    def to_json(self) -> Json:
        """Write winners, order, majority grades and the voices by grade, worst grade first."""
        return {
            **self.seating.to_json(),
            "ranking": self.ranking,
            "ranks": ranks(self.ranking),
            "grades": self.grades,
            "majority_grades": self.majority_grades,
            "majority_gauge": {
                option: {
                    "grade": gauge.grade,
                    "sign": gauge.sign,
                    "above": figure(gauge.above),
                    "below": figure(gauge.below),
                }
                for option, gauge in self.gauges.items()
            },
            "tallies_after_fill": {
                option: [figure(voices) for voices in row] for option, row in self.tallies.items()
            },
            "blank": figure(self.blank),
        }


def majority_judgment(
    votes: Votes,
    options: Sequence[Option],
    *,
    grades: Sequence[str],
    median: Literal["lower"] = "lower",
    tie: Literal["majority_value"] = "majority_value",
    missing: Missing = "none",
    tallies: Mapping[Any, Sequence[int]] | None = None,
    participants: int | None = None,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> MajorityJudgmentOutcome:
    """Elect the options of best majority grade, then of best majority value.

    Shape: a vote is a tuple of grades, one for each of `options` in their order: the index of a grade in
    `grades` (0 is the worst), or None where it is missing; an empty tuple is blank. Or `tallies`: option →
    voices by grade, worst first, of `participants` in all.
    The majority grade is the middle grade, the lower of the two middle ones: position ⌊(N-1)/2⌋ + 1 from
    the worst. Equal ones are parted by taking one voice of the majority grade out of each and looking
    again, as often as it takes (the majority value). Equal tallies stay tied, or go to `tie_rule`.
    Missing grades are refused ("none"), count as a grade, or as the option's own majority grade.
    Nobody voted: nobody is elected. Raises MalformedRule on a grade that is missing or unknown.
    Source: M. Balinski and R. Laraki, Majority Judgment (2010), chapters 1 and 14.

    >>> votes = {(2, 1): 2, (0, 1): 1, (1, 2): 2}
    >>> majority_judgment(votes, "AB", grades=["poor", "fair", "good"]).seating.winners
    ['B']
    """
    if median != "lower" or tie != "majority_value":
        raise MalformedRule(f"grades cannot be compared by {quoted(median)} and {quoted(tie)}")
    listed(options)
    if tallies is not None:
        rows = {option: list(tallies[option]) for option in options}
        _fill(rows, missing, participants, len(grades))
        return _outcome(rows, 1, list(grades), seats, tie_rule, 0)
    papers, scale = whole(gather(votes))
    blank = papers.pop((), 0)
    rows = _rows(papers, options, len(grades))
    _fill(rows, missing, sum(papers.values()), len(grades))
    return _outcome(rows, scale, list(grades), seats, tie_rule, _shared(blank, scale))


def _outcome(
    rows: Mapping[Any, Row],
    scale: int,
    grades: list[str],
    seats: int,
    tie_rule: TieRule | None,
    blank: Number,
) -> MajorityJudgmentOutcome:
    voted = {option: row for option, row in rows.items() if sum(row)}
    places = _places(voted)
    gauges = {option: _gauge(row) for option, row in voted.items()}
    exact = {option: [_shared(voices, scale) for voices in row] for option, row in rows.items()}
    return MajorityJudgmentOutcome(grades, exact, gauges, tiers(places), seat(places, seats, tie_rule), blank)


def _shared(voices: int, scale: int) -> Number:
    return voices if scale == 1 else Fraction(voices, scale)


def _rows(papers: Mapping[Any, int], options: Sequence[Option], grades: int) -> dict[Any, Row]:
    """Count the voices of each grade, option by option."""
    counts = [[0] * (grades + 1) for _option in options]  # the last place is for grades left out
    allowed: dict[Any, int] = {None: grades, **{k: k for k in range(grades)}}
    for vote, voices in papers.items():
        if len(vote) != len(options):
            raise MalformedRule(f"a ballot grades {len(vote)} options of {len(options)}")
        for row, grade in zip(counts, vote):  # noqa: B905 — Python 3.9 has no strict zip
            if grade not in allowed or grade is True or grade is False:
                raise MalformedRule(f"{quoted(grade)} is none of {grades} grades")
            row[allowed[grade]] += voices
    # What is left out is found again in _fill, as the voices that an option lacks.
    return {option: row[:grades] for option, row in zip(options, counts)}  # noqa: B905


def _fill(rows: Mapping[Any, Row], missing: Missing, participants: int | None, grades: int) -> None:
    """Bring every option to the same number of voices."""
    most = max((sum(row) for row in rows.values()), default=0)
    expected = most if participants is None else participants
    if most > expected:
        raise MalformedRule(f"an option has {most} grades of {expected} participants")
    for option, row in rows.items():
        lacking = expected - sum(row)
        if lacking and missing == "none":
            raise MalformedRule(f"option {quoted(option)} lacks {lacking} grades of {expected}")
        if lacking:
            row[_filler(row, missing, grades)] += lacking


def _filler(row: Row, missing: Missing, grades: int) -> int:
    if missing == "own_median":
        return _median(row) if sum(row) else 0
    if type(missing) is not int or not 0 <= missing < grades:
        raise MalformedRule(f"missing cannot be {quoted(missing)}")
    return missing


def _median(row: Row) -> int:
    """The lower middle grade of a row of voices."""
    middle = (sum(row) - 1) // 2
    return next(grade for grade, below in enumerate(accumulate(row)) if below > middle)


def _gauge(row: Row) -> Gauge:
    grade = _median(row)
    return Gauge(grade, Fraction(sum(row[grade + 1 :]), sum(row)), Fraction(sum(row[:grade]), sum(row)))


def _places(rows: Mapping[Any, Row]) -> dict[Any, int]:
    """A number for each option, larger for a better majority value, equal for equal ones.

    Taking the lower middle voice out again and again takes voices alternately from just below and just
    above the middle. So the value is read outward from there, and as the two sides change grade in a few
    places only, it is enough to compare options at the places where one of them does.
    """
    sides = {option: _outward(row) for option, row in rows.items()}
    starts = sorted({0, *(start for side in sides.values() for run in side for start, _grade in run)})
    values = {
        option: (_median(rows[option]), [(_at(down, start), _at(up, start)) for start in starts])
        for option, (down, up) in sides.items()
    }
    order = sorted({_comparable(value) for value in values.values()})
    return {option: order.index(_comparable(value)) for option, value in values.items()}


def _comparable(value: tuple[int, list[tuple[int, int]]]) -> tuple[int, ...]:
    return (value[0], *(grade for pair in value[1] for grade in pair))


def _outward(row: Row) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The lower half downward and the upper half upward, as (where a grade starts, grade)."""
    half = sum(row) // 2
    return _runs(list(enumerate(row)), half), _runs(list(enumerate(row))[::-1], half)


def _runs(from_the_end: Sequence[tuple[int, int]], half: int) -> list[tuple[int, int]]:
    """Take `half` voices from one end, and list them from the middle to that end."""
    taken: list[tuple[int, int]] = []
    remaining = half
    for grade, voices in from_the_end:
        taken.append((grade, min(voices, remaining)))
        remaining -= taken[-1][1]
    runs: list[tuple[int, int]] = []
    start = 0
    for grade, voices in reversed(taken):
        if voices:
            runs.append((start, grade))
            start += voices
    return runs


def _at(runs: Sequence[tuple[int, int]], place: int) -> int:
    """The grade at a distance from the middle; past the end, the outermost one."""
    grade = -1
    for start, reached in runs:
        if start > place:
            break
        grade = reached
    return grade
