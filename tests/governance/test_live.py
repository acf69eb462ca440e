"""Live: open pages move by themselves; nobody hears what they may not know."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import translation

from config.asgi import application
from governance.live.topics import may_listen
from governance.proposals.vote.actions import settling
from tests import make
from tests.passing_on import passed_on
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

PATIENCE = 5


class Socket(ApplicationCommunicator):
    """A page's socket, spoken to as a browser would."""

    def __init__(
        self,
        topics: str,
        client: Client | None = None,
        origin: str = "http://testserver",
        language: str = "en",
        forwarded: str = "",
    ):
        cookies = "; ".join(f"{m.key}={m.value}" for m in client.cookies.values()) if client else ""
        headers = [(b"host", b"testserver"), (b"cookie", cookies.encode())]
        if origin:
            headers.append((b"origin", origin.encode()))
        if forwarded:
            headers.append((b"x-forwarded-for", forwarded.encode()))
        super().__init__(
            application,
            {
                "type": "websocket",
                "path": "/ws/live/",
                "query_string": f"t={topics}&l={language}".encode(),
                "headers": headers,
                "subprotocols": [],
            },
        )

    async def open(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(PATIENCE))["type"] == "websocket.accept"

    async def frame(self) -> dict[str, Any]:
        message = await self.receive_output(PATIENCE)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def until(self, words: str) -> dict[str, Any]:
        """Read frames until one holds these words."""
        while True:
            frame = await self.frame()
            if words in json.dumps(frame):
                return frame


in_thread = database_sync_to_async


@pytest.mark.django_db(transaction=True)
async def test_the_first_frame_is_the_current_state(cast, code):
    proposal = await in_thread(make.voting)(cast.alice)
    visitor = Socket(proposal.topic)
    assert await visitor.open()
    assert "0 voices</strong> of 5" in (await visitor.frame())["html"]
    await visitor.send_input({"type": "websocket.disconnect", "code": 1000})
    await visitor.wait()


@pytest.mark.django_db(transaction=True)
async def test_a_vote_moves_the_page_of_a_visitor_and_the_closing_too(cast, code):
    proposal = await in_thread(lambda: make.voting(cast.alice, kind="consultation"))()
    visitor = Socket(proposal.topic)
    await visitor.open()
    await visitor.frame()

    def vote() -> None:
        voice = Voice.objects.carried_by(cast.bob).get(round_id=proposal.round_id)
        cast_ballot(cast.bob, proposal.round_id, {voice.pk: "for"})

    await in_thread(vote)()
    moved = await visitor.until("1 voice</strong> of 5")
    assert "for</" not in moved["html"]  # participation, never which way
    await in_thread(settling.settle)(proposal.round_id, early=True)
    assert "Adopted" in (await visitor.until("verdict"))["html"]
    await visitor.send_input({"type": "websocket.disconnect", "code": 1000})
    await visitor.wait()


@pytest.mark.django_db(transaction=True)
async def test_a_hundred_ballots_in_a_burst_are_a_few_frames_and_the_last_is_true(cast, code):
    people = [await in_thread(make.person)(f"P{k} Burst", email=f"p{k}@example.example") for k in range(40)]
    for person in people:
        await in_thread(make.member)(person)
    proposal = await in_thread(make.voting)(cast.alice)
    visitor = Socket(proposal.topic)
    await visitor.open()
    await visitor.frame()

    def vote_all() -> None:
        for person in people:
            voice = Voice.objects.carried_by(person).get(round_id=proposal.round_id)
            cast_ballot(person, proposal.round_id, {voice.pk: "for"})

    started = asyncio.get_running_loop().time()
    await in_thread(vote_all)()
    frames = 0
    while True:
        frames += 1
        if "40 voices" in (await visitor.frame()).get("html", ""):
            break
    seconds = asyncio.get_running_loop().time() - started
    assert frames <= 4 * seconds + 2
    await visitor.send_input({"type": "websocket.disconnect", "code": 1000})
    await visitor.wait()


