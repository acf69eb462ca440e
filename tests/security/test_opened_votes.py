"""Options or electorate changed after the opening: refused at every door, and detected where no door is left."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from core.clock import database_now
from core.journal.office import office
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import settling
from members.people.actions.seats import change_college, leave
from tests import make, owner
from tests.security.test_forged_rounds import refusals, said
from votes.ballots.actions import cast_ballot
from votes.rounds.actions import Question, RollSeat, begin, declare_open, enrol, extend
from votes.rounds.freezing import frozen
from votes.rounds.models import Round, Voice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
# Nobody edits these rows anywhere: what is written there is written by acts alone.
SEALED = ("rounds.round", "rounds.voice", "ballots.ballot", "ballots.secretballot", "tally.result", "decisions.decision", "journal.entry", "journal.seal", "shares.movement")  # fmt: skip


@pytest.fixture
def house(cast, code):
    return cast


@pytest.fixture
def vote(house):
    return make.voting(house.alice, where=house.workshop, kind="circle", body="Members borrow tools.")


def test_no_page_rewrites_what_is_being_voted_on(vote, house, sign_in):
    for who in (house.alice, house.dana, house.erik):
        client = sign_in(who)
        for path, data in (
            (
                f"/proposals/{vote.number}/edit/",
                {"title": "Another", "body": "Another text", "visibility": "members"},
            ),
            (f"/proposals/{vote.number}/submit/", {}),
            (f"/proposals/{vote.number}/withdraw/", {}),
            (f"/proposals/{vote.number}/vote/plan/", {"decision_type": "circle"}),
            (f"/proposals/{vote.number}/vote/open/", {}),
        ):
            assert client.post(path, data).status_code in (302, 403, 404, 405, 409, 422)
    found = Proposal.objects.current().get(pk=vote.pk)
    assert (found.title, found.round.text, found.latest.body) == (
        "Lend the tools",
        vote.round.text,
        "Members borrow tools.",
    )
    assert Round.objects.count() == 1
    assert said("verify_round", vote.round_id)[0]


def test_the_back_office_has_no_page_of_what_is_sealed_or_frozen():
    kept = {model._meta.label_lower for model in office._registry}
    assert kept & set(SEALED) == set()
    assert {apps.get_model(label)._meta.label_lower for label in SEALED} == set(SEALED)


def test_who_comes_goes_or_changes_college_after_the_opening_moves_nothing_on_the_roll(house):
    vote = make.voting(house.alice)
    roll = list(
        Voice.objects.filter(round=vote.round).order_by("pk").values_list("member", "college", "weight")
    )
    make.member(make.person("Zoe Late"))
    change_college(house.seats["bob"], make.colleges()["P"], on=make.today(), actor=house.sara)
    leave(house.seats["fay"], on=make.today(), because="Moved")
    assert (
        list(Voice.objects.filter(round=vote.round).order_by("pk").values_list("member", "college", "weight"))
        == roll
    )
    cast_ballot(house.bob, vote.round_id, "for")
    assert said("verify_round", vote.round_id)[0]


def test_a_line_slipped_into_the_roll_or_taken_off_it_is_named(vote, house):
    """The roll is written in one stream; what is added later no trigger stops, and its fingerprint tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rounds_voice (round_id, bearer_id, name, college, weight, wish, how, on_paper) VALUES (%s, %s, 'Stuffed', '', 1, '', '', %s)",
            [vote.round_id, house.chloe.pk, False],
        )
    assert any(found.startswith("the roll of 4 lines") for found in refusals(vote.round))
    Voice.objects.filter(name="Stuffed").delete()
    assert said("verify_round", vote.round_id)[0]
    Voice.objects.filter(round=vote.round, bearer=house.bob).delete()
    assert any(found.startswith("the roll of 2 lines") for found in refusals(vote.round))


def merged(client, kept, other):
    client.post("/members/same/", {"kept": kept.email, "other": other.email})
    other.refresh_from_db()
    assert other.merged_into == kept


