"""The figures of a result agree with its verdict and with each other: in its sentence, its pictures, their text, its bar."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from governance.decisions.actions.register import NewDecision, enter
from governance.portal.tags import decision_bar
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from tests import make
from tests.house import House
from tests.votes.test_options import people
from votes.ballots.actions import cast_ballot
from votes.rounds.actions import Question, RollSeat, open_round
from votes.rounds.models import Round
from votes.rounds.paper import Choice, Paper
from votes.rules.motion import MotionRule
from votes.rules.shapes import Threshold, fraction
from votes.tally.actions import close_round
from votes.tally.models import Result
from votes.tally.result_words import decided_verdict, shown_readings
from votes.tally.verdict import picture

pytestmark = pytest.mark.django_db
HALF, TWO_THIRDS = Threshold(fraction("1/2"), "gt"), Threshold(fraction("2/3"), "gte")


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


def held(for_: int, against: int, needed: Threshold) -> tuple[Round, dict]:
    """A vote of two voices that weigh as many as were for and against."""
    rule = MotionRule("expressed", needed, True, None, None, None)
    asked = Question("proposal.1", "Which?", "Which?", "ordinary", rule, ["12"], 4, {"kind": "members"})
    voters = people(2)
    seats = [
        RollSeat(str(voter), bearer_id=voter.pk, weight=weight)
        for voter, weight in zip(voters, (for_, against), strict=True)
    ]
    round_ = open_round(asked, seats, closes_at=database_now() + timedelta(days=1), actor=None)
    cast_ballot(voters[0], round_.pk, "for")
    cast_ballot(voters[1], round_.pk, "against")
    result = close_round(round_.pk, early=True)
    round_.refresh_from_db()
    return round_, result.outcome


def texts(drawn: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", drawn)).replace("\u202f%", " %")


@pytest.mark.parametrize(
    ("for_", "against", "needed", "adopted", "share", "other", "took"),
    [
        (2, 1, TWO_THIRDS, True, "66,67 %", "33,33 %", "il fallait deux tiers"),
        (66_666, 33_334, TWO_THIRDS, False, "66,666 %", "33,33 %", "il fallait deux tiers"),
        (50_001, 49_999, HALF, True, "50,001 %", "49,999 %", "il fallait plus de 50 %"),
        (11_249, 11_251, HALF, False, "49,996 %", "50,004 %", "il fallait plus de 50 %"),
        (99_999, 1, HALF, True, "99,999 %", "0,001 %", "il fallait plus de 50 %"),
        (97, 703, HALF, False, "12,13 %", "87,88 %", "il fallait plus de 50 %"),
    ],
)
def test_every_figure_of_a_result_agrees_with_its_verdict(for_, against, needed, adopted, share, other, took):
    round_, outcome = held(for_, against, needed)
    verdict = decided_verdict(round_, outcome, outcome["adopted"])
    assert (verdict.adopted, verdict.figure.replace("\u202f%", " %")) == (adopted, f"{share} pour")
    exact = outcome["ratio"]
    assert f"Le pour atteint {share} (exactement {exact})." in verdict.sentence.replace("\u202f%", " %")
    bar = texts(picture(round_.motion, outcome, {}).votebar).replace("\xa0", " ")
    said = f"{share} ({exact}) pour, {other} ({1 - fraction(exact)}) contre\u202f; {took}."
    assert said in bar
    decision = enter(
        NewDecision(
            title="Which?", text="Which?", adopted=adopted, body="", source="history", visibility="members",
            ground={"how": "vote", "rule": round_.rule, "outcome": outcome}, decided_at=database_now(),
        )
    )  # fmt: skip
    assert said in texts(decision_bar(decision)).replace("\xa0", " ")


W = {"F": "24999/50000", "S": "25001/50000"}
WEIGHED = {
    "ordinary.colleges": "proportional", "ordinary.base": "expressed", "ordinary.quorum": "0", "colleges.weights": W,
}  # fmt: skip


@pytest.mark.parametrize(("needed", "comparator"), [("1/2", "gt"), ("1/3", "gte")])
def test_a_table_and_a_floor_are_told_beside_half(needed, comparator, db, sign_in):
    """24,999 of 50,000 is short of half, whether half is the threshold or the floor under another one."""
    code = {**WEIGHED, "ordinary.threshold": needed, "ordinary.comparator": comparator}
    house = House({"members": {"F": 1, "S": 1}, "code": code, "votes": {"F1": "for", "S1": "against"}})
    round_ = house.vote()
    settling.settle(round_.pk, early=True)
    number = Proposal.objects.current().get().number
    page = texts(sign_in(house.people["F1"]).get(f"/proposals/{number}/result/").content.decode())
    assert len(re.findall(r"\b49[.,]998 %", page)) > 2
    # What the colleges weigh is compared with nothing; what they bring, together, is.
    together = re.split("Together|Ensemble", page)[1][:200]
    assert re.search(r"\b49[.,]998 %", together) and "50.00" not in together


def test_a_turnout_is_told_beside_the_quorum_of_the_college(db):
    code = {
        "ordinary.colleges": "proportional", "colleges.weights": {"U": "1/2", "S": "1/2"},
        "ordinary.quorum": "0", "ordinary.quorum_college": "1/2",
    }  # fmt: skip
    house = House({"members": {"U": 101, "S": 3}, "code": code, "votes": {}})
    round_ = opening.put_to_vote(
        make.proposal(house.people["U1"]), house.people["U1"], decision_type="ordinary",
        electorate=Electorate(make.today()), closes_at=database_now() + timedelta(hours=2),
        paper=Paper("plurality", (Choice("1", "A"), Choice("2", "B")), {}, 1),
    )  # fmt: skip
    for name in [f"U{k}" for k in range(1, 51)] + ["S1", "S2", "S3"]:
        cast_ballot(house.people[name], round_.pk, "1")
    settling.settle(round_.pk, early=True)
    (first, *_others) = shown_readings(round_, Result.objects.get(round=round_).outcome)
    told_rows = [row for table in first.tables for row in table.rows]
    assert [str(row[2]).replace("\u202f", " ") for row in told_rows if row[1] == 50] == ["49,5 %"]


def test_no_option_is_told_to_have_half_that_has_less(db):
    """Two rounds, weighed by college: A has 24,999 of 50,000, so nobody is chosen, and no figure says half."""
    house = House({"members": {"F": 1, "S": 2}, "code": WEIGHED, "votes": {}})
    options = tuple(Choice(str(k), name) for k, name in enumerate("ABC", 1))
    round_ = opening.put_to_vote(
        make.proposal(house.people["F1"]), house.people["F1"], decision_type="ordinary",
        electorate=Electorate(make.today()), closes_at=database_now() + timedelta(hours=2),
        paper=Paper("two_round", options, {}, 1),
    )  # fmt: skip
    for name, mark in (("F1", "1"), ("S1", "2"), ("S2", "3")):
        cast_ballot(house.people[name], round_.pk, mark)
    settling.settle(round_.pk, early=True)
    (first, *_others) = shown_readings(round_, Result.objects.get(round=round_).outcome)
    everything = texts(str(first)).replace("\\u202f", " ")
    assert "49,998 %" in everything
    assert not re.search(r"\b50(,00)? %", everything)
