"""A case: one election written as JSON (format oracle-1), read into the shapes that rules take.

What cannot be counted is refused in one sentence that names the place, such as
`ballots[3].ranking: option "X" is not in options`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from votes.rules.exact import MalformedCase, excerpt, inside, mapping, not_negative, positive, sequence, whole
from votes.rules.marks import SHAPES
from votes.rules.shapes import Number
from votes.rules.vocabulary import Key, variation

Json = dict[str, Any]
# The keys that describe a case; they change nothing in the count.
DESCRIBING = {
    "format", "id", "title", "kind", "evidence", "rule", "definition", "expected", "source", "licence",
    "checked_with", "notes",
}  # fmt: skip
COUNTED = {
    "variant", "seats", "options", "ballots", "ballots_round2", "tallies", "participants", "budget", "registered",
}  # fmt: skip
OF_A_BALLOT = {"count", "weight", "voter"}


@dataclass(frozen=True)
class Kind:
    """What a rule reads: the words of its variant, the shape of its ballots, how many seats it fills.

    `shape` names the shape for a variant. `money`: projects have costs, and there is a budget.
    `tallied`: ready tallies may stand for ballots. `drawn`: there are no ballots at all.
    """

    name: str
    keys: Mapping[str, Key]
    shape: Callable[[Mapping[str, Any]], str]
    several: bool = False
    money: bool = False
    tallied: bool = False
    drawn: bool = False


@dataclass(frozen=True)
class Case:
    """An election ready to be counted: `facts` are what a rule takes beside options, votes and seats."""

    options: list[str]
    votes: list[tuple[Hashable, Number]]
    voters: int
    variant: Json
    seats: int
    facts: Json = field(default_factory=dict)


def read_case(case: object, kind: Kind) -> Case:
    """Read a case by the kind of its rule. Raises MalformedCase naming the place that cannot be counted."""
    facts = mapping(case, "the case")
    if unknown := sorted(set(facts) - DESCRIBING - COUNTED):
        raise MalformedCase(f"the key {excerpt(unknown[0])} is unknown")
    if facts.get("format", "oracle-1") != "oracle-1":
        raise MalformedCase(f'format: {excerpt(facts["format"])} is not "oracle-1"')
    options = _options(facts.get("options"))
    variant = mapping(facts.get("variant", {}), "variant")
    variation(variant, kind.keys, options)
    _members(kind, variant)
    seats = _seats(facts, kind)
    if kind.drawn:
        return Case(options, [], 0, variant, seats, {"colleges": _colleges(facts["options"])})
    extra: Json = _money(facts) if kind.money else {}
    if kind.tallied and "tallies" in facts:
        return Case(options, [], 0, variant, seats, {**extra, **_tallies(facts, options)})
    extra.update(_two_rounds(facts, variant, options) if kind.name == "two_round" else {})
    marks = {option: k for k, option in enumerate(options)}
    votes, voters = _ballots(
        facts.get("ballots"), "ballots", kind.shape(variant), marks, {**variant, "seats": seats}
    )
    return Case(options, votes, voters, variant, seats, extra)


def _options(listed: object) -> list[str]:
    ids: list[str] = []
    for k, option in enumerate(sequence(listed, "options")):
        name = mapping(option, f"options[{k}]").get("id")
        if not isinstance(name, str) or not name:
            raise MalformedCase(f"options[{k}].id: {excerpt(name)} is not a text")
        ids.append(name)
    if not ids:
        raise MalformedCase("options: there are none")
    if len(set(ids)) != len(ids):
        twice = next(name for k, name in enumerate(ids) if name in ids[:k])
        raise MalformedCase(f"options: {excerpt(twice)} is listed twice")
    return ids


def _members(kind: Kind, variant: Mapping[str, Any]) -> None:
    """The number of members goes with the base that needs it."""
    if kind.name == "yes_no" and (variant["base"] == "members") != ("members" in variant):
        raise MalformedCase('variant.members: goes with the base "members", and only with it')


def _seats(facts: Mapping[str, Any], kind: Kind) -> int:
    if kind.money and facts.get("seats") is None:
        return 1
    seats = whole(facts.get("seats"), "seats", least=1)
    if seats > 1 and not kind.several:
        raise MalformedCase(f"seats: {kind.name} fills one seat, not {seats}")
    return seats


def _money(facts: Mapping[str, Any]) -> Json:
    costs = {
        option["id"]: not_negative(option.get("cost"), f"options[{k}].cost")
        for k, option in enumerate(facts["options"])
    }
    return {"costs": costs, "budget": positive(facts.get("budget"), "budget")}


def _colleges(options: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The names to draw from, by college."""
    colleges: dict[str, list[str]] = {}
    for k, option in enumerate(options):
        college = option.get("college", "")
        if not isinstance(college, str):
            raise MalformedCase(f"options[{k}].college: {excerpt(college)} is not a text")
        colleges.setdefault(college, []).append(option["id"])
    return colleges


