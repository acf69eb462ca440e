"""What a for/against/abstain round applies: quorum first, then a majority, by college or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from votes.rules.colleges import CollegeCount, CollegeOutcome, colleges
from votes.rules.frame import (
    CollegeRule,
    Json,
    Presence,
    only,
    quorum_json,
    read_colleges,
    read_presence,
    read_quorum,
    read_threshold,
    took_part,
    word,
    write_colleges,
    write_quorum,
)
from votes.rules.majority import MajorityOutcome, Reason, majority
from votes.rules.quorum import QuorumOutcome
from votes.rules.shapes import BASES, Base, Count, MalformedRule, Threshold

__all__ = ["CollegeBox", "CollegeRule", "MotionOutcome", "MotionRule", "Presence", "motion"]


@dataclass(frozen=True)
class MotionRule:
    """The rule of one round, frozen when it opens. `quorum` is a share of the voices on the roll.

    In a meeting, `presence` says who takes part; elsewhere it is None, and whoever casts a ballot takes part.
    """

    base: Base
    threshold: Threshold
    floor_guard: bool
    abstain_counts_as: Any
    quorum: Threshold | None
    colleges: CollegeRule | None
    presence: Presence | None = None

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> MotionRule:
        """Read a stored rule. Raises MalformedRule naming the key that cannot be read."""
        known = {
            "base",
            "threshold",
            "comparator",
            "floor_guard",
            "abstain_counts_as",
            "quorum",
            "colleges",
        }
        only(facts, known, "rule")
        return cls(
            base=word(facts, "base", BASES),
            threshold=read_threshold(facts),
            floor_guard=word(facts, "floor_guard", (True, False)),
            abstain_counts_as=word(facts, "abstain_counts_as", (None, "for", "against")),
            quorum=read_quorum(facts["quorum"]),
            colleges=read_colleges(facts["colleges"]),
            presence=read_presence(facts["quorum"]),
        )

    @property
    def is_weighted(self) -> bool:
        """Whether the colleges decide, and not the heads."""
        return self.colleges is not None and self.colleges.method != "flat"

    def to_json(self) -> Json:
        """Write the rule for storage; from_json(to_json()) is the same rule."""
        return {
            "base": self.base,
            "threshold": str(self.threshold.share),
            "comparator": self.threshold.comparator,
            "floor_guard": self.floor_guard,
            "abstain_counts_as": self.abstain_counts_as,
            "quorum": write_quorum(self.quorum, self.presence),
            "colleges": write_colleges(self.colleges),
        }


@dataclass(frozen=True)
class CollegeBox:
    """The roll and the box of one college, in whole voices; code "" where there are no colleges."""

    code: str
    registered: int
    for_: int = 0
    against: int = 0
    abstain: int = 0


@dataclass(frozen=True)
class MotionOutcome:
    """The verdict with every step of the count: quorum, heads, then the weighted sides if any."""

    adopted: bool
    reason: Reason
    boxes: list[CollegeBox]
    count: Count
    quorum: QuorumOutcome | None
    flat: MajorityOutcome
    weighted: CollegeOutcome | None

    def to_json(self) -> Json:
        """Write the outcome with whole numbers and exact fractions as text, never a float."""
        decided = self.weighted or self.flat
        return {
            "adopted": self.adopted,
            "reason": self.reason,
            "registered": self.count.registered,
            "cast": self.count.cast,
            "for": self.count.for_,
            "against": self.count.against,
            "abstain": self.count.abstain,
            "absent": (self.count.registered or 0) - self.count.cast,
            "ratio": _exact(decided.ratio),
            "heads": {
                "base": self.flat.base_count,
                "required": self.flat.required_min,
                "ratio": _exact(self.flat.ratio),
            },
            "quorum": quorum_json(self.quorum),
            "weighted": self.weighted
            and {
                "for": _exact(self.weighted.for_),
                "against": _exact(self.weighted.against),
                "abstain": _exact(self.weighted.abstain),
                "base": _exact(self.weighted.base),
                "reason": self.weighted.reason,
            },
            "colleges": [self._college(box) for box in self.boxes],
        }

    def _college(self, box: CollegeBox) -> Json:
        lines = {line.code: line for line in self.weighted.lines} if self.weighted else {}
        line = lines.get(box.code)
        return {
            "code": box.code,
            "registered": box.registered,
            "for": box.for_,
            "against": box.against,
            "abstain": box.abstain,
            "absent": box.registered - box.for_ - box.against - box.abstain,
            "weight": line and _exact(line.weight),
            "weighs_for": line and _exact(line.for_),
            "weighs_against": line and _exact(line.against),
        }


def motion(rule: MotionRule, boxes: Iterable[CollegeBox]) -> MotionOutcome:
    """Count one for/against/abstain round.

    Shape: one box per college (or one box), in whole voices. The quorum counts every ballot cast,
    abstentions included, of the voices on the roll, or in a meeting those who take part; missed, nothing is adopted, and the count is
    given all the same. With colleges, their weighted result decides; without, the heads do.
    The same boxes in any order give the same outcome. Raises MalformedRule when a college on the
    roll has no weight, when a code occurs twice, or when more is cast than is on the roll.
    """
    ordered = _ordered(rule, list(boxes))
    count = _heads(ordered, rule.presence)
    flat = majority(
        count,
        base=rule.base,
        threshold=rule.threshold,
        floor_guard=rule.floor_guard,
        abstain_counts_as=rule.abstain_counts_as,
    )
    weighted = _weigh(rule, rule.colleges, ordered) if rule.colleges else None
    presence = took_part(rule.quorum, rule.presence, cast=count.cast, registered=count.registered or 0)
    decided = weighted or flat
    missed = presence is not None and not presence.met
    return MotionOutcome(
        adopted=decided.adopted and not missed,
        reason="quorum_missed" if missed else decided.reason,
        boxes=ordered,
        count=count,
        quorum=presence,
        flat=flat,
        weighted=weighted,
    )


def _ordered(rule: MotionRule, boxes: Sequence[CollegeBox]) -> list[CollegeBox]:
    """Put boxes in the rule's order of colleges, then by code, and check them."""
    rank = {code: k for k, code in enumerate(rule.colleges.weights)} if rule.colleges else {}
    if len({box.code for box in boxes}) != len(boxes):
        raise MalformedRule("a college has two boxes")
    for box in boxes:
        if rule.colleges and box.code not in rank:
            raise MalformedRule(f"college {box.code!r} is on the roll but has no weight")
        if min(box.for_, box.against, box.abstain) < 0 or (
            box.for_ + box.against + box.abstain > box.registered
        ):
            raise MalformedRule(f"box {box.code!r} holds more than its roll, or less than nothing")
    return sorted(boxes, key=lambda box: (rank.get(box.code, len(rank)), box.code))


def _heads(boxes: Sequence[CollegeBox], presence: Presence | None) -> Count:
    count = Count(
        for_=sum(box.for_ for box in boxes),
        against=sum(box.against for box in boxes),
        abstain=sum(box.abstain for box in boxes),
        registered=sum(box.registered for box in boxes),
    )
    # Who takes part in a meeting and casts nothing is there all the same.
    return replace(count, silent=max(0, presence.counted - count.cast)) if presence else count


def _weigh(rule: MotionRule, weighing: CollegeRule, boxes: Sequence[CollegeBox]) -> CollegeOutcome:
    counts = [
        CollegeCount(
            code=box.code,
            weight=weighing.weights[box.code],
            registered=box.registered,
            for_=box.for_,
            against=box.against,
            abstain=box.abstain,
        )
        for box in boxes
    ]
    return colleges(
        counts,
        method=weighing.method,
        threshold=rule.threshold,
        inactive=weighing.inactive,
        tie_in_college=weighing.tie_in_college,
        college_base=weighing.college_base,
        result_base=weighing.result_base,
        floor_guard=rule.floor_guard,
    )


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