def test_two_rows_that_become_one_person_break_no_roll_before_nor_after_the_closing(house, sign_in):
    """An honest act never looks like tampering: what was sealed is the roll of that day, whoever they are one with now."""
    twin, first = (
        make.person("Bob Durand", email="twin@example.example"),
        make.person("Bo", email="bo@example.example"),
    )
    choir = make.circle("Choir", house.alice, twin)
    votes = [
        make.voting(house.alice, where=choir, kind="circle", title=title) for title in ("Before", "After")
    ]
    settling.settle(votes[0].round_id, early=True)
    merged(sign_in(house.erik), first, twin)
    merged(sign_in(house.erik), house.bob, first)
    cast_ballot(house.bob, votes[1].round_id, "for")
    settling.settle(votes[1].round_id, early=True)
    for vote in votes:
        holds, told = said("verify_round", vote.round_id)
        assert holds, told
        assert (
            "ok  lines of the roll whose person became one with another: 1, each as the journal says" in told
        )
    assert Voice.objects.get(round=votes[1].round_id, bearer=house.bob).voted_at is not None


def test_a_voice_handed_to_somebody_else_under_cover_of_a_merge_is_named(vote, house):
    Voice.objects.filter(round=vote.round, bearer=house.bob).update(bearer=house.chloe, enrolled=house.bob.pk)
    assert refusals(vote.round) == [
        "lines of the roll whose person became one with another: 1, each as the journal says"
    ]
    Voice.objects.filter(round=vote.round, bearer=house.chloe).update(bearer=house.gus)
    assert refusals(vote.round)


# Each decides of the outcome, or of who may do what with the vote, and a page would show it as if it had been so.
TURNED = {
    "title": "Sell the tools", "second_call": True, "persons": True, "smallest": 5, "by_college": True, "may_change": False, "by_hand": True,
    "closes_early": "never", "may_extend": False, "subject": "proposal.99", "decision_type": "ordinary", "articles": ["99"],
    "edition": 99, "electorate": {"kind": "members"}, "again": "tie", "rehearsal": True, "public_key": "ab" * 32,
    "secret": True, "method": "plurality", "paper": {}, "lot_nonce": "ab", "roll_sha256": "0" * 64, "frozen_format": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", TURNED)
def test_whatever_else_its_owner_turns_in_an_open_vote_is_named(name, vote):
    assert getattr(vote.round, name) != TURNED[name]
    owner.rewrite(vote.round, **{name: TURNED[name]})
    assert refusals(Round.objects.get(pk=vote.round_id))


def test_all_that_is_frozen_is_in_the_fingerprint(vote):
    """Two lists that must agree: what the database refuses to change, and what tells when its owner did."""
    columns = {name.removesuffix("_id") for name in settings.FROZEN["rounds_round"]["columns"]}
    names = {"text_sha256": "text", "roll_sha256": "roll", "lot_nonce": "lot", "frozen_format": "format"}
    assert {names.get(name, name) for name in columns} == set(frozen(vote.round))


def test_a_closing_that_its_owner_moves_is_named_and_one_that_was_put_off_is_not(vote, house):
    later = vote.round.closes_at + timedelta(days=1)
    extend(vote.round_id, closes_at=later, because="Holidays", actor=house.alice)
    assert said("verify_round", vote.round_id)[0]
    Round.objects.filter(pk=vote.round_id).update(closes_at=later + timedelta(days=1))
    assert refusals(Round.objects.get(pk=vote.round_id)) == ["it closes when that was announced"]


def test_an_opening_of_an_earlier_release_keeps_its_fingerprint(vote, house):
    question = Question("proposal.1", "Words?", "Words?", "ordinary", vote.round.motion, [], 4, {})
    begun = begin(question, closes_at=database_now() + timedelta(days=1), actor=None)
    Round.objects.filter(pk=begun.pk).update(frozen_format=1)
    enrol(begun := Round.objects.get(pk=begun.pk), [RollSeat("Bob", bearer_id=house.bob.pk)])
    opened = declare_open(begun, actor=None)
    assert said("verify_round", opened.pk)[0]
    owner.rewrite(opened, secret=True)
    assert refusals(Round.objects.get(pk=opened.pk)) == [
        "text, options, rule, roll and secrecy are those that the journal saw frozen"
    ]


def test_a_question_that_its_owner_rewrote_is_named_before_it_is_counted_and_after(vote, house):
    with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
        Round.objects.filter(pk=vote.round_id).update(rule={**vote.round.rule, "threshold": "0"})
    owner.rewrite(vote.round_id, rule={**vote.round.rule, "threshold": "1/100"})
    frozen = "all that the opening froze is as the journal saw it"
    assert refusals(vote.round) == [frozen]
    cast_ballot(house.bob, vote.round_id, "for")
    settling.settle(vote.round_id, early=True)
    assert frozen in refusals(Round.objects.get(pk=vote.round_id))
