"""The worked examples of majorities, colleges and quorums once more, held as real rounds and real meetings."""

from datetime import timedelta
from typing import Any

import pytest

from core.clock import database_now, living_at
from governance.meetings.actions import agenda, planning
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import ProxyRequest
from tests import make
from tests.house import House, say
from tests.votes.rules.test_worked_examples import cases, same
from tests.votes.test_options import people
from votes.ballots.actions import cast_ballot, put_by_hand
from votes.rounds.actions import Question, RollSeat, open_round
from votes.rules.frame import CollegePresence, CollegeRule, Presence
from votes.rules.motion import MotionRule
from votes.rules.quorum import Quorum
from votes.rules.shapes import Threshold, fraction
from votes.tally.actions import close_round
from votes.tally.arithmetic import Json

pytestmark = pytest.mark.django_db
SIDES = ("for", "against", "abstain", "blank", "null")


def of(topic: str, *kinds: str) -> list[Any]:
    return [
        one
        for one in cases()
        if (one.values[0]["topic"], one.values[0]["kind"]) in {(topic, k) for k in kinds}
    ]


def held(rule: MotionRule, colleges: dict[str, dict[str, int]]) -> Json:
    """A round in which each side of each college is one voice that weighs as many; the rest of the roll stays away."""
    seats, wanted = [], []
    voters = iter(people(1 + sum(len(sides) for sides in colleges.values())))
    for code, sides in colleges.items():
        for side, weight in sides.items():
            if weight:
                voter = next(voters)
                seats.append(RollSeat(str(voter), bearer_id=voter.pk, college=code, weight=weight))
                wanted.append((voter, side))
    asked = Question("proposal.1", "Which?", "Which?", "ordinary", rule, ["12"], 4, {"kind": "members"})
    round_ = open_round(asked, seats, closes_at=database_now() + timedelta(days=1), actor=None)
    for voter, side in wanted:
        if side == "null":
            put_by_hand(round_, [(round_.voices.get(bearer=voter), "null")])
        elif side in SIDES:
            cast_ballot(voter, round_.pk, side)
    return close_round(round_.pk, early=True).outcome


def needed(inputs: Json) -> Threshold:
    return Threshold(fraction(inputs["threshold"]), inputs["comparator"])


@pytest.mark.parametrize("case", of("majority", "motion"))
def test_a_majority_of_a_real_round(case: Json) -> None:
    inputs, expected = case["inputs"], case["expected"]
    sides = {side: inputs[side] for side in (*SIDES, "silent")}
    roll = sum(sides.values())
    sides["absent"] = max(0, (inputs["registered"] or 0) - roll)
    there = Presence({"": CollegePresence(roll, roll, max(roll, inputs["registered"] or 0))})
    rule = MotionRule(
        inputs["base"], needed(inputs), inputs["floor_guard"], inputs["abstain_counts_as"], None, None, there
    )
    outcome = held(rule, {"": sides})
    found = {key: outcome[key] for key in ("adopted", "reason")}
    found |= {"base_count": outcome["heads"]["base"], "required_min": outcome["heads"]["required"]}
    assert found == {key: expected[key] for key in found}


@pytest.mark.parametrize("case", of("college", "motion", "double_majority"))
def test_colleges_of_a_real_round(case: Json) -> None:
    inputs, expected = case["inputs"], case["expected"]
    colleges = {one["id"]: {side: one[side] for side in SIDES[:3]} for one in inputs["colleges"]}
    for one in inputs["colleges"]:
        colleges[one["id"]]["absent"] = one["registered"] - sum(colleges[one["id"]].values())
    weights = {one["id"]: fraction(one["weight"]) for one in inputs["colleges"]}
    if case["kind"] == "double_majority":
        both = CollegeRule("double_majority", {}, needed=inputs["min_colleges"])
        outcome = held(MotionRule("expressed", Threshold(fraction("1/2")), True, None, None, both), colleges)
        assert outcome["adopted"] == expected["adopted"]
        assert set(outcome["double"]["colleges_for"]) == set(expected["colleges_for"])
        return
    weighing = CollegeRule(
        inputs["method"], weights, inputs["inactive"], inputs["tie_in_college"], inputs["college_base"],
        inputs["result_base"],
    )  # fmt: skip
    outcome = held(MotionRule("expressed", needed(inputs), False, None, None, weighing), colleges)
    assert {key: outcome[key] for key in ("adopted", "reason")} == {
        key: expected[key] for key in ("adopted", "reason")
    }
    if inputs["method"] != "flat":
        assert same([outcome["weighted"][side] for side in ("for", "against")]) == same(
            [expected[side] for side in ("for", "against")]
        )


