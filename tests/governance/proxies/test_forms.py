"""Postal forms read by two people: each for themselves, compared question by question."""

from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from core.errors import Refusal
from core.journal.models import Entry
from governance.meetings.actions import agenda, planning
from governance.meetings.moments import WrongMeetingStage
from governance.proxies.actions.postal_forms import correct_form, read_again, receive_form
from governance.proxies.models import PostalForm
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def house(cast, code):
    cast.meeting = planning.plan(
        "General meeting", meets_at=database_now() + timedelta(days=30),
        chair=cast.seats["dana"],
    )  # fmt: skip
    for title in ("Accounts", "A fund"):
        agenda.add_item(cast.meeting, title=title, decision_type="ordinary")
    cast.form = receive_form(
        cast.meeting, cast.seats["bob"], received_at=database_now(), choices={"1": "for"}, actor=cast.theo
    )
    return cast


def test_whoever_entered_a_form_does_not_read_it_a_second_time(house):
    with pytest.raises(Refusal, match="somebody else"):
        read_again(house.form, {"1": "for"}, actor=house.theo)
    assert PostalForm.objects.get().reading == "waiting"


def test_two_readings_agree_when_they_say_the_same(house):
    assert read_again(house.form, {"1": "for"}, actor=house.sara).reading == "agree"
    with pytest.raises(WrongMeetingStage, match="agree"):
        read_again(house.form, {"1": "against"}, actor=house.sara)
    with pytest.raises(WrongMeetingStage, match="agree"):
        correct_form(house.form, {}, actor=house.theo)


def test_readings_that_differ_are_corrected_each_by_its_own_reader(house):
    assert read_again(house.form, {"1": "for", "2": "against"}, actor=house.sara).reading == "differ"
    with pytest.raises(Refusal, match="each corrects their own"):
        read_again(house.form, {"1": "for"}, actor=house.erik)
    with pytest.raises(Refusal, match="corrects the first reading"):
        correct_form(house.form, {"1": "for"}, actor=house.sara)
    assert read_again(house.form, {"1": "for"}, actor=house.sara).reading == "agree"


def test_the_first_reading_waits_for_the_second(house):
    with pytest.raises(WrongMeetingStage, match="reads this form first"):
        correct_form(house.form, {"1": "against"}, actor=house.theo)


def test_the_journal_says_that_a_form_was_read_and_not_what_it_says(house):
    read_again(house.form, {"1": "for"}, actor=house.sara)
    entry = Entry.objects.get(kind="sitting.form_read_again")
    assert "for" not in str(entry.facts.values())
    assert entry.facts["agrees"] is True


def test_the_second_reader_does_not_see_the_first_reading(house, sign_in):
    path = f"/meetings/{house.meeting.pk}/forms/"
    page = sign_in(house.sara).get(f"{path}{house.form.pk}/").content.decode()
    assert 'value="for">For' in page
    assert "Read<span" in sign_in(house.sara).get(path).content.decode()
    assert "Read<span" not in sign_in(house.theo).get(path).content.decode()


def test_the_page_shows_where_the_readings_differ_and_leads_to_one_s_own(house, sign_in):
    secretary, path = sign_in(house.sara), f"/meetings/{house.meeting.pk}/forms/"
    secretary.post(f"{path}{house.form.pk}/", {"item_1": "against"})
    page = secretary.get(path).content.decode()
    assert "<b>For</b> or <b>Against</b>" in page
    assert "Correct mine" in page
    assert "Correct mine" not in sign_in(house.erik).get(path).content.decode()
    secretary.post(f"{path}{house.form.pk}/", {"item_1": "for"})
    assert "read alike by two people" in secretary.get(path).content.decode()


def test_thirty_forms_ask_the_database_no_more_than_one(house, sign_in, django_assert_max_num_queries):
    path, client = f"/meetings/{house.meeting.pk}/forms/", sign_in(house.sara)
    client.get(path)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for k in range(30):
        seat = make.member(make.person(f"M{k} Voter"))
        receive_form(house.meeting, seat, received_at=database_now(), actor=house.theo)
    with django_assert_max_num_queries(len(one)):
        client.get(path)
