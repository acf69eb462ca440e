"""Somebody stands still with a line of the database in hand: whoever needs it is told soon, and nobody else notices."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from core.clock import database_now
from core.outbox import actions as outbox
from tests import make
from votes.ballots.models import Ballot
from votes.rounds import participation
from votes.rounds.models import Round, Voice

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="an embedded house has one writer at a time"
    ),
]


@pytest.fixture(autouse=True)
def little_patience(db):
    """Seconds in a house, and a moment here; that a house has any is asked of its settings below."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@contextmanager
def held(sentence):
    """Another process, stopped between a lock and its commit."""
    told = connection.get_connection_params()
    names = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    with psycopg.connect(**names) as other:
        other.execute(sentence)
        yield
        other.rollback()


def test_a_voter_whose_line_is_held_is_told_to_try_again_and_everybody_else_goes_on(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    voice = Voice.objects.get(round=round_, bearer=cast.bob)
    booth = f"/rounds/{round_.pk}/ballot/"
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    bob.raise_request_exception = False
    with held(f"SELECT FROM rounds_voice WHERE id = {voice.pk} FOR UPDATE"):
        answer = bob.post(booth, {"choice": "for"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Nothing was half-recorded" in answer.content.decode()
        assert alice.post(booth, {"choice": "against"}).status_code == 302
    assert bob.post(booth, {"choice": "for"}).status_code == 302
    assert sorted(Ballot.objects.values_list("content", flat=True)) == ["against", "for"]


def test_a_vote_that_is_held_keeps_no_other_from_closing(cast, code):
    stuck, free = (make.round_of(make.voting(cast.alice, title=title)) for title in ("Stuck", "Free"))
    now = database_now()
    Round.objects.filter(pk__in=[stuck.pk, free.pk]).update(closes_at=now)
    for round_ in (stuck, free):
        outbox.revive(f"settle:{round_.pk}", now)
    with held(f"SELECT FROM rounds_round WHERE id = {stuck.pk} FOR SHARE"):
        outbox.drain("decide")
        assert Round.objects.get(pk=free.pk).closed_at is not None
        assert Round.objects.get(pk=stuck.pk).closed_at is None


def test_participation_looks_at_a_vote_that_is_held_another_time(cast, code):
    round_ = make.secret_round(*(make.person(f"P{k} Many") for k in range(participation.STEP)))
    Voice.objects.filter(round=round_).update(voted_at=database_now())
    with held(f"SELECT FROM rounds_round WHERE id = {round_.pk} FOR SHARE"):
        assert participation.renew() == 0
    assert participation.renew() > 0


def test_a_house_waits_for_seconds_and_takes_back_what_somebody_stands_still_with():
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("5s", "1min")
