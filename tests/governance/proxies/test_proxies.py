"""Proxies as people live them: given, accepted, declined, taken back, carried on; and why not."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.assemblies.actions import checking_in, holding, second_calls
from governance.code.models import Edition, Parameter
from governance.meetings import moments
from governance.meetings.actions import agenda, planning
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.vote.actions.settling import settle
from governance.proxies.actions import postal_forms
from governance.proxies.actions.answering import accept, decline, revoke
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import OverTheLimit, PaperProxy, ProxyRefused, ProxyRequest
from governance.proxies.models import Proxy
from members.people.actions import seats as seat_acts
from members.people.models import Member
from tests import make
from votes.ballots.actions import NotYourVoice, cast_ballot

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


@pytest.fixture
def meeting(house):
    """A general meeting in a month; Dana chairs."""
    return planning.plan(
        "General meeting",
        meets_at=database_now() + timedelta(days=30),
        chair=house.seats["dana"],
    )


@pytest.fixture
def seats(house):
    """The seats of the cast, and of as many more as a limit needs."""
    more = {
        name: make.member(make.person(f"{name.title()} More")) for name in ("ivan", "judy", "karl", "lena")
    }
    return {**house.seats, "firm": house.firm, **more}


def say(key, value, kind):
    """Let the code social in force say something."""
    edition = Edition.objects.in_force(make.today())
    Parameter.objects.filter(edition=edition, key=key).delete()
    Parameter.objects.create(
        edition=edition, article=edition.articles.first(), key=key, kind=kind, value=value
    )


def given(giver, occasion, holder, **more):
    return give(ProxyRequest(giver, occasion, holder), actor=giver.person, **more)


def fill(seats, meeting):
    """Two proxies to Bob: as many as the code lets him carry."""
    return [given(seats[name], meeting, seats["bob"]) for name in ("ivan", "judy")]


# --- the life of a proxy ----------------------------------------------------------------------


def test_a_proxy_stands_from_the_moment_it_is_given_and_its_holder_may_accept(seats, meeting):
    proxy = given(seats["bob"], meeting, seats["alice"])
    assert (proxy.stands, proxy.order, proxy.accepted_at) == (True, 1, None)
    accept(proxy, actor=seats["alice"].person)
    proxy.refresh_from_db()
    assert proxy.accepted_at is not None


@pytest.mark.parametrize("ending", [decline, revoke])
def test_a_proxy_that_is_declined_or_taken_back_does_not_stand_any_more(ending, seats, meeting):
    proxy = given(seats["bob"], meeting, seats["alice"])
    ending(proxy, actor=seats["alice"].person)
    proxy.refresh_from_db()
    assert not proxy.stands
    with pytest.raises(ProxyRefused, match="does not stand any more"):
        ending(proxy, actor=seats["alice"].person)


def test_a_later_proxy_ends_the_earlier_one(seats, meeting):
    first = given(seats["bob"], meeting, seats["alice"])
    given(seats["bob"], meeting, seats["fay"])
    first.refresh_from_db()
    assert first.end == "replaced"
    assert Proxy.objects.standing().get(giver=seats["bob"]).holder == seats["fay"]


def test_both_are_told_at_each_step_but_not_of_what_they_did_themselves(house, seats, meeting):
    proxy = given(seats["bob"], meeting, seats["alice"])
    accept(proxy, actor=house.alice)
    revoke(proxy, actor=house.bob)
    for entry in Entry.objects.filter(kind__startswith="proxy."):
        fan_out(entry.pk)
    told = list(Notice.objects.order_by("pk").values_list("person", "kind"))
    assert told == [
        (house.alice.pk, "proxy_given"), (house.bob.pk, "proxy_accepted"), (house.alice.pk, "proxy_revoked"),
    ]  # fmt: skip


def test_what_staff_records_for_somebody_is_told_to_them_as_well(house, seats, meeting):
    give(
        ProxyRequest(seats["bob"], meeting, seats["alice"]),
        actor=house.theo,
        paper=PaperProxy(database_now()),
    )
    fan_out(Entry.objects.get(kind="proxy.given").pk)
    assert set(Notice.objects.values_list("person", flat=True)) == {house.bob.pk, house.alice.pk}


# --- what cannot be ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("giver", "holder", "sentence"),
    [
        ("bob", "bob", "goes to somebody else"),
        ("bob", "gone", "Gone Away has no voice here"),
        ("gone", "bob", "Gone Away has no voice here"),
        ("dana", None, "there is none but you"),
    ],
)
def test_a_proxy_that_cannot_be_is_refused_with_the_way_out(giver, holder, sentence, seats, meeting):
    seats["gone"] = make.member(make.person("Gone Away"))
    seat_acts.leave(seats["gone"], on=make.today() - timedelta(days=1))
    with pytest.raises(ProxyRefused, match=sentence):
        given(seats[giver], meeting, seats.get(holder))
    assert not Proxy.objects.exists()


def test_beyond_the_limit_a_proxy_is_refused_at_once_with_whom_else_to_ask(seats, meeting):
    fill(seats, meeting)
    with pytest.raises(OverTheLimit, match=r"Bob Durand carries 2 proxies already.*You may ask Alice Martin"):
        given(seats["karl"], meeting, seats["bob"])
    assert Proxy.objects.count() == 2


def test_beyond_the_limit_it_turns_blank_where_the_code_says_so(seats, meeting):
    say("proxy.overflow", "blank", "choice")
    fill(seats, meeting)
    third = given(seats["karl"], meeting, seats["bob"])
    assert (third.holder, third.meant_for) == (None, seats["bob"])


def test_on_paper_one_beyond_the_limit_is_kept_as_refused_and_its_giver_is_told(house, seats, meeting):
    fill(seats, meeting)
    third = give(
        ProxyRequest(seats["karl"], meeting, seats["bob"]), actor=house.theo, paper=PaperProxy(database_now())
    )
    assert (third.stands, third.end) == (False, "refused")
    fan_out(Entry.objects.get(kind="proxy.refused").pk)
    assert seats["karl"].person.pk in set(Notice.objects.values_list("person", flat=True))


@pytest.mark.parametrize(("limit", "most", "refused"), [("scop", 9, True), ("none", 0, False)])
def test_the_limit_is_the_one_that_the_code_names(limit, most, refused, seats, meeting):
    """Nine on the register: one proxy each under the rule of a SCOP."""
    say("proxy.limit", limit, "choice")
    say("proxy.most", most, "whole")
    given(seats["ivan"], meeting, seats["bob"])
    if refused:
        with pytest.raises(OverTheLimit):
            given(seats["judy"], meeting, seats["bob"])
    else:
        assert given(seats["judy"], meeting, seats["bob"]).stands


def test_colleges_may_keep_proxies_to_themselves(seats, meeting):
    say("proxy.same_college", True, "yesno")
    with pytest.raises(ProxyRefused, match="of another college"):
        given(seats["bob"], meeting, seats["alice"])
    assert given(seats["bob"], meeting, seats["fay"]).stands


def test_nobody_passes_on_what_they_were_given_and_nothing_goes_in_a_circle(seats, meeting):
    given(seats["bob"], meeting, seats["alice"])
    with pytest.raises(ProxyRefused, match="which nobody can pass on: decline it first"):
        given(seats["alice"], meeting, seats["karl"])
    with pytest.raises(ProxyRefused, match="has given their own voice away"):
        given(seats["fay"], meeting, seats["bob"])


def test_once_the_meeting_has_begun_no_proxy_is_taken(seats, meeting):
    make.hold(meeting)
    with pytest.raises(ProxyRefused, match="The meeting has begun"):
        given(seats["bob"], meeting, seats["alice"])


def test_a_proxy_in_blank_is_refused_where_the_code_takes_none(seats, meeting):
    say("proxy.blank", "refused", "choice")
    with pytest.raises(ProxyRefused, match="in blank is not possible"):
        given(seats["bob"], meeting, None)


# --- the meeting ------------------------------------------------------------------------------


def test_who_comes_carries_their_own_voice_and_the_proxy_they_gave_ends(house, seats, meeting):
    proxy = given(seats["bob"], meeting, seats["alice"])
    for name in ("alice", "bob"):
        make.arrive(meeting, seats[name], how="room", actor=house.theo)
    proxy.refresh_from_db()
    assert proxy.end == "came"
    lines = {line.member: line.carrier for line in attendance_sheet(meeting).lines if line.carrier}
    assert lines == {seats["alice"]: seats["alice"], seats["bob"]: seats["bob"]}


def test_where_presence_does_not_cancel_the_holder_goes_on_carrying(house, seats, meeting):
    say("proxy.presence_cancels", False, "yesno")
    given(seats["bob"], meeting, seats["alice"])
    for name in ("alice", "bob"):
        make.arrive(meeting, seats[name], how="room", actor=house.theo)
    carried = attendance_sheet(meeting).carried_by(seats["alice"])
    assert [line.member for line in carried] == [seats["alice"], seats["bob"]]


def test_who_leaves_takes_along_the_voices_they_carry(house, seats, meeting):
    given(seats["bob"], meeting, seats["alice"])
    here = make.arrive(meeting, seats["alice"], how="room", actor=house.theo)
    assert attendance_sheet(meeting).taking_part == 2
    checking_in.check_out(here, actor=house.theo)
    assert attendance_sheet(meeting).taking_part == 0
    make.arrive(meeting, seats["alice"], how="remote", actor=house.theo)
    assert attendance_sheet(meeting).taking_part == 2


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda h, s, m: make.arrive(m, s["bob"], how="room", actor=h.theo), "in the meeting already"),
        (lambda h, s, m: make.arrive(m, s["late"], how="room", actor=h.theo), "not on the register"),
        (lambda h, s, m: postal_forms.receive_form(m, s["late"], received_at=database_now(), actor=h.theo), "no voice in this meeting"),
    ],
)  # fmt: skip
def test_nobody_is_there_twice_and_nobody_without_a_voice(act, sentence, house, seats, meeting):
    make.arrive(meeting, seats["bob"], how="room", actor=house.theo)
    seats["late"] = make.member(make.person("Late Comer"), on=make.today() + timedelta(days=1))
    with pytest.raises(Refusal, match=sentence):
        act(house, seats, meeting)


def test_a_paper_form_counts_until_its_last_day_and_a_late_one_is_kept_uncounted(house, seats, meeting):
    in_time, late = meeting.meets_at - timedelta(days=3), meeting.meets_at - timedelta(days=2)
    with living_at(late):
        postal_forms.receive_form(meeting, seats["bob"], received_at=in_time, actor=house.theo)
        kept = postal_forms.receive_form(meeting, seats["fay"], received_at=late, actor=house.theo)
    assert kept.on_time is False
    assert {line.member: line.how for line in attendance_sheet(meeting).lines if line.how} == {
        seats["bob"]: "postal"
    }


def test_an_electronic_form_comes_until_three_on_the_eve(house, seats, meeting):
    eve = (timezone.localtime(meeting.meets_at) - timedelta(days=1)).replace(
        hour=15, minute=0, second=0, microsecond=0
    )
    for name, instant in (("bob", eve), ("fay", eve + timedelta(seconds=1))):
        with living_at(instant):
            postal_forms.receive_form(
                meeting, seats[name], received_at=instant, on_paper=False, actor=house.theo
            )
    assert [form.on_time for form in meeting.postal_forms.order_by("received_at")] == [True, False]


def test_interested_members_have_no_voice_on_their_question_and_leave_the_quorum_if_the_code_says_so(
    house, seats, meeting
):
    say("interested.quorum", value=False, kind="yesno")
    item = agenda.add_item(meeting, title="Buy from the firm", decision_type="ordinary")
    agenda.set_interested(item, [seats["firm"], seats["fay"]], actor=house.sara)
    for name in ("alice", "bob", "fay"):
        make.arrive(meeting, seats[name], how="room", actor=house.theo)
    there = attendance_sheet(meeting, item)
    why = {line.member: line.why for line in there.lines if line.why == "interested"}
    assert set(why) == {seats["firm"], seats["fay"]}
    needed = there.quorum("ordinary").whole
    assert (needed.denominator, needed.counted) == (7, 2)


def test_interested_members_vote_where_the_code_lets_them(house, seats, meeting):
    say("interested.vote", value=True, kind="yesno")
    item = agenda.add_item(meeting, title="Buy from the firm", decision_type="ordinary")
    agenda.set_interested(item, [seats["fay"]], actor=house.sara)
    make.arrive(meeting, seats["fay"], how="room", actor=house.theo)
    assert [line.member for line in attendance_sheet(meeting, item).carried_by(seats["fay"])] == [
        seats["fay"]
    ]


def test_blank_proxies_and_forms_have_voted_before_the_meeting(house, seats, meeting):
    approved = agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    other = agenda.add_item(meeting, title="A fund", decision_type="ordinary", supported=False)
    make.arrive(meeting, seats["dana"], how="room", actor=house.theo)
    given(seats["bob"], meeting, None)
    postal_forms.receive_form(
        meeting,
        seats["fay"],
        received_at=database_now(),
        choices={str(other.number): "against"},
        actor=house.theo,
    )
    there = attendance_sheet(meeting)
    assert there.in_advance(approved) == {seats["bob"].pk: "for", seats["fay"].pk: "abstain"}
    assert there.in_advance(other) == {seats["bob"].pk: "against", seats["fay"].pk: "against"}


def test_a_mark_on_a_form_beats_the_proxy_of_the_same_member(house, seats, meeting):
    marked = agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    free = agenda.add_item(meeting, title="Work", decision_type="ordinary")
    given(seats["bob"], meeting, seats["alice"])
    make.arrive(meeting, seats["alice"], how="room", actor=house.theo)
    postal_forms.receive_form(
        meeting,
        seats["bob"],
        received_at=database_now(),
        choices={str(marked.number): "against"},
        actor=house.theo,
    )
    there = attendance_sheet(meeting)
    assert there.in_advance(marked) == {seats["bob"].pk: "against"}
    assert there.in_advance(free) == {}


def test_a_second_call_takes_the_agenda_and_the_proxies_along(house, seats, meeting):
    agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    say("ordinary.quorum", "1/2", "fraction")
    proxy = given(seats["bob"], meeting, seats["alice"])
    make.hold(meeting, house.dana)
    holding.close_meeting(meeting, actor=house.dana)
    again = second_calls.plan_second_call(
        meeting, meets_at=database_now() + timedelta(days=60), actor=house.sara
    )
    assert (again.call, [item.title for item in again.items.all()]) == (2, ["Accounts"])
    carried = again.proxies.get()
    assert (carried.giver, carried.holder, carried.carried_from) == (seats["bob"], seats["alice"], proxy)
    with pytest.raises(moments.WrongMeetingStage, match="called again already"):
        second_calls.plan_second_call(meeting, meets_at=database_now(), actor=house.sara)


def test_the_register_is_that_of_the_day_that_the_code_names(house, seats):
    say("record.on", "meeting", "choice")
    meeting = make.meeting()
    assert meeting.record_on == timezone.localdate(meeting.meets_at)
    say("record.on", "notice", "choice")
    assert make.meeting().record_on == make.today()


def test_another_day_is_another_notice_and_another_hour_is_not(house, meeting):
    said = {"title": "x", "place": "", "chair": None, "actor": house.sara}
    planning.revise(meeting, meets_at=meeting.meets_at + timedelta(minutes=5), **said)
    with pytest.raises(moments.WrongMeetingStage, match="15 days of notice"):
        planning.revise(meeting, meets_at=database_now() + timedelta(days=9), **said)


def test_a_meeting_is_called_with_the_notice_that_the_code_asks_for(house):
    say("notice.days", 30, "days")
    with pytest.raises(moments.WrongMeetingStage, match="30 days of notice"):
        make.meeting(days=23)
    assert make.meeting(days=30).takes_proxies


# --- for one vote -----------------------------------------------------------------------------


def test_a_holder_votes_for_the_voices_they_carry_in_a_vote_and_the_giver_does_not(house, seats):
    vote = make.voting(house.alice)
    given(seats["bob"], vote.round, seats["alice"])
    with pytest.raises(NotYourVoice):
        cast_ballot(house.bob, vote.round_id, "for")
    assert {ballot.voice.member for ballot in cast_ballot(house.alice, vote.round_id, "for")} == {
        seats["alice"],
        seats["bob"],
    }
    settle(vote.round_id, early=True)
    assert vote.round.result.outcome["for"] == 2


def test_a_voice_is_taken_back_before_it_is_used_and_not_after(house, seats):
    vote = make.voting(house.alice)
    proxy = given(seats["bob"], vote.round, seats["alice"])
    revoke(proxy, actor=house.bob)
    assert len(cast_ballot(house.bob, vote.round_id, "against")) == 1
    other = given(seats["fay"], vote.round, seats["alice"])
    cast_ballot(house.alice, vote.round_id, "for")
    with pytest.raises(ProxyRefused, match="is in already"):
        revoke(other, actor=house.fay)


def test_a_voice_that_is_in_cannot_be_given(house, seats):
    vote = make.voting(house.alice)
    cast_ballot(house.bob, vote.round_id, "for")
    with pytest.raises(ProxyRefused, match="is in already"):
        given(seats["bob"], vote.round, seats["alice"])


def test_after_the_closing_nothing_is_given_or_taken_back(house, seats):
    vote = make.voting(house.alice)
    proxy = given(seats["bob"], vote.round, seats["alice"])
    settle(vote.round_id, early=True)
    with pytest.raises(ProxyRefused, match="closed"):
        revoke(proxy, actor=house.bob)
    with pytest.raises(ProxyRefused, match="closed"):
        given(seats["fay"], vote.round, seats["alice"])


def test_a_proxy_in_a_vote_names_somebody(house, seats):
    vote = make.voting(house.alice)
    with pytest.raises(ProxyRefused, match="in blank is not possible"):
        given(seats["bob"], vote.round, None)
    assert Member.objects.get(pk=seats["bob"].pk).voices.get().bearer == house.bob
