"""By which decision: whoever quotes one may read it, and what reads as a reference is one."""

import pytest

from members.joining.actions import applications
from members.people.models import Member, StaffRole
from members.people.quoting import NotThatDecision, references
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def whispered(cast, code):
    """A decision that the office keeps to itself."""
    text = "We let Zorglub Whisper go"
    proposal = make.settled(
        cast.alice, kind="circle", where=cast.office, visibility="circle", title="The canary", body=text
    )
    return proposal.decision


def college_changed(client, cast, decision):
    seat = cast.seats["bob"]
    said = {"college": make.colleges()["F"].pk, "on": make.today().isoformat(), "decision": decision}
    return client.post(f"/members/{seat.number}/college/", said)


def given(client, decision):
    said = {"person": "gus@example.example", "duty": "secretary", "on": make.today().isoformat()}
    return client.post("/members/staff/give/", {**said, "decision": decision})


def test_whoever_may_not_read_a_decision_does_not_learn_what_it_is_called(cast, whispered, sign_in):
    answer = college_changed(sign_in(cast.sara), cast, whispered.reference)
    page = answer.content.decode()
    assert (answer.status_code, "not one that you may read" in page, "canary" in page) == (422, True, False)
    assert whispered.reference in page


@pytest.mark.parametrize("called", ["Whisper", "Nobody"])
def test_nor_whom_it_names(cast, whispered, sign_in, called):
    who = make.person("Zorglub Other")
    college = make.colleges()["U"]
    asked = applications.apply(
        who, college=college, shares=1, why="x", postal_address="y", given_name="Zorglub", family_name=called
    )
    answer = sign_in(cast.sara).post(
        f"/join/applications/{asked.pk}/refuse/", {"grounds": "No", "decision": whispered.reference}
    )
    page = answer.content.decode()
    assert (answer.status_code, "not one that you may read" in page, "canary" in page) == (422, True, False)
    asked.refresh_from_db()
    assert asked.outcome == ""


def test_the_act_itself_asks_who_reads(cast, whispered):
    asked = applications.apply(cast.gus, college=make.colleges()["U"], shares=1, why="x", postal_address="y")
    with pytest.raises(NotThatDecision) as refused:
        applications.refuse(asked, grounds="No", decision=whispered.reference, sure=True, actor=cast.sara)
    assert "canary" not in str(refused.value)


def test_whoever_reads_it_quotes_it(cast, whispered, sign_in):
    make.duty(cast.chloe, "secretary")
    page = college_changed(sign_in(cast.chloe), cast, whispered.reference).content.decode()
    assert "The canary" in page or college_of(cast) == "F"


def college_of(cast):
    return Member.objects.get(pk=cast.seats["bob"].pk).college.code


LOOK_ALIKES = [
    "D-2026-999", "D-2026-999\u200b", "D\u20602026-999", "D‑2026‑999", "D–2026—999", "D−2026−999", "Ｄ-2026-999", "\u202eD-2026-999",
    "D-2026-999.", "(D-2026-999)", "D 2026 999", "D\u00a02026\u202f999", "d-2026-1234567", "D-2O26-999", "D-2026-99l", "Ď-2026-999",
    "Ꭰ-2026-999", "Decision D-2026-999", "D/2026/999", "D\u00ad-2026-999", "D2026-999",
    "D-2\u041e26-999", "D-2\u039f26-999", "D-2026-\u04c099", "D-2026-9\u04179", "D-\u0662\u0660\u0662\u0666-\u0669\u0669\u0669",
]  # fmt: skip


@pytest.mark.parametrize("typed", LOOK_ALIKES)
def test_what_reads_as_a_reference_and_is_none_is_refused(typed, cast, code, sign_in):
    answer = college_changed(sign_in(cast.sara), cast, typed)
    assert (answer.status_code, college_of(cast)) == (422, "U")
    answer = given(sign_in(cast.erik), typed)
    assert (answer.status_code, StaffRole.objects.filter(person=cast.gus).exists()) == (422, False)


@pytest.mark.parametrize("typed", ["General meeting of 12/03/2019", "AG 2019", "Résolution n° 4", "R-2019-4"])
def test_what_was_decided_elsewhere_is_said_in_words(typed, cast, code, sign_in):
    assert references(typed) == []
    assert given(sign_in(cast.erik), typed).status_code == 302
    assert StaffRole.objects.get(person=cast.gus).decision == typed


def test_a_duty_is_given_by_a_decision_that_was_adopted(cast, code, sign_in):
    refused, taken = make.decision("Not you", adopted=False), make.decision("You")
    client = sign_in(cast.erik)
    assert given(client, refused.reference).status_code == 422
    assert given(client, f" {taken.reference.lower().replace('-', '‑')}.").status_code == 302
    assert StaffRole.objects.get(person=cast.gus).decision == taken.reference
