"""A seat that changes hands: whoever acts for it no more hears of it, by whichever door it was taken."""

from datetime import timedelta

import pytest
from django.core import mail

from core.outbox.actions import drain
from members.people.actions.identity import correct_identity
from members.people.actions.representatives import name_representative
from members.people.models import College, Member, Person
from tests import make
from tests.members.test_office import address, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    sent()
    mail.outbox.clear()
    return cast


def sent():
    """Send all that waits; the subjects that each address was sent."""
    while drain("code") or drain("decide") or drain("send"):
        pass
    return {
        address: {one.subject for one in mail.outbox if address in one.to}
        for message in mail.outbox
        for address in message.to
    }


def represented(client, firm, who, on=None):
    day = (on or make.today()).isoformat()
    assert client.post(f"/members/{firm.number}/represent/", {"person": who, "on": day}).status_code == 302


LOST = "You no longer act for a seat: no. 5 · Firm"
TAKEN = "Somebody else acts for a seat: no. 5 · Firm"


def test_whoever_acted_for_an_organisation_hears_that_somebody_else_was_named(house, sign_in):
    represented(sign_in(house.sara), house.firm, "gus@example.example")
    assert sent() == {
        "fay@example.example": {LOST},
        "gus@example.example": {"Who acts for the seat has changed"},
    }
    assert LOST in sign_in(house.fay).get("/notices/").content.decode()


def test_where_a_keeper_names_themselves_administrators_hear_too(house, sign_in):
    represented(sign_in(house.sara), house.firm, "sara@example.example")
    assert sent() == {"fay@example.example": {LOST}, "erik@example.example": {TAKEN}}
    (told,) = [one.body for one in mail.outbox if "erik@example.example" in one.to]
    assert "Sara Brun named themselves" in told


def test_whose_term_ends_one_day_hears_of_it_as_it_is_decided(house, sign_in):
    represented(sign_in(house.sara), house.firm, "gus@example.example", on=make.today() + timedelta(days=9))
    assert any(one.startswith("You act for a seat until ") for one in sent()["fay@example.example"])


@pytest.mark.parametrize("reached", ["nowhere", "through whoever did it", "by nobody"])
def test_where_no_mail_could_warn_anybody_administrators_hear(house, sign_in, reached):
    house.fay.emailaddress_set.all().delete()
    through = house.sara if reached == "through whoever did it" else None
    Person.objects.filter(pk=house.fay.pk).update(email=None, mail_through=through)
    if reached == "by nobody":
        house.firm.representatives.all().delete()
    represented(sign_in(house.sara), house.firm, "gus@example.example")
    assert sent()["erik@example.example"] == {TAKEN}
    assert "ask them in person or by letter" in mail.outbox[-1].body + mail.outbox[0].body


def test_whoever_names_another_in_their_own_place_is_not_told_what_they_did(house, sign_in):
    make.duty(house.fay, "secretary")
    represented(sign_in(house.fay), house.firm, "gus@example.example")
    assert set(sent()) == {"gus@example.example"}


def test_an_organisation_that_is_entered_is_taken_from_nobody(house, sign_in):
    new = {"kind": "legal", "name": "Bakery", "person": "gus@example.example", "on": make.today().isoformat()}
    sign_in(house.sara).post("/members/new/", {**new, "college": College.objects.get(code="P").pk})
    assert Member.objects.filter(name="Bakery").exists()
    assert set(sent()) == {"gus@example.example"}


def test_an_organisation_that_comes_back_with_somebody_else_is_taken_from_whoever_acted_for_it(
    house, sign_in
):
    Member.objects.filter(pk=house.firm.pk).update(
        siren="000000018", left_on=make.today() - timedelta(days=9)
    )
    new = {"kind": "legal", "name": "Firm", "siren": "000000018", "on": make.today().isoformat()}
    college = College.objects.get(code="P").pk
    sign_in(house.sara).post("/members/new/", {**new, "person": "gus@example.example", "college": college})
    assert sent()["fay@example.example"] == {LOST}


# --- the back office ------------------------------------------------------------------------------


def saved(client, seat, **change):
    fields = {
        "kind": seat.kind, "person": seat.person_id or "", "name": seat.name, "siren": "", "postal_address": "",
        "college": seat.college_id, "admitted_on": seat.admitted_on.isoformat(), "left_on": "", "suspended_from": "",
    }  # fmt: skip
    answer = client.post(address(Member, "change", seat.pk), form("representatives", **{**fields, **change}))
    assert answer.status_code == 302


