"""What a for/against/abstain round applies: quorum first, then a majority, by college or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from votes.rules.colleges import (
    CollegeCount,
    CollegeOutcome,
    DoubleMajority,
    colleges,
    double_majority,
)
from votes.rules.frame import (
    FORMAT,
    CollegeRule,
    Json,
    Presence,
    first_colleges,
    first_quorum,
    format_of,
    only,
    reached_json,
    read_colleges,
    read_presence,
    read_quorum,
    read_threshold,
    took_part,
    whole,
    word,
    write_colleges,
    write_presence,
    write_quorum,
)
from votes.rules.majority import MajorityOutcome, Reason, breaks_ties, majority, with_casting_vote
from votes.rules.quorum import Quorum, Reached
from votes.rules.shapes import BASES, Base, Count, MalformedRule, Threshold

__all__ = ["CollegeBox", "CollegeRule", "MotionOutcome", "MotionRule", "Presence", "motion"]

SIDES = ("for", "against", "abstain", "blank", "null")
# What a voter may mark, in the order of the paper; null is what tellers find. The first format had no blank side.
CHOICES: Mapping[int, tuple[str, ...]] = {
    1: ("for", "against", "abstain"), 2: ("for", "against", "abstain", "blank"),
}  # fmt: skip
KEYS = {"base", "threshold", "comparator", "floor_guard", "abstain_counts_as", "quorum", "colleges"}


@dataclass(frozen=True)
class MotionRule:
    """The rule of one round, frozen when it opens.

    `presence`: in a meeting, who is there; elsewhere None, and whoever casts a ballot takes part.
    `casting_vote`: the member whose voice breaks a tie of a simple majority, if anybody's does.
    `format`: how it was stored; a rule of the first format counts as it did then. Raises MalformedRule on a casting
    vote with another majority.
    """

    base: Base
    threshold: Threshold
    floor_guard: bool
    abstain_counts_as: Any
    quorum: Quorum | None
    colleges: CollegeRule | None
    presence: Presence | None = None
    casting_vote: int | None = None
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.casting_vote is not None and not self.may_tie:
            raise MalformedRule(
                "a casting vote goes with more than half of the votes expressed, and only that"
            )

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> MotionRule:
        """Read a stored rule. Raises MalformedRule naming the key that cannot be read."""
        if format_of(facts) == 1:
            return cls._first(facts)
        only(facts, KEYS | {"format", "presence", "casting_vote"}, "rule")
        caster = facts["casting_vote"]
        return cls(
            **_plain(facts),
            quorum=read_quorum(facts["quorum"]),
            colleges=read_colleges(facts["colleges"]),
            presence=read_presence(facts["presence"]),
            casting_vote=None if caster is None else whole(caster, "casting_vote"),
        )

    @classmethod
    def _first(cls, facts: Mapping[str, Any]) -> MotionRule:
        only(facts, KEYS, "rule")
        quorum, presence = first_quorum(facts["quorum"])
        weighing = first_colleges(facts["colleges"])
        return cls(**_plain(facts), quorum=quorum, colleges=weighing, presence=presence, format=1)

    @property
    def is_weighted(self) -> bool:
        """Whether the colleges decide by what they weigh, and not the heads."""
        return self.colleges is not None and self.colleges.weighs

    @property
    def is_double(self) -> bool:
        """Whether it takes a majority of persons and of colleges."""
        return self.colleges is not None and self.colleges.method == "double_majority"

    @property
    def may_tie(self) -> bool:
        """Whether a casting vote has something to break: a tie of more than half of the votes expressed, and no other."""
        simple = breaks_ties(self.base, self.threshold) and self.abstain_counts_as is None
        on_expressed = not self.is_weighted or (
            self.colleges is not None and self.colleges.result_base == "expressed"
        )
        return simple and on_expressed and not self.is_double

    @property
    def needs_colleges(self) -> bool:
        """Whether a ballot must tell the college of its voter, for the count to be possible."""
        by_box = self.quorum is not None and self.quorum.each_college is not None and self.presence is None
        return self.is_weighted or self.is_double or by_box

    @property
    def choices(self) -> tuple[str, ...]:
        """What a voter may mark."""
        return CHOICES[self.format]

    def to_json(self) -> Json:
        """Write the rule for storage, in the newest format; from_json(to_json()) is the same rule."""
        return {
            "format": FORMAT,
            "base": self.base,
            "threshold": str(self.threshold.share),
            "comparator": self.threshold.comparator,
            "floor_guard": self.floor_guard,
            "abstain_counts_as": self.abstain_counts_as,
            "quorum": write_quorum(self.quorum),
            "presence": write_presence(self.presence),
            "colleges": write_colleges(self.colleges),
            "casting_vote": self.casting_vote,
        }


def _plain(facts: Mapping[str, Any]) -> Json:
    return {
        "base": word(facts, "base", BASES),
        "threshold": read_threshold(facts),
        "floor_guard": word(facts, "floor_guard", (True, False)),
        "abstain_counts_as": word(facts, "abstain_counts_as", (None, "for", "against")),
    }


def by_heads(facts: Mapping[str, Any]) -> Json:
    """A stored rule without its colleges, which counts what all voices together give."""
    alone = {**facts, "colleges": None}
    if format_of(facts) != 1 and facts["quorum"] is not None:
        alone["quorum"] = {**facts["quorum"], "each_college": None}
    return alone


@dataclass(frozen=True)
class CollegeBox:
    """The roll and the box of one college, in whole voices; code "" where there are no colleges."""

    code: str
    registered: int
    for_: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    null: int = 0

    @property
    def voices(self) -> dict[str, int]:
        """The voices in the box by side."""
        return dict(zip(SIDES, (self.for_, self.against, self.abstain, self.blank, self.null), strict=True))

    @property
    def cast(self) -> int:
        return sum(self.voices.values())


@dataclass(frozen=True)
class MotionOutcome:
    """The verdict with every step of the count: quorum, heads, then the weighted sides if any.

    `both` is what a double majority found.
    """

    adopted: bool
    reason: Reason
    boxes: list[CollegeBox]
    count: Count
    reached: Reached
    flat: MajorityOutcome
    weighted: CollegeOutcome | None
    both: DoubleMajority | None = None
    needed: int = 0
    format: int = FORMAT

    def to_json(self) -> Json:
        """Write the outcome with whole numbers and exact fractions as text, never a float.

        A rule of the first format gives the outcome of that time, key by key: its fingerprint is in the journal.
        """
        decided = self.weighted or self.flat
        return {
            **({} if self.format == 1 else {"format": self.format}),
            "adopted": self.adopted,
            "reason": self.reason,
            "registered": self.count.registered,
            "cast": self.count.cast,
            **self._sides(self.count),
            "absent": (self.count.registered or 0) - self.count.cast,
            "ratio": _exact(decided.ratio),
            "heads": {
                "base": self.flat.base_count,
                "required": self.flat.required_min,
                "ratio": _exact(self.flat.ratio),
            },
            **reached_json(self.reached, self.format),
            "weighted": self.weighted and self._weighted(self.weighted),
            **({} if self.format == 1 else {"double": self._double()}),
            "colleges": [self._college(box) for box in self.boxes],
        }

    def _sides(self, voices: Count | CollegeBox) -> Json:
        figures = {side: getattr(voices, "for_" if side == "for" else side) for side in SIDES}
        return {side: figures[side] for side in (SIDES[:3] if self.format == 1 else SIDES)}

    def _weighted(self, weighted: CollegeOutcome) -> Json:
        return {
            "for": _exact(weighted.for_),
            "against": _exact(weighted.against),
            "abstain": _exact(weighted.abstain),
            **({} if self.format == 1 else {"blank": _exact(weighted.blank)}),
            "base": _exact(weighted.base),
            "reason": weighted.reason,
        }

    def _double(self) -> Json | None:
        if self.both is None:
            return None
        return {"colleges_for": self.both.colleges_for, "needed": self.needed}

    def _college(self, box: CollegeBox) -> Json:
        lines = {line.code: line for line in self.weighted.lines} if self.weighted else {}
        line = lines.get(box.code)
        return {
            "code": box.code,
            "registered": box.registered,
            **self._sides(box),
            "absent": box.registered - box.cast,
            "weight": line and _exact(line.weight),
            "weighs_for": line and _exact(line.for_),
            "weighs_against": line and _exact(line.against),
        }


def motion(rule: MotionRule, boxes: Iterable[CollegeBox], *, casting: str | None = None) -> MotionOutcome:
    """Count one for/against/abstain round.

    Shape: one box per college (or one box), in whole voices; `casting` is what the member with the casting vote chose.
    The quorum counts every ballot cast, abstentions, blank and null ones included, of the voices on the roll, or in a
    meeting those who are there; missed, of the whole or in a college, nothing is adopted, and the count is given all
    the same. With colleges that weigh, their weighted result decides; with a double majority both do; else the heads.
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
    flat = with_casting_vote(flat, allowed=rule.casting_vote is not None, chair=casting)
    weighted = _weigh(rule, rule.colleges, ordered, casting) if _has_weights(rule) and rule.colleges else None
    both = _both(rule.colleges, ordered) if rule.is_double and rule.colleges else None
    adopted, reason = _decide(weighted or flat, both)
    reached = took_part(
        rule.quorum,
        rule.presence,
        cast={box.code: box.cast for box in ordered},
        roll={box.code: box.registered for box in ordered},
    )
    return MotionOutcome(
        adopted=adopted and reached.met,
        reason=reason if reached.met else "quorum_missed",
        boxes=ordered,
        count=count,
        reached=reached,
        flat=flat,
        weighted=weighted,
        both=both,
        needed=rule.colleges.needed if rule.colleges else 0,
        format=rule.format,
    )


