"""What hangs on the plan of a meeting follows when it changes: its day, its chair."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now
from core.errors import Refusal
from core.journal.models import Entry
from governance.meetings.actions import agenda
from governance.meetings.models import Meeting
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import tabling
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRefused, ProxyRequest
from tests import make
from tests.governance.proxies.test_agendas import come, tabled
from tests.governance.test_desk import fields
from tests.house import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    say({"ordinary.colleges": "none", "ordinary.quorum": "0", "proxy.blank": "chair"})
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    tabled(cast, "Accounts")
    with translation.override("en"):
        yield cast


def planned(house, **more):
    """What the page of a meeting says of it, with what is changed."""
    meeting = Meeting.objects.get(pk=house.meeting.pk)
    day = more.pop("meets_at", meeting.meets_at)
    chair = {"chair": str(meeting.chair.number)} if meeting.chair else {}
    return {
        "title": meeting.title, "place": meeting.place, **chair,
        "meets_at": timezone.localtime(day).strftime("%Y-%m-%dT%H:%M"), **more,
    }  # fmt: skip


def revise(house, client, **more):
    return client.post(reverse("meetings:revise", args=[house.meeting.pk]), planned(house, **more))


def in_blank(house, name):
    return give(ProxyRequest(house.seats[name], house.meeting, None), actor=getattr(house, name))


def test_a_form_that_was_late_is_in_time_for_a_meeting_that_moves(house, sign_in):
    Meeting.objects.filter(pk=house.meeting.pk).update(meets_at=database_now() + timedelta(days=1))
    house.meeting.refresh_from_db()
    form = postal_forms.receive_form(
        house.meeting, house.seats["fay"], received_at=database_now(), choices={"1": "for"}, actor=house.theo
    )
    assert not form.on_time
    later = database_now() + timedelta(days=60)
    assert revise(house, sign_in(house.sara), meets_at=later).status_code == 302
    form.refresh_from_db()
    assert form.on_time


def test_what_somebody_else_planned_meanwhile_is_read_before_it_is_replaced(house, sign_in):
    desk, where = sign_in(house.sara), reverse("meetings:revise", args=[house.meeting.pk])
    mine = fields(desk.get(where)) | {"place": "The barn"}
    desk.post(where, fields(desk.get(where)) | {"place": "The library"})
    late = desk.post(where, mine)
    assert late.status_code == 422
    assert "The library" in late.content.decode() and "Your words are still here" in late.content.decode()
    house.meeting.refresh_from_db()
    assert house.meeting.place == "The library"
    assert desk.post(where, fields(late)).status_code == 302
    house.meeting.refresh_from_db()
    assert house.meeting.place == "The barn"


def test_who_sits_out_said_meanwhile_is_read_before_it_is_replaced(house, sign_in):
    item = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    desk, where = (
        sign_in(house.sara),
        reverse("meetings:interested", args=[house.meeting.pk, item.number]),
    )
    mine = fields(desk.get(where)) | {"members": str(house.seats["bob"].number)}
    desk.post(where, fields(desk.get(where)) | {"members": str(house.seats["alice"].number)})
    late = desk.post(where, mine)
    assert late.status_code == 422
    assert "It says now: Alice Martin." in late.content.decode()
    assert list(item.interested.all()) == [house.seats["alice"]]
    assert desk.post(where, fields(late)).status_code == 302
    assert list(item.interested.all()) == [house.seats["bob"]]


@pytest.mark.parametrize(
    ("hour", "said"), [("2027-03-28T02:30", "does not exist"), ("2027-10-31T02:30", "occurs twice")]
)
def test_an_hour_of_the_night_when_the_clocks_change_is_refused_with_the_reason(house, sign_in, hour, said):
    where = reverse("meetings:revise", args=[house.meeting.pk])
    page = sign_in(house.sara).post(where, planned(house) | {"meets_at": hour})
    assert page.status_code == 422 and said in page.content.decode()


def test_a_question_without_a_text_is_given_one_and_keeps_its_place(house, sign_in):
    item = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    desk, meeting = sign_in(house.sara), reverse("meetings:detail", args=[house.meeting.pk])
    page = desk.get(meeting).content.decode()
    assert "Write its text" in page
    form = fields(desk.get(f"{reverse('proposals:new')}?question={item.pk}"))
    assert form["title"] == "Rent"
    made = make.proposal(house.sara, title=form["title"])
    table = reverse("proposals:table", args=[made.number])
    page = desk.get(table)
    assert page.context["form"].initial["question"] == item
    assert desk.post(table, {"question": item.pk}).status_code == 302
    made.refresh_from_db()
    assert made.item == item and house.meeting.items.filter(title="Rent").count() == 1
    # Somebody else's text for the same question comes too late.
    other = make.proposal(house.alice, title="Rent, again")
    late = desk.post(reverse("proposals:table", args=[other.number]), {"question": item.pk})
    assert late.status_code == 422
    with pytest.raises(Refusal, match="has its text"):
        tabling.give_text(other, item, actor=house.sara)
    assert "Write its text" not in desk.get(meeting).content.decode()


def test_a_proposal_that_is_no_waiting_question_is_one_of_its_own(house, sign_in):
    item = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    made, desk = make.proposal(house.alice, title="Loan"), sign_in(house.sara)
    table = reverse("proposals:table", args=[made.number])
    assert desk.post(table, {"question": ""}).status_code == 422
    form = {"question": "", "meeting": house.meeting.pk, "decision_type": "ordinary"}
    assert desk.post(table, form).status_code == 302
    made.refresh_from_db()
    assert made.item.number == item.number + 1


def test_a_question_without_a_text_is_taken_off_once_asked_and_a_proposal_from_its_page(house, sign_in):
    item = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    desk = sign_in(house.sara)
    off = reverse("meetings:remove_item", args=[house.meeting.pk, item.number])
    assert "Take “Rent” off the agenda?" in desk.get(off).content.decode()
    assert house.meeting.items.filter(pk=item.pk).exists()
    assert desk.post(off).status_code == 302
    assert not house.meeting.items.filter(pk=item.pk).exists()
    made = make.proposal(house.alice, title="Loan")
    question = tabling.table(made, house.meeting, decision_type="ordinary", supported=True, actor=house.sara)
    off = reverse("meetings:remove_item", args=[house.meeting.pk, question.number])
    refused = desk.post(off)
    assert refused.status_code == 422 and "is a proposal" in refused.content.decode()
    assert house.meeting.items.filter(pk=question.pk).exists()


def test_nobody_is_checked_in_before_the_day(house, sign_in):
    teller = sign_in(house.theo)
    where = reverse("meetings:attending", args=[house.meeting.pk])
    page = teller.get(where).content.decode()
    assert "Members are checked in from" in page and "Comes" not in page
    early = teller.post(
        reverse("meetings:arrive", args=[house.meeting.pk]),
        {"member": house.seats["bob"].number, "how": "room"},
    )
    assert early.status_code == 422 and "checked in from that day on" in early.content.decode()
    assert not house.meeting.attendances.exists()
    make.day_of(house.meeting)
    assert "Comes" in teller.get(where).content.decode()


def test_whoever_gave_in_blank_is_told_of_another_chair(house, sign_in):
    in_blank(house, "bob")
    changed = revise(house, sign_in(house.sara), chair=str(house.seats["alice"].number))
    assert changed.status_code == 302
    fan_out(Entry.objects.get(kind="proxy.chair_changed").pk)
    assert Notice.objects.filter(kind="proxy_chair_changed", person=house.bob).exists()


@pytest.mark.parametrize(
    ("chair", "said"), [("", "name another chair"), ("bob", "gave their own voice away")]
)
def test_a_proxy_in_blank_never_goes_to_nobody_nor_to_its_giver(house, sign_in, chair, said):
    in_blank(house, "bob")
    number = str(house.seats[chair].number) if chair else ""
    page = revise(house, sign_in(house.sara), chair=number)
    assert page.status_code == 422
    assert said in page.content.decode()
    house.meeting.refresh_from_db()
    assert house.meeting.chair == house.seats["dana"]


def test_another_chair_is_named_in_the_open_meeting(house, sign_in):
    in_blank(house, "bob")
    come(house, "alice")
    make.hold(house.meeting, house.dana)
    there = reverse("meetings:chair", args=[house.meeting.pk])
    sara = sign_in(house.sara)
    assert there in sara.get(reverse("meetings:detail", args=[house.meeting.pk])).content.decode()
    assert sara.post(there, {"chair": house.seats["alice"].number}).status_code == 302
    house.meeting.refresh_from_db()
    assert attendance_sheet(house.meeting).counts["blank"] == 1


def test_a_meeting_whose_day_is_past_is_called_for_another_day(house, sign_in):
    Meeting.objects.filter(pk=house.meeting.pk).update(meets_at=database_now() - timedelta(days=2))
    page = sign_in(house.dana).post(reverse("meetings:begin", args=[house.meeting.pk]))
    assert (page.status_code, "which is past" in page.content.decode()) == (422, True)


def test_whoever_is_noted_as_present_gives_no_voice_away(house):
    make.day_of(house.meeting)
    make.arrive(house.meeting, house.seats["bob"], how="room", actor=house.theo)
    with pytest.raises(ProxyRefused, match="noted as present"):
        give(ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob)


def test_nothing_was_received_years_before_it_was_asked_for(house):
    long_ago = database_now() - timedelta(days=9000)
    asked = ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"])
    with pytest.raises(Refusal, match="more than a year ago"):
        give(asked, actor=house.theo, paper=PaperProxy(long_ago))
    with pytest.raises(Refusal, match="more than a year ago"):
        postal_forms.receive_form(house.meeting, house.seats["bob"], received_at=long_ago, actor=house.theo)
