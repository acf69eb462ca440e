"""A vote opens in a meeting that stands still: who closes it, leaves or sits out waits, or was there first."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from core.clock import database_now
from governance.assemblies.actions import checking_in, holding
from governance.meetings.actions import agenda
from governance.meetings.votes import open_votes
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote import plans
from governance.proposals.vote.actions import opening as opening_acts
from governance.proposals.vote.actions import preparing
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from tests import make
from tests.house import say

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="an embedded house has one writer at a time"
    ),
]


@pytest.fixture
def house(cast, code):
    """A vote prepared in a meeting to which Dana, Bob and Alice came."""
    say({"ordinary.colleges": "none", "ordinary.quorum": "0"})
    cast.meeting = make.meeting(chair=cast.seats["dana"])
    proposal = make.proposal(cast.alice, title="Accounts")
    tabling.table(proposal, cast.meeting, decision_type="ordinary", supported=True, actor=cast.sara)
    cast.here = {
        name: make.arrive(cast.meeting, cast.seats[name], how="room", actor=cast.theo)
        for name in ("dana", "bob", "alice")
    }
    make.hold(cast.meeting, cast.dana)
    cast.proposal = Proposal.objects.current().get(pk=proposal.pk)
    ask = VoteRequest("ordinary", Electorate(cast.meeting.record_on, item=cast.proposal.item))
    closes = database_now() + timedelta(minutes=9)
    cast.plan = preparing.prepare(cast.proposal, ask, closes_at=closes, actor=cast.dana)
    return cast


def while_held(act, meanwhile):
    """The answer of what somebody asks for while an act is done and not committed; it waits for it, or does not."""
    answers, pid = [], []

    def ask():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid.append(cursor.fetchone()[0])
            answers.append(meanwhile().status_code)
        finally:
            connections.close_all()

    other = threading.Thread(target=ask)
    with transaction.atomic():
        act()
        other.start()
        while other.is_alive() and not (pid and waits(pid[0])):
            pass
    other.join()
    return answers[0]


def waits(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone() == ("Lock",)


ACTS = {
    "closed": (
        lambda house: holding.close_meeting(house.meeting, actor=house.dana),
        lambda house: ("dana", reverse("meetings:close", args=[house.meeting.pk]), {}),
    ),
    "left": (
        lambda house: checking_in.check_out(house.here["bob"], actor=house.theo),
        lambda house: ("theo", reverse("meetings:depart", args=[house.meeting.pk, house.here["bob"].pk]), {}),
    ),
    "interested": (
        lambda house: agenda.set_interested(
            house.proposal.item, [house.seats["bob"]], actor=house.sara
        ),
        lambda house: (
            "sara", reverse("meetings:interested", args=[house.meeting.pk, 1]),
            {"members": str(house.seats["bob"].number)},
        ),
    ),
}  # fmt: skip


def agree(house):
    """What the agenda, the door and the roll say of the same meeting is the same."""
    house.meeting.refresh_from_db()
    assert house.meeting.closed_at is None or not open_votes(house.meeting).exists()
    round_ = Proposal.objects.get(pk=house.proposal.pk).round
    bob = round_.voices.filter(member=house.seats["bob"]).first() if round_ else None
    carried = bob is not None and bob.bearer is not None and not bob.gone
    house.here["bob"].refresh_from_db()
    assert not (carried and house.here["bob"].left_at)
    assert not (carried and house.proposal.item.interested.exists())


@pytest.mark.parametrize("name", ACTS)
def test_what_is_done_while_a_vote_opens_waits_for_it(name, house, sign_in):
    who, path, form = ACTS[name][1](house)
    window = sign_in(getattr(house, who))
    window.get("/notices/bell/")
    closes = database_now() + timedelta(minutes=9)
    opening = lambda: opening_acts.open_vote(  # noqa: E731
        house.proposal, plans.request_of(house.plan), closes_at=closes, actor=house.dana
    )
    answer = while_held(opening, lambda: window.post(path, form))
    assert answer == {"closed": 422, "left": 302, "interested": 422}[name]
    agree(house)


@pytest.mark.parametrize("name", ACTS)
def test_a_vote_that_opens_meanwhile_finds_what_was_done(name, house, sign_in):
    window = sign_in(house.dana)
    window.get("/notices/bell/")
    path, form = (
        reverse("proposals:open_now", args=[house.proposal.number]),
        {"read": plans.read_of(house.plan)},
    )
    answer = while_held(lambda: ACTS[name][0](house), lambda: window.post(path, form))
    assert answer == (409 if name == "closed" else 302)
    agree(house)
