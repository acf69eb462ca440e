"""Keys, places, instants and hidden marks of every table of the house, laid beside the box: once the vote is over, nothing links.

People vote through the pages, so that their sessions and whatever else a visit leaves are among what is stolen.
"""

import random

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from members.people.models import Member, Person
from tests.votes.test_linkage import joins, orderings, stolen
from tests.votes.test_options import DAYS, opened, people
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import new_code
from votes.rounds.models import Voice
from votes.rounds.paper import Paper
from votes.tally.actions import close_round
from votes.tally.ending import forget

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 50
# As in tests/votes/test_linkage.py, for some thousands of pairings: twelve or more have odds of less than one in a thousand million.
LUCK = 11


@pytest.fixture
def voted(sign_in):
    """A secret vote in which everybody voted, through the pages: its round, and who cast which code, as they came."""
    round_ = opened(Paper("plurality", DAYS), people(VOTERS), secret=True)
    chance, came, codes = random.Random(2026), {}, set()
    lines = list(round_.voices.select_related("bearer"))
    for voice in chance.sample(lines, VOTERS):
        form = {"paper": "1", "code": new_code(), "choice": chance.choice("123"), "cast": "1"}
        assert sign_in(voice.bearer).post(f"/rounds/{round_.pk}/ballot/", form).status_code == 200
        now = set(SecretBallot.objects.values_list("code", flat=True))
        ((came[voice.pk]),) = now - codes
        codes = now
    return round_, came


def rolls():
    """Every table with a row for each voter: its name, its rows, and whose row each is, as the line of the roll."""
    bearers = {voice.bearer_id: voice.pk for voice in Voice.objects.all()}
    seats = {member.pk: bearers.get(member.person_id) for member in Member.objects.all()}
    whose = {Person: bearers, Member: seats, Voice: {pk: pk for pk in bearers.values()}}
    for model in apps.get_models():
        keys = [(model._meta.pk, model)] if model in whose else []
        keys += [
            (field, field.related_model)
            for field in model._meta.concrete_fields
            if field.related_model in whose
        ]
        for field, of in keys if model._meta.managed else ():
            yield model, stolen(model), field.column, whose[of]
    signed_in = {
        session.pk: bearers.get(int(session.get_decoded()["_auth_user_id"]))
        for session in Session.objects.all()
    }
    yield Session, stolen(Session), "session_key", signed_in


def given_away(came):
    """How many voters each table gives away at best, by its name."""
    box = stolen(SecretBallot)
    boxes = [[row["code"] for row in rows] for rows in orderings(box).values()]
    found = {}
    for model, rows, column, whose in rolls():
        rows = [{**row, "id": whose[row[column]]} for row in rows if whose.get(row[column])]
        if len(rows) < VOTERS:
            continue
        odds = [*joins(rows, box, came).values()]
        for ordered in orderings(rows).values():
            voices = list(dict.fromkeys(row["id"] for row in ordered))
            odds += [sum(came[v] == c for v, c in zip(voices, codes, strict=True)) for codes in boxes]
        found[model.__name__] = max(found.get(model.__name__, 0), *odds)
    return found


def test_no_table_of_the_house_tells_who_cast_which_ballot_once_it_is_over(voted):
    round_, came = voted
    before = given_away(came)
    # As long as it is open, the order of the sessions alone gives everybody away.
    assert before["Session"] == VOTERS
    assert {"Person", "EmailAddress", "Voice"} <= set(before)
    close_round(round_.pk, early=True)
    forget()
    after = given_away(came)
    assert set(after) == set(before)
    assert {table: count for table, count in after.items() if count > LUCK} == {}
