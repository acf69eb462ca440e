"""Results as files: after the proclamation only, safe in a spreadsheet, without ballots."""

import csv
import html
import io
import json

import pytest

from governance.proposals.vote.actions import settling
from tests import make
from tests.votes.readings.papers import outcome, paper
from tests.votes.test_options import DAYS, opened, people
from votes.ballots.actions import cast_ballot
from votes.rounds.paper import Choice, Paper
from votes.tally.actions import close_round
from votes.tally.files import as_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def about_nothing(settings):
    """These rounds are about nothing that has a door of its own."""
    settings.ROUND_READER = ""


def voted(**more):
    voters = people(3)
    round_ = opened(Paper("plurality", DAYS), voters, **more)
    for voter, line in zip(voters, "112", strict=True):
        cast_ballot(voter, round_.pk, line)
    return round_, voters


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_before_the_proclamation_there_is_no_file(kind, client):
    round_, voters = voted()
    client.force_login(voters[0])
    assert client.get(f"/rounds/{round_.pk}/result.{kind}").status_code == 404
    close_round(round_.pk, early=True)
    assert client.get(f"/rounds/{round_.pk}/result.{kind}").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_rehearsal_gives_no_file(kind, client):
    round_, voters = voted(rehearsal=True)
    close_round(round_.pk, early=True)
    client.force_login(voters[0])
    assert client.get(f"/rounds/{round_.pk}/result.{kind}").status_code == 404


def test_the_json_has_the_outcome_and_its_hash_and_no_voter(client):
    round_, voters = voted()
    result = close_round(round_.pk, early=True)
    client.force_login(voters[0])
    found = json.loads(client.get(f"/rounds/{round_.pk}/result.json").content)
    assert (found["outcome"], found["sha256"], found["masked"]) == (result.outcome, result.sha256, False)
    assert "Voter" not in json.dumps(found)


def test_the_csv_opens_as_a_table_of_figures(client):
    round_, voters = voted()
    close_round(round_.pk, early=True)
    client.force_login(voters[0])
    text = client.get(f"/rounds/{round_.pk}/result.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert ["Saturday", "2"] in [row[:2] for row in rows]


def test_a_title_that_would_be_a_formula_is_text():
    asked = Paper("plurality", (Choice("1", "=1+1"), Choice("2", "Pine")))
    known = outcome("plurality", "11", count=2)
    cells = [value for row in csv.reader(io.StringIO(as_csv(asked, known)), delimiter=";") for value in row]
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_a_vote_for_or_against_has_its_files_too(cast, code, client):
    decided = make.settled(cast.alice, title="Decided")
    client.force_login(cast.bob)
    text = client.get(f"/rounds/{decided.round_id}/result.csv").content.decode()
    assert json.loads(client.get(f"/rounds/{decided.round_id}/result.json").content)["method"] == "motion"
    assert text.count("\r\n") >= 2


@pytest.mark.parametrize("choice", ["for", "against"])
def test_the_file_of_a_vote_for_or_against_begins_with_the_verdict_that_its_page_says(
    cast, code, client, choice
):
    made = make.voting(cast.alice, title="Decided", where=cast.workshop, kind="circle")
    for who in (cast.alice, cast.bob, cast.dana):
        cast_ballot(who, made.round_id, choice)
    settling.settle(made.round_id, early=True)
    client.force_login(cast.bob)
    text = client.get(f"/rounds/{made.round_id}/result.csv").content.decode("utf-8-sig")
    named, sentence = next(csv.reader(io.StringIO(text), delimiter=";"))
    page = html.unescape(client.get(f"/proposals/{made.number}/result/").content.decode())
    assert named == "Résultat"
    assert sentence.startswith("Adopté" if choice == "for" else "Rejeté")
    assert sentence in page


def test_the_file_of_a_large_paper_has_every_option():
    known = outcome("approval", "1123", count=30)
    text = as_csv(paper("approval", 30), known)
    assert sum("Option number" in row for row in text.splitlines()) >= 30
