"""People: their address or their household's, one login for several, two rows that are one person."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from core.errors import Refusal
from core.journal.models import Entry
from core.outbox.actions import drain
from governance.notifications.errands import deliver, fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import discussing
from governance.proposals.vote.actions.settling import settle
from members.people.actions import seats
from members.people.actions.duties import give_duty
from members.people.actions.identity import correct_identity
from members.people.actions.merging import merge
from members.people.models import Member, Person
from tests import make
from tests.factors import code_now, give_codes, shown
from votes.ballots.actions import cast_ballot

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


@pytest.fixture
def paul(house):
    """Paul has a seat and no address; he reads his mails at Bob's."""
    person = make.person("Paul Durand", email=None)
    make.member(person)
    correct_identity(
        person, given_name="Paul", family_name="Durand", email=None, through=house.bob, actor=house.sara
    )
    return Person.objects.get(pk=person.pk)


# --- a household ------------------------------------------------------------------------------


def test_mails_to_somebody_without_address_go_to_their_household_and_say_for_whom(house, paul):
    make.voting(house.alice)
    fan_out(Entry.objects.filter(kind="proposal.voting").latest("pk").pk)
    deliver(Notice.objects.get(person=paul).pk)
    (sent,) = mail.outbox
    assert sent.to == ["bob@example.example"]
    assert "for Paul Durand, at the address of Bob Durand" in sent.body


def test_who_reads_the_mails_goes_on_as_the_other_and_votes_for_their_seat(house, paul, sign_in):
    proposal = make.voting(house.alice)
    client = sign_in(house.bob)
    assert "Go on as Paul Durand" in client.get("/me/").content.decode()
    page = client.post(f"/me/be/{paul.pk}/", follow=True)
    assert "You are Paul Durand now" in page.content.decode()
    client.post(f"/rounds/{proposal.round_id}/ballot/", {"choice": "for"})
    assert proposal.round.voices.get(bearer=paul).voted_at is not None
    assert proposal.round.voices.get(bearer=house.bob).voted_at is None
    line = Entry.objects.get(kind="person.switched")
    assert (line.actor, line.facts["person"]) == (house.bob, paul.pk)


def test_going_on_asks_for_the_password_of_whom_one_goes_on_as(house, paul, sign_in):
    paul.set_password("a long secret phrase")
    paul.save()
    client = sign_in(house.bob)
    asked = client.post(f"/me/be/{paul.pk}/")
    assert "Paul Durand has set a password" in asked.content.decode()
    wrong = client.post(f"/me/be/{paul.pk}/", {"password": "a guess"})
    assert (wrong.status_code, "This is not their password." in wrong.content.decode()) == (422, True)
    assert client.get("/me/").context["user"] == house.bob
    client.post(f"/me/be/{paul.pk}/", {"password": "a long secret phrase"})
    assert client.get("/me/").context["user"] == paul


def test_guesses_of_a_password_end_and_do_not_shut_its_owner_out(house, paul, sign_in):
    bob = Person.objects.get(pk=house.bob.pk)
    bob.set_password("a long secret phrase")
    bob.save()
    bob.emailaddress_set.update(verified=True)
    client = sign_in(paul)
    for _try in range(6):
        answer = client.post(f"/me/be/{bob.pk}/", {"password": "a guess"})
    assert "Too many tries" in answer.content.decode()
    right = client.post(f"/me/be/{bob.pk}/", {"password": "a long secret phrase"})
    assert (right.status_code, "Too many tries" in right.content.decode()) == (422, True)
    said = {"login": "bob@example.example", "password": "a long secret phrase"}
    assert sign_in(None).post("/account/login/", said).headers["Location"] == "/home/"


