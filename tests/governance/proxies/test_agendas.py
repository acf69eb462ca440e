"""An agenda is what members were called for: what they said beforehand is of its questions, and of no other."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from core.clock import database_now
from core.journal.models import Entry
from governance.code.actions.drafts import copy_edition
from governance.code.actions.values import set_value
from governance.code.locks import OnAnAgenda
from governance.code.models import Edition
from governance.meetings.actions import agenda
from governance.meetings.models import Meeting
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import ProxyRequest
from governance.proxies.models import PostalForm
from tests import make
from tests.house import say
from votes.tally.models import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    say({"ordinary.colleges": "none", "ordinary.quorum": "0"})
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    with translation.override("en"):
        yield cast


def tabled(house, title, meeting=None, **more):
    proposal = make.proposal(house.alice, title=title)
    tabling.table(
        proposal, meeting or house.meeting, decision_type="ordinary", supported=True, actor=house.sara, **more
    )
    return fresh(proposal)


def fresh(proposal):
    return Proposal.objects.current().get(pk=proposal.pk)


def form_of(house, name, choices):
    """A form that came by post, read alike by two people."""
    form = postal_forms.receive_form(
        house.meeting, house.seats[name], received_at=database_now(), choices=choices, actor=house.theo
    )
    return postal_forms.read_again(form, choices, actor=house.sara)


def come(house, *names):
    make.day_of(house.meeting)
    for name in names:
        make.arrive(house.meeting, house.seats[name], how="room", actor=house.theo)


def opened(house, proposal, **more):
    proposal = fresh(proposal)
    return opening.put_to_vote(
        proposal, house.dana, decision_type="ordinary",
        electorate=Electorate(proposal.item.meeting.record_on, item=proposal.item),
        closes_at=database_now() + timedelta(minutes=15), **more,
    )  # fmt: skip


def outcome(round_):
    settling.settle(round_.pk, early=True)
    return Result.objects.get(round=round_).outcome


# --- the number of a question -----------------------------------------------------------------------


def test_what_was_said_of_a_question_counts_for_no_other(house, sign_in):
    tabled(house, "Accounts")
    sold = tabled(house, "Sell the house")
    give(
        ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"], {"2": "against"}),
        actor=house.bob,
    )
    form_of(house, "fay", {"1": "for", "2": "against"})
    assert sign_in(house.sara).post(reverse("proposals:take_off", args=[sold.number])).status_code == 302
    kept = tabled(house, "Keep the house")
    assert kept.item.number == 3
    come(house, "alice", "dana")
    there = attendance_sheet(house.meeting, kept.item)
    assert there.wish(house.seats["bob"], kept.item) == ""
    make.hold(house.meeting, house.dana)
    assert outcome(opened(house, kept))["against"] == 0


def test_those_who_spoke_beforehand_are_told_of_a_question_that_was_taken_off(house):
    sold = tabled(house, "Sell the house")
    give(
        ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"], {"1": "against"}),
        actor=house.bob,
    )
    form_of(house, "fay", {"1": "against"})
    tabling.take_off(sold, actor=house.sara)
    fan_out(Entry.objects.get(kind="sitting.item_removed").pk)
    told = Notice.objects.filter(kind="question_taken_off")
    assert set(told.values_list("person", flat=True)) == {house.bob.pk, house.fay.pk}


# --- a question that is added late -------------------------------------------------------------------


def add(house, client, **more):
    there = reverse("meetings:add_item", args=[house.meeting.pk])
    return client.post(there, {"title": "Sell the house", "decision_type": "ordinary", **more})


def test_once_the_notice_runs_nothing_is_added_to_an_agenda_but_a_dismissal(house, sign_in):
    sara = sign_in(house.sara)
    assert add(house, sara).status_code == 302
    Meeting.objects.filter(pk=house.meeting.pk).update(meets_at=database_now() + timedelta(days=3))
    page = add(house, sara)
    assert page.status_code == 422
    assert "The notice of this meeting runs" in page.content.decode()
    assert add(house, sara, dismissal="on").status_code == 302
    say({"agenda.added": "never"})
    assert add(house, sara, dismissal="on").status_code == 422
    assert [item.number for item in house.meeting.items.all()] == [1, 2]


def test_a_proposal_is_not_tabled_in_a_meeting_whose_notice_runs(house, sign_in):
    make.hold(house.meeting, house.dana)
    proposal = make.proposal(house.alice)
    said = {"meeting": house.meeting.pk, "decision_type": "ordinary", "supported": "on"}
    there = reverse("proposals:table", args=[proposal.number])
    assert sign_in(house.sara).post(there, said).status_code == 422
    assert sign_in(house.sara).post(there, {**said, "dismissal": "on"}).status_code == 302


def test_blank_proxies_and_forms_say_nothing_of_a_question_that_is_added_after_them(house):
    say({"agenda.added": "always", "proxy.blank": "chair"})
    tabled(house, "Accounts")
    absent = [make.member(make.person(f"Blank{k} More")) for k in range(3)]
    for one in absent:
        give(ProxyRequest(one, house.meeting, None), actor=one.person)
    form = form_of(house, "fay", {"1": "for"})
    PostalForm.objects.filter(pk=form.pk).update(received_at=database_now() - timedelta(hours=1))
    come(house, "dana")
    make.hold(house.meeting, house.dana)
    added = tabled(house, "Sell the house")
    there = attendance_sheet(house.meeting, added.item)
    assert {line.member: line.why for line in there.lines if line.why} == dict.fromkeys(
        [*absent, house.seats["alice"], house.seats["bob"], house.seats["fay"], house.firm], "absent"
    )
    assert {reason for _giver, reason in there.voices.refused} == {"agenda_changed"}
    assert attendance_sheet(house.meeting, house.meeting.items.get(number=1)).counts["blank"] == 3
    assert outcome(opened(house, added))["for"] == 0


# --- the text of a question --------------------------------------------------------------------------


def test_the_text_of_a_question_stays_as_members_were_called_for_it(house, sign_in):
    asked = tabled(house, "Raise the pay")
    alice, said = sign_in(house.alice), {"title": "Lower the pay", "body": "The contrary", "based_on": 1}
    there = reverse("proposals:edit", args=[asked.number])
    page = alice.post(there, said)
    assert page.status_code == 409
    assert "on the agenda of “General meeting”" in page.content.decode()
    upload = {"file": SimpleUploadedFile("plan.txt", b"Another plan")}
    assert alice.post(reverse("proposals:attach", args=[asked.number]), upload).status_code == 409
    assert there not in alice.get(reverse("proposals:detail", args=[asked.number])).content.decode()
    tabling.take_off(asked, actor=house.sara)
    assert alice.post(there, said).status_code == 302
    assert fresh(asked).latest.title == "Lower the pay"


def test_an_amendment_stays_as_members_were_called_for_it(house):
    draft = copy_edition(Edition.objects.last_enacted())
    article = draft.parameters.get(key="notice.days").article
    asked = make.proposal(house.alice, amends=draft)
    tabling.table(asked, house.meeting, decision_type="extraordinary", supported=True, actor=house.sara)
    with pytest.raises(OnAnAgenda, match="on the agenda of a meeting"):
        set_value(article, "notice.days", 21, actor=house.sara)
    tabling.take_off(fresh(asked), actor=house.sara)
    set_value(article, "notice.days", 21, actor=house.sara)


def test_what_a_circle_keeps_to_itself_is_put_on_no_agenda_of_the_members(house, sign_in):
    """Everybody would read its title there, and nobody the text on which they give their voice."""
    kept = make.proposal(house.alice, where=house.workshop, visibility="circle", title="The bonus")
    client = sign_in(house.dana)
    seen = client.get(f"/proposals/{kept.number}/agenda/").content.decode()
    assert "Let somebody propose it for members to read" in seen and '<form class="stack stack-l"' not in seen
    said = {"meeting": house.meeting.pk, "decision_type": "ordinary"}
    answer = client.post(f"/proposals/{kept.number}/agenda/", said)
    assert (answer.status_code, house.meeting.items.count()) == (422, 0)
    item = agenda.add_item(house.meeting, title="The bonus", decision_type="ordinary", supported=True, actor=house.sara)  # fmt: skip
    with pytest.raises(tabling.ClosedToMembers):
        tabling.give_text(fresh(kept), item, actor=house.sara)


@pytest.mark.parametrize("level", ["public", "stakeholders", "members"])
def test_what_members_may_read_is_put_on_their_agenda(house, level):
    open_to_them = make.proposal(house.alice, where=house.workshop, visibility=level)
    tabling.table(open_to_them, house.meeting, decision_type="ordinary", supported=True, actor=house.sara)
    assert house.meeting.items.count() == 1
