"""A secret vote in which few voted in a college: nothing that is sealed, downloaded or shown tells that college apart."""

import json
import re
from itertools import product

import pytest
from django.urls import reverse

from governance.decisions.actions.register import NewDecision, enter
from governance.proposals.vote.actions import settling
from tests import make
from tests.votes.box.secret import WEIGHING, for_or_against, held, of_earlier
from tests.votes.test_options import DAYS
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally import published
from votes.tally.arithmetic import fingerprint, outcome
from votes.tally.counting import FACTS
from votes.tally.masking import masked

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(settings):
    """Four voters in one college, two in the other, where three would be needed; nobody asks who reads it."""
    make.Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
    make.code()
    settings.ROUND_READER = ""
    return held(["for"] * 4 + ["against"] * 2, for_or_against(WEIGHING), colleges="AAAABB", smallest=3)[0]


def entered(round_, **ground):
    return enter(
        NewDecision(
            title=round_.title, text=round_.text, adopted=True, body="", source=round_.subject, decided_at=round_.closed_at,
            ground={**settling._ground(round_, round_.result), **ground}, visibility="public",
        )
    )  # fmt: skip


COLLEGES = "AAAAAABB"
# Who of the two colleges marked what: the same ballots, and the same verdict, whichever of the two in B said what.
ALIKE = {
    "for or against": (["for"] * 4 + ["against"] * 2 + ["for"] * 2, ["for"] * 5 + ["against", "for", "against"]),
    "between options": ("11122211", "11112212"),
    # Both are chosen in both votes; only the small college tells which of them had more.
    "for two seats": (["1,2"] * 5 + ["2", "1", "1,2"], ["1,2"] * 5 + ["1", "2", "1,2"]),
}  # fmt: skip


PAPERS = {
    "between options": Paper("plurality", DAYS), "for two seats": Paper("plurality_at_large", DAYS, seats=2),
}  # fmt: skip


def two_votes(kind):
    """Two votes that differ only in what each of the two colleges said of the same."""
    asked = (
        {"rule": for_or_against(WEIGHING)}
        if kind == "for or against"
        else {"rule": Terms(colleges=WEIGHING), "paper": PAPERS[kind]}
    )
    return [
        held(lines, **asked, colleges=COLLEGES, smallest=3, named=named)[0]
        for lines, named in zip(ALIKE[kind], "PQ", strict=True)
    ]


# What is another in any two votes: what is drawn by lot, fingerprints and the seal that is drawn from them, instants, and numbers of rounds and decisions.
OTHERWISE = r"""<svg class="pic seal".*?</svg>|[\w-]{20,}|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?|"round": ?\d+|-\d+\.(json|csv)|D-\d+-\d+|in the register</dt><dd>\d+|(/\d+)+/|"ballots": ?\[.*"""


def told(round_, client):
    """All that anybody is told of a result, page by page and file by file."""
    names = ("tally:result_csv", "tally:result_json", "tally:box_json", "tally:box")
    decision = entered(round_)
    places = [reverse(name, args=[round_.pk]) for name in names]
    places.append(reverse("portal:decision", args=[decision.year, decision.rank]))
    pages = [
        client.get(place, headers={"accept-language": "en"}).content.decode().partition("<main")
        for place in places
    ]
    said = [*(main or whole for whole, _at, main in pages), json.dumps(decision.ground["outcome"])]
    marks = sorted(ballot["content"] for ballot in published.box(round_)["ballots"])
    return [marks, *(re.sub(OTHERWISE, "", one, flags=re.DOTALL) for one in said)]


@pytest.mark.parametrize("kind", ALIKE)
def test_two_votes_that_only_a_small_college_tells_apart_are_told_alike(kind, vote, client):
    """Whatever follows from one of the two follows from the other: so nothing tells how the two people voted."""
    one, other = two_votes(kind)
    assert one.result.outcome["weighted"] != other.result.outcome["weighted"]
    assert one.result.adopted == other.result.adopted
    assert published.box(one)["outcome"] == published.box(other)["outcome"]
    assert told(one, client) == told(other, client)


@pytest.mark.parametrize("seats", [1, None], ids=["to be voted on again", "decided by lot"])
def test_that_the_weights_were_equal_is_told_only_where_it_leaves_the_vote_open(seats, vote):
    counted = {"winners": ["2", "1"], "tied": ["1", "3"], **({"tied_seats": seats} if seats else {})}
    told = masked({**vote.result.outcome, "method": "plurality", "weighted": counted, "winners": ["1", "2"]})
    assert ("tied" in told["weighted"]) == (seats is not None)
    assert told["weighted"]["winners"] == ["1", "2"]


@pytest.mark.parametrize("salt", ["as it is stored", "as it was before"])
def test_the_fingerprint_of_a_result_is_not_found_by_trying_every_vote_of_a_small_college(salt):
    """Everything else is known: the heads, the roll, and what the six of the other college said."""
    round_ = held(["for"] * 4 + ["against"] * 2, for_or_against(WEIGHING), colleges="AAAABB", smallest=3)[0]
    if salt == "as it was before":
        of_earlier(round_)
    tried = {fingerprint(counted_with(round_, marks)) for marks in product(("for", "against"), repeat=2)}
    assert (round_.result.sha256 in tried) == (salt == "as it was before")


def counted_with(round_, marks):
    box = [("A", "for", 4), *(("B", mark, marks.count(mark)) for mark in sorted(set(marks)))]
    return outcome({name: getattr(round_, name) for name in FACTS}, {"A": 4, "B": 2}, box)


def lines(client):
    written = b"".join(client.get(reverse("portal:export")))
    return [json.loads(line) for line in written.splitlines()[1:]]


def test_the_decision_seals_the_totals_alone(vote, client):
    assert len(vote.result.outcome["colleges"]) == 2
    entered(vote)
    [line] = lines(client)
    outcome = line["content"]["ground"]["outcome"]
    assert (outcome["for"], outcome["against"], outcome["colleges"]) == (4, 2, None)


def test_a_decision_that_sealed_them_before_is_taken_away_by_nobody(vote, client):
    """The register is never rewritten: such an entry is withheld from everything that is downloaded."""
    old = entered(vote, outcome=vote.result.outcome)
    [line] = lines(client)
    assert (line["hash"], "content" in line) == (old.hash, False)
    box = client.get(reverse("tally:box_json", args=[vote.pk])).json()
    assert [("content" in line) for line in box["register"]] == [False]


@pytest.mark.parametrize("sealed", ["the totals", "everything"])
def test_the_page_of_the_decision_shows_no_college_apart(sealed, vote, client):
    decision = entered(vote, **({"outcome": vote.result.outcome} if sealed == "everything" else {}))
    place = reverse("portal:decision", args=[decision.year, decision.rank])
    page = client.get(place, headers={"accept-language": "en"}).content.decode()
    assert "Not shown college by college" in page
    table = page[page.index("<tbody>") : page.index("</tfoot>")]
    assert [cell for cell in table.split("<td>")[1:] if cell.startswith(("4<", "2<"))] == ["4</td>", "2</td>"]
    assert "All voices: for 4, against 2" in page
