"""Somebody leaves a meeting while it votes: nothing more is cast for what they carry, and nobody learns who has voted."""

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from core.mail.watch import of_addresses
from core.outbox import actions as outbox
from core.outbox.models import Errand
from core.outbox.watch import undone
from governance.assemblies.actions import checking_in, holding
from governance.assemblies.actions.second_calls import call_again
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Edition
from governance.meetings import moments
from governance.meetings.actions import agenda, planning
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from members.people.actions import seats
from members.people.actions.representatives import name_representative
from tests import make
from tests.governance.test_secret_walk import read
from tests.house import House
from tests.together import at_once
from tests.votes.test_options import DAYS
from votes.ballots.actions import LeftTheMeeting, cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds import hiding
from votes.rounds.paper import Paper
from votes.tellers.actions.roll import AbsentVoice, mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def voting(*, secret=True, proxies=(), **more):
    """Twelve in a meeting of fifteen, in which a vote is open."""
    case = {"members": {"U": 14, "F": 1}, "secret": secret, "votes": {}, **more}
    case["meeting"] = {"present": [f"U{k}" for k in range(1, 13)], "chair": "U1", "proxies": list(proxies)}
    house = House(case)
    return house, house.in_meeting(case["meeting"])


def presence(house, name):
    return house.meeting.attendances.get(member=house.seats[name], left_at=None)


@pytest.mark.parametrize("ways", ["on line", "with paper"])
def test_a_departure_tells_nobody_whether_who_leaves_has_voted_in_secret(ways, sign_in):
    """Two houses that differ by one vote, after the same departure: every page of who counts and who leads is the same."""
    house, round_ = voting(by_hand=ways == "with paper")
    number = Proposal.objects.get().number
    people = {
        "secretary": make.person("Sara Secretary"), "teller": make.person("Tess Teller"),
        "chair": house.people["U1"], "member": house.people["U6"], "giver": house.people["U13"],
    }  # fmt: skip
    for duty in ("secretary", "teller"):
        make.duty(people[duty], duty)
    paths = [
        f"/proposals/{number}/", f"/proposals/{number}/vote/waiting/", f"/proposals/{number}/vote/close/", f"{reverse('tellers:roll', args=[round_.pk])}?q=U5",
        reverse("meetings:attending", args=[house.meeting.pk]), reverse("meetings:voices", args=[house.meeting.pk]), "/home/",
    ]  # fmt: skip
    windows = {name: sign_in(person) for name, person in people.items()}

    def read_all():
        for window in windows.values():
            window.get("/me/")
        return {(name, path): read(window, path) for name, window in windows.items() for path in paths}

    def world(*, voted):
        mark_ = transaction.savepoint()
        if voted:
            cast_secret(house.people["U5"], round_.pk, "for")
        checking_in.check_out(presence(house, "U5"), actor=house.desk)
        found = read_all()
        transaction.savepoint_rollback(mark_)
        return found

    one, other = world(voted=False), world(voted=True)
    assert [key for key in one if one[key] != other[key]] == []
    for path in paths:
        if "paper" not in path or ways == "with paper":
            assert one["secretary", path][0] == 200, path


def test_whoever_left_signs_for_no_paper_whether_they_have_voted_or_not():
    house, round_ = voting(by_hand=True)
    cast_secret(house.people["U5"], round_.pk, "for")
    for name in ("U5", "U6"):
        checking_in.check_out(presence(house, name), actor=house.desk)
        with pytest.raises(AbsentVoice):
            mark(round_.pk, round_.voices.get(member=house.seats[name]).pk, actor=house.desk)


def test_what_a_giver_takes_along_of_their_data_tells_nothing_of_the_vote(sign_in):
    def rows(*, voted):
        mark_ = transaction.savepoint()
        if voted:
            cast_secret(house.people["U5"], round_.pk, "for")
        checking_in.check_out(presence(house, "U5"), actor=house.desk)
        packed = zipfile.ZipFile(io.BytesIO(sign_in(house.people["U13"]).get("/me/data.zip").content))
        found = json.loads(packed.read("data.json"))["held"]["rounds.voice"]["rows"]
        transaction.savepoint_rollback(mark_)
        return found

    house, round_ = voting(proxies=[["U13", "U5"]])
    assert rows(voted=False) == rows(voted=True)


