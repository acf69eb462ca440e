"""A secret vote in which fewer voted than hide one another: it decides, and nothing tells what they marked."""

import re

import pytest
from django.utils import translation

from governance.decisions import recount
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.question import WrongSecrecy
from members.people.actions.seats import admit
from members.people.models import College
from tests import house, make
from tests.votes.box.secret import held
from tests.votes.test_options import DAYS
from votes.ballots.secrecy import cast_secret
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally import published
from votes.tally.verifying import checks

pytestmark = pytest.mark.django_db
SIDES = ("for", "against", "abstain", "blank", "null")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def settled(cast, code):
    """A circle of nine of which so many vote against; a vote at least five of which hide one another."""
    house.say({"secret.smallest_college": 5, "circle.quorum": "0"})

    def settle(voters=1):
        cast.round = make.secret_round(
            cast.alice, cast.bob, cast.dana, cast.fay, called=f"Choir{voters}x", visibility="public"
        )
        for voice in cast.round.voices.order_by("pk")[:voters]:
            cast_secret(voice.bearer, cast.round.pk, "against")
        settling.settle(cast.round.pk, early=True)
        cast.round.refresh_from_db()
        cast.proposal = Proposal.objects.current().get(round=cast.round)
        return cast

    return settle


def text(answer):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def pages(cast):
    """Every place that tells the result."""
    number, decision = cast.proposal.number, cast.proposal.decision
    return [
        f"/proposals/{number}/", f"/proposals/{number}/result/", f"/open/decisions/{decision.year}/{decision.rank}/", "/open/", "/open/decisions.atom", "/open/register.csv",
        f"/rounds/{cast.round.pk}/result.csv", f"/rounds/{cast.round.pk}/box/", "/open/register.jsonl",
    ]  # fmt: skip


def test_the_votes_of_few_are_told_nowhere_and_their_number_is(settled, sign_in):
    cast = settled()
    client = sign_in(cast.alice)
    for page in pages(cast):
        answer = client.get(page, headers={"accept-language": "en"})
        assert answer.status_code == 200, page
        said = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
        assert not re.search(r"[Aa]gainst:?\s*1\b|\"against\":\s*1\b|100 ?%", said), page
    page = text(client.get(f"/proposals/{cast.proposal.number}/result/"))
    assert "Not adopted" in page
    assert "too few people voted to hide anybody" in page
    assert "1 voices in, of 9 on the roll" in page


def test_the_json_the_box_and_the_decision_withhold_the_same(settled, client):
    cast = settled(4)
    told = client.get(f"/rounds/{cast.round.pk}/result.json").json()
    box = client.get(f"/rounds/{cast.round.pk}/box.json").json()
    assert told["masked"]
    assert told["outcome"] == box["outcome"] == cast.proposal.decision.ground["outcome"]
    assert {told["outcome"][side] for side in SIDES} == {None}
    assert [told["outcome"][name] for name in ("heads", "weighted", "ratio", "colleges")] == [None] * 4
    assert [told["outcome"][name] for name in ("registered", "cast", "absent", "adopted")] == [9, 4, 5, False]
    assert box["withheld"] == ["college", "content"]
    assert {(ballot["college"], ballot["content"]) for ballot in box["ballots"]} == {(None, None)}
    assert "salt" not in box["outcome"]


def test_whatever_they_marked_what_is_told_is_the_same(cast, code):
    """One for, one against, one abstaining, or all against: not adopted, and no figure that could be tried out."""
    house.say({"secret.smallest_college": 5, "circle.quorum": "0"})
    told = []
    for k, marks in enumerate((("for", "against", "abstain"), ("against",) * 3)):
        round_ = make.secret_round(cast.alice, called=f"Choir{k}x")
        for voice, mark in zip(round_.voices.order_by("pk"), marks, strict=False):
            cast_secret(voice.bearer, round_.pk, mark)
        settling.settle(round_.pk, early=True)
        round_.refresh_from_db()
        told.append(published.public_outcome(round_, round_.result.outcome))
    assert told[0] == told[1]


def test_five_voters_hide_one_another_and_nobody_has_nothing_to_hide(settled):
    for voters in (5, 0):
        outcome = settled(voters).round.result.outcome
        assert (outcome["against"], "salt" in outcome) == (voters, False)


