"""What frames a count of options: the quorum, how colleges weigh, what breaks a tie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, get_args

from votes.rules.frame import (
    FORMAT,
    CollegeRule,
    Json,
    Presence,
    first_colleges,
    first_quorum,
    format_of,
    only,
    read_colleges,
    read_presence,
    read_quorum,
    word,
    write_colleges,
    write_presence,
    write_quorum,
)
from votes.rules.quorum import Quorum
from votes.rules.shapes import MalformedRule

TieBreak = Literal["further_ballot", "elder", "lot"]


@dataclass(frozen=True)
class Terms:
    """The terms of one round, frozen when it opens; the rule itself and its variant are on the ballot paper.

    `format`: how they were stored; terms of the first format count as they did then.
    """

    quorum: Quorum | None = None
    presence: Presence | None = None
    colleges: CollegeRule | None = None
    tie: TieBreak = "further_ballot"
    format: int = FORMAT

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Terms:
        """Read stored terms. Raises MalformedRule naming the key that cannot be read."""
        stored = format_of(facts)
        only(
            facts, {"quorum", "colleges", "tie"} | ({"format", "presence"} if stored != 1 else set()), "terms"
        )
        tie = word(facts, "tie", get_args(TieBreak))
        if stored == 1:
            quorum, presence = first_quorum(facts["quorum"])
            weighing = first_colleges(facts["colleges"])
            # Then a college always shared its weight out over all its ballots, blank ones too.
            over = weighing and replace(weighing, college_base="cast")
            return cls(quorum, presence, over, tie, format=1)
        return cls(
            quorum=read_quorum(facts["quorum"]),
            presence=read_presence(facts["presence"]),
            colleges=read_colleges(facts["colleges"]),
            tie=tie,
        )

    def to_json(self) -> Json:
        """Write the terms for storage, in the newest format; from_json(to_json()) is the same terms."""
        return {
            "format": FORMAT,
            "quorum": write_quorum(self.quorum),
            "presence": write_presence(self.presence),
            "colleges": write_colleges(self.colleges),
            "tie": self.tie,
        }

    @property
    def sets_blank_aside(self) -> bool:
        """Whether blank papers weigh nothing, because a college shares its weight out over its valid ballots."""
        rule = self.colleges
        return rule is not None and rule.method == "proportional" and rule.college_base == "expressed"

    def ballot_weights(self, registered: Mapping[str, int], cast: Mapping[str, int]) -> dict[str, Fraction]:
        """How much one ballot of each college weighs, so that each college weighs its share of the whole.

        Shape: voices on the roll, and ballots that weigh (see `sets_blank_aside`), by college. A college shares its
        weight out over its ballots, or over as many voices as its base counts ("proportional"), or over its roll,
        present or not ("per_capita"); one without ballots weighs nothing.
        Every ballot weighs one where the heads decide. Raises MalformedRule on a college without weight, and on
        a count of colleges that only for and against can have.
        Source: statutes; law 47-1775 art. 19 octies, to be confirmed.
        """
        if self.colleges is None or self.colleges.method == "flat":
            return {college: Fraction(1) for college in registered}
        if self.colleges.method not in ("proportional", "per_capita"):
            raise MalformedRule(
                "options are not counted by colleges as blocks, nor by a majority of colleges"
            )
        weights = self.colleges.weights
        if strangers := sorted(set(registered) - set(weights)):
            raise MalformedRule(f"college {strangers[0]!r} is on the roll but has no weight")
        return {
            college: weights[college] / self._over(self.colleges, college, registered[college], cast[college])
            if cast.get(college)
            else Fraction(0)
            for college in registered
        }

    def _over(self, rule: CollegeRule, college: str, registered: int, cast: int) -> int:
        """Over how many voices a college shares its weight out."""
        if rule.method == "per_capita" or rule.college_base == "registered":
            return registered
        if rule.college_base in ("present", "present_or_represented") and self.presence is not None:
            return max(cast, self.presence.present(college))
        return cast

    @property
    def is_weighted(self) -> bool:
        """Whether the colleges decide by what they weigh, and not the heads."""
        return self.colleges is not None and self.colleges.weighs

    @property
    def needs_colleges(self) -> bool:
        """Whether the count needs the college of each ballot."""
        by_box = self.quorum is not None and self.quorum.each_college is not None and self.presence is None
        return self.is_weighted or by_box