def test_an_organisation_that_leaves_takes_its_voices_along_whoever_acts_for_it_by_then():
    """The vote opened before midnight; from midnight on, somebody else acts for it."""
    house = House({"members": {"U": 6, "S": 1}, "firms": {"Ufirm": "U2"}, "votes": {}})
    day = timezone.localdate() + timedelta(days=30)
    evening = timezone.make_aware(datetime(day.year, day.month, day.day, 23, 0))
    meeting = planning.plan("Night", meets_at=evening, chair=house.seats["U1"])
    tabling.table(
        make.proposal(house.people["U1"]), meeting, decision_type="ordinary", supported=True, actor=house.desk
    )
    give(ProxyRequest(house.seats["U5"], meeting, house.seats["Ufirm"]), actor=house.people["U5"])
    name_representative(
        house.seats["Ufirm"], house.people["S1"], on=day + timedelta(days=1), actor=house.desk
    )
    with living_at(evening + timedelta(minutes=40)):
        for name in ("U1", "U3", "Ufirm"):
            checking_in.check_in(meeting, house.seats[name], how="room", actor=house.desk)
        holding.open_meeting(meeting, actor=house.desk)
        proposal = Proposal.objects.current().get()
        round_ = house._open(proposal, Electorate(meeting.record_on, item=proposal.item))
    with living_at(evening + timedelta(minutes=80)):
        left = meeting.attendances.get(member=house.seats["Ufirm"])
        checking_in.check_out(left, actor=house.desk)
        assert round_.voices.filter(gone=True).count() == 2
        with pytest.raises(LeftTheMeeting):
            cast_ballot(house.people["U2"], round_.pk, "for")
        checking_in.never_left(left, actor=house.desk)
        assert len(cast_ballot(house.people["U2"], round_.pk, "for")) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded house has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("secret", [True, False])
def test_a_ballot_cast_as_its_voter_leaves_is_in_with_its_voter_or_not_at_all(secret):
    house, round_ = voting(secret=secret)
    left, cast = presence(house, "U5"), cast_secret if secret else cast_ballot
    at_once(
        lambda: cast(house.people["U5"], round_.pk, "for"),
        lambda: checking_in.check_out(left, actor=house.desk),
    )
    voice = round_.voices.get(member=house.seats["U5"])
    assert (voice.gone, voice.bearer) == (True, house.people["U5"])
    box = SecretBallot.objects.filter(round=round_) if secret else Ballot.objects.filter(voice=voice)
    assert box.count() == (voice.voted_at is not None)
    assert not hiding.named(round_)["U"]


def test_whoever_left_reads_so_where_they_would_vote(sign_in):
    house, round_ = voting(secret=False)
    checking_in.check_out(presence(house, "U5"), actor=house.desk)
    window, number = sign_in(house.people["U5"]), Proposal.objects.get().number
    assert "You left the meeting while this vote was open" in window.get(f"/proposals/{number}/why/").text
    booth = window.get(f"/rounds/{round_.pk}/ballot/").text
    assert "You left the meeting: nothing more is cast for U5 Example" in booth
    assert 'name="choice"' not in booth
    page = window.get(f"/proposals/{number}/").text
    assert "Your vote is in" not in page and "Change my mind" not in page
    meeting = window.get(reverse("meetings:detail", args=[house.meeting.pk])).text
    assert "You left: you carry no voice any more" in meeting


# --- what is put right, and what is not ---------------------------------------------------------------