def test_going_on_asks_for_the_second_factor_of_whom_one_goes_on_as(house, paul, sign_in):
    give_codes(paul)
    client = sign_in(house.bob)
    before = client.session.session_key
    asked = client.post(f"/me/be/{paul.pk}/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/2fa/authenticate/")
    assert client.get("/me/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert client.get("/me/").context["user"] == paul
    assert client.session.session_key != before
    assert Entry.objects.get(kind="person.switched").actor == house.bob


def test_no_duty_comes_with_going_on_whatever_is_shown(house, paul, sign_in, settings):
    settings.SECOND_FACTOR = True
    make.duty(paul, "secretary")
    make.duty(paul, "administrator")
    give_codes(paul)
    client = sign_in(house.bob)
    client.post(f"/me/be/{paul.pk}/")
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert client.get("/me/").context["user"] == paul
    for path in ("/members/members.csv", "/desk/", "/shares/"):
        assert client.get(path).status_code == 403
    assert "Sign in by yourself first" in client.get("/admin/", follow=True).content.decode()
    again = client.post("/account/2fa/reauthenticate/", {"code": code_now(later=1)})
    assert again.status_code == 302
    assert client.get("/desk/").status_code == 403


def test_who_went_on_as_somebody_with_a_duty_gives_themselves_no_way_in(house, paul, sign_in, settings):
    """A shared mailbox is not the secretary's desk, not even by a passkey made today."""
    settings.SECOND_FACTOR = True
    make.duty(paul, "secretary")
    client = sign_in(house.bob)
    client.post(f"/me/be/{paul.pk}/")
    ways = ("2fa/totp/activate/", "2fa/webauthn/add/", "email/", "password/set/", "password/change/")
    for way in ways:
        assert client.get(f"/account/{way}").status_code == 403, way
        assert client.post(f"/account/{way}").status_code == 403, way
    assert not paul.authenticator_set.exists()


def test_coming_back_from_a_household_gives_no_duty_either_and_signing_in_does(
    house, paul, sign_in, settings
):
    settings.SECOND_FACTOR = True
    make.duty(house.bob, "secretary")
    client = shown(sign_in(house.bob), house.bob)
    assert client.get("/desk/").status_code == 200
    client.post(f"/me/be/{paul.pk}/")
    client.post(f"/me/be/{house.bob.pk}/")
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert client.get("/me/").context["user"] == house.bob
    assert client.get("/desk/").status_code == 403
    assert shown(sign_in(house.bob), house.bob).get("/desk/").status_code == 200


def test_nobody_goes_on_as_somebody_of_another_household(house, paul, sign_in):
    assert sign_in(house.gus).post(f"/me/be/{paul.pk}/").status_code == 404
    assert sign_in(house.bob).post(f"/me/be/{house.gus.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "gus@example.example"}, "This address is that of Gus Noir"),
        ({"email": "new@example.example", "through": "gus"}, "not both"),
        ({"through": "paul"}, "Choose somebody else"),
        ({"through": "bob"}, "Others are reached through"),
    ],
)
def test_an_address_that_cannot_be_is_refused(change, sentence, house, paul):
    who = house.bob if change.get("through") == "bob" else paul
    people = {"gus": house.gus, "paul": paul, "bob": house.alice}
    facts = {"email": None, "through": None, **change}
    facts["through"] = people.get(facts["through"])
    with pytest.raises(Refusal, match=sentence):
        correct_identity(who, given_name="P", family_name="D", actor=house.sara, **facts)


def test_the_desk_corrects_a_name_and_the_person_is_told(house, sign_in):
    seat = house.seats["bob"]
    form = {"given_name": "Robert", "family_name": "Durand", "email": "robert@example.example", "through": ""}
    client = sign_in(house.sara)
    assert client.get(f"/members/{seat.number}/correct/").status_code == 200
    client.post(f"/members/{seat.number}/correct/", form)
    house.bob.refresh_from_db()
    assert (str(house.bob), house.bob.email) == ("Robert Durand", "robert@example.example")
    fan_out(Entry.objects.filter(kind="person.corrected").latest("pk").pk)
    assert Notice.objects.get().person == house.bob


# --- an address that moves -----------------------------------------------------------------------


def corrected(client, seat, **said):
    """What the desk answers to a correction."""
    person = seat.person
    form = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email or "",
        "through": "",
    }
    return client.post(f"/members/{seat.number}/correct/", {**form, **said})  # fmt: skip


def sent():
    """Send all that waits; the mails by the address they went to."""
    while drain("code") or drain("decide") or drain("send"):
        pass
    return {address: one for one in mail.outbox for address in one.to}


