"""A page that was opened before somebody else wrote: what they wrote is read before it is replaced."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import database_now
from members.joining.actions import exclusions
from members.joining.models import Exclusion
from members.people.models import Member, Person
from tests import make
from tests.filled import form_of

pytestmark = pytest.mark.django_db
MEANWHILE = "Somebody changed this meanwhile."


def words(page):
    return html.unescape(page.content.decode())


def overtaken(page):
    """A page that refuses, and says why."""
    return page.status_code in {409, 422} and MEANWHILE in words(page)


def test_what_a_member_agreed_to_is_not_written_over_by_a_page_from_before(cast, sign_in):
    number = cast.seats["bob"].number
    page, saved = reverse("members:seat", args=[number]), reverse("members:preferences", args=[number])
    bob, desk = sign_in(cast.bob), sign_in(cast.sara)
    stale = form_of(desk.get(page), saved) | {"postal_address": "2 Canal Street"}
    theirs = form_of(bob.get(page), saved) | {"e_notices": "on"}
    del theirs["in_directory"]
    assert bob.post(saved, theirs).status_code == 302
    late = desk.post(saved, stale)
    assert overtaken(late)
    assert (
        "It says now: no postal address, not in the directory, e-mail not shown, convened by e-mail."
        in words(late)
    )
    seat = Member.objects.get(number=number)
    assert (seat.postal_address, seat.in_directory, seat.e_notice_on) == ("", False, make.today())
    # Who has read that sends the same once more, from the page that said so.
    again = form_of(late, saved)
    assert again["postal_address"] == "2 Canal Street"
    assert desk.post(saved, again).status_code == 302
    assert Member.objects.get(number=number).postal_address == "2 Canal Street"


def test_a_name_and_an_address_that_were_corrected_meanwhile_are_read_before_they_are_replaced(cast, sign_in):
    where = reverse("members:act", args=[cast.seats["bob"].number, "correct"])
    one, other = sign_in(cast.sara), sign_in(cast.erik)
    stale = form_of(one.get(where)) | {"given_name": "Robert"}
    assert other.post(where, form_of(other.get(where)) | {"email": "b@example.example"}).status_code == 302
    late = one.post(where, stale)
    assert overtaken(late)
    assert "It says now: Bob Durand, b@example.example." in words(late)
    bob = Person.objects.get(pk=cast.bob.pk)
    assert (bob.given_name, bob.email) == ("Bob", "b@example.example")
    assert one.post(where, form_of(late) | {"email": "b@example.example"}).status_code == 302
    assert Person.objects.get(pk=cast.bob.pk).given_name == "Robert"


def test_who_acts_for_an_organisation_is_shown_and_not_replaced_unread(cast, sign_in):
    where = reverse("members:act", args=[cast.firm.number, "represent"])
    one, other = sign_in(cast.sara), sign_in(cast.erik)
    asked = one.get(where)
    assert "Fay Blanc acts for it now." in words(asked)
    stale = form_of(asked)
    other.post(where, form_of(other.get(where)) | {"person": "bob@example.example"})
    late = one.post(where, stale | {"person": "gus@example.example"})
    assert overtaken(late)
    assert "It says now: Bob Durand." in words(late)
    assert cast.firm.representatives.get(to_on=None).person == cast.bob
    assert one.post(where, form_of(late)).status_code == 302
    assert cast.firm.representatives.get(to_on=None).person == cast.gus


def test_an_interest_that_is_over_keeps_its_last_day(cast, sign_in):
    seat = cast.seats["bob"]
    ended = seat.interests.create(
        what="Owns a bakery", from_on=make.LONG_AGO, to_on=make.today() - timedelta(days=9)
    )
    late = sign_in(cast.sara).post(reverse("members:interest_over", args=[seat.number, ended.pk]))
    assert late.status_code == 409
    ended.refresh_from_db()
    assert ended.to_on == make.today() - timedelta(days=9)


@pytest.fixture
def procedure(cast, code):
    """Bob is to be heard, and the hour has come."""
    opened = exclusions.open_exclusion(
        cast.seats["bob"], grounds="Words", hearing_at=database_now() + timedelta(days=30), hearing_place="Here",
        actor=cast.sara,
    )  # fmt: skip
    Exclusion.objects.filter(pk=opened.pk).update(hearing_at=database_now() - timedelta(days=2))
    return opened


def test_an_answer_written_in_another_window_is_read_before_it_is_replaced(cast, procedure, sign_in):
    page = reverse("joining:exclusion", args=[procedure.pk])
    sent = reverse("joining:answer_exclusion", args=[procedure.pk])
    bob = sign_in(cast.bob)
    stale = form_of(bob.get(page), sent) | {"statement": "Short."}
    assert bob.post(sent, form_of(bob.get(page), sent) | {"statement": "All of it."}).status_code == 302
    late = bob.post(sent, stale)
    assert overtaken(late)
    assert {"All of it.", "Short."} <= set(words(late).replace("<", ">").replace("\n", "").split(">"))
    assert Exclusion.objects.get().statement == "All of it."
    assert bob.post(sent, form_of(late, sent)).status_code == 302
    assert Exclusion.objects.get().statement == "Short."


def test_the_moment_of_a_hearing_is_not_replaced_unread(cast, procedure, sign_in):
    page = reverse("joining:exclusion", args=[procedure.pk])
    sent = reverse("joining:hear_exclusion", args=[procedure.pk])
    one, other = sign_in(cast.sara), sign_in(cast.erik)
    stale = form_of(one.get(page), sent) | {"heard": "He came."}
    assert other.post(sent, stale | {"held_at": "", "heard": "He spoke."}).status_code == 302
    before = Exclusion.objects.get()
    late = one.post(sent, stale)
    assert overtaken(late)
    assert Exclusion.objects.get().heard_at == before.heard_at
    assert one.post(sent, form_of(late, sent) | {"held_at": ""}).status_code == 302
    assert "He came." in Exclusion.objects.get().heard


def test_a_name_that_the_house_corrected_is_not_taken_back_by_who_changes_their_language(cast, sign_in):
    hana, page = sign_in(cast.hana), reverse("home:me")
    stale = form_of(hana.get(page)) | {"language": "fr"}
    Person.objects.filter(pk=cast.hana.pk).update(family_name="Verte")
    late = hana.post(page, stale)
    assert overtaken(late)
    assert "It says now: Hana Verte." in words(late)
    assert Person.objects.get(pk=cast.hana.pk).family_name == "Verte"
    assert hana.post(page, form_of(late) | {"family_name": "Verte"}).status_code == 302
    hana_now = Person.objects.get(pk=cast.hana.pk)
    assert (hana_now.family_name, hana_now.language) == ("Verte", "fr")