def _has_weights(rule: MotionRule) -> bool:
    """Whether a weighted result is written. The first format wrote one for colleges that weigh nothing, too."""
    return rule.is_weighted or (rule.format == 1 and rule.colleges is not None)


def _decide(decided: MajorityOutcome | CollegeOutcome, both: DoubleMajority | None) -> tuple[bool, Reason]:
    if both is not None and decided.adopted and not both.adopted:
        return False, "too_few_colleges"
    return decided.adopted, decided.reason


def _ordered(rule: MotionRule, boxes: Sequence[CollegeBox]) -> list[CollegeBox]:
    """Put boxes in the rule's order of colleges, then by code, and check them.

    A college with a weight and nobody on the roll has an empty box: what becomes of its weight is for the rule.
    """
    weights = rule.colleges.weights if rule.colleges and rule.is_weighted else None
    rank = {code: k for k, code in enumerate(rule.colleges.weights)} if rule.colleges else {}
    if len({box.code for box in boxes}) != len(boxes):
        raise MalformedRule("a college has two boxes")
    for box in boxes:
        if weights is not None and box.code not in weights:
            raise MalformedRule(f"college {box.code!r} is on the roll but has no weight")
        if min(box.voices.values()) < 0 or box.cast > box.registered:
            raise MalformedRule(f"box {box.code!r} holds more than its roll, or less than nothing")
    codes = {box.code for box in boxes}
    empty = [CollegeBox(code, 0) for code in weights or () if code not in codes and rule.format != 1]
    return sorted([*boxes, *empty], key=lambda box: (rank.get(box.code, len(rank)), box.code))