def test_quorums_of_real_meetings() -> None:
    """The edges among the worked quorums of sixty members, each in a meeting of its own, in one house."""
    house = House(
        {"members": {"U": 60}, "code": {"proxy.limit": "none", "postal.allowed": True, "notice.days": 0}}
    )
    tried = [one.values[0] for one in of("quorum", "simple")]
    tried = [case for case in tried if case["edge"] and case["inputs"]["electorate"] == 60]
    assert len(tried) >= 4
    for case in tried:
        inputs, expected = case["inputs"], case["expected"]
        found = _quorum_of(house, inputs)
        got = {
            "denominator": found.denominator, "counted": found.counted, "required_min": found.required_min,
            "met": found.met,
        }  # fmt: skip
        assert got == {key: expected[key] for key in got}, case["id"]


def _quorum_of(house: House, inputs: Json) -> Any:
    counts = {f"quorum.{way}": inputs["counts"][way] for way in ("remote", "represented", "postal")}
    excluded = inputs["excluded_from_electorate"]
    say(
        {"ordinary.quorum": inputs["threshold"], "ordinary.quorum_comparator": inputs["comparator"], **counts}
    )
    say({"interested.quorum": not excluded})
    meeting = planning.plan("Meeting", meets_at=database_now() + timedelta(days=30))
    item = agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    seats = list(house.seats.values())
    agenda.set_interested(item, seats[len(seats) - excluded :], actor=house.desk)
    # The interested are there, too: they leave both sides of the quorum, where the code says so.
    here = [*seats[len(seats) - excluded :], *seats]
    ways = {"room": inputs["present"] + excluded, "remote": inputs["remote"]}
    for how, number in ways.items():
        for seat in here[:number]:
            make.arrive(meeting, seat, how=how, actor=house.desk)
        here = here[number:]
    holder = seats[0]
    for seat in here[: inputs["represented"]]:
        give(ProxyRequest(seat, meeting, holder), actor=house.desk)
    here = here[inputs["represented"] :]
    for seat in here[: inputs["postal_valid"]]:
        postal_forms.receive_form(meeting, seat, received_at=database_now(), actor=house.desk)
    late = here[inputs["postal_valid"] :][: inputs["postal_late"]]
    with living_at(meeting.meets_at - timedelta(hours=1)):
        for seat in late:
            postal_forms.receive_form(meeting, seat, received_at=database_now(), actor=house.desk)
    return attendance_sheet(meeting, item).quorum("ordinary").whole


@pytest.mark.parametrize("case", of("quorum", "per_college"))
def test_a_quorum_of_each_college_of_a_real_round(case: Json) -> None:
    inputs, expected = case["inputs"], case["expected"]
    part = Threshold(fraction(inputs["college_threshold"]), inputs["comparator"])
    rule = MotionRule("expressed", Threshold(fraction("1/2")), True, None, Quorum(needed(inputs), part), None)
    colleges = {
        one["id"]: {"for": one["counted"], "absent": one["registered"] - one["counted"]}
        for one in inputs["colleges"]
    }
    outcome = held(rule, colleges)
    lines = {line["code"]: line for line in outcome["college_quorums"]}
    assert [[code, lines[code]["required"]] for code, _required in expected["college_required"]] == expected[
        "college_required"
    ]
    assert [code for code, line in lines.items() if not line["met"]] == expected["failing"]
    whole = outcome["quorum"]
    assert (whole["counted"], whole["required"], whole["met"]) == (
        expected["counted"], expected["required_min"], expected["overall_met"],
    )  # fmt: skip
    assert (outcome["reason"] != "quorum_missed") == expected["met"]
