"""Yes, no, abstain, on any base, with a quorum and a second condition: the votes of published cases.

A round of this house counts by `motion`; this rule reads the majorities of other bodies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from votes.rules.papers import Votes, gather, quoted
from votes.rules.seating import Json
from votes.rules.shapes import MalformedRule, Number, Option, Threshold, UnknownChoice, figure

YesNoBase = Literal["yes+no", "members"]


@dataclass(frozen=True)
class YesNoOutcome:
    """The verdict, the voices on each side, and what each condition was compared with.

    `majorities` are (base, base voices, threshold, met), the second condition after the first.
    """

    adopted: bool
    yes: Number
    no: Number
    abstain: Number
    majorities: list[tuple[YesNoBase, Number, Threshold, bool]]
    quorum: tuple[Number, Number] | None

    @property
    def majority_reached(self) -> bool:
        return all(met for _base, _voices, _threshold, met in self.majorities)

    @property
    def quorum_reached(self) -> bool | None:
        return None if self.quorum is None else self.quorum[0] >= self.quorum[1]

    def to_json(self) -> Json:
        """Write the verdict; numbers are integers or exact text."""
        return {
            "winners": ["yes" if self.adopted else "no"],
            "adopted": self.adopted,
            "yes": figure(self.yes),
            "no": figure(self.no),
            "abstain": figure(self.abstain),
            "quorum_reached": self.quorum_reached,
            "majority_reached": self.majority_reached,
            "quorum": None if self.quorum is None else [figure(number) for number in self.quorum],
            "majorities": [
                {
                    "base": base,
                    "base_count": figure(voices),
                    "threshold": figure(threshold.share),
                    "strict": threshold.comparator == "gt",
                    "reached": met,
                }
                for base, voices, threshold, met in self.majorities
            ],
        }


def yes_no(
    votes: Votes,
    options: Sequence[Option] = ("yes", "no"),
    *,
    base: YesNoBase = "yes+no",
    threshold: Fraction = Fraction(1, 2),
    strict: bool = True,
    members: Number | None = None,
    quorum: Mapping[str, Any] | None = None,
    also: Mapping[str, Any] | None = None,
    seats: int = 1,
) -> YesNoOutcome:
    """Adopt when yes > threshold · base (≥ when not `strict`), the quorum is there, and `also` holds.

    Shape: a vote is "yes", "no" or "abstain"; abstentions are outside "yes+no"; "members" are those
    entitled, whether they voted or not. `quorum` {"counts": "yes" or "cast", "at_least": number}: the
    yes votes, or the papers given in ("cast" where the number is known, else all votes), reach it.
    `also` is a second {"base", "threshold", "strict"}. A tie at one half is not carried, strict or not;
    nobody said yes or no: not carried. Raises MalformedRule on an unknown word, UnknownChoice likewise.
    Source: Charter of the United Nations, art. 18; Debian Constitution, A.6; Scotland Act 1978, s. 85.

    >>> yes_no({"yes": 51, "no": 49, "abstain": 25}, threshold=Fraction(2, 3), strict=False).adopted
    False
    """
    count: dict[str, Number] = {"yes": 0, "no": 0, "abstain": 0}
    for choice, weight in gather(votes).items():
        if choice not in count:
            raise UnknownChoice(f"{quoted(choice)} is none of yes, no, abstain")
        count[choice] += weight
    conditions = [{"base": base, "threshold": threshold, "strict": strict}, *([also] if also else [])]
    majorities = [_majority(count, condition, members) for condition in conditions]
    presence = _presence(count, quorum) if quorum else None
    has_quorum = presence is None or presence[0] >= presence[1]
    carried = has_quorum and all(majority[-1] for majority in majorities)
    return YesNoOutcome(carried, count["yes"], count["no"], count["abstain"], majorities, presence)


def _majority(
    count: Mapping[str, Number], condition: Mapping[str, Any], members: Number | None
) -> tuple[YesNoBase, Number, Threshold, bool]:
    base = condition["base"]
    expressed = count["yes"] + count["no"]
    if base not in ("yes+no", "members") or (base == "members" and members is None):
        raise MalformedRule(f"base {quoted(base)} needs to be yes+no, or members with their number")
    voices = expressed if base == "yes+no" or members is None else members
    threshold = Threshold(Fraction(condition["threshold"]), "gt" if condition["strict"] else "gte")
    tied = base == "yes+no" and count["yes"] == count["no"] and threshold.share == Fraction(1, 2)
    return base, voices, threshold, bool(expressed) and not tied and threshold.met(count["yes"], voices)


def _presence(count: Mapping[str, Number], quorum: Mapping[str, Any]) -> tuple[Number, Number]:
    """What the quorum counts, and what it needs."""
    if quorum["counts"] not in ("yes", "cast"):
        raise MalformedRule(f"a quorum counts yes or cast, not {quoted(quorum['counts'])}")
    cast = quorum.get("cast")
    papers = sum(count.values()) if cast is None else cast
    return (count["yes"] if quorum["counts"] == "yes" else papers), quorum["at_least"]