def test_the_address_that_somebody_had_hears_that_it_was_changed(house, sign_in):
    corrected(sign_in(house.sara), house.seats["bob"], email="sara-at-home@example.example")
    mails = sent()
    assert set(mails) == {"bob@example.example", "sara-at-home@example.example"}
    warning = mails["bob@example.example"].body
    assert "Sara Brun changed the e-mail address of your account" in warning
    assert "Say so at once to those who administer this site" in warning
    assert "Erik Gris" in warning
    assert "sara-at-home" not in warning


def test_the_address_that_somebody_had_hears_that_they_are_reached_through_another(house, sign_in):
    corrected(sign_in(house.sara), house.seats["bob"], email="", through="gus@example.example")
    assert "Sara Brun changed" in sent()["bob@example.example"].body


def test_a_name_is_corrected_without_any_word_of_an_address(house, sign_in):
    corrected(sign_in(house.sara), house.seats["bob"], given_name="Robert")
    assert "e-mail address of your account" not in sent()["bob@example.example"].body


def test_an_equal_does_not_change_where_somebody_with_a_duty_signs_in(house, sign_in):
    make.duty(house.bob, "auditor")
    for said in ({"email": "elsewhere@example.example"}, {"email": "", "through": "gus@example.example"}):
        answer = corrected(sign_in(house.sara), house.seats["bob"], **said)
        assert (answer.status_code, "Ask an administrator" in answer.content.decode()) == (422, True)
    house.bob.refresh_from_db()
    assert (house.bob.email, house.bob.mail_through) == ("bob@example.example", None)
    assert corrected(sign_in(house.sara), house.seats["bob"], given_name="Robert").status_code == 302


def test_a_duty_that_begins_one_day_is_guarded_from_today(house, sign_in):
    give_duty(house.bob, "auditor", on=make.today() + timedelta(days=9), decision="D-2", actor=house.erik)
    assert corrected(sign_in(house.sara), house.seats["bob"], email="x@example.example").status_code == 422


def test_another_administrator_changes_it_and_all_administrators_are_told(house, sign_in):
    make.duty(house.bob, "teller")
    make.duty(house.dana, "administrator")
    answer = corrected(sign_in(house.erik), house.seats["bob"], email="bob-again@example.example")
    assert answer.status_code == 302
    mails = sent()
    assert set(mails) == {"bob@example.example", "bob-again@example.example", "dana@example.example"}
    assert mails["dana@example.example"].subject == "Bob Durand has another e-mail address"


def test_of_a_first_address_which_no_mail_can_warn_of_the_administrators_hear(house, sign_in):
    """Whoever gives somebody an address may sign in as them: another pair of eyes is told."""
    house.bob.emailaddress_set.all().delete()
    Person.objects.filter(pk=house.bob.pk).update(email=None)
    answer = corrected(sign_in(house.sara), house.seats["bob"], email="sara-at-home@example.example")
    assert answer.status_code == 302
    told = sent()["erik@example.example"]
    assert told.subject == "Bob Durand has an e-mail address now"
    assert "Sara" in told.body and "ask them in person or by letter" in told.body


def test_nobody_moves_their_own_duty_to_another_address_at_the_desk(house, sign_in):
    make.duty(house.bob, "administrator")
    answer = corrected(sign_in(house.bob), house.seats["bob"], email="bob-again@example.example")
    assert (answer.status_code, "change your address yourself" in answer.content.decode()) == (422, True)


def test_in_the_back_office_an_address_moves_as_at_the_desk(house, sign_in):
    admin, path = sign_in(house.erik), "/admin/people/person/{}/change/"
    form = {"given_name": "Bob", "family_name": "Durand", "language": "en", "is_active": "on",
            "stake_set-TOTAL_FORMS": "0", "stake_set-INITIAL_FORMS": "0"}  # fmt: skip
    admin.post(path.format(house.bob.pk), {**form, "email": "erik-at-home@example.example"})
    assert "Erik Gris changed" in sent()["bob@example.example"].body
    own = {**form, "given_name": "Erik", "family_name": "Gris", "email": "erik-at-home-too@example.example"}
    admin.post(path.format(house.erik.pk), own)
    house.erik.refresh_from_db()
    assert house.erik.email == "erik@example.example"