def _heads(boxes: Sequence[CollegeBox], presence: Presence | None) -> Count:
    count = Count(
        for_=sum(box.for_ for box in boxes),
        against=sum(box.against for box in boxes),
        abstain=sum(box.abstain for box in boxes),
        blank=sum(box.blank for box in boxes),
        null=sum(box.null for box in boxes),
        registered=sum(box.registered for box in boxes),
    )
    # Who takes part in a meeting and casts nothing is there all the same.
    return replace(count, silent=max(0, presence.present() - count.cast)) if presence else count


def _counted(
    boxes: Sequence[CollegeBox], presence: Presence | None, weights: Mapping[str, Fraction]
) -> list[CollegeCount]:
    return [
        CollegeCount(
            code=box.code,
            weight=weights.get(box.code, Fraction(0)),
            registered=box.registered,
            for_=box.for_,
            against=box.against,
            abstain=box.abstain,
            blank=box.blank,
            null=box.null,
            silent=max(0, presence.present(box.code) - box.cast) if presence else 0,
        )
        for box in boxes
    ]


def _weigh(
    rule: MotionRule, weighing: CollegeRule, boxes: Sequence[CollegeBox], casting: str | None
) -> CollegeOutcome:
    # In the first format nobody knew of which college those were who were there and cast nothing.
    presence = None if rule.format == 1 else rule.presence
    outcome = colleges(
        _counted(boxes, presence, weighing.weights),
        method=weighing.method,
        threshold=rule.threshold,
        inactive=weighing.inactive,
        tie_in_college=weighing.tie_in_college,
        college_base=weighing.college_base,
        result_base=weighing.result_base,
        floor_guard=rule.floor_guard,
    )
    if rule.format == 1 and outcome.for_ + outcome.against == 0:
        return replace(outcome, reason="no_votes_expressed")
    if rule.casting_vote is not None and outcome.reason == "tie" and casting in ("for", "against"):
        return replace(outcome, adopted=casting == "for", reason="casting_vote")
    return outcome


def _both(rule: CollegeRule, boxes: Sequence[CollegeBox]) -> DoubleMajority:
    return double_majority(_counted(boxes, None, {}), min_colleges=rule.needed)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
