"""Rules that were stored in an earlier format are counted as they were then: an upgrade never looks like tampering."""

import json
from pathlib import Path

import pytest

from votes.rules.motion import MotionRule
from votes.rules.shapes import MalformedRule
from votes.rules.terms import Terms
from votes.tally.arithmetic import fingerprint, outcome

STORED = Path(__file__).parents[2] / "cases" / "stored" / "rounds-format-1.json"
ROUNDS = json.loads(STORED.read_text(encoding="utf-8"))["rounds"]
FIRST = {
    "base": "registered", "threshold": "1/2", "comparator": "gt", "floor_guard": True, "abstain_counts_as": None,
    "quorum": None, "colleges": None,
}  # fmt: skip


@pytest.mark.parametrize("stored", ROUNDS, ids=lambda one: f"{one['facts']['method']}-{one['sha256'][:8]}")
def test_a_round_of_the_first_format_gives_the_very_same_outcome(stored):
    box = [tuple(line) for line in stored["box"]]
    found = json.loads(json.dumps(outcome(stored["facts"], stored["roll"], box)))
    assert found == stored["outcome"]
    assert fingerprint(found) == stored["sha256"]


def test_every_way_of_counting_of_the_first_format_is_among_them():
    rules = [one["facts"]["rule"] for one in ROUNDS]
    assert {rule["colleges"]["method"] for rule in rules if rule["colleges"]} == {
        "proportional", "bloc", "per_capita", "flat",
    }  # fmt: skip
    assert {(rule["quorum"] or {}).get("basis") for rule in rules} == {None, "members", "presence"}
    assert {one["outcome"]["reason"] for one in ROUNDS} >= {
        "tie",
        "floor_guard",
        "no_votes_expressed",
        "quorum_missed",
    }


@pytest.mark.parametrize("read", [MotionRule.from_json, Terms.from_json])
@pytest.mark.parametrize("format_", [0, 3, "2", True, None])
def test_a_format_that_nobody_knows_is_refused(read, format_):
    with pytest.raises(MalformedRule, match="unknown"):
        read({**FIRST, "format": format_})


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"presence": {}}, "presence is not an object"),
        ({"presence": {"F": {"present": 1, "counted": 3, "electorate": 2}}}, "no more than there are"),
        ({"presence": {"F": {"present": 1, "counted": 1.0, "electorate": 2}}}, "not a whole number"),
        ({"quorum": {"whole": {"threshold": "1/2", "comparator": "gte"}}}, "quorum lacks each_college"),
        ({"colleges": {"method": "double_majority", "needed": 2, "weights": {}}}, "unknown weights"),
        ({"casting_vote": 1}, "only that"),
        ({"casting_vote": "1"}, "not a whole number"),
        ({"blank": 3}, "unknown blank"),
    ],
)
def test_a_rule_that_cannot_be_read_names_what_is_wrong(changed, problem):
    facts = {**FIRST, "format": 2, "presence": None, "casting_vote": None}
    assert MotionRule.from_json(facts).base == "registered"
    with pytest.raises(MalformedRule, match=problem):
        MotionRule.from_json({**facts, **changed})
