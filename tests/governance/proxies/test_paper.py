"""Paper ballots of a vote in a meeting: who takes part signs for one, and nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core.clock import database_now
from governance.proposals.actions import tabling
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    """A vote with paper, for which Dana and Alice came, and Bob gave Alice his voice; Fay comes once it is open."""
    meeting = make.meeting(chair=cast.seats["dana"])
    proposal = make.proposal(cast.alice, title="Accounts")
    tabling.table(proposal, meeting, decision_type="ordinary", supported=True, actor=cast.sara)
    give(ProxyRequest(cast.seats["bob"], meeting, cast.seats["alice"]), actor=cast.bob)
    for name in ("dana", "alice"):
        make.arrive(meeting, cast.seats[name], how="room", actor=cast.theo)
    make.hold(meeting, cast.dana)
    asked = Proposal.objects.current().get(pk=proposal.pk)
    cast.round = opening.put_to_vote(
        asked, cast.dana, decision_type="ordinary", electorate=Electorate(meeting.record_on, item=asked.item),
        closes_at=database_now() + timedelta(minutes=15), by_hand=True,
    )  # fmt: skip
    make.arrive(meeting, cast.seats["fay"], how="room", actor=cast.theo)
    with translation.override("en"):
        yield cast


def signs(house, sign_in, member):
    """The answer when a voice signs, whether the page offered it, and whether it signed."""
    voice, teller = house.round.voices.get(member=member), sign_in(house.theo)
    roll = teller.get(reverse("tellers:roll", args=[house.round.pk])).content.decode()
    answer = teller.post(reverse("tellers:mark", args=[house.round.pk]), {"voice": voice.pk})
    voice.refresh_from_db()
    return answer.status_code, f'value="{voice.pk}"' in roll, voice.on_paper


def test_who_takes_part_signs_for_themselves_and_for_whom_they_represent(house, sign_in):
    for name in ("alice", "bob"):
        assert signs(house, sign_in, house.seats[name]) == (302, True, True)


def test_who_is_absent_or_came_later_signs_for_nothing(house, sign_in):
    assert signs(house, sign_in, house.firm) == (409, False, False)
    assert signs(house, sign_in, house.seats["fay"]) == (409, False, False)
    settling.settle(house.round.pk, early=True)
    voice = house.round.voices.get(member=house.firm)
    late = {"voice": voice.pk, "because": "They say that they came"}
    answer = sign_in(house.theo).post(reverse("tellers:mark", args=[house.round.pk]), late)
    assert "took no part" in answer.content.decode()
