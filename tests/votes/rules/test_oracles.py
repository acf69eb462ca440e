"""Elections whose results others declared or published come out as they said, through the same door as a file."""

import json

import pytest

from tests.votes.rules.oracles import CASES_DIR, Facts, cases, differences
from votes.rules import RULES, count
from votes.rules.exact import parse

CASES = list(cases())


@pytest.mark.skipif(not CASES, reason="the folder of cases holds no published election")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_election_comes_out_as_it_was_declared(case: Facts) -> None:
    outcome = count(parse(json.dumps(case)))
    assert differences(case, json.loads(json.dumps(outcome))) == []


def test_every_rule_of_the_published_cases_has_some() -> None:
    if CASES_DIR.name == "cases" and (CASES_DIR / "README.md").exists():
        counted = {name for name, rule in RULES.items() if rule.function is not None}
        assert {case["rule"] for case in CASES} == counted - {"plurality_at_large", "quadratic", "sortition"}
