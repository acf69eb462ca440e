"""Who carries which voice: the cases solved by hand, and what must hold whatever the house."""

import json
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.proxies.voices import ProxyRules, ReceivedProxy, in_advance, most_for_scop, remaining, voices

CASES_DIR = Path(os.environ.get("CASES_DIR") or Path(__file__).parents[2] / "cases")
Facts = dict[str, Any]


def cases() -> Iterator[Any]:
    for file in sorted(CASES_DIR.glob("**/*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") == 1:
            for case in content["cases"]:
                if case["topic"] == "proxy" and case["kind"] not in ELSEWHERE:
                    yield pytest.param(case, id=case["id"])


def scop_limit(inputs: Facts) -> Facts:
    return {"max_mandates": [most_for_scop(count) for count in inputs["associates"]]}


def assign(inputs: Facts) -> Facts:
    limit = inputs["limit"]
    most = limit["max"] if limit["type"] == "fixed" else most_for_scop(len(inputs["members"]))
    got = voices(
        inputs["members"],
        inputs["present"],
        [ReceivedProxy(one["giver"], one["holder"], one["order"]) for one in inputs["mandates"]],
        ProxyRules(most, inputs["overflow"], inputs["same_college_only"]),
        chair=inputs["chair"],
        colleges=inputs["colleges"],
    )
    return {
        "accepted": [list(pair) for pair in got.accepted],
        "blank": got.blank,
        "rejected": [list(pair) for pair in got.refused],
        "voices": got.carried(),
    }


def blank_vote(inputs: Facts) -> Facts:
    votes = []
    for one in inputs["resolutions"]:
        choice = in_advance("blank", None, supported=one["board_supported"])
        votes.append([one["id"], *(inputs["blank"] * (choice == side) for side in ("for", "against"))])
    return {"votes": votes}


def both(inputs: Facts) -> Facts:
    """A choice made in advance goes first; else the holder votes."""
    made = {name: in_advance("proxy", marked, supported=True) for name, marked in inputs["postal"].items()}
    return {"counted": {name: choice or inputs["holder"][name] for name, choice in made.items()}}


def capacity(inputs: Facts) -> Facts:
    """Somebody who is a member and acts for organisations: their voices by right are no proxies."""
    seats = ["own", *(f"firm{k}" for k in range(inputs["organisations_represented"]))]
    seats = seats[1 - inputs["own_membership"] :]
    givers = [f"giver{k}" for k in range(inputs["mandates"])]
    rules = ProxyRules(inputs["limit"])
    got = voices(
        [*seats, *givers], seats, [ReceivedProxy(giver, seats[k % len(seats)], k) for k, giver in enumerate(givers)],
        rules, persons=dict.fromkeys(seats, "somebody"),
    )  # fmt: skip
    return {
        "voices": sum(got.carried().values()),
        "mandates_used": len(got.accepted),
        "accepted": not got.refused,
    }


SOLVE = {
    "scop_limit": scop_limit, "assign": assign, "blank_vote": blank_vote, "mixed_form": both, "capacity": capacity,
}  # fmt: skip
# What is settled where meetings are called again (test_second_calls.py), and not by who carries which voice.
ELSEWHERE = {"carry_over"}


@pytest.mark.parametrize("case", list(cases()))
def test_a_worked_example_comes_out_exactly(case):
    assert SOLVE[case["kind"]](case["inputs"]) == case["expected"]


HOUSE = ["chair", "ann", "ben", "cat", "dan", "eve"]


def refusals(proxies, present=("chair", "ann"), rules=None, **more):
    return voices(HOUSE, present, proxies, rules or ProxyRules(2), chair="chair", **more).refused


@pytest.mark.parametrize(
    ("proxy", "reason"),
    [
        (ReceivedProxy("ben", "ben", 1), "holder_absent"),
        (ReceivedProxy("ann", "ann", 1), "giver_present"),
        (ReceivedProxy("ben", "stranger", 1), "holder_not_member"),
        (ReceivedProxy("stranger", "ann", 1), "giver_not_member"),
        (ReceivedProxy("ben", "cat", 1), "holder_absent"),
        (ReceivedProxy("ann", "chair", 1), "giver_present"),
    ],
)
def test_a_proxy_that_cannot_stand_says_why(proxy, reason):
    assert refusals([proxy]) == [(proxy.giver, reason)]


def test_nobody_is_their_own_proxy_where_coming_cancels_none_either():
    assert refusals([ReceivedProxy("ann", "ann", 1)], rules=ProxyRules(2, presence_cancels=False)) == [
        ("ann", "giver_present")
    ]


def test_a_blank_proxy_needs_its_chair():
    assert refusals([ReceivedProxy("ben", None, 1)], present=["ann"]) == [("ben", "chair_absent")]


def test_a_later_proxy_replaces_an_earlier_one():
    got = voices(
        HOUSE,
        ["chair", "ann"],
        [ReceivedProxy("ben", "ann", 1), ReceivedProxy("ben", "chair", 2)],
        ProxyRules(2),
    )
    assert (got.accepted, got.refused) == ([("ben", "chair")], [("ben", "revoked_by_later")])


def test_colleges_may_keep_proxies_to_themselves():
    where = {"chair": "F", "ann": "S", "ben": "S", "cat": "U"}
    proxies = [ReceivedProxy("ben", "ann", 1), ReceivedProxy("cat", "ann", 2)]
    got = voices(HOUSE, ["chair", "ann"], proxies, ProxyRules(2, same_college=True), colleges=where)
    assert (got.accepted, got.refused) == ([("ben", "ann")], [("cat", "college_mismatch")])


def test_whoever_has_no_voice_is_told_why():
    got = voices(
        HOUSE,
        ["chair", "ann"],
        [ReceivedProxy("ben", "ann", 1)],
        ProxyRules(2),
        postal=["cat"],
        interested=["ann"],
    )
    assert got.silent == {"ann": "interested", "dan": "absent", "eve": "absent"}
    assert {line.member: (line.carrier, line.how) for line in got.lines} == {
        "chair": ("chair", "present"), "ben": ("ann", "proxy"), "cat": ("cat", "postal"),
    }  # fmt: skip


def test_a_proxy_stands_before_a_postal_form_of_the_same_member():
    got = voices(HOUSE, ["ann"], [ReceivedProxy("ben", "ann", 1)], ProxyRules(2), postal=["ben"])
    assert [(line.member, line.how) for line in got.lines] == [("ann", "present"), ("ben", "proxy")]


def test_a_holder_knows_what_is_left():
    assert [remaining(ProxyRules(2), held) for held in (0, 1, 2, 3)] == [2, 1, 0, 0]
    assert remaining(ProxyRules(None), 50) is None


names = st.sampled_from([*HOUSE, "stranger"])
some = st.lists(st.tuples(names, st.none() | names), max_size=12).map(
    lambda pairs: [ReceivedProxy(giver, holder, k) for k, (giver, holder) in enumerate(pairs)]
)
rules = st.builds(
    ProxyRules,
    st.none() | st.integers(0, 3),
    st.sampled_from(["reject_latest", "to_blank"]),
    st.booleans(),
    st.booleans(),
)
search = settings(max_examples=200, deadline=None, derandomize=True, database=None)
crowd = st.sets(st.sampled_from(HOUSE))


@search
@given(crowd, some, rules, crowd, crowd)
def test_every_member_is_counted_once_or_silent_once(present, proxies, rule, postal, interested):
    got = voices(HOUSE, present, proxies, rule, chair="chair", postal=postal, interested=interested)
    assert sorted([*(line.member for line in got.lines), *got.silent]) == sorted(HOUSE)


@search
@given(crowd, some, rules)
def test_only_people_in_the_meeting_carry_voices_and_never_more_than_the_limit(present, proxies, rule):
    got = voices(HOUSE, present, proxies, rule, chair="chair")
    assert {line.carrier for line in got.lines} <= present
    for holder in HOUSE:
        named = [giver for giver, taker in got.accepted if taker == holder]
        assert rule.most is None or len(named) <= rule.most


@search
@given(crowd, some, rules)
def test_every_proxy_stands_or_is_refused_with_a_reason(present, proxies, rule):
    got = voices(HOUSE, present, proxies, rule, chair="chair")
    assert len(got.accepted) + len(got.blank) + len(got.refused) == len(proxies)


@search
@given(crowd, some, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing_only_that_of_reception_does(present, proxies, rule, chance):
    mixed = list(proxies)
    chance.shuffle(mixed)
    first, second = (voices(HOUSE, present, one, rule, chair="chair") for one in (proxies, mixed))
    assert first == second


def test_weights_go_with_the_voice_and_not_with_whoever_carries_it():
    got = voices(
        HOUSE, ["ann"], [ReceivedProxy("ben", "ann", 1)], ProxyRules(1), weights={"ben": Fraction(1, 3)}
    )
    assert {line.member: line.weight for line in got.lines} == {"ann": 1, "ben": Fraction(1, 3)}


def test_twice_the_house_takes_about_twice_the_steps():
    """Counted in calls of the equality of names, not in seconds."""

    class Name(str):
        compared = 0
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other):
            Name.compared += 1
            return str.__eq__(self, other)

    def steps(size):
        members = [Name(f"m{k}") for k in range(size)]
        # The same names written anew, so that each look-up compares.
        proxies = [ReceivedProxy(Name(f"m{k}"), Name(f"m{size - 1 - k}"), k) for k in range(size // 4)]
        Name.compared = 0
        voices(members, set(members[size // 2 :]), proxies, ProxyRules(2))
        return Name.compared

    assert steps(4000) < 2.5 * steps(2000)
