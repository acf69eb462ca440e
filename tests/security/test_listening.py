"""Open pages hear what they may hear now, not what they might when they were opened."""

from datetime import timedelta
from importlib import import_module

import pytest
from channels.db import database_sync_to_async as in_thread
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered

from governance.circles.actions import join, leave
from governance.circles.models import Membership
from governance.live import bus
from governance.proposals.actions import discussing
from tests import make
from tests.governance.test_live import Socket
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = timedelta(days=1)


def vote(person, round_id):
    for voice in Voice.objects.carried_by(person).filter(round=round_id):
        cast_ballot(person, round_id, {voice.pk: "for"})


async def opened(person, topic):
    """The page of somebody who is signed in, after its first frame."""
    client = Client()
    await in_thread(client.force_login)(person)
    page = Socket(topic, client)
    assert await page.open()
    assert "html" in await page.frame()
    return page, client


async def heard_until_hung_up(page):
    """What a page is sent before it is let go of, with the reason that it may not listen any more.

    A hub that has just found its bus tells everybody once more where things stand: that may still come.
    """
    heard = []
    while "type" not in (said := await page.frame()):
        heard.append(said)
    assert (said["type"], said["code"]) == ("websocket.close", 4403)
    return str(heard)


async def close(page):
    await page.send_input({"type": "websocket.disconnect", "code": 1000})
    await page.wait()


@pytest.fixture
def kept(cast, code):
    """A vote that the workshop keeps to itself."""
    return make.voting(cast.alice, kind="circle", where=cast.workshop, visibility="circle", title="The bonus")


@pytest.fixture
def reader(cast, kept):
    """Somebody who came to the circle after the roll was frozen, and reads along."""
    join(cast.workshop, cast.chloe, on=make.LONG_AGO)
    return cast.chloe


def goes(cast, person):
    place = Membership.objects.get(circle=cast.workshop, person=person, to_on=None)
    leave(place, on=make.today() - YESTERDAY)


async def test_whoever_leaves_the_circle_hears_nothing_more_of_its_vote(cast, kept, reader):
    page, _client = await opened(reader, kept.topic)
    await in_thread(goes)(cast, reader)
    await in_thread(vote)(cast.bob, kept.round_id)
    assert "1 voice" not in await heard_until_hung_up(page)
    await close(page)


async def test_whoever_leaves_while_a_change_is_being_drawn_is_not_sent_it(cast, kept, reader):
    page, _client = await opened(reader, kept.topic)

    def leaves(template, **_said):
        if template.name == "proposals/_frame.html" and Membership.objects.filter(person=reader, to_on=None):
            goes(cast, reader)

    template_rendered.connect(leaves)
    try:
        await in_thread(vote)(cast.bob, kept.round_id)
        assert "1 voice" not in await heard_until_hung_up(page)
    finally:
        template_rendered.disconnect(leaves)
    await close(page)


@pytest.mark.skipif(not settings.REDIS_URL, reason="one process hears itself: nothing is lost on the way")
async def test_whoever_left_while_the_bus_was_away_hears_nothing_once_it_is_back(cast, kept, reader):
    page, _client = await opened(reader, kept.topic)
    await in_thread(bus.publish)([kept.topic], personal=True)
    await page.until("changed")  # who is on it has just been asked
    # The line that says so never left the process: their place ends without a word on the bus.
    await in_thread(Membership.objects.filter(person=reader).update)(to_on=make.today() - YESTERDAY)
    await in_thread(bus.publish)([bus.EVERYTHING], personal=True)
    await heard_until_hung_up(page)
    await close(page)


async def test_those_who_stay_go_on_hearing_it(cast, kept, reader):
    page, _client = await opened(cast.alice, kept.topic)
    await in_thread(goes)(cast, reader)
    await in_thread(vote)(cast.bob, kept.round_id)
    assert "1 voice</strong> of 3" in (await page.until("1 voice"))["html"]
    await close(page)


async def test_whoever_is_on_the_roll_and_leaves_goes_on_hearing_what_they_vote_on(cast, kept):
    page, _client = await opened(cast.bob, kept.topic)
    await in_thread(goes)(cast, cast.bob)
    await in_thread(vote)(cast.alice, kept.round_id)
    assert "1 voice</strong> of 3" in (await page.until("1 voice"))["html"]
    await close(page)


async def test_a_session_that_was_ended_elsewhere_hears_nothing_more(cast, kept):
    page, client = await opened(cast.alice, kept.topic)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    await in_thread(store(client.session.session_key).delete)()
    # Somebody's place changed: everybody's right to listen is asked again at once.
    await in_thread(join)(cast.workshop, cast.chloe, on=make.today())
    await in_thread(vote)(cast.bob, kept.round_id)
    assert "1 voice" not in await heard_until_hung_up(page)
    await close(page)


async def test_somebody_who_may_not_sign_in_any_more_hears_nothing_more(cast, kept):
    page, _client = await opened(cast.alice, kept.topic)

    def shut_out():
        cast.alice.is_active = False
        cast.alice.save()
        join(cast.workshop, cast.chloe, on=make.today())

    await in_thread(shut_out)()
    await in_thread(vote)(cast.bob, kept.round_id)
    assert "1 voice" not in await heard_until_hung_up(page)
    await close(page)


async def test_the_frames_of_a_circle_s_proposal_hold_nothing_of_its_discussion(cast, kept):
    page, _client = await opened(cast.bob, kept.topic)
    await in_thread(discussing.comment)(kept, cast.alice, "whispered among us")
    await in_thread(vote)(cast.alice, kept.round_id)
    heard = []
    while {"changed": kept.topic} not in heard or "1 voice</strong>" not in str(heard):
        heard.append(await page.frame())
    assert "whispered" not in str(heard)
    await close(page)
