"""Being forgotten: names go, counts and seals hold, the law's lines stay, and what stands in the way is said."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import translation

from core.journal import sealing
from governance.circles.actions import join
from governance.decisions.integrity import verify_register
from governance.proposals.actions import discussing
from governance.proposals.vote.actions import settling
from members.people.actions import seats
from members.people.actions.forgetting import forget
from members.people.forgetting import NotYet, obstacles
from members.people.models import Member, Person
from members.shares.actions import subscribe
from members.shares.models import Movement
from tests import make
from votes.ballots.actions import cast_ballot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round
from votes.tally.actions import recount
from votes.tally.arithmetic import fingerprint

pytestmark = pytest.mark.django_db
NAME = "Quidam"
KEPT_BY_LAW = {"shares.movement"}


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


@pytest.fixture
def gone(house):
    """Quidam lived here: a seat, shares, a circle, words, a ballot; then they left, yesterday."""
    person = make.person(f"Zita {NAME}", email=f"zita.{NAME.lower()}@example.example")
    seat = make.member(person)
    seat.postal_address = f"1 {NAME} Street"
    seat.save()
    subscribe(seat, 2, on=make.today())
    join(house.workshop, person, on=make.LONG_AGO)
    proposal = make.proposal(house.alice)
    discussing.comment(proposal, person, "My words stay")
    discussing.comment(proposal, house.alice, "So be it", mentions=[person])
    make.proposal(person, title="A draft", submitted=False)
    for kind, where in (("ordinary", None), ("circle", house.workshop)):
        vote = make.voting(house.alice, kind=kind, where=where)
        cast_ballot(person, vote.round_id, "for")
        settling.settle(vote.round_id, early=True)
    seats.leave(seat, on=make.LONG_AGO, because=f"{NAME} moved")
    return person


def every_text():
    """All that the database says, table by table, but for what the law has us keep."""
    for model in apps.get_models():
        if model._meta.label_lower not in KEPT_BY_LAW:
            for row in model._base_manager.values():
                yield model._meta.label_lower, str(row)


def test_their_name_is_nowhere_but_where_the_law_has_us_keep_it(gone):
    assert any(NAME.lower() in text.lower() for _table, text in every_text())
    forget(gone)
    assert [table for table, text in every_text() if NAME.lower() in text.lower()] == []
    assert Movement.objects.get().to_name == f"Zita {NAME}"


def test_counts_and_seals_hold_after_somebody_is_forgotten(gone):
    before = {round_.pk: round_.result.sha256 for round_ in Round.objects.all()}
    forget(gone)
    assert {r.pk: fingerprint(recount(r)) for r in Round.objects.all()} == before
    assert len(before) == 2
    assert verify_register() == []


def test_every_proof_holds_after_a_voter_is_forgotten(gone, house):
    """Open votes and a secret one, the register, the journal: nothing that was sealed held a name, and nobody need be told."""
    secret = make.secret_round(house.alice, house.bob)
    for voice in secret.voices.select_related("bearer"):
        cast_secret(voice.bearer, secret.pk, "for")
    settling.settle(secret.pk, early=True)
    singer = Person.objects.get(given_name="Choir3")
    kept = sealing.seal().hash
    for person in (gone, singer):
        forget(person)
    sealing.seal()
    for round_ in Round.objects.all():
        call_command("verify_round", round_.pk, "--anchor", kept)
    call_command("verify_register", "--anchor", kept)
    call_command("verify_journal", "--anchor", kept)
    assert [table for table, text in every_text() if "choir3" in text.lower()] == []


def test_what_they_wrote_stays_signed_by_somebody_who_left(gone, house, sign_in):
    forget(gone)
    page = sign_in(house.bob).get("/proposals/1/").content.decode()
    assert "My words stay" in page
    assert "Somebody who left" in page
    assert str(Member.objects.get(person=gone)).startswith("Former member no.")


def test_nobody_signs_in_as_them_any_more(gone, client):
    client.force_login(gone)
    forget(gone)
    assert client.get("/home/").status_code == 302
    assert not Person.objects.get(pk=gone.pk).has_usable_password()


def test_the_page_says_what_goes_what_stays_and_then_does_it(gone, sign_in):
    client = sign_in(gone)
    page = client.get("/me/forget/").content.decode()
    assert "a legal duty for the life of the company" in page
    assert "without your name" in page
    unticked = client.post("/me/forget/", {"understood": ""})
    assert (unticked.status_code, "then tick" in unticked.content.decode()) == (422, True)
    done = client.post("/me/forget/", {"understood": "on"})
    assert "You are forgotten" in done.content.decode()
    assert Person.objects.get(pk=gone.pk).forgotten_at is not None


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("bob", "You hold a seat"),
        ("fay", "You act for Firm"),
        ("sara", "You hold a duty"),
    ],
)
def test_what_must_end_first_is_said_and_nothing_is_erased(who, sentence, house, sign_in):
    person = getattr(house, who)
    assert any(sentence in said for said in obstacles(person))
    with pytest.raises(NotYet):
        forget(person)
    assert sentence in sign_in(person).get("/me/forget/").content.decode()
    person.refresh_from_db()
    assert person.email is not None


def test_a_vote_that_is_open_waits_for_its_voices(house):
    make.lead(house.chloe, house.office)
    make.voting(house.chloe, kind="circle", where=house.office)
    assert [said for said in obstacles(house.chloe) if "on the roll of a vote" in said]
