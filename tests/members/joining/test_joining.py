"""Joining: asking, being answered once, and the seat and shares that come together or not at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.notifications.reading import worded
from members.joining.actions import applications
from members.joining.models import Application
from members.people.models import College, Member
from members.people.siren import is_siren
from members.shares.models import Movement
from tests import make
from tests.house import say

pytestmark = pytest.mark.django_db
WORDS = {"why": "To keep the bar", "postal_address": "1 Street"}


@pytest.fixture
def house(cast, code):
    """The cast, in a house that speaks English for the time of a test."""
    with translation.override("en"):
        yield cast


def college(code="U"):
    return College.objects.get(code=code)


def ask(person, **more):
    return applications.apply(person, **{"college": college(), "shares": 3, **WORDS, **more})


def admission(*, adopted=True):
    """The reference of a decision that admits whoever asks here."""
    return make.decision("Admission of Gus Noir, of Jean Noir, and of Les Voisins", adopted=adopted).reference


def tell(kind):
    """Run the fan-out of the last line of a kind, as the outbox does."""
    fan_out(Entry.objects.filter(kind=kind).latest("pk").pk)


def test_an_admission_makes_the_seat_the_shares_and_the_answer_at_once(house):
    application = ask(house.gus)
    decision = admission()
    seat = applications.admit_applicant(application, on=make.today(), decision=decision, actor=house.erik)
    assert (seat.person, seat.college.code, seat.admitted_by) == (house.gus, "U", decision)
    assert seat.postal_address == "1 Street"
    movement = Movement.objects.get()
    assert (movement.holder_to, movement.shares, movement.paid) == (seat, 3, Decimal(150))
    application.refresh_from_db()
    assert (application.outcome, application.member) == ("admitted", seat)


def test_an_admission_that_cannot_be_entered_leaves_nothing_behind(house):
    application = ask(house.gus)
    seats = Member.objects.count()
    with pytest.raises(Refusal):
        applications.admit_applicant(
            application, on=make.LONG_AGO.replace(year=1990), decision=admission(), actor=house.erik
        )
    assert (Member.objects.count(), Movement.objects.count()) == (seats, 0)
    assert Application.objects.get().is_open


def test_an_organisation_joins_through_whoever_asked(house):
    application = ask(house.gus, name="Les Voisins", siren="732829320")
    seat = applications.admit_applicant(application, on=make.today(), decision=admission(), actor=house.erik)
    assert (str(seat), seat.kind, seat.representatives.get().person) == ("Les Voisins", "legal", house.gus)


def test_an_application_is_answered_once(house):
    application = ask(house.gus)
    applications.refuse(application, grounds="No room", actor=house.erik)
    for act in (
        lambda: applications.admit_applicant(
            application, on=make.today(), decision=admission(), actor=house.erik
        ),
        lambda: applications.refuse(application, grounds="Again", actor=house.erik),
        lambda: applications.withdraw(application, actor=house.gus),
    ):
        with pytest.raises(applications.AlreadyAnswered, match="answered already: refused"):
            act()
    assert not Member.objects.filter(person=house.gus).exists()


@pytest.mark.parametrize("adopted", [True, False])
def test_a_refusal_quotes_a_decision_about_whom_it_refuses_whichever_way_it_went(house, sign_in, adopted):
    asked, client = ask(house.gus), sign_in(house.sara)
    path, grounds = f"/join/applications/{asked.pk}/refuse/", {"grounds": "No room"}
    other = make.decision("The rent", adopted=adopted).reference
    about = make.decision("Admission of Gus Noir", adopted=adopted).reference
    for wrong, said in (("D-1999-001", "The register holds no decision"), (other, "does not name Gus Noir")):
        page = client.post(path, {**grounds, "decision": wrong})
        assert page.status_code in {409, 422} and said in page.content.decode()
    asked.refresh_from_db()
    assert asked.is_open
    client.post(path, {**grounds, "decision": about.lower()})
    asked.refresh_from_db()
    assert (asked.outcome, asked.decision) == ("refused", about)


def test_the_desk_quotes_what_the_register_holds_and_what_was_decided_elsewhere_in_words(house, sign_in):
    """What reads as a reference of this house is looked up; minutes of another time are quoted as they are called."""
    client, seat = sign_in(house.sara), Member.objects.get(person=house.bob)
    form = {"on": make.today().isoformat(), "college": College.objects.get(code="S").pk}
    path = reverse("members:act", args=[seat.number, "college"])
    rejected = make.decision("Bob Durand becomes an employee", adopted=False).reference
    for wrong, said in (("D-1999-001", "The register holds no decision"), (rejected, "was not adopted")):
        page = client.post(path, {**form, "decision": wrong})
        assert page.status_code == 422 and said in page.content.decode()
    assert client.post(path, {**form, "decision": "Minutes of 12 March"}).status_code == 302


def test_a_refused_applicant_may_ask_again_and_an_open_one_may_not(house):
    first = ask(house.gus)
    with pytest.raises(Refusal, match="being examined already"):
        ask(house.gus)
    applications.refuse(first, grounds="Not yet", actor=house.erik)
    assert ask(house.gus).is_open


def test_whoever_holds_a_seat_does_not_apply_for_one_but_their_organisation_may(house):
    with pytest.raises(Refusal, match="hold a seat already"):
        ask(house.bob)
    assert ask(house.bob, name="Bob’s firm").is_open


def test_the_database_keeps_one_open_application_a_person(house):
    ask(house.gus)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(person=house.gus, college=college(), shares=1, **WORDS)


def test_the_desk_is_told_of_an_application_and_the_applicant_of_the_answer(house):
    application = ask(house.gus)
    tell("application.submitted")
    told = set(Notice.objects.values_list("person", "kind"))
    assert told == {(keeper.pk, "application_submitted") for keeper in (house.erik, house.sara)}
    applications.refuse(application, grounds="No room", actor=house.erik)
    tell("application.refused")
    [(notice, words)] = worded(list(Notice.objects.filter(person=house.gus)), house.gus)
    assert (notice.kind, words.lead) == ("application_answered", "The grounds given: No room")


def test_whoever_acts_for_a_seat_is_told_what_the_desk_does_to_it_and_not_what_they_do_themselves(house):
    from members.people.actions.preferences import set_preferences
    from members.people.actions.seats import suspend

    suspend(house.firm, on=make.today(), because="Unpaid", actor=house.erik)
    tell("member.suspended")
    assert Notice.objects.get().person == house.fay
    set_preferences(house.firm, postal_address="", in_directory=True, e_notices=False, actor=house.fay)
    tell("member.preferences")
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("732829320", True),
        ("732829321", False),
        ("73282932", False),
        ("abcdefghi", False),
        ("000000000", True),
    ],
)
def test_a_siren_has_nine_digits_and_a_key(text, valid):
    assert is_siren(text) is valid


def test_a_member_leaves_by_their_own_hand_and_the_desk_is_told(house, sign_in):
    seat = Member.objects.get(person=house.bob)
    client, path = sign_in(house.bob), f"/join/leave/{seat.number}/"
    assert path in client.get(f"/members/{seat.number}/").content.decode()
    page = client.post(
        path, {"on": make.today().isoformat(), "because": "Moving", "understood": "on"}, follow=True
    )
    assert "Your departure is recorded" in page.content.decode()
    seat.refresh_from_db()
    assert (seat.left_on, seat.left_because) == (make.today(), "Moving")
    tell("member.resigned")
    told = set(Notice.objects.values_list("person", "kind"))
    assert told == {(keeper.pk, "member_resigned") for keeper in (house.erik, house.sara)}


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"on": "2020-01-01"}, 409, "at the earliest"),
        ({"understood": ""}, 422, "then tick"),
        ({"on": "soon"}, 422, "Enter a valid date"),
    ],
)
def test_a_departure_that_cannot_be_recorded_is_said_and_keeps_what_was_typed(
    change, status, sentence, house, sign_in
):
    seat = Member.objects.get(person=house.bob)
    data = {"on": make.today().isoformat(), "because": "TYPED", "understood": "on", **change}
    answer = sign_in(house.bob).post(f"/join/leave/{seat.number}/", data)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "TYPED" in page) == (status, True, True)
    seat.refresh_from_db()
    assert seat.left_on is None


def test_the_last_day_is_as_far_as_the_code_social_asks(house, sign_in):
    from governance.code.models import Edition, Parameter

    edition = Edition.objects.in_force(make.today())
    Parameter.objects.create(
        edition=edition, article=edition.articles.first(), key="leaving.notice", kind="days", value=30
    )
    seat = Member.objects.get(person=house.bob)
    early = make.today() + timedelta(days=29)
    data = {"on": early.isoformat(), "because": "", "understood": "on"}
    client, path = sign_in(house.bob), f"/join/leave/{seat.number}/"
    assert client.post(path, data).status_code == 409
    on_time = early + timedelta(days=1)
    assert client.post(path, {**data, "on": on_time.isoformat()}).status_code == 302
    assert "the last day is" in client.get(path).content.decode()


# --- pages ------------------------------------------------------------------------------------

FORM = {
    "given_name": "Gus", "family_name": "Noir", "shares": "2", "why": "To help", "postal_address": "1 Street",
    "notice": "on",
}  # fmt: skip


def test_a_visitor_reads_what_it_costs_and_is_led_to_a_proven_address(house, client):
    page = client.get("/join/", headers={"accept-language": "en"}).content.decode()
    assert "€50" in page
    assert "/account/signup/?next=/join/apply/" in page


def test_a_member_is_shown_their_place_and_offered_only_to_apply_for_an_organisation(house, sign_in):
    page = sign_in(house.bob).get("/join/").content.decode()
    assert "You are a member already" in page
    assert "Apply for an organisation I represent" in page


def test_asking_by_hand_shows_where_it_stands_and_may_be_taken_back(house, sign_in):
    client = sign_in(house.gus)
    page = client.post("/join/apply/", {**FORM, "college": college().pk}, follow=True).content.decode()
    assert "being examined" in page
    page = client.post("/join/withdraw/", follow=True).content.decode()
    assert "withdrawn" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"siren": "123456789", "name": "Firm"}, "A SIREN has nine digits"),
        ({"siren": "732 829 320"}, "Give the name of the organisation"),
        ({"shares": "0"}, "greater than or equal to 1"),
        ({"notice": ""}, "Read the notice below"),
        ({"why": ""}, "This field is required"),
        ({"why": "x" * 3001}, "at most 3000"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(change, sentence, house, sign_in):
    data = {**FORM, "college": college().pk, "family_name": "TYPED", **change}
    answer = sign_in(house.gus).post("/join/apply/", data)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "TYPED" in page) == (422, True, True)
    assert not Application.objects.exists()


def test_the_desk_admits_by_hand_and_the_applicant_sees_their_place(house, sign_in):
    application = ask(house.gus)
    desk, path = sign_in(house.erik), f"/join/applications/{application.pk}/"
    assert "To keep the bar" in desk.get(path).content.decode()
    admission = make.decision("Admission of Gus Noir")
    form = {"on": make.today().isoformat(), "decision": admission.reference.lower()}
    page = desk.post(f"{path}admit/", form, follow=True)
    assert "admitted" in page.content.decode()
    assert "See my place" in sign_in(house.gus).get("/join/").content.decode()


def test_a_refusal_of_the_register_is_said_beside_the_form(house, sign_in):
    application = ask(house.gus)
    path = f"/join/applications/{application.pk}/admit/"
    admission = make.decision("Admission of Gus Noir")
    answer = sign_in(house.erik).post(path, {"on": "2126-01-01", "decision": admission.reference})
    page = answer.content.decode()
    said = (answer.status_code, "this day has not come" in page, admission.reference in page)
    assert said == (409, True, True)


# --- a household ------------------------------------------------------------------------------


def test_somebody_at_the_same_address_is_applied_for_and_signs_in_through_it(house, sign_in):
    data = {**FORM, "college": college().pk, "given_name": "Jean", "family_name": "Noir", "household": "on"}
    client = sign_in(house.gus)
    page = client.post("/join/apply/", data, follow=True)
    assert "for Jean Noir" in page.content.decode()
    jean = Application.objects.get().person
    assert (str(jean), jean.email, jean.mail_through) == ("Jean Noir", None, house.gus)
    applications.admit_applicant(
        Application.objects.get(), on=make.today(), decision=admission(), actor=house.sara
    )
    assert "Go on as Jean Noir" in client.get("/me/").content.decode()
    house.gus.refresh_from_db()
    assert str(house.gus) == "Gus Noir"


def test_the_same_person_of_a_household_is_not_applied_for_twice(house, sign_in):
    data = {**FORM, "college": college().pk, "given_name": "Jean", "family_name": "Noir", "household": "on"}
    client = sign_in(house.gus)
    client.post("/join/apply/", data)
    answer = client.post("/join/apply/", {**data, "given_name": "JEAN"})
    assert (answer.status_code, Application.objects.count()) == (409, 1)


def test_an_organisation_is_nobody_s_household(house, sign_in):
    data = {**FORM, "college": college().pk, "household": "on", "name": "Bakery"}
    answer = sign_in(house.gus).post("/join/apply/", data)
    assert "nobody’s household" in answer.content.decode()
    assert not Application.objects.exists()


# --- what a decision concludes ------------------------------------------------------------------


def test_an_admission_quotes_a_decision_about_whom_it_admits_and_no_older_than_their_asking(house):
    before, other = admission(), make.decision("A fund for repairs").reference
    application = ask(house.gus)
    admit = lambda decision, **more: applications.admit_applicant(  # noqa: E731
        application, on=make.today(), decision=decision, actor=house.erik, **more
    )
    with pytest.raises(Refusal, match="does not name Gus Noir"):
        admit(other)
    Application.objects.filter(pk=application.pk).update(
        submitted_at=application.submitted_at + timedelta(days=1)
    )
    with pytest.raises(Refusal, match="cannot conclude what came after it"):
        admit(before)
    with pytest.raises(Refusal, match="holds no decision"):
        admit("D-1999-001")
    Application.objects.filter(pk=application.pk).update(submitted_at=application.submitted_at)
    assert admit(other, sure=True).admitted_by == other


def test_an_admission_is_a_decision_of_the_body_that_the_code_names(house):
    application = ask(house.gus)
    admit = lambda decision: applications.admit_applicant(  # noqa: E731
        application, on=make.today(), decision=decision, actor=house.erik
    )
    with pytest.raises(
        Refusal, match=r"who admits: the circle at the centre, by consent\. Quote that decision"
    ):
        admit("")
    called = "Admission of Gus Noir"
    for where, kind in ((None, "ordinary"), (house.workshop, "circle"), (house.centre, "consultation")):
        decided = make.agreed(house.alice, title=called, kind=kind, where=where).reference
        with pytest.raises(
            Refusal, match=r"was taken otherwise: .* who decides here: the circle at the centre"
        ):
            admit(decided)
    assert Application.objects.get().is_open
    decided = make.agreed(house.dana, title=called, kind="circle", where=house.centre).reference
    assert admit(decided).admitted_by == decided


def test_where_the_members_admit_it_takes_their_vote_and_where_the_desk_does_none(house):
    say({"admission.by": "members"})
    application = ask(house.gus)
    asked = make.agreed(
        house.alice, title="Admission of Gus Noir", kind="circle", where=house.centre
    ).reference
    with pytest.raises(Refusal, match="who decides here: the members, by a vote"):
        applications.admit_applicant(application, on=make.today(), decision=asked, actor=house.erik)
    say({"admission.by": "desk"})
    applications.admit_applicant(application, on=make.today(), decision="", actor=house.erik)
    assert Application.objects.get().outcome == "admitted"


def test_where_the_code_asks_nobody_to_ratify_an_admission_nothing_is_noted(house):
    say({"admission.ratified": False})
    application = ask(house.gus)
    applications.admit_applicant(application, on=make.today(), decision=admission(), actor=house.erik)
    with pytest.raises(Refusal, match="asked nobody to ratify"):
        applications.ratify(application, decision=make.decision("Ratified").reference, actor=house.sara)
    say({"admission.ratified": True})
    circles = make.agreed(house.alice, title="Ratified", kind="circle", where=house.workshop).reference
    with pytest.raises(Refusal, match="who decides here: the members, by a vote"):
        applications.ratify(application, decision=circles, actor=house.sara)


def test_no_more_is_paid_than_shares_cost(house):
    application = ask(house.gus)
    with pytest.raises(Refusal, match="lies between nothing and that"):
        applications.admit_applicant(
            application, on=make.today(), decision=admission(), paid=Decimal("150.01"), actor=house.erik
        )
    assert Application.objects.get().is_open


def test_nobody_is_a_member_before_they_asked_and_it_was_decided(house, sign_in):
    """The roll of a meeting is read on its record date: whoever was admitted since is not on it."""
    record_on = make.meeting(days=40).record_on
    since = make.today() + timedelta(days=20)
    with living_at(database_now() + timedelta(days=20)):
        application = ask(house.gus)
        desk, path = sign_in(house.erik), f"/join/applications/{application.pk}/admit/"
        decision = admission()
        for on in (record_on, since - timedelta(days=1)):
            answer = desk.post(path, {"decision": decision, "on": on.isoformat()})
            said = "what it decides begins that day or later" in answer.content.decode()
            assert (answer.status_code, said) == (409, True)
        say({"admission.by": "desk"})
        answer = desk.post(path, {"decision": "", "on": record_on.isoformat()})
        assert (answer.status_code, "They asked for a seat on" in answer.content.decode()) == (409, True)
        assert not Movement.objects.exists()
        assert desk.post(path, {"decision": decision, "on": since.isoformat()}).status_code == 302
    assert not Member.objects.voting(record_on).filter(person=house.gus).exists()
    assert Movement.objects.get().on == since


def test_what_one_college_voted_neither_admits_nor_ratifies(house):
    say({"admission.by": "members", "admission.ratified": True, "ordinary.colleges": "none"})
    application = ask(house.gus)
    agreed = lambda *colleges: make.agreed(  # noqa: E731
        house.alice, title="Admission of Gus Noir", kind="ordinary", colleges=colleges
    )
    admit = lambda found: applications.admit_applicant(  # noqa: E731
        application, on=timezone.localdate(found.decided_at), decision=found.reference, actor=house.erik
    )
    with pytest.raises(Refusal, match=r"by some colleges: Staff.* who decides here: the members, by a vote"):
        admit(agreed("S"))
    admit(agreed())
    with pytest.raises(Refusal, match=r"by some colleges: Staff"):
        applications.ratify(application, decision=agreed("S").reference, actor=house.sara)
    applications.ratify(application, decision=agreed().reference, actor=house.sara)
    assert Application.objects.get().ratified_by


def test_the_words_of_a_name_scattered_over_a_decision_admit_nobody(house):
    application = ask(house.gus)
    decision = make.decision("Admission of Gus Blanc", text="Gus Blanc is admitted. The van is noir.")
    with pytest.raises(Refusal, match="does not name Gus Noir"):
        applications.admit_applicant(
            application, on=make.today(), decision=decision.reference, actor=house.erik
        )
    assert Application.objects.get().is_open