def test_a_seat_given_to_another_person_in_the_back_office_is_told_to_whoever_had_it(house, sign_in):
    saved(sign_in(house.erik), house.seats["bob"], person=house.hana.pk)
    assert sent()["bob@example.example"] == {"You no longer act for a seat: no. 2"}
    assert sent()["hana@example.example"] == {"Your seat was corrected in the register"}


def test_an_administrator_who_takes_a_seat_in_the_back_office_is_seen_by_the_others(house, sign_in):
    make.duty(house.dana, "administrator")
    saved(sign_in(house.erik), house.seats["bob"], person=house.erik.pk)
    assert set(sent()) == {"bob@example.example", "dana@example.example"}


@pytest.mark.parametrize("change", ["another", "an end", "taken away"])
def test_whose_row_changes_in_the_back_office_hears_of_it(house, sign_in, change):
    row = house.firm.representatives.get()
    yesterday = (make.today() - timedelta(days=1)).isoformat()
    rows = {
        "representatives-TOTAL_FORMS": "1", "representatives-INITIAL_FORMS": "1", "representatives-0-id": row.pk,
        "representatives-0-member": house.firm.pk, "representatives-0-person": house.fay.pk,
        "representatives-0-from_on": row.from_on.isoformat(), "representatives-0-to_on": "",
        **{"another": {"representatives-0-person": house.gus.pk}, "an end": {"representatives-0-to_on": yesterday},
           "taken away": {"representatives-0-DELETE": "on"}}[change],
    }  # fmt: skip
    saved(sign_in(house.erik), house.firm, **rows)
    assert sent()["fay@example.example"] == {LOST}


def test_whoever_acts_for_a_seat_hears_that_the_back_office_changed_it(house, sign_in):
    saved(sign_in(house.erik), house.seats["bob"], suspended_from=make.today().isoformat())
    assert sent() == {"bob@example.example": {"Your seat was corrected in the register"}}


# --- two rows, one person -------------------------------------------------------------------------


def merged(client, kept, other):
    answer = client.post("/members/same/", {"kept": f"#{kept.pk}", "other": f"#{other.pk}"})
    assert answer.status_code == 302


@pytest.fixture
def ann(house):
    """Ann has a seat and no address; somebody made an account under her name."""
    make.duty(house.dana, "administrator")
    ann = make.person("Ann Sans", email=None)
    make.member(ann)
    return ann


def test_a_seat_without_address_that_goes_to_an_account_is_told_to_the_other_administrators(
    house, ann, sign_in
):
    merged(sign_in(house.erik), make.person("Ann Sans", email="account@example.example"), ann)
    assert sent()["dana@example.example"] == {"Somebody else acts for a seat: no. 6 · Ann Sans"}


def test_a_seat_without_address_that_gets_that_of_an_account_is_told_to_the_other_administrators(
    house, ann, sign_in
):
    merged(sign_in(house.erik), ann, make.person("Ann Sans", email="account@example.example"))
    assert sent()["dana@example.example"] == {"Ann Sans has an e-mail address now"}


def test_a_seat_that_an_administrator_merges_into_themselves_is_told_to_the_others(house, sign_in):
    make.duty(house.dana, "administrator")
    merged(sign_in(house.erik), house.erik, house.bob)
    said = sent()
    assert "Somebody else acts for a seat: no. 2 · Erik Gris" in said["dana@example.example"]
    assert said["bob@example.example"] == {"Your e-mail address was changed: Example"}


def test_rows_that_hold_nothing_are_merged_without_a_word_to_others(house, sign_in):
    make.duty(house.dana, "administrator")
    merged(sign_in(house.erik), house.bob, make.person("Bob Durand", email=None))
    assert "dana@example.example" not in sent()


# --- who is entered, and who is corrected -----------------------------------------------------------


def test_nobody_is_corrected_by_being_entered(house, sign_in):
    new = {"kind": "natural", "given_name": "New", "family_name": "Comer", "email": "new@example.example"}
    college = College.objects.get(code="U").pk
    answer = sign_in(house.sara).post(
        "/members/new/", {**new, "on": make.today().isoformat(), "college": college}
    )
    assert answer.status_code == 302
    assert Person.objects.get(email="new@example.example").emailaddress_set.get().primary
    assert sent() == {}


def test_a_first_address_of_somebody_who_was_entered_without_is_still_told(house, ann):
    correct_identity(ann, given_name="Ann", family_name="Sans", email="ann@example.example", actor=house.erik)
    assert sent()["dana@example.example"] == {"Ann Sans has an e-mail address now"}


def test_what_nobody_does_is_told_to_nobody(house):
    name_representative(house.firm, house.gus, on=make.today())
    assert sent() == {}