def test_an_account_that_takes_another_address_by_itself_tells_the_one_it_had(house, sign_in):
    house.bob.emailaddress_set.update(verified=True)
    make.duty(house.bob, "auditor")
    client = sign_in(house.bob)
    client.post("/account/email/", {"email": "bob-again@example.example", "action_add": ""})
    (code,) = re.findall(r"[A-Z]{4}-[A-Z]{4}", sent()["bob-again@example.example"].body)
    client.post("/account/confirm-email/", {"code": code})
    house.bob.refresh_from_db()
    assert house.bob.email == "bob-again@example.example"
    mails = sent()
    assert "Somebody who was signed in as you" in mails["bob@example.example"].body
    assert mails["erik@example.example"].subject == "Bob Durand has another e-mail address"


def test_the_address_of_a_row_that_is_merged_away_hears_of_it(house, sign_in):
    make.person("Bob Durand", email="other@example.example")
    sign_in(house.erik).post(
        "/members/same/", {"kept": "bob@example.example", "other": "other@example.example"}
    )
    assert "Erik Gris changed" in sent()["other@example.example"].body


# --- people without any address ---------------------------------------------------------------


def test_who_cannot_be_written_to_is_told_by_hand_and_it_stays_on_record(house, sign_in):
    nora = make.person("Nora Sans", email=None)
    seat = make.member(nora)
    seats.suspend(seat, on=make.today(), because="Unpaid share", actor=house.erik)
    fan_out(Entry.objects.filter(kind="member.suspended").latest("pk").pk)
    client = sign_in(house.sara)
    assert "Nora Sans" in client.get("/notices/letters/").content.decode()
    client.post(f"/notices/letters/{nora.pk}/{Notice.objects.get().entry_id}/told/")
    assert "Nora Sans" not in client.get("/notices/letters/").content.decode()
    line = Entry.objects.get(kind="notice.told")
    assert (line.actor, Notice.objects.get().told_by) == (house.sara, house.sara)
    assert mail.outbox == []


# --- two rows, one person ---------------------------------------------------------------------


def test_what_leads_to_one_row_leads_to_the_other_once_they_are_merged(house):
    twin = make.person("Bob Durand", email="other@example.example")
    proposal = make.proposal(house.alice)
    discussing.comment(proposal, twin, "From the other account")
    merge(house.bob, twin, actor=house.erik)
    twin.refresh_from_db()
    assert proposal.comments.get().author == house.bob
    assert (twin.is_active, twin.email, twin.merged_into) == (False, None, house.bob)
    assert Entry.objects.get(kind="comment.added").actor == twin  # signed as it was signed


def test_two_rows_on_the_roll_of_an_open_vote_are_merged_once_it_is_closed(house):
    twin = make.person("Bob Durand", email="other@example.example")
    round_ = make.secret_round(house.alice, house.bob, twin, called="Twin")
    with pytest.raises(Refusal, match="which is not closed: merge them once it is"):
        merge(house.bob, twin, actor=house.erik)
    settle(round_.pk, early=True)
    merge(house.bob, twin, actor=house.erik)


def test_a_row_without_address_takes_the_one_that_is_left(house):
    bare = make.person("Bob Again", email=None)
    make.member(bare)
    merge(bare, house.hana, actor=house.erik)
    bare.refresh_from_db()
    assert bare.email == "hana@example.example"


def test_where_both_have_the_same_place_one_is_enough_and_ballots_stay(house):
    proposal = make.voting(house.alice, kind="circle", where=house.workshop)
    for person in (house.bob, house.alice):
        cast_ballot(person, proposal.round_id, "for")
    twin = make.person("Bob Durand", email="other@example.example")
    from governance.circles.actions import join

    join(house.workshop, twin, on=make.today())
    merge(house.bob, twin, actor=house.erik)
    assert house.workshop.memberships.filter(person=house.bob).count() == 1
    assert house.workshop.memberships.filter(person=twin).count() == 0
    assert proposal.round.voices.exclude(voted_at=None).count() == 2


