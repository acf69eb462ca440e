"""The pages of meetings and of proxies: what each kind of reader finds there, and how much they ask."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import database_now
from governance.assemblies.actions import holding
from governance.assemblies.actions.second_calls import call_again
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from governance.proxies.models import Attendance, PostalForm, Proxy
from members.people.models import Member
from tests import make
from tests.house import say
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14
PDF = b"%PDF-1.4 a signed paper"


@pytest.fixture
def house(cast, code):
    cast.meeting = plan(cast)
    return cast


def plan(cast, title="General meeting"):
    return planning.plan(
        title,
        meets_at=database_now() + timedelta(days=30),
        chair=cast.seats["dana"],
        actor=cast.sara,
    )


def given(giver, meeting, holder):
    return give(ProxyRequest(giver, meeting, holder), actor=giver.person)


def crowd(house, count):
    """So many more members, questions and proxies."""
    known = Member.objects.count()
    for k in range(known, known + count):
        giver, holder = (make.member(make.person(f"{name}{k} More")) for name in ("Giver", "Holder"))
        agenda.add_item(house.meeting, title=f"Question {k}", decision_type="ordinary")
        given(giver, house.meeting, holder)


def test_whoever_checks_in_stays_where_they_looked(house, sign_in):
    make.day_of(house.meeting)
    teller, list_ = sign_in(house.theo), reverse("meetings:attending", args=[house.meeting.pk])
    page = teller.get(f"{list_}?q=Bob").text
    arrive = f"{reverse('meetings:arrive', args=[house.meeting.pk])}?q=Bob&amp;page=1"
    assert arrive in page
    seat = {"member": house.seats["bob"].number, "how": "room"}
    came = teller.post(arrive.replace("&amp;", "&"), seat)
    assert came["Location"] == f"{list_}?q=Bob&page=1"
    left = reverse("meetings:depart", args=[house.meeting.pk, Attendance.objects.get().pk])
    assert teller.post(left)["Location"] == list_


def test_whoever_puts_a_presence_right_comes_back_to_where_they_looked(house, sign_in):
    make.day_of(house.meeting)
    make.arrive(house.meeting, house.seats["bob"], how="room", actor=house.theo)
    teller, list_ = sign_in(house.theo), reverse("meetings:attending", args=[house.meeting.pk])
    wrong = (
        reverse("meetings:never_came", args=[house.meeting.pk, Attendance.objects.get().pk]) + "?q=Bob&page=1"
    )
    assert wrong.replace("&", "&amp;") in teller.get(f"{list_}?q=Bob").text
    assert f'href="{list_}?q=Bob&amp;page=1"' in teller.get(wrong).text
    assert teller.post(wrong, {"because": "Another Bob"})["Location"] == f"{list_}?q=Bob&page=1"


@pytest.mark.parametrize(
    "page", ["meetings:detail", "meetings:attending", "meetings:voices", "proxies:paper"]
)
def test_the_bar_shows_that_one_is_among_the_meetings(page, house, sign_in):
    seen = sign_in(house.sara).get(reverse(page, args=[house.meeting.pk])).text
    assert re.search(r'href="/meetings/"[^>]*aria-current="page"', seen)


def test_an_address_of_before_leads_to_the_page_and_keeps_what_was_asked(house, sign_in):
    answer = sign_in(house.sara).get(f"/proxies/{house.meeting.pk}/attendance/?q=Bob")
    assert (answer.status_code, answer["Location"]) == (
        308,
        f"/meetings/{house.meeting.pk}/attendance/?q=Bob",
    )


def test_whoever_plans_a_meeting_goes_on_with_its_agenda(house, sign_in):
    day = (database_now() + timedelta(days=40)).strftime("%Y-%m-%dT18:00")
    sent = sign_in(house.sara).post(reverse("meetings:plan"), {"title": "The spring one", "meets_at": day})
    planned = Meeting.objects.get(title="The spring one")
    assert sent["Location"] == reverse("meetings:detail", args=[planned.pk])


def test_a_paper_that_was_refused_is_told_as_such_on_its_page(house, sign_in):
    say({"proxy.limit": "number", "proxy.most": 1})
    for name in ("bob", "fay"):
        asked = ProxyRequest(house.seats[name], house.meeting, house.seats["alice"])
        give(asked, actor=house.theo, paper=PaperProxy(database_now()))
    page = sign_in(house.theo).get(reverse("proxies:paper", args=[house.meeting.pk])).text
    assert page.count("Noted by mistake") == 1
    assert re.search(r"Fay.{1,200}, refused</p>", page, re.DOTALL)


def test_before_a_meeting_its_page_says_why_everybody_is_absent(house, sign_in):
    said = "Whoever is not checked in yet is written as absent"
    voices = reverse("meetings:voices", args=[house.meeting.pk])
    assert said in sign_in(house.sara).get(voices).text
    make.hold(house.meeting, house.dana)
    assert said not in sign_in(house.sara).get(voices).text


@pytest.mark.parametrize("page", ["", "attendance/", "voices/", "paper/"])
def test_a_page_of_a_meeting_asks_as_much_with_one_row_as_with_thirty(
    page, house, sign_in, django_assert_max_num_queries
):
    client, path = sign_in(house.sara), f"/meetings/{house.meeting.pk}/{page}"
    crowd(house, 1)
    client.get(path)
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        assert client.get(path).status_code == 200
    crowd(house, 29)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(path)
    assert len(many) <= len(one) + 1  # a second page may ask once more


def test_the_list_of_meetings_asks_as_much_with_thirty(house, sign_in, django_assert_max_num_queries):
    client = sign_in(house.bob)
    client.get("/meetings/")
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get("/meetings/")
    for k in range(29):
        plan(house, f"Meeting {k}")
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get("/meetings/")
    assert len(many) == len(one)


def test_a_member_gives_their_voice_with_wishes_and_the_holder_reads_them(house, sign_in):
    agenda.add_item(house.meeting, title="Buy the roof", decision_type="ordinary")
    path = f"/meetings/{house.meeting.pk}/"
    bob, alice = sign_in(house.bob), sign_in(house.alice)
    number = house.seats["bob"].number
    bob.post(f"{path}give/{number}/", {"to": "member", "holder": "Alice Martin", "item_1": "against"})
    page = alice.get(path).content.decode()
    assert "You carry 2 voices" in page
    assert "1. Buy the roof" in page
    assert "<b>Against</b>" in page
    assert "entrusts you with their voice" in alice.get("/home/").content.decode()
    alice.post(f"/meetings/one/{Proxy.objects.get().pk}/accept/")
    assert "accepted" in bob.get(path).content.decode()
    assert "entrusts you" not in alice.get("/home/").content.decode()


def test_a_holder_declines_with_a_reason_and_the_giver_may_ask_again(house, sign_in):
    proxy = given(house.seats["bob"], house.meeting, house.seats["alice"])
    sign_in(house.alice).post(f"/meetings/one/{proxy.pk}/decline/", {"because": "I am away"})
    proxy.refresh_from_db()
    assert (proxy.end, proxy.because) == ("declined", "I am away")
    assert "Give my voice" in sign_in(house.bob).get(f"/meetings/{house.meeting.pk}/").content.decode()


def test_what_cannot_be_given_gets_a_sentence_and_keeps_what_was_typed(house, sign_in):
    client, number = sign_in(house.bob), house.seats["bob"].number
    path = f"/meetings/{house.meeting.pk}/give/{number}/"
    for holder, words in (
        ("Bob Durand", "somebody else"),
        ("Nobody Known", "No member bears this"),
        ("", "Name the member"),
    ):
        response = client.post(path, {"to": "member", "holder": holder})
        assert response.status_code == 422
        assert words in response.content.decode()
        assert holder in response.content.decode()
    assert not Proxy.objects.exists()


def test_the_desk_records_a_paper_proxy_with_its_scan(house, sign_in):
    scan = SimpleUploadedFile("signed.pdf", PDF, content_type="application/pdf")
    data = {
        "giver": "Bob Durand", "to": "member", "holder": "Alice Martin",
        "received_at": "2026-01-05T10:00", "scan": scan,
    }  # fmt: skip
    sign_in(house.theo).post(f"/meetings/{house.meeting.pk}/paper/", data)
    proxy = Proxy.objects.get()
    assert (proxy.on_paper, proxy.given_by, proxy.scan_type) == (True, house.theo, "application/pdf")
    answer = sign_in(house.bob).get(f"/meetings/one/{proxy.pk}/scan/")
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_scan_that_is_not_what_it_says_is_refused_and_nothing_is_recorded(house, sign_in):
    scan = SimpleUploadedFile("signed.pdf", b"<html>", content_type="application/pdf")
    data = {"giver": "Bob Durand", "to": "blank", "received_at": "2026-01-05T10:00", "scan": scan}
    response = sign_in(house.theo).post(f"/meetings/{house.meeting.pk}/paper/", data)
    assert response.status_code == 422
    assert not Proxy.objects.exists()


def test_the_teller_checks_people_in_and_out(house, sign_in):
    teller, path = sign_in(house.theo), f"/meetings/{house.meeting.pk}/attendance/"
    make.day_of(house.meeting)
    teller.post(f"{path}arrive/", {"member": house.seats["bob"].number, "how": "room"})
    again = teller.post(f"{path}arrive/", {"member": house.seats["bob"].number, "how": "room"})
    assert again.status_code == 422
    assert "in the meeting already" in again.content.decode()
    assert "1 of 5" in teller.get(path).content.decode()
    teller.post(f"{path}{Attendance.objects.get().pk}/leave/")
    assert "0 of 5" in teller.get(path).content.decode()


def test_the_list_to_check_in_by_finds_by_every_word(house, sign_in):
    page = sign_in(house.theo).get(f"/meetings/{house.meeting.pk}/attendance/?q=bob+dur").content.decode()
    assert "Bob Durand" in page
    assert "Alice Martin</b>" not in page


def test_a_postal_form_is_noted_with_its_marks_and_a_late_one_is_kept(house, sign_in):
    agenda.add_item(house.meeting, title="Accounts", decision_type="ordinary")
    teller, path = sign_in(house.theo), f"/meetings/{house.meeting.pk}/attendance/form/"
    teller.post(
        path,
        {"member": "Bob Durand", "received_at": "2026-01-05T10:00", "on_paper": "on", "item_1": "for"},
    )
    assert PostalForm.objects.get().choices == {"1": "for"}
    Meeting.objects.update(meets_at=database_now())
    late = teller.post(
        path, {"member": "Fay Blanc", "received_at": make.today().strftime("%Y-%m-%dT00:00"), "on_paper": "on"},
        follow=True,
    )  # fmt: skip
    assert "too late" in late.content.decode()
    assert not PostalForm.objects.get(member=house.seats["fay"]).on_time


def test_the_table_of_voices_leaves_as_a_file_for_one_question(house, sign_in):
    item = agenda.add_item(house.meeting, title="Buy from bob", decision_type="ordinary")
    agenda.set_interested(item, [house.seats["bob"]], actor=house.sara)
    make.arrive(house.meeting, house.seats["bob"], how="room", actor=house.theo)
    table = sign_in(house.aude).get(f"/meetings/{house.meeting.pk}/voices.csv?item=1")
    rows = table.getvalue().decode()
    assert "sits this question out" in next(line for line in rows.splitlines() if "Bob Durand" in line)


def test_the_table_of_voices_says_of_who_is_represented_by_nobody_what_became_of_their_proxy(house, sign_in):
    given(house.seats["bob"], house.meeting, house.seats["alice"])
    table = sign_in(house.aude).get(f"/meetings/{house.meeting.pk}/voices.csv").getvalue().decode()
    bob = next(line for line in table.splitlines() if "Bob Durand" in line)
    assert "absent, and represented by nobody (the holder is not there)" in bob


def test_a_member_gives_their_voice_for_one_vote_and_takes_it_back(house, sign_in):
    proposal = make.voting(house.alice)
    bob, number = sign_in(house.bob), house.seats["bob"].number
    assert "Give my voice to somebody" in bob.get(f"/proposals/{proposal.number}/").content.decode()
    bob.post(f"/meetings/vote/{proposal.round_id}/give/{number}/", {"holder": "Alice Martin"})
    voice = Voice.objects.get(round=proposal.round_id, member=house.seats["bob"])
    assert voice.bearer == house.alice
    page = bob.get(f"/proposals/{proposal.number}/").content.decode()
    assert "Take it back" in page
    assert "Alice Martin" in bob.get(f"/proposals/{proposal.number}/why/").content.decode()
    assert (
        "You carry the voice of"
        in sign_in(house.alice).get(f"/proposals/{proposal.number}/").content.decode()
    )
    bob.post(f"/meetings/one/{Proxy.objects.get().pk}/revoke/")
    voice.refresh_from_db()
    assert voice.bearer == house.bob


def test_home_shows_the_next_meeting_to_members_alone(house, sign_in):
    assert "General meeting" in sign_in(house.bob).get("/home/").content.decode()
    assert "General meeting" not in sign_in(house.gus).get("/home/").content.decode()
    make.hold(house.meeting, house.dana)
    holding.close_meeting(house.meeting, actor=house.dana)
    assert "General meeting" not in sign_in(house.bob).get("/home/").content.decode()


def test_a_meeting_that_is_over_speaks_of_itself_in_the_past(house, sign_in):
    given(house.seats["bob"], house.meeting, house.seats["alice"])
    make.hold(house.meeting)
    make.arrive(house.meeting, house.seats["alice"], how="room", actor=house.theo)
    path, alice, bob = f"/meetings/{house.meeting.pk}/", sign_in(house.alice), sign_in(house.bob)
    assert all(words in alice.get(path).content.decode() for words in ("You carry 2 voices", "You are there"))
    holding.close_meeting(house.meeting, actor=None)
    page = alice.get(path).content.decode()
    assert all(words in page for words in ("You carried 2 voices", "You were there", "Agenda"))
    assert not any(words in page for words in ("You carry", "You are there", "Put to a vote"))
    page = bob.get(path).content.decode()
    assert "held your proxy" in page and "will vote for you" not in page and "No answer yet" not in page


def test_the_button_that_opens_a_meeting_comes_with_its_day(house, sign_in):
    chair, path = sign_in(house.dana), f"/meetings/{house.meeting.pk}/"
    page = chair.get(path).content.decode()
    assert "The meeting can be opened from here on" in page and "Open the meeting" not in page
    make.day_of(house.meeting)
    assert "Open the meeting" in chair.get(path).content.decode()


def test_what_was_noted_by_mistake_is_put_right_by_who_reads_what_follows(house, sign_in):
    """Each of the three pages says what comes of it, names the act on its button, and leaves without doing it."""
    proxy = make_paper_proxy(house)
    form = postal_forms.receive_form(
        house.meeting, house.seats["dana"], received_at=database_now(), on_paper=True, choices={}, actor=house.theo
    )  # fmt: skip
    make.hold(house.meeting)
    presence = make.arrive(house.meeting, house.seats["alice"], how="room", actor=house.theo)
    teller = sign_in(house.theo)
    for path, follows, button in (
        (f"attendance/{presence.pk}", "Votes that are closed keep their figures", "Take this presence off"),
        (f"forms/{form.pk}", "another one may then be noted", "Set this form aside"),
        (f"paper/{proxy.pk}", "What was voted by it stays", "End this proxy"),
    ):  # fmt: skip
        page = teller.get(f"/meetings/{house.meeting.pk}/{path}/mistake/").content.decode()
        assert follows in page and button in page and "Cancel</a>" in page, path


def make_paper_proxy(house):
    asked = ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"])
    return give(asked, actor=house.theo, paper=PaperProxy(database_now(), None))


def test_a_form_by_post_that_is_noted_after_the_meeting_is_said_to_be_too_late(house, sign_in):
    say({"postal.allowed": True})
    make.hold(house.meeting)
    holding.close_meeting(house.meeting, actor=house.sara)
    said = {"member": str(house.seats["fay"].number), "received_at": "2026-01-05T10:00"}
    late = sign_in(house.theo).post(f"/meetings/{house.meeting.pk}/attendance/form/", said)
    assert late.status_code == 422 and "This came too late" in late.content.decode()


def test_the_end_of_a_meeting_is_asked_with_what_was_not_put_to_a_vote(house, sign_in):
    agenda.add_item(house.meeting, title="Rent", decision_type="ordinary")
    make.hold(house.meeting)
    keeper, close = sign_in(house.sara), f"/meetings/{house.meeting.pk}/close/"
    page = keeper.get(close).content.decode()
    assert "1 question was not put to a vote: “Rent”." in page and "not opened again" in page
    house.meeting.refresh_from_db()
    assert house.meeting.closed_at is None
    assert keeper.post(close).status_code == 302
    house.meeting.refresh_from_db()
    assert house.meeting.closed_at is not None


def test_the_first_call_leads_to_the_second_and_says_what_missed_its_quorum(house, sign_in):
    say({"second_call.allowed": True, "ordinary.quorum": "3/5"})
    agenda.add_item(house.meeting, title="Rent", decision_type="ordinary")
    make.hold(house.meeting)
    holding.close_meeting(house.meeting, actor=house.sara)
    keeper, first = sign_in(house.sara), f"/meetings/{house.meeting.pk}/"
    assert "Quorum missed" in keeper.get(first).content.decode()
    again = call_again(house.meeting, meets_at=database_now() + timedelta(days=30), actor=house.sara)
    assert f'href="/meetings/{again.pk}/"' in keeper.get(first).content.decode()
    assert keeper.get(f"{first}again/").headers["Location"] == f"/meetings/{again.pk}/"


def test_on_the_day_of_a_meeting_who_prepares_it_finds_the_work_at_home(house, sign_in):
    attending, begin = f"/meetings/{house.meeting.pk}/attendance/", f"/meetings/{house.meeting.pk}/open/"
    at_home = lambda who: sign_in(who).get("/home/").content.decode()  # noqa: E731
    assert attending not in at_home(house.theo) and begin not in at_home(house.dana)
    make.day_of(house.meeting)
    assert attending in at_home(house.theo)
    assert begin in at_home(house.dana) and attending not in at_home(house.dana)
    assert begin not in at_home(house.bob) and attending not in at_home(house.bob)
