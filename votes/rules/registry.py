"""Every rule by name: its ballots, its words, how it counts votes, and how it counts a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from votes.rules.approval import approval
from votes.rules.at_large import at_large
from votes.rules.borda import borda
from votes.rules.case import Json, Kind, read_case
from votes.rules.condorcet import condorcet
from votes.rules.cumulative import cumulative
from votes.rules.exact import MalformedCase, excerpt, mapping
from votes.rules.irv import irv
from votes.rules.majority_judgment import majority_judgment
from votes.rules.papers import Votes
from votes.rules.pb_equal_shares import pb_equal_shares
from votes.rules.pb_greedy import pb_greedy
from votes.rules.plurality import plurality
from votes.rules.quadratic import quadratic
from votes.rules.ranked_pairs import ranked_pairs
from votes.rules.schulze import schulze
from votes.rules.score import score
from votes.rules.shapes import MalformedRule, Option
from votes.rules.sortition import SortitionOutcome, sortition
from votes.rules.stv_meek import stv_meek
from votes.rules.stv_scottish import stv_scottish
from votes.rules.stv_wigm import stv_wigm
from votes.rules.ties import TieRule
from votes.rules.two_round import two_round
from votes.rules.vocabulary import (
    GRADES,
    MISSING,
    MOST,
    OPTION,
    RATIOS,
    THRESHOLD_OR_NONE,
    YES_NO,
    Key,
    amount,
    count_of,
    text,
    variation,
    words,
)
from votes.rules.words import Words
from votes.rules.words_en import EN
from votes.rules.words_fr import FR
from votes.rules.yes_no import yes_no

ALL_SHAPES = {"approvals": "approvals", "choices": "choice", "points": "scores"}


class Outcome(Protocol):
    """What every rule returns: a frozen record of the count, which writes itself without a float."""

    def to_json(self) -> Json:
        """Write the outcome with the keys of the published cases."""


@dataclass(frozen=True)
class Rule:
    """A way of counting. `shape` is what a voter marks; `equal_ranks` whether a ranking may hold ties.

    `several` rules fill several seats; `advisory` ones give advice and decide nothing. `variant` is what
    the rule uses when nothing else is said; majority judgment then still needs its grades, and points or
    credits their number. `function` is None where a rule counts by a path of its own (see `motion`).
    """

    name: str
    shape: str
    function: Callable[..., Outcome] | None
    keys: Mapping[str, Key] = field(default_factory=dict)
    variant: Mapping[str, Any] = field(default_factory=dict)
    several: bool = False
    advisory: bool = False
    equal_ranks: bool = False
    # Its place among the rules that are offered to choose between options; none: it is counted, and not offered.
    offered: int = 0
    # The key that says how many points each voter shares out.
    shared_out: str = ""

    @property
    def words(self) -> dict[str, Words]:
        """The rule in plain words, by language."""
        return {"fr": FR[self.name], "en": EN[self.name]}

    @property
    def money(self) -> bool:
        """Whether options have costs, and a budget pays for them."""
        return self.shape == "budget"

    @property
    def transferable(self) -> bool:
        """Whether votes pass on between options at a quota of whole votes."""
        return "quota" in self.variant or self.name == "stv_meek"

    def ballot(self, variant: Mapping[str, Any]) -> str:
        """The shape of a ballot line under a variant, as `marks.SHAPES` names it."""
        if self.shape == "ranking":
            return "ranking" if self.equal_ranks else "strict_ranking"
        if "input" in self.keys:
            return str(variant["input"])
        if self.shape == "budget" and "score" in self.keys:
            return "ranking" if isinstance(variant["score"], list) else ALL_SHAPES[variant["score"]]
        return "approvals" if self.shape == "budget" else self.shape

    def tally(
        self,
        options: Sequence[Option],
        votes: Votes,
        variant: Mapping[str, Any] | None = None,
        seats: int = 1,
        *,
        tie_rule: TieRule | None = None,
        **facts: Any,
    ) -> Outcome:
        """Count votes that are already in the shapes the rule's function takes.

        `options` are the ids in list order; `votes` a mapping of votes to weights, or pairs of them;
        `variant` the JSON of a variant (that of the rule when left out); `facts` what else the function
        takes: costs and budget, the second ballot… Raises RuleError, and says why, on what cannot be counted.
        """
        if self.function is None:
            raise MalformedRule(f"{self.name} is not counted by this path")
        settings = self.variant if variant is None else variant
        chosen = variation(settings, self.keys, options)  # type: ignore[arg-type]
        if tie_rule is not None:
            chosen["tie_rule"] = tie_rule
        return self.function(votes, options, seats=seats, **chosen, **facts)

    def count(self, case: object) -> Json:
        """Count a case (format oracle-1, as JSON was read). Raises MalformedCase naming the place."""
        drawn = self.function is _draw
        kind = Kind(
            self.name,
            self.keys,
            self.ballot,
            self.several,
            self.money,
            self.name == "majority_judgment",
            drawn,
        )
        stored = read_case(case, kind)
        outcome = self.tally(stored.options, stored.votes, stored.variant, stored.seats, **stored.facts)
        return {"rule": self.name, **outcome.to_json(), "ballots": stored.voters}


def _draw(
    _votes: Votes,
    _options: Sequence[Option],
    *,
    seats: int,
    colleges: Mapping[str, Sequence[str]],
    **variant: Any,
) -> SortitionOutcome:
    return sortition(colleges, seats=seats, **variant)


SHARED = {"unranked": words("last")}
MEDIAN = {"median": words("lower"), "tie": words("majority_value")}
FIRST = words("first_in_list", optional=True)
_LISTED = (
    Rule("motion", "motion", None),
    Rule("yes_no", "yes_no", yes_no, YES_NO, {"base": "yes+no", "threshold": "1/2", "strict": True}),
    Rule(
        "plurality",
        "choice",
        plurality,
        {"input": words("choice", "ranking")},
        {"input": "choice"},
        several=True,
        offered=1,
    ),
    Rule(
        "plurality_at_large",
        "choices",
        at_large,
        {"max_names": count_of(optional=True)},
        several=True,
        offered=9,
    ),
    Rule(
        "two_round",
        "choice",
        two_round,
        {
            "input": words("choice", "ranking"),
            "majority_base": words("valid", "registered"),
            "finalists": words(2),
        },
        {"input": "choice", "majority_base": "valid", "finalists": 2},
        offered=2,
    ),
    Rule("approval", "approvals", approval, several=True, offered=3),
    Rule(
        "score",
        "scores",
        score,
        {"aggregate": words("sum"), "missing": words(0), "tie_break": MOST},
        {"aggregate": "sum", "missing": 0},
        several=True,
        advisory=True,
        offered=14,
    ),
    Rule(
        "cumulative",
        "points",
        cumulative,
        {"points_per_voter": amount()},
        several=True,
        advisory=True,
        offered=15,
        shared_out="points_per_voter",
    ),
    Rule(
        "quadratic",
        "credits",
        quadratic,
        {"credits_per_voter": amount()},
        several=True,
        advisory=True,
        offered=17,
        shared_out="credits_per_voter",
    ),
    Rule(
        "majority_judgment",
        "grades",
        majority_judgment,
        {"grades": GRADES, **MEDIAN, "missing": MISSING},
        {"median": "lower", "tie": "majority_value", "missing": "none"},
        several=True,
        offered=4,
    ),
    Rule(
        "borda",
        "ranking",
        borda,
        {"points": words("n", "n-1", "1/rank", [3, 2, 1]), "unranked": words("average", "zero")},
        {"points": "n-1", "unranked": "average"},
        several=True,
        advisory=True,
        equal_ranks=True,
        offered=16,
    ),
    Rule(
        "irv",
        "ranking",
        irv,
        {"stop": words("majority", "two_left"), "exclusion": words("single", "batch")},
        {"stop": "majority", "exclusion": "single"},
        offered=5,
    ),
    Rule("condorcet", "ranking", condorcet, SHARED, {"unranked": "last"}, equal_ranks=True, offered=8),
    Rule(
        "schulze",
        "ranking",
        schulze,
        {
            **SHARED,
            "strength": words("winning", "margins"),
            "default_option": OPTION,
            "majority_ratio": RATIOS,
            "quorum": amount(optional=True),
        },
        {"strength": "winning", "unranked": "last"},
        equal_ranks=True,
        offered=6,
    ),
    Rule(
        "ranked_pairs",
        "ranking",
        ranked_pairs,
        {
            "strength": words("winning"),
            "equal_pairs": words("group"),
            "unranked": words("last", "not_compared"),
        },
        {"strength": "winning", "equal_pairs": "group", "unranked": "last"},
        equal_ranks=True,
        offered=7,
    ),
    Rule(
        "stv_scottish",
        "ranking",
        stv_scottish,
        {"quota": words("droop"), "arithmetic": words("scottish5"), "lot": FIRST},
        {"quota": "droop", "arithmetic": "scottish5"},
        several=True,
        offered=10,
    ),
    Rule(
        "stv_wigm",
        "ranking",
        stv_wigm,
        {
            "quota": words("droop", "droop4", "exact"),
            "arithmetic": words("exact", "prf4", "rctab4"),
            "surpluses": words("together", "largest", "one_winner"),
            "tie": FIRST,
        },
        {"quota": "droop", "arithmetic": "exact", "surpluses": "largest"},
        several=True,
    ),
    Rule(
        "stv_meek",
        "ranking",
        stv_meek,
        {"arithmetic": words("exact", "prf9"), "tie": FIRST},
        {"arithmetic": "exact"},
        several=True,
        offered=11,
    ),
    Rule(
        "pb_greedy",
        "budget",
        pb_greedy,
        {
            "score": words("approvals", "choices", "points", [3, 2, 1]),
            "affordability": words("skip", "stop"),
            "threshold": THRESHOLD_OR_NONE,
        },
        {"score": "approvals", "affordability": "skip", "threshold": None},
        several=True,
        offered=12,
    ),
    Rule(
        "pb_equal_shares",
        "budget",
        pb_equal_shares,
        {
            "utility": words("cost", "one"),
            "start": words("exact", "floor"),
            "completion": words("none", "add1", "approvals"),
            "tie": words(["approvals", "cost", "list"], optional=True),
        },
        {"utility": "cost", "start": "exact", "completion": "none"},
        several=True,
        offered=13,
    ),
    Rule("sortition", "draw", _draw, {"seed": text(), "reserves": count_of(optional=True)}, several=True),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _LISTED}
# Those that are offered, in their order; a draw has no ballots.
OFFERED: tuple[Rule, ...] = tuple(
    sorted((rule for rule in _LISTED if rule.offered), key=lambda rule: rule.offered)
)


def count(case: object) -> Json:
    """Count a case by the rule that it names. Raises MalformedCase naming the place that cannot be counted."""
    name = mapping(case, "the case").get("rule")
    if not isinstance(name, str) or name not in RULES or RULES[name].function is None:
        raise MalformedCase(f"rule: {excerpt(name)} is no rule that counts cases")
    return RULES[name].count(case)
