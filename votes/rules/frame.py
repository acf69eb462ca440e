"""What frames a count whatever its rule, read from and written to storage: thresholds, quorum, presence, colleges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from votes.rules.colleges import CollegeBase, CollegeTie, Inactive, Method, ResultBase
from votes.rules.quorum import QuorumOutcome, quorum
from votes.rules.shapes import COMPARATORS, MalformedRule, Threshold, fraction

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


def took_part(
    needed: Threshold | None, presence: Presence | None, *, cast: int, registered: int
) -> QuorumOutcome | None:
    """Compare a quorum with who takes part: those in the meeting, or else whoever cast a ballot. None asks for none."""
    if needed is None:
        return None
    there = presence or Presence(cast, registered)
    return quorum(electorate=there.registered, present=there.counted, threshold=needed, min_participants=1)


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


def read_threshold(facts: Mapping[str, Any]) -> Threshold:
    """Read a share of the whole with its comparator. Raises MalformedRule."""
    try:
        share = fraction(facts["threshold"])
    except MalformedRule as problem:
        raise MalformedRule(f"threshold: {problem}") from None
    if share > 1:
        raise MalformedRule("threshold is more than the whole")
    return Threshold(share, word(facts, "comparator", COMPARATORS))


def read_quorum(facts: Any) -> Threshold | None:
    """Read the share of a quorum; its basis is the roll, or the presence in a meeting. Raises MalformedRule."""
    if facts is None:
        return None
    basis = word(facts, "basis", ("members", "presence")) if "basis" in facts else None
    counts = {"counted", "registered"} if basis == "presence" else set()
    only(facts, {"threshold", "comparator", "basis"} | counts, "quorum")
    return read_threshold(facts)


def read_presence(facts: Any) -> Presence | None:
    """Read who takes part, where a quorum has it. Raises MalformedRule."""
    if facts is None or facts["basis"] != "presence":
        return None
    counted, registered = facts["counted"], facts["registered"]
    if type(counted) is not int or type(registered) is not int or not 0 <= counted <= registered:
        raise MalformedRule("a presence is two whole numbers, the first no larger than the second")
    return Presence(counted, registered)


def write_quorum(needed: Threshold | None, presence: Presence | None) -> Json | None:
    """Write a quorum with who takes part; read_quorum and read_presence give them back."""
    if needed is None:
        return None
    facts: Json = {"threshold": str(needed.share), "comparator": needed.comparator, "basis": "members"}
    if presence is not None:
        facts |= {"basis": "presence", "counted": presence.counted, "registered": presence.registered}
    return facts


def read_colleges(facts: Any) -> CollegeRule | None:
    """Read how colleges weigh. Raises MalformedRule naming the key."""
    if facts is None:
        return None
    words: dict[str, Any] = {
        "method": Method,
        "inactive": Inactive,
        "tie_in_college": CollegeTie,
        "college_base": CollegeBase,
        "result_base": ResultBase,
    }
    only(facts, {"weights", *words}, "colleges")
    chosen = {key: word(facts, key, get_args(allowed)) for key, allowed in words.items()}
    return CollegeRule(weights=_weights(facts["weights"]), **chosen)


def write_colleges(rule: CollegeRule | None) -> Json | None:
    """Write how colleges weigh; read_colleges gives it back."""
    if rule is None:
        return None
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
