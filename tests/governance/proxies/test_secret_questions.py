"""A question of a meeting that is voted on in secret, with forms by post: what is said of them, whom they hide, what stays of them."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from governance.assemblies.actions import holding
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, settling
from governance.proposals.vote.actions.preparing import prepare
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.question import WrongSecrecy
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions import postal_forms
from governance.proxies.models import PostalForm
from tests import make
from tests.house import House
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def house(here=5, by_post=1, present=(), forms=(), **case):
    """A meeting of founders: some come, others send a form against; its question is to be voted on in secret."""
    names = [f"F{k}" for k in range(1, here + by_post + 1)]
    say_so = {
        "postal.allowed": True,
        "secret.smallest_college": 5,
        "ordinary.quorum": "0",
        **case.pop("code", {}),
    }
    return House({
        "members": {"F": here + by_post, **case.pop("members", {})}, "code": say_so, "secret": True,
        "meeting": {
            "chair": "F1", "present": [*names[:here], *present],
            "postal": dict.fromkeys([*names[here:], *forms], "against"),
        },
        "votes": {}, **case,
    })  # fmt: skip


def marks():
    return [(form.choices, form.again) for form in PostalForm.objects.order_by("pk")]


def text(answer):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def vote(held, round_, *choices):
    for name, choice in zip(held.people, choices, strict=False):
        cast_secret(held.people[name], round_.pk, choice)


def test_what_a_form_said_of_a_secret_question_is_forgotten_as_the_vote_closes(db):
    held = house()
    round_ = held.vote()
    assert SecretBallot.objects.count() == 1
    assert marks() == [({"1": "against"}, {"1": "against"})]
    vote(held, round_, *["for"] * 5)
    settling.settle(round_.pk, early=True)
    assert marks() == [({}, {})]
    assert PostalForm.objects.get().reading == "agree"


def test_an_open_question_keeps_the_forms_as_they_came(db):
    held = house()
    held.case["secret"] = False
    round_ = held.vote()
    settling.settle(round_.pk, early=True)
    assert marks() == [({"1": "against"}, {"1": "against"})]


def test_a_vote_that_is_cancelled_and_held_again_still_has_its_forms_until_the_meeting_is_over(db):
    held = house()
    held.vote()
    leading.cancel_vote(Proposal.objects.current().get(), held.people["F1"], because="The text was wrong.")
    again = held._open(
        Proposal.objects.current().get(), Electorate(held.meeting.record_on, item=held.meeting.items.get())
    )
    assert SecretBallot.objects.filter(round=again).count() == 1
    leading.cancel_vote(
        Proposal.objects.current().get(), held.people["F1"], because="Too late in the evening."
    )
    assert marks() == [({"1": "against"}, {"1": "against"})]
    holding.close_meeting(held.meeting, actor=held.desk)
    assert marks() == [({}, {})]


def test_a_form_that_is_noted_after_the_vote_says_nothing_of_it(db):
    held = house(by_post=2)
    round_ = held.vote()
    settling.settle(round_.pk, early=True)
    form = PostalForm.objects.first()
    postal_forms.set_aside(form, because="It was of another meeting.", actor=held.desk)
    fresh = postal_forms.receive_form(
        held.meeting,
        form.member,
        received_at=database_now(),
        choices={"1": "against", "2": "for"},
        actor=held.desk,
    )
    assert fresh.choices == {"2": "for"}
    assert (
        postal_forms.read_again(fresh, {"1": "for", "2": "for"}, actor=held.people["F1"]).reading == "agree"
    )


def test_forms_by_post_hide_nobody_as_a_secret_vote_opens(db):
    """Four forms and one voter in the room: the desk would read the one from the result."""
    with pytest.raises(WrongSecrecy, match="by post"):
        house(here=1, by_post=4).vote()
    assert not Round.objects.exists()


def test_who_is_absent_hides_nobody_either(db):
    held = house(here=4, by_post=0, members={"U": 4})
    with pytest.raises(WrongSecrecy, match="fewer than 5 voters"):
        held.vote()


def test_forms_by_post_hide_nobody_of_their_college_in_the_result(db, client):
    """Five votes of a college, four of them by post: as if one had voted."""
    users = ("U2", "U3", "U4", "U5")
    held = house(here=6, members={"U": 5}, present=("U1",), by_post=0, forms=users)
    round_ = held.vote()
    vote(held, round_, *["for"] * 6, "for")
    settling.settle(round_.pk, early=True)
    outcome = Round.objects.get(pk=round_.pk).result.outcome
    assert [line["absent"] for line in outcome["colleges"]] == [0, 0]
    box = client.get(f"/rounds/{round_.pk}/box.json").json()
    assert (box["withheld"], box["outcome"]["colleges"], box["outcome"]["for"]) == (["college"], None, 7)
    table = client.get(f"/rounds/{round_.pk}/result.csv", headers={"accept-language": "en"}).content.decode()
    assert [line.partition(";")[0] for line in table.splitlines()[2:]] == ["College", "All voices"]


def test_forms_by_post_hide_nobody_of_the_whole_in_the_result(db, client):
    """Five votes, three of them by post: two people came and voted."""
    held = house(by_post=3)
    round_ = held.vote()
    vote(held, round_, "for", "for")
    settling.settle(round_.pk, early=True)
    box = client.get(f"/rounds/{round_.pk}/box.json").json()
    assert (box["withheld"], box["outcome"]["cast"], box["outcome"]["against"]) == (
        ["college", "content"],
        5,
        None,
    )


KNOWN = "A form that comes by post is not secret for those who read it"


def test_whoever_plans_a_secret_vote_reads_that_forms_are_known(db, sign_in):
    held = house(by_post=2)
    held.gather(held.case["meeting"])
    proposal = Proposal.objects.current().get()
    closes_at = database_now() + timedelta(hours=2)
    for secret, said in ((False, 0), (True, 1)):
        asked = VoteRequest("ordinary", Electorate(held.meeting.record_on, item=proposal.item), secret=secret)
        prepare(proposal, asked, closes_at=closes_at, actor=held.people["F1"])
        page = text(sign_in(held.people["F1"]).get(f"/proposals/{proposal.number}/vote/plan/"))
        assert page.count("2 ballots come from forms or blank proxies") == said


def test_who_sends_a_form_and_who_notes_it_read_that_it_is_known(db, sign_in):
    held = house()
    held.gather(held.case["meeting"])
    make.duty(held.desk, "secretary")
    form = postal_forms.receive_form(
        held.meeting, held.seats["F1"], received_at=database_now(), actor=held.people["F2"]
    )
    meeting = f"/meetings/{held.meeting.pk}/"
    assert KNOWN in text(sign_in(held.people["F5"]).get(meeting))
    for page in ("attendance/", "forms/", f"forms/{form.pk}/"):
        assert KNOWN in text(sign_in(held.desk).get(meeting + page))


def test_whoever_casts_the_ballots_of_several_is_one_of_those_who_hide_one_another(db, client):
    """Three people cast five ballots; who cast three takes them off, and would know how the two others voted."""
    held = House({
        "members": {"F": 8}, "code": {"secret.smallest_college": 5, "ordinary.quorum": "0", "proxy.limit": "none"}, "secret": True,
        "meeting": {"chair": "F1", "present": [f"F{k}" for k in range(1, 7)], "proxies": [["F7", "F1"], ["F8", "F1"]]},
        "votes": {},
    })  # fmt: skip
    round_ = held.vote()
    vote(held, round_, "for", "against", "against")
    settling.settle(round_.pk, early=True)
    outcome = client.get(f"/rounds/{round_.pk}/box.json").json()["outcome"]
    assert (outcome["cast"], outcome["for"], outcome["against"]) == (5, None, None)


def test_a_question_that_is_open_still_keeps_its_forms(db):
    """Who sent one would abstain otherwise, if it is put again before the meeting is over."""
    held = house(
        code={"ordinary.quorum": "9/10", "second_call.allowed": True, "second_call.days": 1},
        members={"F": 12},
    )
    round_ = held.vote()
    settling.settle(round_.pk, early=True)
    assert Round.objects.get(pk=round_.pk).result.outcome["undecided"] == "quorum"
    assert marks() == [({"1": "against"}, {"1": "against"})]
    holding.close_meeting(held.meeting, actor=held.desk)
    assert marks() == [({}, {})]
