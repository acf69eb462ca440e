"""The ballot paper of a round: its rule, its options in the order of the list, what a voter may mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from votes.rules.papers import Votes
from votes.rules.registry import RULES, Outcome, Rule
from votes.rules.ties import TieRule

Json = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One option: a short id that ballots name ("1", "2", …), and what voters read.

    `cost` in whole euros where a budget is shared out; `born` (ISO day) where the elder wins a tie.
    """

    id: str
    title: str
    text: str = ""
    cost: int | None = None
    born: str = ""

    def to_json(self) -> Json:
        """Write the option for storage, without what it does not say."""
        facts: Json = {"id": self.id, "title": self.title}
        for name in ("text", "cost", "born"):
            if (value := getattr(self, name)) not in ("", None):
                facts[name] = value
        return facts


@dataclass(frozen=True)
class Paper:
    """What is asked, beside a text to adopt or not: the options, the rule and its variant, the seats, the money."""

    method: str
    options: tuple[Choice, ...]
    variant: Mapping[str, Any] = field(default_factory=dict)
    seats: int = 1
    budget: int | None = None
    top: int = 5  # the most points that one option may get, where each gets points of its own

    @property
    def rule(self) -> Rule:
        return RULES[self.method]

    @cached_property
    def shape(self) -> str:
        """The shape of its ballots, as `votes.rules.contents` names it."""
        return self.rule.ballot(self.full_variant)

    @property
    def full_variant(self) -> Json:
        """The variant with what the rule uses when nothing else is said."""
        return {**self.rule.variant, **self.variant}

    @property
    def ids(self) -> list[str]:
        return [option.id for option in self.options]

    def names(self) -> dict[str, str]:
        """Map ids to titles."""
        return {option.id: option.title for option in self.options}

    @property
    def most(self) -> int | None:
        """How many options a ballot of names may hold; None where there is no limit."""
        if self.shape != "choices":
            return None
        return int(self.full_variant.get("max_names", self.seats))

    @property
    def purse(self) -> int | None:
        """How many points or credits a voter has; None where points are not counted out."""
        for name in ("points_per_voter", "credits_per_voter"):
            if name in self.full_variant:
                return int(Fraction(str(self.full_variant[name])))
        return None

    @property
    def grades(self) -> Sequence[str]:
        """The grades in words, from the worst; empty for other shapes."""
        return list(self.full_variant.get("grades", []))

    def tally(self, votes: Votes, *, tie_rule: TieRule | None = None) -> Outcome:
        """Count votes of this paper by its rule. Raises RuleError on what is no ballot of it."""
        money: Json = {}
        if self.rule.money:
            money = {"costs": {option.id: option.cost or 0 for option in self.options}, "budget": self.budget}
        return self.rule.tally(self.ids, votes, self.full_variant, self.seats, tie_rule=tie_rule, **money)

    def to_json(self) -> Json:
        """Write the paper for storage; from_json(to_json()) is the same paper."""
        return {
            "method": self.method,
            "options": [option.to_json() for option in self.options],
            "variant": dict(self.variant),
            "seats": self.seats,
            "budget": self.budget,
            "top": self.top,
        }

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Paper":
        """Read a stored paper."""
        options = tuple(Choice(**option) for option in facts["options"])
        optional = {name: facts[name] for name in ("variant", "seats", "budget", "top")}
        return cls(facts["method"], options, **optional)
