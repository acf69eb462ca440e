"""What frames a count whatever its rule, read from and written to storage: thresholds, quorum, presence, colleges.

Presence is who is there, the quorum is what is asked, the base is what a majority is a part of: three figures.

A rule is stored in a format. The first (which names none) kept presence within a quorum, so that a meeting without
quorum had none, and counted the inside of a college on votes expressed whatever the base; what was stored so is
counted so for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, get_args

from votes.rules.colleges import CollegeBase, CollegeTie, Inactive, Method, ResultBase
from votes.rules.quorum import Quorum, QuorumOutcome, Reached, quorums
from votes.rules.shapes import COMPARATORS, MalformedRule, Threshold, fraction

Json = dict[str, Any]
FORMAT = 2


@dataclass(frozen=True)
class CollegeRule:
    """How the colleges asked weigh; `weights` maps their codes to shares of the whole, `needed` how many must be for.

    `needed` goes with a double majority, and with nothing else; then the colleges weigh nothing, and `weights` is empty.
    """

    method: Method
    weights: Mapping[str, Fraction]
    inactive: Inactive = "excluded"
    tie_in_college: CollegeTie = "neutral"
    college_base: CollegeBase = "expressed"
    result_base: ResultBase = "expressed"
    needed: int = 0

    @property
    def weighs(self) -> bool:
        """Whether colleges bring shares of the whole to the result."""
        return self.method in ("proportional", "bloc", "per_capita")


@dataclass(frozen=True)
class CollegePresence:
    """Those of one college in a meeting, for one question: who takes part, who counts for the quorum, of how many."""

    present: int
    counted: int
    electorate: int


@dataclass(frozen=True)
class Presence:
    """Who is in a meeting, college by college; "" where nobody is in one."""

    colleges: Mapping[str, CollegePresence]

    def present(self, code: str | None = None) -> int:
        """How many take part, of a college or in all."""
        return sum(college.present for key, college in self.colleges.items() if code in (None, key))

    def for_quorum(self) -> dict[str, tuple[int, int]]:
        """How many count for the quorum, of how many, by college."""
        return {code: (college.counted, college.electorate) for code, college in self.colleges.items()}


def took_part(
    required: Quorum | None, presence: Presence | None, *, cast: Mapping[str, int], roll: Mapping[str, int]
) -> Reached:
    """Compare a quorum with who takes part: those in the meeting, or else whoever cast a ballot.

    Shape: voices in the box and on the roll, by college.
    """
    counted = presence.for_quorum() if presence else {code: (cast.get(code, 0), roll[code]) for code in roll}
    return quorums(required or Quorum(), counted)


def quorum_json(reached: QuorumOutcome | None) -> Json | None:
    """Write a quorum as it was compared."""
    if reached is None:
        return None
    return {
        "registered": reached.denominator,
        "counted": reached.counted,
        "required": reached.required_min,
        "met": reached.met,
    }


def reached_json(reached: Reached, stored: int) -> Json:
    """Write what was compared with a quorum, in the keys that outcomes of a format have: each college by itself."""
    whole = {"quorum": quorum_json(reached.whole)}
    if stored == 1:
        return whole
    return {
        **whole,
        "college_quorums": [
            {"code": code, **(quorum_json(outcome) or {})} for code, outcome in reached.colleges.items()
        ],
    }


def format_of(facts: Any) -> int:
    """The format that a rule is stored in. Raises MalformedRule on one that nobody knows."""
    if not isinstance(facts, Mapping):
        raise MalformedRule("a rule is not an object")
    stored = facts.get("format", 1)
    if type(stored) is not int or stored not in (1, FORMAT):
        raise MalformedRule(f"rules of format {stored!r} are unknown")
    return stored


def only(facts: Any, known: set[str], place: str) -> None:
    """Refuse keys that are missing, and keys that nobody knows."""
    if not isinstance(facts, Mapping):
        raise MalformedRule(f"{place} is not an object")
    if missing := known - set(facts):
        raise MalformedRule(f"{place} lacks {', '.join(sorted(missing))}")
    if unknown := set(facts) - known:
        raise MalformedRule(f"{place} has unknown {', '.join(sorted(unknown))}")


def word(facts: Mapping[str, Any], key: str, words: Sequence[Any]) -> Any:
    """Read one of some words. Raises MalformedRule."""
    value = facts[key]
    # 0 == False in Python; a rule says exactly what it means.
    if not any(value is word or (isinstance(value, str) and value == word) for word in words):
        raise MalformedRule(f"{key} cannot be {value!r}")
    return value


def whole(value: Any, place: str) -> int:
    """Read a whole number, zero or more. Raises MalformedRule."""
    if type(value) is not int or value < 0:
        raise MalformedRule(f"{place} is not a whole number")
    return value


def read_threshold(facts: Mapping[str, Any]) -> Threshold:
    """Read a share of the whole with its comparator. Raises MalformedRule."""
    try:
        share = fraction(facts["threshold"])
    except MalformedRule as problem:
        raise MalformedRule(f"threshold: {problem}") from None
    if share > 1:
        raise MalformedRule("threshold is more than the whole")
    return Threshold(share, word(facts, "comparator", COMPARATORS))


def read_quorum(facts: Any) -> Quorum | None:
    """Read what a quorum asks. Raises MalformedRule."""
    if facts is None:
        return None
    only(facts, {"whole", "each_college"}, "quorum")
    return Quorum(*(_part(facts[key], f"quorum.{key}") for key in ("whole", "each_college"))) or None


def _part(facts: Any, place: str) -> Threshold | None:
    if facts is None:
        return None
    only(facts, {"threshold", "comparator"}, place)
    return read_threshold(facts)


def write_quorum(quorum: Quorum | None) -> Json | None:
    """Write what a quorum asks; read_quorum gives it back."""
    if not quorum:
        return None
    return {"whole": _written(quorum.whole), "each_college": _written(quorum.each_college)}


def _written(needed: Threshold | None) -> Json | None:
    if needed is None:
        return None
    return {"threshold": str(needed.share), "comparator": needed.comparator}


def read_presence(facts: Any) -> Presence | None:
    """Read who is in a meeting. Raises MalformedRule."""
    if facts is None:
        return None
    if not isinstance(facts, Mapping) or not facts:
        raise MalformedRule("presence is not an object of college codes")
    return Presence({str(code): _college_presence(counts) for code, counts in facts.items()})


def _college_presence(facts: Any) -> CollegePresence:
    only(facts, {"present", "counted", "electorate"}, "presence")
    presence = CollegePresence(**{key: whole(number, f"presence.{key}") for key, number in facts.items()})
    if presence.counted > presence.electorate:
        raise MalformedRule("a presence counts no more than there are")
    return presence


def write_presence(presence: Presence | None) -> Json | None:
    """Write who is in a meeting; read_presence gives it back."""
    if presence is None:
        return None
    return {code: dict(vars(college)) for code, college in presence.colleges.items()}


def first_quorum(facts: Any) -> tuple[Quorum | None, Presence | None]:
    """Read a quorum of the first format, with the presence that it held. Raises MalformedRule.

    In that format who counted for the quorum was also who was there.
    """
    if facts is None:
        return None, None
    basis = word(facts, "basis", ("members", "presence")) if "basis" in facts else None
    figures = {"counted", "registered"} if basis == "presence" else set()
    only(facts, {"threshold", "comparator", "basis"} | figures, "quorum")
    needed = Quorum(read_threshold(facts))
    if basis == "members":
        return needed, None
    counted, registered = whole(facts["counted"], "counted"), whole(facts["registered"], "registered")
    if counted > registered:
        raise MalformedRule("a presence counts no more than there are")
    return needed, Presence({"": CollegePresence(counted, counted, registered)})


def read_colleges(facts: Any) -> CollegeRule | None:
    """Read how colleges weigh, or how many must be for. Raises MalformedRule naming the key."""
    if facts is None:
        return None
    if isinstance(facts, Mapping) and facts.get("method") == "double_majority":
        only(facts, {"method", "needed"}, "colleges")
        return CollegeRule("double_majority", {}, needed=whole(facts["needed"], "needed"))
    return _weighing(facts)


def first_colleges(facts: Any) -> CollegeRule | None:
    """Read how colleges weigh as the first format has it. Raises MalformedRule naming the key.

    There a college that is spread over its roll was in the count even where nobody in it voted.
    """
    if facts is None:
        return None
    rule = _weighing(facts)
    if rule.method != "per_capita":
        return rule
    return replace(rule, college_base="registered")


def _weighing(facts: Any) -> CollegeRule:
    words: dict[str, Any] = {
        "method": Method,
        "inactive": Inactive,
        "tie_in_college": CollegeTie,
        "college_base": CollegeBase,
        "result_base": ResultBase,
    }
    only(facts, {"weights", *words}, "colleges")
    chosen = {key: word(facts, key, get_args(allowed)) for key, allowed in words.items()}
    if chosen["method"] == "double_majority":
        raise MalformedRule("a double majority weighs nothing")
    return CollegeRule(weights=_weights(facts["weights"]), **chosen)


def write_colleges(rule: CollegeRule | None) -> Json | None:
    """Write how colleges weigh; read_colleges gives it back."""
    if rule is None:
        return None
    if rule.method == "double_majority":
        return {"method": rule.method, "needed": rule.needed}
    return {
        "method": rule.method,
        "weights": {code: str(weight) for code, weight in rule.weights.items()},
        "inactive": rule.inactive,
        "tie_in_college": rule.tie_in_college,
        "college_base": rule.college_base,
        "result_base": rule.result_base,
    }


def _weights(facts: Any) -> dict[str, Fraction]:
    if not isinstance(facts, Mapping) or not facts:
        raise MalformedRule("weights is not an object of college codes and shares")
    try:
        return {str(code): fraction(weight) for code, weight in facts.items()}
    except MalformedRule as problem:
        raise MalformedRule(f"weights: {problem}") from None