def test_a_form_that_counts_beside_its_sender_is_not_put_right_under_the_vote(sign_in):
    case = {
        "members": {"U": 4}, "votes": {}, "code": {"postal.allowed": True, "postal.presence_cancels": False},
        "meeting": {"present": ["U1", "U2"], "chair": "U1", "postal": {"U2": "against"}},
    }  # fmt: skip
    house = House(case)
    house.in_meeting(case["meeting"])
    form, desk = house.meeting.postal_forms.get(), make.person("Sara Secretary")
    make.duty(desk, "secretary")
    there = reverse("proxies:set_aside", args=[house.meeting.pk, form.pk])
    answer = sign_in(desk).post(there, {"because": "Another one"})
    assert answer.status_code == 422 and "Cancel that vote first" in answer.text


def test_a_blank_proxy_is_not_put_right_under_a_vote_once_somebody_else_chairs(sign_in):
    case = {
        "members": {"U": 6}, "votes": {}, "code": {"proxy.blank": "chair"},
        "meeting": {"present": ["U1", "U2"], "chair": "U1", "proxies": [["U3", None]]},
    }  # fmt: skip
    house = House(case)
    house.in_meeting(case["meeting"])
    desk = make.person("Sara Secretary")
    make.duty(desk, "secretary")
    planning.name_chair(house.meeting, house.seats["U6"], actor=desk)
    there = reverse("proxies:annul", args=[house.meeting.pk, house.meeting.proxies.get().pk])
    assert sign_in(desk).post(there, {"because": "Another one"}).status_code == 422


def test_nobody_is_checked_in_once_the_day_of_a_meeting_is_past():
    house = House({"members": {"U": 3}, "votes": {}})
    meeting = house.called({"chair": "U1"})
    with (
        living_at(meeting.meets_at + timedelta(days=20)),
        pytest.raises(moments.WrongMeetingStage, match="is past"),
    ):
        checking_in.check_in(meeting, house.seats["U1"], how="room", actor=house.desk)
    assert database_now() < meeting.meets_at


# --- whose voices go along ----------------------------------------------------------------------------


def called(proxies=(), come=("U1", "U2", "U3"), **code):
    """A meeting of eight for which voices were given, and some came."""
    house = House({"members": {"U": 8}, "votes": {}, "code": {"proxy.blank": "chair", **code}})
    house.meeting = house.called({"chair": "U1"})
    house.before({"proxies": proxies})
    for name in come:
        make.arrive(house.meeting, house.seats[name], actor=house.desk)
    return house


def opened(house, **more):
    proposal = Proposal.objects.current().get()
    return opening.put_to_vote(
        proposal, house.desk, decision_type="ordinary", closes_at=database_now() + timedelta(hours=2),
        electorate=Electorate(house.meeting.record_on, item=proposal.item), **more,
    )  # fmt: skip


def went(house, round_):
    names = {seat.pk: name for name, seat in house.seats.items()}
    return {names[pk] for pk in round_.voices.filter(gone=True).values_list("member", flat=True)}


def given_twice():
    """U5 gave their voice to U2, came, left, and gave it to U3, who carries it as the vote opens."""
    house = called([["U5", "U2"]])
    checking_in.check_out(make.arrive(house.meeting, house.seats["U5"], actor=house.desk), actor=house.desk)
    give(ProxyRequest(house.seats["U5"], house.meeting, house.seats["U3"]), actor=house.people["U5"])
    make.hold(house.meeting, house.desk)
    return house, opened(house)


def test_a_voice_goes_with_the_seat_that_carries_it_and_no_other():
    house, round_ = given_twice()
    checking_in.check_out(presence(house, "U2"), actor=house.desk)
    assert went(house, round_) == {"U2"}
    checking_in.check_out(presence(house, "U3"), actor=house.desk)
    assert went(house, round_) == {"U2", "U3", "U5"}


def test_whoever_is_put_right_brings_back_no_voice_that_another_took_along():
    house, round_ = given_twice()
    checking_in.check_out(presence(house, "U3"), actor=house.desk)
    noted = presence(house, "U2")
    checking_in.check_out(noted, actor=house.desk)
    checking_in.never_left(noted, actor=house.desk)
    assert went(house, round_) == {"U3", "U5"}


