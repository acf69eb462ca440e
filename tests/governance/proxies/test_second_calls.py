"""Proxies go on to a second call of the same agenda, and to no other: the worked example, played by the real acts."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now
from core.journal.models import Entry
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.meetings.actions import agenda
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import ProxyRequest
from tests import make
from tests.house import say
from votes.ballots.actions import cast_ballot
from votes.tally.models import Result

pytestmark = pytest.mark.django_db
CASES_DIR = Path(os.environ.get("CASES_DIR") or Path(__file__).parents[2] / "cases")
Facts = dict[str, Any]


def cases() -> Iterator[Any]:
    """Each meeting that follows, and whether a proxy given for the first is valid there."""
    for file in sorted(CASES_DIR.glob("**/*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") == 1:
            for case in content["cases"]:
                if case["kind"] == "carry_over":
                    asked, found = case["inputs"], case["expected"]["valid"]
                    for k, (agenda, valid) in enumerate(zip(asked["next_meetings"], found, strict=True)):
                        yield pytest.param(asked["given_for_agenda"], agenda, valid, id=f"{case['id']}-{k}")


@pytest.fixture
def house(cast, code):
    """A house of five, where three must take part, at a second call too."""
    say({"ordinary.colleges": "none", "ordinary.quorum": "3/5"})
    with translation.override("en"):
        yield cast


def tabled(house, meeting, title):
    proposal = make.proposal(house.alice, title=title)
    tabling.table(proposal, meeting, decision_type="ordinary", supported=True, actor=house.sara)


def met(house, meeting, *names):
    """Those who come, and the first question put to the vote."""
    for name in names:
        make.arrive(meeting, house.seats[name], how="room", actor=house.theo)
    make.hold(meeting, house.dana)
    item = meeting.items.order_by("number").first()
    proposal = Proposal.objects.current().get(item=item)
    round_ = opening.put_to_vote(
        proposal, house.dana, decision_type="ordinary", electorate=Electorate(meeting.record_on, item=item),
        closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip
    for name in names:
        cast_ballot(getattr(house, name), round_.pk, "for")
    settling.settle(round_.pk, early=True)
    return Result.objects.get(round=round_).outcome


def first_call(house, agenda):
    """A meeting for which Bob gives his voice to Alice, and to which only Dana comes."""
    meeting = make.meeting(chair=house.seats["dana"])
    for title in agenda:
        tabled(house, meeting, title)
    give(ProxyRequest(house.seats["bob"], meeting, house.seats["alice"], {"2": "against"}), actor=house.bob)
    outcome = met(house, meeting, "dana")
    assert (outcome["reason"], outcome["undecided"]) == ("quorum_missed", "quorum")
    holding.close_meeting(meeting, actor=house.dana)
    return meeting


def called_again(house, first, agenda):
    """The second call, with what its agenda has besides."""
    in_time = database_now() + timedelta(days=12)
    again = call_again(first, meets_at=in_time, actor=house.dana)
    for title in agenda[again.items.count() :]:
        tabled(house, again, title)
    assert list(again.items.order_by("number").values_list("title", flat=True)) == agenda
    return again


@pytest.mark.parametrize(("first", "second", "valid"), list(cases()))
def test_a_proxy_goes_on_to_a_second_call_of_the_same_agenda_and_of_no_other(first, second, valid, house):
    again = called_again(house, first_call(house, first), second)
    outcome = met(house, again, "alice", "dana")
    there = attendance_sheet(again, again.items.order_by("number").first())
    bob = str(house.seats["bob"].pk)
    line = next(line for line in there.lines if line.member == house.seats["bob"])
    if valid:
        assert (line.carrier, line.how, there.wish(line.member, again.items.get(number=2))) == (
            house.seats["alice"], "proxy", "against",
        )  # fmt: skip
        # Alice, Dana and the voice that Alice carries: three of five.
        assert (outcome["adopted"], outcome["for"], outcome["quorum"]["counted"]) == (True, 3, 3)
    else:
        assert (line.carrier, line.why, there.voices.refused) == (None, "absent", [(bob, "agenda_changed")])
        assert (outcome["adopted"], outcome["reason"], outcome["quorum"]["counted"]) == (False, "quorum_missed", 2)  # fmt: skip


def test_who_gave_a_proxy_that_ends_with_its_agenda_is_told_and_may_give_another(house):
    again = called_again(house, first_call(house, ["R1"]), ["R1", "R2"])
    fan_out(Entry.objects.get(kind="proxy.agenda_changed").pk)
    assert house.bob.pk in set(Notice.objects.values_list("person", flat=True))
    give(ProxyRequest(house.seats["bob"], again, house.seats["alice"]), actor=house.bob)
    assert met(house, again, "alice", "dana")["adopted"]


def test_where_the_code_carries_none_over_a_second_call_begins_without_proxies(house):
    say({"proxy.carried_over": False})
    again = called_again(house, first_call(house, ["R1"]), ["R1"])
    assert met(house, again, "alice", "dana")["reason"] == "quorum_missed"
    assert not again.proxies.exists()


def test_each_call_of_a_meeting_leads_to_the_other(house, sign_in):
    first = first_call(house, ["R1"])
    again, bob = called_again(house, first, ["R1"]), sign_in(house.bob)
    for here, there, words in ((first, again, "The second call, on"), (again, first, "The first call, on")):
        page = bob.get(reverse("meetings:detail", args=[here.pk])).text
        assert f'href="{reverse("meetings:detail", args=[there.pk])}"' in page
        assert words in page


# --- what is left to decide -------------------------------------------------------------------------


def test_what_went_elsewhere_is_not_asked_again(house):
    first = first_call(house, ["R1", "R2", "R3", "R4"])
    there = {proposal.item.number: proposal for proposal in Proposal.objects.filter(item__meeting=first)}
    tabling.take_off(there[2], actor=house.sara)
    other = make.meeting("Another")
    tabling.table(there[3], other, decision_type="ordinary", supported=True, actor=house.sara)
    again = call_again(first, meets_at=database_now() + timedelta(days=12), actor=house.dana)
    assert [item.number for item in again.items.all()] == [1, 4]
    assert Proposal.objects.get(pk=there[3].pk).item.meeting == other


def test_a_meeting_is_not_called_again_while_a_result_is_still_to_come(house, sign_in):
    say({"ordinary.quorum": "0"})
    meeting = make.meeting(chair=house.seats["dana"])
    tabled(house, meeting, "R1")
    make.day_of(meeting)
    make.arrive(meeting, house.seats["dana"], how="room", actor=house.theo)
    make.hold(meeting, house.dana)
    item = meeting.items.get()
    round_ = opening.put_to_vote(
        Proposal.objects.current().get(item=item), house.dana, decision_type="ordinary", by_hand=True,
        electorate=Electorate(meeting.record_on, item=item), closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip
    cast_ballot(house.dana, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    holding.close_meeting(meeting, actor=house.dana)
    day = timezone.localtime(database_now() + timedelta(days=12)).strftime("%Y-%m-%dT%H:%M")
    page = sign_in(house.dana).post(reverse("meetings:again", args=[meeting.pk]), {"meets_at": day})
    assert page.status_code == 422
    assert "The result of this is still to come: “R1”" in page.content.decode()
    assert settling.proclaim(Proposal.objects.current().get(item=item), actor=house.dana).adopted


def test_what_a_meeting_missed_is_written_down_as_it_ends_and_read_without_its_register(
    cast, code, sign_in, django_assert_max_num_queries
):
    """Six questions that were not put to the vote: whoever opens the page later reads no register for them."""
    meeting = make.meeting(chair=cast.seats["dana"])
    for k in range(6):
        agenda.add_item(meeting, title=f"Question {k}", decision_type="ordinary", actor=cast.sara)
    make.hold(meeting, cast.dana)
    holding.close_meeting(meeting, actor=cast.dana)
    assert list(meeting.items.values_list("missed", flat=True)) == [True] * 6
    window, page = sign_in(cast.bob), reverse("meetings:detail", args=[meeting.pk])
    window.get(page)
    with django_assert_max_num_queries(26):
        assert window.get(page).status_code == 200
