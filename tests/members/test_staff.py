"""Who keeps the house: duties given by a decision and for a term, what each opens, and who is told of what."""

from datetime import timedelta

import pytest
from django.utils import translation

from core.errors import Refusal
from core.journal.models import Entry
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from members.people.actions import seats
from members.people.actions.duties import end_duty, give_duty
from members.people.models import Person, StaffRole
from members.people.staff import KEEPERS, staff
from tests import make
from tests.factors import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


def again(person):
    """The same person, as the next request finds them."""
    return Person.objects.get(pk=person.pk)


def test_a_duty_holds_from_its_first_day_to_its_last(house):
    today = make.today()
    give_duty(
        house.hana,
        "secretary",
        on=today + timedelta(days=1),
        until=today + timedelta(days=2),
        decision="D-2",
        actor=None,
    )
    days = [today, today + timedelta(days=1), today + timedelta(days=2), today + timedelta(days=3)]
    assert [house.hana in staff(KEEPERS, day) for day in days] == [False, True, True, False]


def test_a_duty_that_ended_yesterday_opens_nothing_today(house, sign_in):
    StaffRole.objects.filter(person=house.sara).update(to_on=make.today() - timedelta(days=1))
    assert sign_in(again(house.sara)).get("/members/new/").status_code == 403


def test_a_duty_is_not_given_twice_for_the_same_time(house):
    with pytest.raises(Refusal, match="holds this duty during that time"):
        give_duty(house.sara, "secretary", on=make.today(), decision="D-2", actor=None)


def test_the_last_administrator_stays_until_there_is_another(house):
    with pytest.raises(Refusal, match="Nobody would administer"):
        end_duty(house.erik_duty, on=make.today(), actor=house.erik)
    house.erik_duty.refresh_from_db()
    assert house.erik_duty.to_on is None
    give_duty(house.dana, "administrator", on=make.today(), decision="D-3", actor=house.erik)
    end_duty(house.erik_duty, on=make.today(), actor=house.erik)
    house.erik_duty.refresh_from_db()
    assert house.erik_duty.to_on == make.today()


def test_an_administrator_gives_a_duty_at_the_desk_and_the_person_is_told(house, sign_in):
    form = {
        "person": "hana@example.example",
        "duty": "teller",
        "on": make.today().isoformat(),
        "decision": "General meeting of 2025",
    }
    page = sign_in(house.erik).post("/members/staff/give/", form, follow=True)
    assert "Hana Vert" in page.content.decode()
    assert again(house.hana).duties == {"teller"}
    fan_out(Entry.objects.filter(kind="duty.given").latest("pk").pk)
    assert list(Notice.objects.values_list("person", "kind")) == [(house.hana.pk, "duty_given")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"person": "Nobody Known"}, "Nobody bears this address"),
        ({"person": "Twin Twin"}, "Several people bear this name"),
        ({"decision": ""}, "This field is required"),
        ({"until": "2019-01-01"}, "ends before it starts"),
        ({"duty": "king"}, "Select a valid choice"),
    ],
)
def test_a_duty_that_cannot_be_given_is_said_and_nothing_is_given(change, sentence, house, sign_in):
    for k in range(2):
        make.person("Twin Twin", email=f"twin{k}@example.example")
    form = {
        "person": "Hana Vert",
        "duty": "teller",
        "on": make.today().isoformat(),
        "decision": "General meeting of 2025",
        **change,
    }
    answer = sign_in(house.erik).post("/members/staff/give/", form)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not StaffRole.objects.filter(duty="teller").exclude(person=house.theo).exists()


def test_staff_prove_twice_who_they_are_whatever_their_duty(house, settings, sign_in):
    settings.SECOND_FACTOR = True
    client = sign_in(house.aude)
    assert client.get("/desk/").status_code == 403
    assert shown(client, house.aude).get("/desk/").status_code == 200


def test_an_auditor_reads_a_circle_s_decision_but_no_ballot_and_writes_nothing(house, sign_in):
    decided = make.settled(house.alice, where=house.workshop, visibility="circle")
    client = sign_in(house.aude)
    page = client.get(f"/proposals/{decided.number}/result/")
    assert page.status_code == 200
    assert "Who chose what" not in page.content.decode()
    assert client.post(f"/members/{house.seats['bob'].number}/preferences/", {}).status_code == 404
    assert client.post("/members/new/", {}).status_code == 403


def test_the_journal_is_found_by_kind_by_person_and_by_day(house, sign_in):
    seats.suspend(house.seats["bob"], on=make.today(), because="Unpaid share", actor=house.sara)
    client = sign_in(house.aude)
    found = client.get("/desk/journal/", {"kind": "member.suspended", "by": "sara brun"}).content.decode()
    assert "The rights of a member were suspended" in found
    before = (make.today() - timedelta(days=1)).isoformat()
    for nothing in ({"by": "bob"}, {"until": before}, {"since": "2126-01-01"}):
        page = client.get("/desk/journal/", {"kind": "member.suspended", **nothing})
        assert "No line like that" in page.content.decode()


def test_pages_of_the_desk_ask_no_more_with_thirty_lines_than_with_one(
    house, sign_in, django_assert_max_num_queries
):
    client, counts = sign_in(house.erik), []
    for _twin in range(2):
        give_duty(make.person("Twin Twin", email=None), "teller", on=make.today(), actor=house.erik)
    fan_out(Entry.objects.filter(kind="duty.given").latest("pk").pk)
    for _turn in range(2):
        for path in ("/desk/", "/desk/journal/", "/members/staff/", "/members/same/", "/notices/letters/"):
            client.get(path)
            with django_assert_max_num_queries(24) as asked:
                client.get(path)
            counts.append(len(asked))
        for k in range(15):
            person = make.person("Same Name", email=None)
            give_duty(person, "teller", on=make.today(), decision=f"D-{k}", actor=house.erik)
            fan_out(Entry.objects.filter(kind="duty.given").latest("pk").pk)
    assert counts[:5] == counts[5:]