def test_who_came_back_after_a_real_departure_has_nothing_of_the_open_vote_to_bring_back():
    house = called([["U5", "U2"]])
    make.hold(house.meeting, house.desk)
    round_ = opened(house)
    checking_in.check_out(presence(house, "U2"), actor=house.desk)
    again = checking_in.check_in(house.meeting, house.seats["U2"], how="room", actor=house.desk)
    checking_in.check_out(again, actor=house.desk)
    checking_in.never_left(again, actor=house.desk)
    assert went(house, round_) == {"U2", "U5"}
    with pytest.raises(LeftTheMeeting):
        cast_ballot(house.people["U2"], round_.pk, "for")


def test_a_voice_in_blank_does_not_come_back_to_the_chair_once_its_giver_came():
    house = called([["U5", None], ["U6", "U1"]])
    make.hold(house.meeting, house.desk)
    round_ = opened(house, paper=Paper("plurality", DAYS, {}, 1))
    noted = presence(house, "U1")
    checking_in.check_out(noted, actor=house.desk)
    assert went(house, round_) == {"U1", "U5", "U6"}
    for name in ("U5", "U6"):
        checking_in.check_in(house.meeting, house.seats[name], how="room", actor=house.desk)
    checking_in.never_left(noted, actor=house.desk)
    assert went(house, round_) == {"U5", "U6"}


def test_a_giver_who_leaves_takes_nothing_from_the_chair_who_carries_for_others():
    house = called(
        [["U5", None], ["U6", "U1"]], ("U1", "U2", "U3", "U6"), **{"proxy.presence_cancels": False}
    )
    make.hold(house.meeting, house.desk)
    round_ = opened(house, paper=Paper("plurality", DAYS, {}, 1))
    checking_in.check_out(presence(house, "U6"), actor=house.desk)
    assert went(house, round_) == set()


def test_a_meeting_that_is_moved_with_another_chair_keeps_the_voices_in_blank():
    house = called([["U5", None]], (), **{"record.on": "meeting"})
    seats.leave(house.seats["U1"], on=make.today() + timedelta(days=35))
    planning.revise(
        house.meeting, title="AG", place="", chair=house.seats["U2"], actor=house.desk,
        meets_at=house.meeting.meets_at + timedelta(days=10),
    )  # fmt: skip
    assert house.meeting.proxies.standing().count() == 1


def test_a_second_call_waits_for_the_paper_of_the_first():
    house = called((), ("U1", "U2"), **{"second_call.allowed": True, "ordinary.quorum": "9/10"})
    agenda.add_item(house.meeting, title="Another", decision_type="ordinary", actor=house.desk)
    make.hold(house.meeting, house.desk)
    round_ = opened(house, by_hand=True)
    settling.settle(round_.pk, early=True)
    holding.close_meeting(house.meeting, actor=house.desk)
    with pytest.raises(Refusal, match="still to come"):
        call_again(house.meeting, meets_at=database_now() + timedelta(days=30), actor=house.desk)


def test_whoever_spoke_for_a_meeting_that_has_other_rules_by_then_is_told():
    house = called([["U5", "U2"]], (), **{"record.on": "meeting"})
    draft = copy_edition(Edition.objects.last_enacted())
    draft.parameters.filter(key="proxy.most").update(value=1)
    Edition.objects.filter(pk=draft.pk).update(effective_from=make.today() + timedelta(days=40))
    draft.refresh_from_db()
    enact_by_hand(draft, actor=house.desk)
    fan_out(Entry.objects.get(kind="code.enacted", facts__number=draft.number).pk)
    told = Notice.objects.filter(kind="rules_of_a_meeting_changed")
    assert not told.exists()
    planning.revise(
        house.meeting, title="AG", place="", chair=house.meeting.chair, actor=house.desk,
        meets_at=house.meeting.meets_at + timedelta(days=20),
    )  # fmt: skip
    fan_out(Entry.objects.get(kind="sitting.revised").pk)
    assert set(told.values_list("person", flat=True)) == {house.people["U5"].pk, house.people["U2"].pk}


