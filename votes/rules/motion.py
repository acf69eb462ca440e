"""What a for/against/abstain round applies: quorum first, then a majority, by college or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, get_args

from votes.rules.colleges import (
    CollegeBase,
    CollegeCount,
    CollegeOutcome,
    CollegeTie,
    Inactive,
    Method,
    ResultBase,
    colleges,
)
from votes.rules.majority import MajorityOutcome, Reason, majority
from votes.rules.quorum import QuorumOutcome, quorum
from votes.rules.shapes import BASES, COMPARATORS, Base, Count, MalformedRule, Threshold, fraction

Json = dict[str, Any]


@dataclass(frozen=True)
class CollegeRule:
    """How the colleges on the roll weigh; `weights` maps their codes to shares of the whole."""

    method: Method
    weights: Mapping[str, Fraction]
    inactive: Inactive
    tie_in_college: CollegeTie
    college_base: CollegeBase
    result_base: ResultBase


@dataclass(frozen=True)
class Presence:
    """How many members take part in a meeting, and of how many; both as the rules count them for the quorum."""

    counted: int
    registered: int


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
        _only(facts, known, "rule")
        return cls(
            base=_word(facts, "base", BASES),
            threshold=_threshold(facts),
            floor_guard=_word(facts, "floor_guard", (True, False)),
            abstain_counts_as=_word(facts, "abstain_counts_as", (None, "for", "against")),
            quorum=None if facts["quorum"] is None else _quorum(facts["quorum"]),
            colleges=None if facts["colleges"] is None else _colleges(facts["colleges"]),
            presence=_present(facts["quorum"]),
        )

    def to_json(self) -> Json:
        """Write the rule for storage; from_json(to_json()) is the same rule."""
        return {
            "base": self.base,
            "threshold": str(self.threshold.share),
            "comparator": self.threshold.comparator,
            "floor_guard": self.floor_guard,
            "abstain_counts_as": self.abstain_counts_as,
            "quorum": self.quorum
            and {
                "threshold": str(self.quorum.share),
                "comparator": self.quorum.comparator,
                **_basis(self.presence),
            },
            "colleges": self.colleges
            and {
                "method": self.colleges.method,
                "weights": {code: str(weight) for code, weight in self.colleges.weights.items()},
                "inactive": self.colleges.inactive,
                "tie_in_college": self.colleges.tie_in_college,
                "college_base": self.colleges.college_base,
                "result_base": self.colleges.result_base,
            },
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
            "quorum": self.quorum
            and {
                "registered": self.quorum.denominator,
                "counted": self.quorum.counted,
                "required": self.quorum.required_min,
                "met": self.quorum.met,
            },
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
    presence = _presence(rule, count)
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


def _presence(rule: MotionRule, count: Count) -> QuorumOutcome | None:
    if rule.quorum is None:
        return None
    there = rule.presence or Presence(count.cast, count.registered or 0)
    return quorum(
        electorate=there.registered, present=there.counted, threshold=rule.quorum, min_participants=1
    )


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


def _only(facts: Any, known: set[str], place: str) -> None:
    if not isinstance(facts, Mapping):
        raise MalformedRule(f"{place} is not an object")
    if missing := known - set(facts):
        raise MalformedRule(f"{place} lacks {', '.join(sorted(missing))}")
    if unknown := set(facts) - known:
        raise MalformedRule(f"{place} has unknown {', '.join(sorted(unknown))}")


def _word(facts: Mapping[str, Any], key: str, words: Sequence[Any]) -> Any:
    value = facts[key]
    # 0 == False in Python; a rule says exactly what it means.
    if not any(value is word or (isinstance(value, str) and value == word) for word in words):
        raise MalformedRule(f"{key} cannot be {value!r}")
    return value


def _threshold(facts: Mapping[str, Any]) -> Threshold:
    try:
        share = fraction(facts["threshold"])
    except MalformedRule as problem:
        raise MalformedRule(f"threshold: {problem}") from None
    if share > 1:
        raise MalformedRule("threshold is more than the whole")
    return Threshold(share, _word(facts, "comparator", COMPARATORS))


def _quorum(facts: Any) -> Threshold:
    basis = _word(facts, "basis", ("members", "presence")) if "basis" in facts else None
    counts = {"counted", "registered"} if basis == "presence" else set()
    _only(facts, {"threshold", "comparator", "basis"} | counts, "quorum")
    return _threshold(facts)


def _present(facts: Any) -> Presence | None:
    if facts is None or facts["basis"] != "presence":
        return None
    counted, registered = facts["counted"], facts["registered"]
    if type(counted) is not int or type(registered) is not int or not 0 <= counted <= registered:
        raise MalformedRule("a presence is two whole numbers, the first no larger than the second")
    return Presence(counted, registered)


def _basis(presence: Presence | None) -> Json:
    if presence is None:
        return {"basis": "members"}
    return {"basis": "presence", "counted": presence.counted, "registered": presence.registered}


def _colleges(facts: Any) -> CollegeRule:
    words: dict[str, Any] = {
        "method": Method,
        "inactive": Inactive,
        "tie_in_college": CollegeTie,
        "college_base": CollegeBase,
        "result_base": ResultBase,
    }
    _only(facts, {"weights", *words}, "colleges")
    chosen = {key: _word(facts, key, get_args(allowed)) for key, allowed in words.items()}
    return CollegeRule(weights=_weights(facts["weights"]), **chosen)


def _weights(facts: Any) -> dict[str, Fraction]:
    if not isinstance(facts, Mapping) or not facts:
        raise MalformedRule("weights is not an object of college codes and shares")
    try:
        return {str(code): fraction(weight) for code, weight in facts.items()}
    except MalformedRule as problem:
        raise MalformedRule(f"weights: {problem}") from None
