"""People: their address or their household's, one login for several, two rows that are one person."""

import pytest
from django.core import mail
from django.utils import translation

from core.errors import Refusal
from core.journal.models import Entry
from core.outbox.actions import drain
from governance.notifications.errands import deliver, fan_out
from governance.notifications.models import Notice
from governance.proposals import actions as proposals
from members.people import actions
from members.people.identity import correct_identity, merge
from members.people.models import Member, Person
from tests import make
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


# --- people without any address ---------------------------------------------------------------


def test_who_cannot_be_written_to_is_told_by_hand_and_it_stays_on_record(house, sign_in):
    nora = make.person("Nora Sans", email=None)
    seat = make.member(nora)
    actions.suspend(seat, on=make.today(), because="Unpaid share", actor=house.erik)
    fan_out(Entry.objects.filter(kind="member.suspended").latest("pk").pk)
    client = sign_in(house.sara)
    assert "Nora Sans" in client.get("/notices/letters/").content.decode()
    client.post(f"/notices/letters/{Notice.objects.get().pk}/told/")
    assert "Nora Sans" not in client.get("/notices/letters/").content.decode()
    line = Entry.objects.get(kind="notice.told")
    assert (line.actor, Notice.objects.get().told_by) == (house.sara, house.sara)
    assert mail.outbox == []


# --- two rows, one person ---------------------------------------------------------------------


def test_what_leads_to_one_row_leads_to_the_other_once_they_are_merged(house):
    twin = make.person("Bob Durand", email="other@example.example")
    proposal = make.proposal(house.alice)
    proposals.comment(proposal, twin, "From the other account")
    merge(house.bob, twin, actor=house.erik)
    twin.refresh_from_db()
    assert proposal.comments.get().author == house.bob
    assert (twin.is_active, twin.email, twin.merged_into) == (False, None, house.bob)
    assert Entry.objects.get(kind="comment.added").actor == twin  # signed as it was signed


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