def test_an_old_page_reopens_no_presence_behind_a_later_departure():
    house = called()
    make.hold(house.meeting, house.desk)
    first = presence(house, "U2")
    checking_in.check_out(first, actor=house.desk)
    again = checking_in.check_in(house.meeting, house.seats["U2"], how="room", actor=house.desk)
    checking_in.check_out(again, actor=house.desk)
    with pytest.raises(moments.WrongMeetingStage, match="came again since"):
        checking_in.never_left(first, actor=house.desk)


def test_a_proxy_over_the_limit_goes_to_no_chair_who_could_take_none():
    house = called(
        [["U4", "U2"]], (), **{"proxy.limit": "number", "proxy.most": 1, "proxy.overflow": "blank"}
    )
    give(ProxyRequest(house.seats["U1"], house.meeting, house.seats["U3"]), actor=house.people["U1"])
    with pytest.raises(Refusal):
        give(ProxyRequest(house.seats["U5"], house.meeting, house.seats["U2"]), actor=house.people["U5"])
    assert not house.meeting.proxies.standing().filter(holder=None).exists()


# --- other ways to learn who has voted in secret --------------------------------------------------------


def test_whoever_asks_for_a_proxy_that_cannot_be_learns_nothing_of_the_one_they_gave(sign_in):
    house = House({"members": {"U": 8}, "votes": {}, "secret": True})
    round_ = house.on_line()
    give(ProxyRequest(house.seats["U3"], round_, house.seats["U5"]), actor=house.people["U3"])
    window, there = (
        sign_in(house.people["U3"]),
        reverse("proxies:give_in_round", args=[round_.pk, house.seats["U3"].number]),
    )
    asked = {"to": "member", "holder": house.seats["U3"].number}
    before = window.post(there, asked)
    cast_secret(house.people["U5"], round_.pk, "for")
    after = window.post(there, asked)
    assert (before.status_code, after.status_code) == (422, 422)
    assert "A proxy goes to somebody else" in after.text


def test_the_control_sheet_of_an_open_secret_vote_is_the_same_whoever_has_voted(sign_in):
    house, round_ = voting(by_hand=True)
    teller = make.person("Tess Teller")
    make.duty(teller, "teller")
    window, sheet = sign_in(teller), reverse("tellers:control", args=[round_.pk])
    window.get("/me/")
    seen = [read(window, sheet)]
    for name in ("U2", "U3", "U4", "U5"):
        cast_secret(house.people[name], round_.pk, "for")
        seen.append(read(window, sheet))
    assert seen[0][0] == 200 and all(one == seen[0] for one in seen)


def test_a_reminder_that_somebody_of_the_household_reads_tells_nothing(mailoutbox):
    def mails(*, voted):
        mark_ = transaction.savepoint()
        if voted:
            cast_secret(house.people["U5"], round_.pk, "for")
        mailoutbox.clear()
        leading.remind(round_.pk, "24h")
        while outbox.drain("send"):
            pass
        found = sorted(address for sent in mailoutbox for address in sent.to if "u6@" in address)
        transaction.savepoint_rollback(mark_)
        return found

    house = House({"members": {"U": 8}, "votes": {}, "secret": True})
    round_ = house.on_line()
    type(house.people["U5"]).objects.filter(pk=house.people["U5"].pk).update(
        email=None, mail_through=house.people["U6"]
    )
    while outbox.drain("send"):
        pass
    assert mails(voted=False) == mails(voted=True) == ["u6@example.example"] * 2


def test_what_is_told_of_mails_that_fail_is_the_same_whoever_has_voted():
    """The server refuses them: how many reminders are left would say who has voted since."""
    house = House({"members": {"U": 8}, "votes": {}, "secret": True})
    round_ = house.on_line()
    while outbox.drain("send"):
        pass
    leading.remind(round_.pk, "24h")
    for errand in Errand.objects.filter(kind="fan_out", done_at=None):
        fan_out(**errand.payload)
    assert Errand.objects.filter(key__startswith="deliver:", done_at=None).count() == 8
    left = Errand.objects.filter(key__startswith="deliver:", done_at=None)
    left.update(tries=4, error="SMTPRecipientsRefused()")
    assert list(of_addresses()) == [] and undone(failures=1).get("send", (0, 0))[0] == 0
