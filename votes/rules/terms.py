"""What frames a count of options: the quorum, how colleges weigh, what breaks a tie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from votes.rules.frame import (
    CollegeRule,
    Json,
    Presence,
    only,
    read_colleges,
    read_presence,
    read_quorum,
    word,
    write_colleges,
    write_quorum,
)
from votes.rules.shapes import MalformedRule, Threshold

TieBreak = Literal["further_ballot", "elder", "lot"]


@dataclass(frozen=True)
class Terms:
    """The terms of one round, frozen when it opens; the rule itself and its variant are on the ballot paper."""

    quorum: Threshold | None = None
    presence: Presence | None = None
    colleges: CollegeRule | None = None
    tie: TieBreak = "further_ballot"

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Terms:
        """Read stored terms. Raises MalformedRule naming the key that cannot be read."""
        only(facts, {"quorum", "colleges", "tie"}, "terms")
        return cls(
            quorum=read_quorum(facts["quorum"]),
            presence=read_presence(facts["quorum"]),
            colleges=read_colleges(facts["colleges"]),
            tie=word(facts, "tie", get_args(TieBreak)),
        )

    def to_json(self) -> Json:
        """Write the terms for storage; from_json(to_json()) is the same terms."""
        return {
            "quorum": write_quorum(self.quorum, self.presence),
            "colleges": write_colleges(self.colleges),
            "tie": self.tie,
        }

    def ballot_weights(self, registered: Mapping[str, int], cast: Mapping[str, int]) -> dict[str, Fraction]:
        """How much one ballot of each college weighs, so that each college weighs its share of the whole.

        Shape: voices on the roll and in the box, by college. A college shares its weight out over its ballots
        ("proportional"), or over its roll, present or not ("per_capita"); one without ballots weighs nothing.
        Every ballot weighs one where the heads decide. Raises MalformedRule on a college without weight, and on
        colleges that count as blocks, which only for and against can do.
        Source: statutes; law 47-1775 art. 19 octies, to be confirmed.
        """
        if self.colleges is None or self.colleges.method == "flat":
            return {college: Fraction(1) for college in registered}
        base = {"proportional": cast, "per_capita": registered}.get(self.colleges.method)
        if base is None:
            raise MalformedRule("options are not counted by colleges as blocks")
        weights = self.colleges.weights
        if strangers := sorted(set(registered) - set(weights)):
            raise MalformedRule(f"college {strangers[0]!r} is on the roll but has no weight")
        return {
            college: weights[college] / base[college] if cast.get(college) else Fraction(0)
            for college in registered
        }

    @property
    def is_weighted(self) -> bool:
        """Whether the colleges decide, and not the heads."""
        return self.colleges is not None and self.colleges.method != "flat"
