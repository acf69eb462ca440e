"""Worked votes of a small house, each held by the real acts, from the code social to the register."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from governance.proposals.models import Proposal
from governance.proposals.vote.actions import settling
from governance.proxies.attendance_sheet import attendance_sheet
from tests.house import House
from tests.votes.rules.test_worked_examples import same
from votes.tally.actions import recount
from votes.tally.models import Result
from votes.tally.result_words import decided_verdict, why_left_open

pytestmark = pytest.mark.django_db
CASES_DIR = Path(os.environ.get("CASES_DIR") or Path(__file__).parents[1] / "cases")
Facts = dict[str, Any]


def cases() -> Iterator[Any]:
    for file in sorted(CASES_DIR.glob("**/*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") == "house-1":
            for case in content["cases"]:
                yield pytest.param(case, id=case["id"])


def found(outcome: Facts, path: str) -> Any:
    """A figure of an outcome; "failing" are the colleges that miss their quorum."""
    if path == "failing":
        return [one["code"] for one in outcome["college_quorums"] if not one["met"]]
    value: Any = outcome
    for key in path.split("."):
        value = value[key]
    return value


@pytest.mark.parametrize("case", list(cases()))
def test_a_worked_vote_comes_out_exactly(case: Facts) -> None:
    with translation.override("en"):
        house = House(case)
        round_ = house.vote()
        decision = settling.settle(round_.pk, early=True)
        outcome = Result.objects.get(round=round_).outcome
        round_.refresh_from_db()
        sentence = decided_verdict(round_, outcome, outcome["adopted"]).sentence
    expected = case["expected"]
    assert same({path: found(outcome, path) for path in expected}) == same(expected)
    assert case.get("said", "") in sentence
    assert case.get("unsaid", "\0") not in sentence
    assert recount(round_) == outcome
    assert decision is None or decision.adopted is outcome["adopted"]
    if "refused" in case:
        refused = attendance_sheet(house.meeting).voices.refused
        names = {str(seat.pk): name for name, seat in house.seats.items()}
        assert {names[giver]: why for giver, why in refused} == case["refused"]


def test_what_is_left_open_says_the_same_as_the_verdict():
    case = next(one.values[0] for one in cases() if one.values[0]["id"] == "strict-quorum-reached")
    house = House(case)
    round_ = house.vote()
    assert settling.settle(round_.pk, early=True) is None
    outcome = Result.objects.get(round=round_).outcome
    with translation.override("en"):
        assert why_left_open(round_, outcome).startswith(
            "The quorum was missed: 2 voices of 4 took part, it took 3."
        )
    assert Proposal.objects.current().get().decision is None
