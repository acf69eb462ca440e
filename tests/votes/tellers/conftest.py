"""A vote that takes paper ballots, open or secret, and three people who count."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from tests import make
from tests.votes.test_options import DAYS, opened, people
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally.actions import close_round
from votes.tellers.actions import readings, roll
from votes.tellers.actions.readings import SlipKey

LETTERS = ("ann", "ben", "cid")


@pytest.fixture
def table(db):
    """Three tellers, and six voters of a vote between days that is not open yet."""
    make.colleges()
    tellers = {name: make.person(f"{name.title()} Teller") for name in LETTERS}
    for person in tellers.values():
        make.duty(person, "teller")
    with translation.override("en"):
        yield SimpleNamespace(voters=people(6), **tellers)


@pytest.fixture
def named(table):
    """An open vote: each slip has its voice."""
    table.round = opened(Paper("plurality", DAYS), table.voters, by_hand=True)
    return table


@pytest.fixture
def secret(table):
    """A secret vote: slips have numbers."""
    table.round = opened(Paper("plurality", DAYS), table.voters, by_hand=True, secret=True)
    return table


def voice(table, rank):
    return table.round.voices.get(bearer=table.voters[rank])


def sign(table, *ranks):
    for rank in ranks:
        roll.mark(table.round.pk, voice(table, rank).pk, actor=table.ann)


def read(table, teller, slips, *, done=True):
    """What one teller reads once it is closed: rank (or number) → content, None for a void slip."""
    close(table)
    place = readings.begin_reading(table.round.pk, actor=teller)
    for key, content in slips.items():
        line = SlipKey(number=key) if table.round.secret else SlipKey(voice_id=voice(table, key).pk)
        readings.write_slip(place, line, content or "", void=content is None)
    if done:
        readings.say_done(place, actor=teller)
    return place


def close(table):
    close_round(table.round.pk, early=True)


def again(table):
    return Round.objects.get(pk=table.round.pk)


__all__ = ["Terms", "again", "close", "read", "sign", "voice"]