def test_two_seats_are_never_mixed(house):
    with pytest.raises(Refusal, match="Both hold a seat"):
        merge(house.bob, house.fay, actor=house.erik)
    assert Member.objects.get(person=house.fay).person == house.fay


def test_the_desk_sees_namesakes_and_merges_them_by_their_marks(house, sign_in):
    twin = make.person("Bob Durand", email=None)
    client = sign_in(house.erik)
    assert f"#{twin.pk}" in client.get("/members/same/").content.decode()
    page = client.post("/members/same/", {"kept": f"#{house.bob.pk}", "other": f"#{twin.pk}"}, follow=True)
    assert "They are one person now" in page.content.decode()
    again = client.post("/members/same/", {"kept": "#1", "other": f"#{twin.pk}"})
    assert (again.status_code, "Nobody bears this address" in again.content.decode()) == (422, True)


# --- entering a member ------------------------------------------------------------------------

NEW = {
    "kind": "natural",
    "given_name": "Nora",
    "family_name": "Neuve",
    "college": "",
    "on": "2026-02-02",
    "decision": "D-1",
}


@pytest.fixture
def entered(house, sign_in):
    from members.people.models import College

    def post(**change):
        data = {**NEW, "college": College.objects.get(code="U").pk, **change}
        return sign_in(house.sara).post("/members/new/", data)

    return post


def test_the_desk_enters_somebody_new_without_an_address(entered):
    assert entered().status_code == 302
    seat = Member.objects.get(person__family_name="Neuve")
    assert (seat.person.email, seat.admitted_by, seat.college.code) == (None, "D-1", "U")


def test_the_desk_enters_somebody_known_and_an_organisation_with_who_acts_for_it(entered, house):
    entered(person="hana@example.example", given_name="", family_name="")
    assert Member.objects.get(person=house.hana)
    entered(
        kind="legal", person="Gus Noir", given_name="", family_name="", name="Bakery", siren="000 000 018"
    )
    bakery = Member.objects.get(name="Bakery")
    assert (bakery.siren, bakery.representatives.get().person) == ("000000018", house.gus)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": ""}, "This field is required"),
        ({"given_name": "", "family_name": ""}, "Name somebody known already"),
        ({"kind": "legal"}, "Give the name of the organisation"),
        ({"name": "Bakery"}, "only an organisation bears"),
        ({"kind": "legal", "name": "Bakery", "siren": "123456789"}, "nine digits"),
        ({"email": "bob@example.example"}, "This address is that of Bob Durand"),
        ({"person": "bob@example.example"}, "already holds a seat"),
    ],
)
def test_a_member_who_cannot_be_entered_leaves_nothing_behind(change, sentence, entered):
    before = (Person.objects.count(), Member.objects.count())
    answer = entered(**change)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (Person.objects.count(), Member.objects.count()) == before


# --- interests --------------------------------------------------------------------------------


def test_a_member_declares_an_interest_and_says_when_it_is_over(house, sign_in):
    seat, client = house.seats["bob"], sign_in(house.bob)
    client.post(f"/members/{seat.number}/interest/", {"what": "Owns the roofer's", "on": "2026-01-05"})
    interest = seat.interests.get()
    assert "Owns the roofer" in client.get(f"/members/{seat.number}/").content.decode()
    client.post(f"/members/{seat.number}/interests/{interest.pk}/over/")
    interest.refresh_from_db()
    assert interest.to_on == make.today()


def test_a_member_does_nothing_else_to_their_own_seat(house, sign_in):
    seat = house.seats["bob"]
    for name in ("suspend", "correct", "college", "leave", "represent"):
        assert sign_in(house.bob).post(f"/members/{seat.number}/{name}/", {}).status_code == 403
    assert sign_in(house.alice).post(f"/members/{seat.number}/interest/", {}).status_code == 404


def test_nothing_of_the_outbox_is_left_undone(house, paul):
    make.voting(house.alice)
    while drain("send"):
        pass
    assert Notice.objects.letters().count() == 0
    assert {address for sent in mail.outbox for address in sent.to} >= {"bob@example.example"}