def test_every_check_holds_on_the_server_and_the_program_says_that_it_did_not_count(settled):
    cast = settled(2)
    assert [check.sentence for check in checks(cast.round) if check.holds is False] == []
    box = published.box(cast.round)
    raw = (recount.canonical.write(box) + "\n").encode()
    report, counted = recount.examine(
        raw, key=published.fingerprints(cast.round)["key"], head=cast.proposal.decision.hash
    )
    assert (report.status, counted, report.codes) == (2, None, ["not_counted"])
    box["outcome"]["adopted"] = True
    report, _counted = recount.examine((recount.canonical.write(box) + "\n").encode(), key="", head="")
    assert report.status == 1


def test_the_table_of_few_says_why_it_has_no_marks(settled, client):
    cast = settled(2)
    path = f"/rounds/{cast.round.pk}/result.csv"
    lines = client.get(path, headers={"accept-language": "en"}).content.decode().splitlines()
    assert "too few people voted to hide anybody" in lines[0]
    assert lines[2:] == ["College;On the roll;Not voted", "All voices;9;7"]


def test_a_code_that_is_found_in_the_box_tells_no_mark(settled, client):
    cast = settled(2)
    code = published.box(cast.round)["ballots"][0]["code"]
    page = text(
        client.post(f"/rounds/{cast.round.pk}/box/find/", {"code": code}, headers={"accept-language": "en"})
    )
    assert "Your ballot is in the box" in page
    assert "Against" not in page
    assert "Fewer than 5 people voted" in page


@pytest.mark.parametrize("method", ["plurality", "approval", "schulze", "majority_judgment", "two_round"])
def test_between_options_it_tells_whom_few_chose_and_not_by_how_many(method, client, settings):
    make.Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
    settings.ROUND_READER = ""
    more = {"grades": ("Reject", "Good", "Very good")} if method == "majority_judgment" else {}
    paper = Paper(method, DAYS, more)
    line = {"schulze": "2,1,3", "majority_judgment": "0,2,1", "approval": "2"}.get(method, "2")
    round_, _receipts = held([line, line, None, None], Terms(), paper=paper, smallest=3)
    told = published.public_outcome(round_, round_.result.outcome)
    assert told["winners"] == round_.result.outcome["winners"]
    assert told["turnout"] == {"registered": 4, "cast": 2}
    assert set(told["heads"]) <= {"winners", "sure_winners", "tied", "tied_seats", "runoff", "adopted"}
    table = client.get(f"/rounds/{round_.pk}/result.csv").content.decode()
    assert "Sunday" in table
    assert len(table.splitlines()) <= 2


def test_the_seed_of_a_lot_would_let_anybody_try_what_few_marked(db):
    round_, _receipts = held("12", Terms(tie="lot"), paper=Paper("plurality", DAYS), smallest=3)
    assert round_.result.outcome["lot"]
    assert published.public_outcome(round_, round_.result.outcome)["lot"] is None
    assert published.box(round_)["outcome"]["lot"] is None


@pytest.mark.parametrize("secret", [True, False])
def test_who_has_not_voted_is_listed_while_the_vote_is_open_alone(secret, cast, code, sign_in):
    round_ = make.secret_round(cast.alice, cast.bob) if secret else make.round_of(make.voting(cast.alice))
    number = Proposal.objects.current().get(round=round_).number
    assert "Bob Durand" in text(sign_in(cast.theo).get(f"/proposals/{number}/vote/waiting/"))
    settling.settle(round_.pk, early=True)
    for who in (cast.theo, cast.sara, cast.erik):
        assert sign_in(who).get(f"/proposals/{number}/vote/waiting/").status_code == 404


def test_a_vote_on_line_counts_people_not_their_seats_as_it_opens():
    """Four people hold six seats: no five hide one another."""
    case = {"members": {"U": 4}, "firms": {"U8": "U1", "U9": "U1"}, "secret": True, "votes": {}}
    case["code"] = {"secret.smallest_college": 5, "ordinary.quorum": "0", "ordinary.colleges": "none"}
    made = house.House(case)
    everybody = Electorate(make.today())
    assert everybody.sizes() == {"U": 6}
    assert everybody.nameless(motion=True, by_hand=False) == {"U": 4}
    with pytest.raises(WrongSecrecy, match="With fewer than 5 voters"):
        made.on_line()
    admit(college=College.objects.get(code="U"), name="Firm alone", on=make.LONG_AGO)
    assert everybody.nameless(motion=True, by_hand=False) == {"U": 4}
    assert everybody.nameless(motion=True, by_hand=True) == {"U": 5}