def _two_rounds(facts: Mapping[str, Any], variant: Mapping[str, Any], options: Sequence[str]) -> Json:
    extra: Json = {}
    if variant["majority_base"] == "registered":
        extra["registered"] = positive(facts.get("registered"), "registered")
    if "ballots_round2" in facts:
        marks = {option: k for k, option in enumerate(options)}
        extra["votes_round2"] = _ballots(facts["ballots_round2"], "ballots_round2", "choice", marks, {})[0]
    return extra


def _tallies(facts: Mapping[str, Any], options: Sequence[str]) -> Json:
    """Voices by grade, option by option, worst grade first."""
    if "ballots" in facts:
        raise MalformedCase("tallies: a case has ballots or tallies, not both")
    rows = mapping(facts["tallies"], "tallies")
    if strangers := sorted(set(rows) - set(options)):
        raise MalformedCase(f"tallies: option {excerpt(strangers[0])} is not in options")
    grades = len(facts["variant"]["grades"])
    extra: Json = {"tallies": {option: _row(rows.get(option), option, grades) for option in options}}
    if "participants" in facts:
        extra["participants"] = whole(facts["participants"], "participants", least=1)
    most = max(sum(row) for row in extra["tallies"].values())
    participants = extra.get("participants", most)
    for option, row in extra["tallies"].items():
        if sum(row) > participants or (sum(row) < participants and facts["variant"]["missing"] == "none"):
            raise MalformedCase(
                f"{inside('tallies', option)}: sums to {sum(row)}, of {participants} participants"
            )
    return extra


def _row(row: object, option: str, grades: int) -> list[int]:
    place = inside("tallies", option)
    voices = [whole(number, f"{place}[{k}]") for k, number in enumerate(sequence(row, place))]
    if len(voices) != grades:
        raise MalformedCase(f"{place}: {len(voices)} numbers for {grades} grades")
    return voices


def _ballots(
    lines: object, place: str, shape: str, options: Mapping[str, int], variant: Mapping[str, Any]
) -> tuple[list[tuple[Hashable, Number]], int]:
    """Read ballot lines: (votes with their weights, number of voters)."""
    key, mark = SHAPES[shape]
    votes: list[tuple[Hashable, Number]] = []
    voters = 0
    for k, line in enumerate(sequence(lines, place)):
        path = f"{place}[{k}]"
        ballot = mapping(line, path)
        if key not in ballot:
            raise MalformedCase(f"{path}.{key} is missing")
        if unknown := sorted(set(ballot) - OF_A_BALLOT - {key}):
            raise MalformedCase(f"{path}: the key {excerpt(unknown[0])} is unknown")
        count = whole(ballot.get("count", 1), f"{path}.count", least=1)
        weight = positive(ballot.get("weight", 1), f"{path}.weight")
        votes.append((mark(ballot[key], f"{path}.{key}", options, variant), count * weight))
        voters += count
    if not votes:
        raise MalformedCase(f"{place}: there are none")
    return votes, voters
