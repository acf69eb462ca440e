"""A question that one ballot does not settle whole: nothing of it is forgotten by the next, nor by the decision."""

import html
import re
from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from core.clock import database_now
from core.outbox import actions as outbox
from governance.code.models import Edition
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest, repeat_request
from tests import make
from tests.forms import form_to
from votes.ballots.actions import cast_ballot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round
from votes.rounds.paper import Choice, Paper

pytestmark = pytest.mark.django_db
DAYS = tuple(Choice(str(k), day) for k, day in enumerate(("Saturday", "Sunday", "Monday", "Tuesday"), 1))


@pytest.fixture
def voters(cast, code):
    """Eleven members: whoever facilitates, and ten who vote."""
    crowd = [make.person(f"Uma{k} Voter") for k in range(10)]
    for one in crowd:
        make.member(one)
    return crowd


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


def words(response):
    """What the page says, without its tags."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def now(proposal):
    return Proposal.objects.current().get(pk=proposal.pk)


def path(proposal, where=""):
    return f"/proposals/{proposal.number}/{where}"


def asked(author, paper, kind="consultation", **more):
    """A question between options, put to all members."""
    made = make.proposal(author, title="Which?")
    opening.put_to_vote(
        made, author, decision_type=kind, electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=2), paper=paper, **more,
    )  # fmt: skip
    return now(made)


def voted(proposal, voters, lines):
    """They vote, one line each, and the ballot is closed and counted."""
    for voter, line in zip(voters, lines, strict=False):
        cast_ballot(voter, proposal.round_id, line)
    settling.settle(proposal.round_id, early=True)
    return now(proposal)


def put_again(client, proposal):
    """Vote again, as the page offers it: the plan is read, then opened."""
    closes = f"{timezone.localtime() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    client.post(path(proposal, "vote/again/"), {"closes": closes})
    page = client.get(path(proposal, "vote/plan/")).content.decode()
    form = form_to(page, path(proposal, "vote/open/"))
    assert client.post(form.action, form.fields).status_code == 302
    return now(proposal)


def winners(proposal):
    return proposal.decision.ground["winners"]


@pytest.fixture
def two_seats(cast, voters):
    """Saturday is chosen for sure; Sunday and Monday tie for the second seat."""
    first = asked(cast.alice, Paper("plurality_at_large", DAYS, seats=2))
    return voted(first, voters, ["1,2"] * 3 + ["1,3"] * 3)


# --- what the next ballot takes along -------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "oven", "budget", "lines"),
    [
        ("pb_greedy", 500, 900, ["1"] * 6 + ["1,2", "1,3", "2", "3"]),
        ("pb_equal_shares", 100, 800, ["2,3"] * 6 + ["1"]),
    ],
)
def test_what_is_put_again_of_a_budget_has_the_money_that_is_left(
    cast, voters, alice, method, oven, budget, lines
):
    """The oven is funded for sure; bench and garden tie, and there is money for one of them."""
    projects = (
        Choice("1", "Oven", cost=oven),
        Choice("2", "Bench", cost=400),
        Choice("3", "Garden", cost=400),
    )
    tied = voted(asked(cast.alice, Paper(method, projects, budget=budget)), voters, lines)
    assert tied.round.result.outcome["winners"] == ["1"]
    second = put_again(alice, tied)
    assert second.round.ballot_paper.budget == budget - oven
    decided = voted(second, voters, ["2", "2", "3"])
    assert sum(one.cost for one in projects if one.title in winners(decided)) <= budget


def test_what_is_put_again_lets_nobody_name_more_than_there_are_seats(cast, voters, alice):
    """At large, with as many names as seats: one seat is left, so one name."""
    first = asked(cast.alice, Paper("plurality_at_large", DAYS, {"max_names": 2}, seats=2))
    tied = voted(first, voters, ["1,2"] * 3 + ["1,3"] * 3)
    second = put_again(alice, tied)
    assert (second.round.ballot_paper.seats, second.round.ballot_paper.most) == (1, 1)


def test_a_ballot_between_those_who_tied_in_a_second_call_is_of_the_second_call(cast, voters, alice):
    """It has the quorum of a second call, and where nobody comes to it there is no third one."""
    edition = Edition.objects.in_force(make.today())
    edition.parameters.filter(key="ordinary.quorum_second").delete()
    said = {"key": "ordinary.quorum_second", "kind": "fraction", "value": "1/10"}
    edition.articles.first().parameters.create(edition=edition, **said)
    missed = voted(asked(cast.alice, Paper("approval", DAYS), "ordinary"), voters, [])
    tied = voted(put_again(alice, missed), voters, ["1,2"] * 10)
    second, third = tied.round, put_again(alice, tied).round
    assert (second.again, third.again) == ("quorum", "tie")
    assert third.rule["quorum"] == second.rule["quorum"] != missed.round.rule["quorum"]
    assert not third.second_call


def test_those_who_are_chosen_are_all_in_the_register_however_many_ballots_it_took(cast, voters, alice):
    """Three seats: two are filled at once, the third after two ties."""
    first = asked(cast.alice, Paper("plurality_at_large", DAYS, seats=3))
    tied = voted(first, voters, ["1,2,3"] * 3 + ["1,2,4"] * 3)
    tied = voted(put_again(alice, tied), voters, ["3", "3", "4", "4"])
    decided = voted(put_again(alice, tied), voters, ["3", "3", "4"])
    assert winners(decided) == ["Saturday", "Sunday", "Monday"]


def test_those_who_were_chosen_stay_chosen_when_the_next_ballot_chooses_nobody(cast, voters, alice):
    """Two seats: one is filled, then nobody comes to vote for the other."""
    first = asked(cast.alice, Paper("plurality_at_large", DAYS, seats=2))
    tied = voted(first, voters, ["1,2"] * 3 + ["1,3"] * 3)
    decided = voted(put_again(alice, tied), voters, [])
    assert winners(decided) == ["Saturday"]


def test_an_election_that_ties_is_put_again_as_an_election(cast, code, sign_in):
    """The code keeps votes of a circle open, and elections secret: the second is as secret, by the same articles."""
    edition = Edition.objects.in_force(make.today())
    edition.parameters.filter(key="circle.secret").delete()
    said = {"key": "circle.secret", "kind": "choice", "value": "never"}
    edition.articles.last().parameters.create(edition=edition, **said)
    crowd = [make.person(f"Bandsman{k} Player") for k in range(6)]
    band = make.circle("Band", cast.alice, *crowd)
    make.lead(cast.alice, band)
    made = make.proposal(cast.alice, title="Who leads?", where=band)
    opening.put_to_vote(
        made, cast.alice, decision_type="circle", electorate=Electorate(make.today(), circle=band),
        closes_at=database_now() + timedelta(days=2), paper=Paper("plurality", DAYS[:2]), persons=True,
    )  # fmt: skip
    for voter, line in zip(crowd, "121212", strict=True):
        cast_secret(voter, now(made).round_id, line)
    settling.settle(now(made).round_id, early=True)
    first, second = now(made).round, put_again(sign_in(cast.alice), now(made)).round
    assert (second.secret, second.persons) == (True, True)
    assert second.articles == first.articles


def test_a_second_ballot_that_was_cancelled_may_be_held_after_all(cast, two_seats, voters, alice, sign_in):
    second = put_again(alice, two_seats)
    cancelled = sign_in(cast.dana).post(path(second, "vote/cancel/"), {"because": "A slip"})
    assert cancelled.status_code == 302
    assert "The vote was cancelled on" in alice.get(path(now(second))).text
    third = put_again(alice, now(second))
    assert third.round.follows == two_seats.round
    assert winners(voted(third, voters, ["2"] * 3)) == ["Saturday", "Sunday"]


def test_all_who_equal_the_second_are_in_the_second_round_and_no_page_says_two(cast, voters, alice):
    short = voted(asked(cast.alice, Paper("two_round", DAYS)), voters, ["1", "1", "2", "3"])
    pages = [words(alice.get(path(short))), words(alice.get(path(short, "vote/again/")))]
    second = put_again(alice, short)
    assert [option.title for option in second.round.ballot_paper.options] == ["Saturday", "Sunday", "Monday"]
    assert [page for page in pages if "those who came first meet in a second ballot" not in page] == []


# --- what the decision tells ------------------------------------------------------------------------


def everywhere(proposal, client):
    """What is told of a decision: its page, the proposal, the result, the list, the feed, the file of its last ballot."""
    decision = now(proposal).decision
    return {
        "decision": words(client.get(f"/open/decisions/{decision.year}/{decision.rank}/")),
        "proposal": words(client.get(path(proposal))),
        "result": words(client.get(path(proposal, "result/"))),
        "file": words(client.get(f"/rounds/{now(proposal).round_id}/result.csv")),
        "list": words(client.get("/open/")),
        "proposals": words(client.get("/proposals/")),
        "feed": words(client.get("/open/decisions.atom")),
    }


def noticed(client):
    """The notice of its end, as somebody on the roll reads it."""
    while outbox.drain("decide") + outbox.drain("send"):
        pass
    return words(client.get("/notices/"))


def rested(client, proposal):
    assert client.post(path(proposal, "vote/rest/")).status_code == 302
    return now(proposal)


def test_a_vote_that_filled_one_of_two_seats_and_rests_is_told_so_everywhere(
    voters, two_seats, alice, sign_in
):
    decided = rested(alice, two_seats)
    told = everywhere(decided, alice)
    sentence = "Chosen for sure: Saturday. Sunday and Monday tied for what is left, and it stays open."
    assert [
        where for where in ("decision", "proposal", "result", "file") if sentence not in told[where]
    ] == []
    assert [where for where, said in told.items() if "nothing is decided yet" in said] == []
    assert [where for where in told if where != "file" and "Adopted in part" not in told[where]] == []
    assert [
        where for where in ("decision", "proposal", "result", "feed") if "Not adopted" in told[where]
    ] == []
    assert "Saturday, left open: Sunday, Monday" in told["list"]
    assert "Which?" in words(alice.get("/open/", {"outcome": "adopted"}))
    assert "D-" not in words(alice.get("/open/", {"outcome": "rejected"}))
    assert "P-1" in words(alice.get("/proposals/", {"stage": "adopted"}))
    assert "P-1" not in words(alice.get("/proposals/", {"stage": "rejected"}))
    assert "Decided in part: Which?" in (notice := noticed(sign_in(voters[0])))
    assert "Chosen: Saturday. What is left stays open." in notice


def test_a_vote_that_ties_twice_and_rests_names_those_whom_its_first_ballot_chose(cast, voters, alice):
    first = asked(cast.alice, Paper("plurality_at_large", DAYS, seats=3))
    tied = voted(first, voters, ["1,2,3"] * 3 + ["1,2,4"] * 3)
    tied = voted(put_again(alice, tied), voters, ["3", "3", "4", "4"])
    open_still = "Chosen in an earlier round: Saturday and Sunday. Monday and Tuesday tie for what is left."
    assert open_still in words(alice.get(path(tied)))
    told = everywhere(rested(alice, tied), alice)
    sentence = "Chosen in an earlier round: Saturday and Sunday. Monday and Tuesday tied for what is left, and it stays open."
    assert [
        where for where in ("decision", "proposal", "result", "file") if sentence not in told[where]
    ] == []
    assert [where for where, said in told.items() if "nothing is decided yet" in said] == []
    assert "Saturday, Sunday, left open: Monday, Tuesday" in told["list"]


def test_a_decision_that_took_two_ballots_tells_whom_each_of_them_chose(cast, two_seats, voters, alice):
    told = everywhere(voted(put_again(alice, two_seats), voters, ["2"] * 4), alice)
    sentence = "Chosen in an earlier round: Saturday. Adopted: Sunday, with 4 of 4 valid ballots."
    assert [
        where for where in ("decision", "proposal", "result", "file") if sentence not in told[where]
    ] == []
    assert "Saturday, Sunday" in told["list"]


def test_a_tie_that_rests_adopts_nothing_and_says_so(cast, voters, alice):
    tied = voted(asked(cast.alice, Paper("plurality", DAYS)), voters, ["1", "1", "2", "2"])
    assert "Tie between Saturday and Sunday: nothing is decided yet." in words(alice.get(path(tied)))
    told = everywhere(rested(alice, tied), alice)
    for where in ("decision", "proposal", "result", "file"):
        assert "Tie between Saturday and Sunday: nothing is adopted." in told[where], where
        assert "nothing is decided yet" not in told[where], where
    assert "Not adopted" in told["list"]
    assert "P-1" in words(alice.get("/proposals/", {"stage": "rejected"}))


def test_a_first_round_without_majority_that_rests_promises_no_second_one(cast, voters, alice):
    short = voted(asked(cast.alice, Paper("two_round", DAYS)), voters, ["1", "1", "2", "2", "3"])
    told = everywhere(rested(alice, short), alice)
    for where in ("decision", "proposal", "result", "file"):
        assert "Nobody has more than half of the votes: nothing is adopted." in told[where], where
        assert "go on to a second ballot" not in told[where], where


def test_what_is_put_again_is_asked_as_it_was(cast, code):
    """Every option of a vote that was turned on: one that is added is turned on here, and goes along to the next vote."""
    options = {"secret": True, "persons": True, "by_hand": True}
    proposal = asked(cast.alice, Paper("plurality", DAYS), **options)
    repeated = repeat_request(proposal.round, {"undecided": Round.Again.QUORUM})
    of_the_next = {"paper", "follows", "again", "rehearsal"}
    plain = {field.name: field.default for field in fields(VoteRequest) if field.name not in of_the_next}
    assert set(plain) - set(options) == {"decision_type", "electorate"}
    assert {name: getattr(repeated, name) for name in options} == options
    assert [name for name in options if plain[name] == options[name]] == []
    assert (repeated.decision_type, repeated.electorate) == ("consultation", Electorate(make.today()))
    assert repeated.paper == Paper("plurality", DAYS)
