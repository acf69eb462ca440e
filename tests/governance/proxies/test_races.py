"""Proxies and ballots at the same instant: a voice is carried by one, votes once, and no limit is passed."""

import pytest
from django.urls import reverse

from core.clock import database_now
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from governance.proxies.models import Proxy
from tests import make
from tests.security.acts import a_meeting
from tests.together import at_once
from votes.ballots.models import Ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def test_eight_members_who_give_their_voice_to_one_at_once_leave_as_many_as_the_code_allows(
    cast, code, sign_in
):
    meeting = a_meeting(cast)
    givers = [make.member(make.person(f"Giver{k} More")) for k in range(8)]
    windows = [
        (sign_in(giver.person), reverse("proxies:give", args=[meeting.pk, giver.number])) for giver in givers
    ]
    said = {"to": "member", "holder": "Bob Durand"}
    answers = at_once(*[lambda w=window, path=path: w.post(path, said) for window, path in windows])
    assert sorted(answer.status_code for answer in answers) == [302] * 2 + [422] * 6
    assert Proxy.objects.of(meeting).standing().filter(holder=cast.seats["bob"]).count() == 2


def test_a_giver_who_takes_their_voice_back_and_votes_while_its_holder_votes_has_one_ballot(
    cast, code, sign_in
):
    """Threat 15: whoever carries the voice when its ballot enters is the one who cast it."""
    giver, holder = sign_in(cast.bob), sign_in(cast.alice)
    again = [sign_in(person) for person in (cast.bob, cast.alice)]
    for k in range(TIMES):
        round_ = make.round_of(make.voting(cast.alice, title=f"Vote {k}"))
        proxy = give(ProxyRequest(cast.seats["bob"], round_, cast.seats["alice"]), actor=cast.bob)
        booth, back = f"/rounds/{round_.pk}/ballot/", reverse("proxies:revoke", args=[proxy.pk])
        answers = at_once(
            lambda booth=booth: holder.post(booth, {"choice": "for"}),
            lambda back=back: giver.post(back),
            lambda booth=booth: again[1].post(booth, {"choice": "against"}),
            lambda booth=booth: again[0].post(booth, {"choice": "against"}),
        )
        assert {answer.status_code for answer in answers} <= {302, 404, 409}, answers
        again[0].post(booth, {"choice": "against"})
        proxy.refresh_from_db()
        ballot = Ballot.objects.get(voice__round=round_, voice__member=cast.seats["bob"])
        assert ballot.cast_by == (cast.alice if proxy.stands else cast.bob)
        assert Voice.objects.get(pk=ballot.voice_id).bearer == ballot.cast_by


def test_a_voice_that_is_given_and_voted_at_once_does_one_of_the_two(cast, code, sign_in):
    giver, again = sign_in(cast.bob), sign_in(cast.bob)
    for k in range(TIMES):
        round_ = make.round_of(make.voting(cast.alice, title=f"Vote {k}"))
        path = reverse("proxies:give_in_round", args=[round_.pk, cast.seats["bob"].number])
        answers = at_once(
            lambda path=path: giver.post(path, {"holder": "Alice Martin"}),
            lambda round_=round_: again.post(f"/rounds/{round_.pk}/ballot/", {"choice": "for"}),
        )
        assert {answer.status_code for answer in answers} <= {302, 404, 409, 422}, answers
        given = Proxy.objects.of(round_).standing().exists()
        cast_one = Ballot.objects.filter(voice__round=round_, voice__member=cast.seats["bob"]).exists()
        assert (given, cast_one) in {(True, False), (False, True)}
        assert database_now() < round_.closes_at
