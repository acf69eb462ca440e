"""What a mistake of the desk leaves of a proxy, once its giver came, whatever order things were noted in."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from core.clock import database_now
from core.journal.models import Entry
from governance.assemblies.actions import checking_in, holding
from governance.assemblies.actions.second_calls import call_again
from governance.meetings.actions import planning
from governance.meetings.models import Meeting
from governance.proposals.actions import ending, tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import preparing, settling
from governance.proposals.vote.desk import checks
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions import answering as actions_of_proxies
from governance.proxies.actions import mistakes
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRefused, ProxyRequest
from governance.proxies.models import Proxy
from members.people.models import Member
from tests import make
from tests.house import House
from votes.tellers.actions.roll import AbsentVoice, mark

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def gathered(**code):
    """Four members called, U2 represented by U1 who is there; on the day of the meeting."""
    house = House({"members": {"U": 4}, "votes": {}, "code": {"ordinary.colleges": "none", **code}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U2", "U1"]]})
    make.day_of(house.meeting)
    house.meeting.refresh_from_db()
    make.arrive(house.meeting, house.seats["U1"], actor=house.desk)
    return house


def comes(house, name):
    return make.arrive(house.meeting, house.seats[name], actor=house.desk)


def carried(house):
    there = attendance_sheet(house.meeting)
    return sorted(line.member.pk for line in there.lines if line.how == "proxy")


def test_a_proxy_does_not_stand_again_for_who_was_noted_by_mistake_and_then_came():
    house = gathered()
    wrong = comes(house, "U2")
    checking_in.check_out(wrong, actor=house.desk)
    checking_in.check_out(comes(house, "U2"), actor=house.desk)
    checking_in.never_came(wrong, because="Another person", actor=house.desk)
    assert carried(house) == []


def test_a_proxy_stands_again_for_who_never_came():
    house = gathered()
    wrong = comes(house, "U2")
    checking_in.never_came(wrong, because="Another person", actor=house.desk)
    assert carried(house) == [house.seats["U2"].pk]


def test_who_never_left_votes_in_person_whatever_came_for_them_meanwhile():
    house = gathered()
    there = comes(house, "U2")
    checking_in.check_out(there, actor=house.desk)
    given = ProxyRequest(house.seats["U2"], house.meeting, house.seats["U1"])
    give(given, actor=house.desk, paper=PaperProxy(database_now()))
    assert carried(house) == [house.seats["U2"].pk]
    checking_in.never_left(there, actor=house.desk)
    checking_in.check_out(there, actor=house.desk)
    assert carried(house) == []


def test_a_paper_that_came_before_its_giver_did_is_refused_once_they_left():
    house = gathered()
    Proxy.objects.all().delete()
    before = database_now()
    checking_in.check_out(comes(house, "U2"), actor=house.desk)
    given = ProxyRequest(house.seats["U2"], house.meeting, house.seats["U1"])
    with pytest.raises(ProxyRefused, match="came to the meeting after"):
        give(given, actor=house.desk, paper=PaperProxy(before))


# --- a second call ----------------------------------------------------------------------------------


def called_twice(**code):
    """Eight members; the first call gathers two, so that its questions are asked again ten days later."""
    rules = {
        "ordinary.quorum": "3/4",
        "ordinary.colleges": "none",
        "second_call.allowed": True,
        "second_call.days": 1,
    }
    house = House({"members": {"U": 8}, "votes": {}, "code": {**rules, "proxy.carried_over": True, **code}})
    first = house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U6", "U2"]]})
    return house, first


def missed(house, first):
    make.day_of(first)
    make.arrive(first, house.seats["U2"], actor=house.desk)
    make.hold(first, house.desk)
    holding.close_meeting(first, actor=house.desk)
    return call_again(first, meets_at=database_now() + timedelta(days=10), actor=house.desk)


def test_what_a_mistake_of_the_first_call_had_ended_stands_again_at_the_second():
    house, first = called_twice()
    give(ProxyRequest(house.seats["U5"], first, house.seats["U2"]), actor=house.people["U5"])
    wrong = ProxyRequest(house.seats["U5"], first, house.seats["U3"])
    give(wrong, actor=house.desk, paper=PaperProxy(database_now()))
    again = missed(house, first)
    assert again.proxies.standing().get(giver=house.seats["U5"]).holder == house.seats["U3"]
    mistakes.annul(
        again.proxies.standing().get(giver=house.seats["U5"]), because="Not them", actor=house.desk
    )
    assert again.proxies.standing().get(giver=house.seats["U5"]).holder == house.seats["U2"]


@pytest.mark.parametrize("way", ["take_off", "withdraw"])
@pytest.mark.parametrize("under_way", [True, False])
def test_what_an_open_second_call_leaves_out_ends_no_proxy(way, under_way, sign_in):
    """Before it is held, the agenda of its call is another one, and whoever takes a question off reads so first."""
    house, first = called_twice()
    make.duty(house.desk, "secretary")
    again = missed(house, first)
    if under_way:
        make.hold(again, house.desk)
    left = Proposal.objects.current().get(item__meeting=again)
    who = house.desk if way == "take_off" else left.author
    page = sign_in(who).get(reverse(f"proposals:{way}", args=[left.number])).text
    assert ("The proxies that went along from the first call end" in page) is not under_way
    if way == "take_off":
        tabling.take_off(left, actor=house.desk)
    else:
        ending.withdraw(left, left.author)
    assert again.proxies.standing().exists() is under_way


def changed_at_the_second_call(house, first):
    """Two questions missed their quorum; the second call gives one of them up."""
    other = make.proposal(house.people["U1"], title="Rent")
    Proxy.objects.all().delete()
    tabling.table(other, first, decision_type="ordinary", supported=True, actor=house.desk)
    house.before({"proxies": [["U6", "U2"]]})
    again = missed(house, first)
    return again, lambda: tabling.take_off(Proposal.objects.current().get(pk=other.pk), actor=house.desk)


def test_what_was_given_for_another_agenda_does_not_stand_again_after_a_presence_is_put_right():
    house, first = called_twice()
    again, change = changed_at_the_second_call(house, first)
    wrong = make.arrive(again, house.seats["U6"], actor=house.desk)
    change()
    checking_in.never_came(wrong, because="Another person", actor=house.desk)
    assert not again.proxies.standing().exists()
    assert Entry.objects.filter(kind="proxy.not_again").count() == 1


@pytest.mark.parametrize("told_by", ["a proxy that ended", "the journal"])
def test_a_second_call_of_an_earlier_release_knows_that_its_agenda_changed(told_by):
    house, first = called_twice()
    again, change = changed_at_the_second_call(house, first)
    if told_by == "the journal":
        again.proxies.all().delete()
    change()
    Meeting.objects.update(another_agenda_at=None)
    import_module("governance.meetings.migrations.0002_another_agenda").as_it_was(apps, None)
    again.refresh_from_db()
    first.refresh_from_db()
    assert (again.another_agenda_at is not None, first.another_agenda_at) == (True, None)


def test_what_was_given_for_another_agenda_does_not_stand_again_after_a_paper_is_put_right():
    house, first = called_twice()
    again, change = changed_at_the_second_call(house, first)
    wrong = ProxyRequest(house.seats["U6"], again, house.seats["U3"])
    paper = give(wrong, actor=house.desk, paper=PaperProxy(database_now()))
    change()
    mistakes.annul(paper, because="Not them", actor=house.desk)
    assert not again.proxies.standing().exists()


def test_what_whoever_came_to_the_first_call_had_given_does_not_stand_again_at_the_second():
    house, first = called_twice(
        **{"proxy.limit": "number", "proxy.most": 1, "proxy.overflow": "reject_latest"}
    )
    Proxy.objects.all().delete()
    early = database_now()
    give(ProxyRequest(house.seats["U5"], first, house.seats["U2"]), actor=house.people["U5"])
    give(ProxyRequest(house.seats["U6"], first, house.seats["U2"]), actor=house.desk, paper=PaperProxy(early))
    make.arrive(first, house.seats["U5"], actor=house.desk)
    again = missed(house, first)
    mistakes.annul(again.proxies.standing().get(), because="Not them", actor=house.desk)
    assert not again.proxies.standing().exists()


def test_a_proxy_does_not_stand_again_for_a_holder_who_is_not_on_the_register_of_the_new_day():
    code = {"record.on": "meeting", "notice.days": 1, "ordinary.colleges": "none"}
    house = House({"members": {"U": 6}, "votes": {}, "code": code})
    meeting = house.called({"chair": "U1"})
    give(ProxyRequest(house.seats["U5"], meeting, house.seats["U2"]), actor=house.people["U5"])
    wrong = ProxyRequest(house.seats["U5"], meeting, house.seats["U3"])
    paper = give(wrong, actor=house.desk, paper=PaperProxy(database_now()))
    Member.objects.filter(pk=house.seats["U2"].pk).update(left_on=make.today() + timedelta(days=31))
    meeting.refresh_from_db()
    later = {"title": "AG", "place": "", "chair": meeting.chair, "actor": house.desk}
    planning.revise(meeting, meets_at=meeting.meets_at + timedelta(days=10), **later)
    mistakes.annul(paper, because="Not them", actor=house.desk)
    assert not meeting.proxies.standing().exists()


@pytest.mark.parametrize("how", ["revoked", "declined"])
def test_a_proxy_does_not_stand_again_where_its_giver_named_somebody_else_since(how):
    """Whatever became of that: whoever takes their voice back means to have it."""
    house = gathered()
    wrong = comes(house, "U2")
    checking_in.check_out(wrong, actor=house.desk)
    later = give(ProxyRequest(house.seats["U2"], house.meeting, house.seats["U3"]), actor=house.people["U2"])
    if how == "revoked":
        actions_of_proxies.revoke(later, actor=house.people["U2"])
    else:
        actions_of_proxies.decline(later, actor=house.people["U3"])
    checking_in.never_came(wrong, because="Another person", actor=house.desk)
    assert carried(house) == []


def test_who_is_in_the_room_beside_a_proxy_that_coming_does_not_end_votes_in_person(sign_in):
    house = House({"members": {"U": 6}, "votes": {}, "code": {"proxy.presence_cancels": False}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U2", "U5"]]})
    make.arrive(house.meeting, house.seats["U2"], actor=house.desk)
    make.hold(house.meeting, house.desk)
    page = sign_in(house.people["U2"]).get(reverse("meetings:detail", args=[house.meeting.pk])).text
    assert "nobody votes for you" not in page


@pytest.mark.parametrize("chair", [None, "U5"])
def test_a_blank_proxy_does_not_stand_again_without_a_chair_or_for_its_own_giver(chair):
    house, first = called_twice(**{"proxy.blank": "chair"})
    Proxy.objects.all().delete()
    give(ProxyRequest(house.seats["U5"], first, None), actor=house.people["U5"])
    paper = give(
        ProxyRequest(house.seats["U5"], first, house.seats["U3"]),
        actor=house.desk,
        paper=PaperProxy(database_now()),
    )
    first.refresh_from_db()
    Meeting.objects.filter(pk=first.pk).update(chair=house.seats[chair] if chair else None)
    mistakes.annul(paper, because="Not them", actor=house.desk)
    assert not first.proxies.standing().exists()


# --- the roll for paper -------------------------------------------------------------------------------


def test_who_signed_the_roll_and_left_may_still_be_noted_after_the_closing():
    case = {"members": {"U": 6}, "votes": {}, "by_hand": True}
    house = House(case)
    round_ = house.in_meeting({"present": ["U1", "U2", "U3"], "chair": "U1"})
    voice = round_.voices.get(member=house.seats["U2"])
    checking_in.check_out(house.meeting.attendances.get(member=house.seats["U2"]), actor=house.desk)
    with pytest.raises(AbsentVoice):
        mark(round_.pk, voice.pk, because="Signed before", actor=house.desk)
    settling.settle(round_.pk, early=True)
    mark(round_.pk, voice.pk, because="Signed before leaving", actor=house.desk)
    voice.refresh_from_db()
    assert voice.on_paper


# --- what the pages say -------------------------------------------------------------------------------


def test_who_is_not_checked_in_reads_so(sign_in):
    house = House({"members": {"U": 6}, "votes": {}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U2", "U1"]]})
    make.day_of(house.meeting)
    make.arrive(house.meeting, house.seats["U3"], actor=house.desk)
    make.hold(house.meeting, house.desk)
    page = reverse("meetings:detail", args=[house.meeting.pk])
    assert "You are not checked in" in sign_in(house.people["U1"]).get(page).text
    make.arrive(house.meeting, house.seats["U1"], actor=house.desk)
    assert "You carry 2 voices" in sign_in(house.people["U1"]).get(page).text


def test_who_gave_a_proxy_to_somebody_who_is_not_checked_in_reads_that_nobody_votes_for_them(sign_in):
    house = House({"members": {"U": 6}, "votes": {}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U2", "U5"]]})
    make.hold(house.meeting, house.desk)
    page = reverse("meetings:detail", args=[house.meeting.pk])
    assert "as the meeting stands, nobody votes for you" in sign_in(house.people["U2"]).get(page).text
    make.arrive(house.meeting, house.seats["U5"], actor=house.desk)
    assert "will vote for you" in sign_in(house.people["U2"]).get(page).text


def test_the_check_before_a_vote_names_whoever_carries_proxies_and_is_not_checked_in(sign_in):
    house = House({"members": {"U": 6}, "votes": {}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": [["U2", "U1"], ["U4", "U5"]]})
    make.day_of(house.meeting)
    for name in ("U1", "U3"):
        make.arrive(house.meeting, house.seats[name], actor=house.desk)
    make.hold(house.meeting, house.desk)
    proposal, item = Proposal.objects.current().get(), house.meeting.items.get()
    asked = VoteRequest("ordinary", Electorate(house.meeting.record_on, item=item))
    plan = preparing.prepare(
        proposal, asked, closes_at=database_now() + timedelta(hours=1), actor=proposal.author
    )
    wrong = [check.sentence for check in checks.checks(plan) if not check.ok]
    assert "1 proxy does not count: who holds it is not checked in (U5 Example)." in wrong