@pytest.mark.django_db(transaction=True)
async def test_what_is_personal_is_announced_and_never_sent(cast, code):
    client = Client()
    await in_thread(client.force_login)(cast.bob)
    page = Socket("home", client)
    await page.open()
    await in_thread(make.voting)(cast.alice, title="Private words")
    frame = await page.until("changed")
    assert frame == {"changed": "home"}
    await page.send_input({"type": "websocket.disconnect", "code": 1000})
    await page.wait()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("origin", ["https://evil.example", ""])
async def test_a_socket_from_elsewhere_is_refused(cast, code, origin):
    proposal = await in_thread(make.voting)(cast.alice)
    stranger = Socket(proposal.topic, origin=origin)
    assert not await stranger.open()


@pytest.mark.django_db(transaction=True)
async def test_a_socket_is_read_only(cast, code):
    proposal = await in_thread(make.voting)(cast.alice)
    client = Client()
    await in_thread(client.force_login)(cast.bob)
    page = Socket(proposal.topic, client)
    await page.open()
    await page.frame()
    await page.send_input({"type": "websocket.receive", "text": '{"vote": "for", "choice": "for"}'})
    await page.send_input({"type": "websocket.disconnect", "code": 1000})
    await page.wait()
    assert await in_thread(Voice.objects.filter(voted_at__isnull=False).count)() == 0


@pytest.mark.django_db(transaction=True)
async def test_whoever_may_hear_nothing_is_told_so_and_left(cast, code):
    proposal = await in_thread(make.voting)(cast.alice, visibility="members")
    visitor = Socket(f"{proposal.topic},person.{cast.bob.pk},home,nonsense")
    assert await visitor.open()
    said = await visitor.frame()
    assert (said["type"], said["code"]) == ("websocket.close", 4403)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "listeners"),
    [
        ("portal", ["visitor", "hana", "gus", "chloe", "bob"]),
        ("home", ["hana", "gus", "chloe", "bob"]),
        ("members", ["chloe", "bob"]),
        ("stakeholders", ["gus", "chloe", "bob"]),
        ("circle", ["bob"]),
        ("draft", []),
        ("person", ["bob"]),
        ("proposal.999999", []),
        ("proposal.x", []),
        ("portal.1", []),
        ("", []),
    ],
)
def test_each_topic_is_heard_by_those_who_may_know_of_it(cast, topic, listeners):
    named = {
        "members": lambda: make.proposal(cast.alice, visibility="members").topic,
        "stakeholders": lambda: make.proposal(cast.alice, visibility="stakeholders").topic,
        "circle": lambda: make.proposal(cast.alice, visibility="circle", where=cast.workshop).topic,
        "draft": lambda: make.proposal(cast.alice, submitted=False).topic,
        "person": lambda: f"person.{cast.bob.pk}",
    }
    asked = named[topic]() if topic in named else topic
    heard = [
        kind
        for kind in ("visitor", "hana", "gus", "chloe", "bob")
        if may_listen(getattr(cast, kind, AnonymousUser()), asked)
    ]
    assert heard == listeners


def test_a_bus_that_is_away_never_delays_an_act():
    """In a process of its own, which knows of no other bus."""
    env = {
        **os.environ,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
    }
    speak = (
        "import django, time; django.setup(); from governance.live import bus; began = time.monotonic();"
        "[bus.publish(['portal'], personal=True) for _ in range(50)]; print(time.monotonic() - began)"
    )
    done = subprocess.run([sys.executable, "-c", speak], env=env, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 1


def test_whoever_looks_after_the_house_is_told_that_nobody_passes_on_what_moves(settings):
    """Pages go on without: else nobody would know."""
    from governance.live.watch import of_live

    if not settings.REDIS_URL:
        assert list(of_live()) == []
        return
    with translation.override("en"):
        assert [trouble.sentence for trouble in of_live()] == [
            "Live pages: no process is doing this. They do not move by themselves."
        ]
    with passed_on():
        assert list(of_live()) == []
