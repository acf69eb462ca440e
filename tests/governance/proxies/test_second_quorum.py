"""The quorum of a second call is for what the first call was held for, and missed: for nothing else, and not before it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now
from governance.assemblies.actions import checking_in, holding
from governance.assemblies.actions.second_calls import call_again
from governance.meetings.moments import WrongMeetingStage
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, preparing, settling
from governance.proposals.vote.electorate import Electorate, MisplacedElectorate
from governance.proposals.vote.question import question
from governance.proposals.vote.request import VoteRequest
from tests import make
from tests.house import say
from votes.ballots.actions import cast_ballot
from votes.tally.models import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    """A house of five, where three must take part, and on second call whoever comes decides."""
    say({"ordinary.colleges": "none", "ordinary.quorum": "3/5", "ordinary.quorum_second": "0"})
    with translation.override("en"):
        yield cast


def tabled(house, meeting, title="Accounts"):
    proposal = make.proposal(house.alice, title=title)
    tabling.table(proposal, meeting, decision_type="ordinary", supported=True, actor=house.sara)
    return proposal


def now(proposal):
    return Proposal.objects.current().get(pk=proposal.pk)


def hold(house, meeting, *names):
    for name in names:
        make.arrive(meeting, house.seats[name], how="room", actor=house.theo)
    make.hold(meeting, house.dana)


def voted(house, proposal):
    """The vote on what is tabled, where Dana is for it."""
    asked = now(proposal)
    round_ = opening.put_to_vote(
        asked, house.dana, decision_type="ordinary", electorate=Electorate(asked.item.meeting.record_on, item=asked.item),
        closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip
    cast_ballot(house.dana, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    return Result.objects.get(round=round_).outcome


def missed(house, *titles):
    """A first call to which only Dana came; its first question was put to the vote."""
    meeting = make.meeting(chair=house.seats["dana"])
    proposals = [tabled(house, meeting, title) for title in titles or ("Accounts",)]
    hold(house, meeting, "dana")
    assert voted(house, proposals[0])["undecided"] == "quorum"
    return meeting, *proposals


def again(house, first):
    holding.close_meeting(first, actor=house.dana)
    return call_again(first, meets_at=database_now() + timedelta(days=12), actor=house.dana)


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_meeting_that_missed_its_quorum_does_not_vote_once_more(house, sign_in):
    meeting, proposal = missed(house)
    chair = sign_in(house.dana)
    for address in (
        reverse("proposals:detail", args=[proposal.number]),
        reverse("meetings:detail", args=[meeting.pk]),
    ):
        page = chair.get(address).content.decode()
        for act in ("again", "vote"):
            assert f'"{reverse(f"proposals:{act}", args=[proposal.number])}"' not in page
    asked = {"closes": local(database_now() + timedelta(hours=1))}
    answer = chair.post(reverse("proposals:again", args=[proposal.number]), asked)
    assert "missed in this meeting" in answer.content.decode()
    with pytest.raises(MisplacedElectorate, match="missed in this meeting"):
        voted(house, proposal)
    assert not hasattr(now(proposal), "plan")


def test_another_first_call_has_the_quorum_of_a_first_call(house):
    first, proposal = missed(house)
    holding.close_meeting(first, actor=house.dana)
    other = make.meeting("Another", chair=house.seats["dana"])
    tabling.table(now(proposal), other, decision_type="ordinary", supported=True, actor=house.sara)
    hold(house, other, "dana")
    plan = preparing.prepare_again(
        now(proposal), closes_at=database_now() + timedelta(minutes=9), actor=house.dana
    )
    round_ = opening.open_now(plan, actor=house.dana)
    cast_ballot(house.dana, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    assert Result.objects.get(round=round_).outcome["reason"] == "quorum_missed"


def test_a_second_call_asks_what_missed_its_quorum_and_decides_with_whoever_comes(house):
    first, accounts, fund = missed(house, "Accounts", "A fund")
    second = again(house, first)
    assert [item.title for item in second.items.all()] == ["Accounts", "A fund"]
    hold(house, second, "dana")
    assert voted(house, accounts)["adopted"]
    assert voted(house, fund)["adopted"]


def test_a_question_for_which_enough_came_is_not_called_again(house):
    meeting = make.meeting(chair=house.seats["dana"])
    tabled(house, meeting)
    hold(house, meeting, "dana", "alice", "bob")
    with pytest.raises(WrongMeetingStage, match="No question of this meeting missed its quorum"):
        again(house, meeting)


def test_a_meeting_without_questions_is_not_called_again(house, sign_in):
    meeting = make.meeting(chair=house.seats["dana"])
    hold(house, meeting, "dana")
    holding.close_meeting(meeting, actor=house.dana)
    chair, address = sign_in(house.dana), reverse("meetings:again", args=[meeting.pk])
    assert address not in chair.get(reverse("meetings:detail", args=[meeting.pk])).content.decode()
    answer = chair.post(address, {"meets_at": local(database_now() + timedelta(days=12))})
    assert "missed its quorum" in answer.content.decode()


def test_a_tie_is_not_called_again(house):
    meeting = make.meeting(chair=house.seats["dana"])
    tied, left = tabled(house, meeting), tabled(house, meeting, "A fund")
    hold(house, meeting, "dana", "alice", "bob")
    asked = now(tied)
    round_ = opening.put_to_vote(
        asked, house.dana, decision_type="ordinary", electorate=Electorate(meeting.record_on, item=asked.item),
        closes_at=database_now() + timedelta(minutes=15),
    )  # fmt: skip
    cast_ballot(house.dana, round_.pk, "for")
    cast_ballot(house.bob, round_.pk, "against")
    settling.settle(round_.pk, early=True)
    for presence in meeting.attendances.all():
        checking_in.check_out(presence, actor=house.theo)
    second = again(house, meeting)
    assert [item.title for item in second.items.all()] == [left.title]


def test_what_is_asked_for_the_first_time_on_a_second_call_has_the_first_quorum(house, sign_in):
    first, accounts = missed(house)
    second = again(house, first)
    new = tabled(house, second, "A fund")
    hold(house, second, "dana")
    page = sign_in(house.theo).get(reverse("meetings:voices", args=[second.pk])).content.decode()
    assert "asked for the first time" in page
    outcome = voted(house, new)
    assert (outcome["reason"], outcome["quorum"]["required"], outcome["undecided"]) == (
        "quorum_missed",
        3,
        "",
    )
    assert voted(house, accounts)["adopted"]


def test_a_second_call_that_misses_its_quorum_promises_no_third(house):
    say({"ordinary.quorum_second": "2/5"})
    first, accounts = missed(house)
    second = again(house, first)
    hold(house, second, "dana")
    outcome = voted(house, accounts)
    assert (outcome["reason"], outcome["undecided"]) == ("quorum_missed", "")
    assert not now(accounts).decision.adopted


def test_a_question_is_voted_on_as_the_agenda_announces_it(house, sign_in):
    first, proposal = missed(house)
    holding.close_meeting(first, actor=house.dana)
    other, chair = make.meeting("Another", chair=house.seats["dana"]), sign_in(house.dana)
    asked = {"meeting": other.pk, "decision_type": "extraordinary", "supported": "on"}
    sign_in(house.sara).post(reverse("proposals:table", args=[proposal.number]), asked)
    hold(house, other, "dana")
    there = Electorate(other.record_on, item=now(proposal).item)
    closes = database_now() + timedelta(hours=1)
    for kind in ("ordinary", "consultation"):
        with pytest.raises(MisplacedElectorate, match="announces another kind of vote"):
            question(now(proposal), VoteRequest(kind, there))
    chair.post(reverse("proposals:again", args=[proposal.number]), {"closes": local(closes)})
    assert now(proposal).plan.request["decision_type"] == "extraordinary"


def test_what_a_meeting_left_open_stays_on_its_agenda_until_it_goes_to_another(house, sign_in):
    first, proposal = missed(house)
    holding.close_meeting(first, actor=house.dana)
    sara, at = sign_in(house.sara), [proposal.number]
    off, on, page = (reverse(f"proposals:{act}", args=at) for act in ("take_off", "table", "detail"))
    assert f'"{off}"' not in sara.get(page).content.decode()
    assert "another agenda" in sara.post(off).content.decode()
    assert now(proposal).item.meeting == first
    for title in ("Another", "A third"):
        other = make.meeting(title, chair=house.seats["dana"])
        sara.post(on, {"meeting": other.pk, "decision_type": "ordinary", "supported": "on"})
        assert now(proposal).item.meeting == other
        assert f'"{off}"' in sara.get(page).content.decode()
        sara.post(off)
        assert now(proposal).item is None
        shown = sara.get(page).content.decode()
        assert (f'"{on}"' in shown, f'"{reverse("proposals:again", args=at)}"' in shown) == (True, False)
