"""One hub per process keeps the open sockets of each topic, and loops over them.

A group per socket in a channel layer costs five to nine times more; here a change is rendered once per
language, and the same text goes to every socket. A topic sends at most four times a second, whatever
the rate of ballots; the last change is always sent.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from governance.live import bus
from governance.live.listeners import still_allowed
from governance.live.topics import render

log = logging.getLogger(__name__)
PACE = 0.25  # seconds between two sends of a topic
FRESH = 5.0  # seconds for which a rendered frame may greet newcomers
SLOW = 0.25  # seconds one socket may keep the others waiting
LANES = 16  # how many sockets are written to side by side
TRUSTED = 5.0  # seconds for which who may listen is not asked again, unless somebody's standing changed
NOT_YOURS = 4403  # a page does not connect again after this
# What changes where somebody stands is told on these topics.
STANDING = ("person.", "member.", "circle.", "group.", "office")

Send = Callable[[dict[str, Any]], Awaitable[None]]


# Compared by identity: two sockets are never the same listener.
@dataclass(eq=False, slots=True)
class Listener:
    """One open socket: how to write to it, in which language, whose it is and by which session."""

    send: Send
    language: str
    user: Any = field(default_factory=AnonymousUser)
    session_key: str | None = None


@dataclass(slots=True)
class Topic:
    """The sockets on a topic, and what is waiting to be sent."""

    listeners: set[Listener] = field(default_factory=set)
    frames: dict[str, tuple[float, str]] = field(default_factory=dict)
    version: int = 0
    dirty: bool = False
    personal: bool = False
    pump: asyncio.Task[None] | None = None
    # Until when everybody on it is known to be allowed there.
    trusted_until: float = 0.0


class Hub:
    """The sockets of this process, by topic. Lives on one event loop."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.loop = asyncio.get_running_loop()
        self.ear: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to hear what changes."""
        if settings.REDIS_URL:
            self.ear = self.loop.create_task(self._hear_redis(), context=Context())
        else:
            bus.listen_here(self.hear_from_any_thread)

    async def join(self, listener: Listener, names: Iterable[str]) -> None:
        """Put a socket on its topics, and send it the current state of each at once."""
        for name in names:
            topic = self.topics.setdefault(name, Topic())
            topic.listeners.add(listener)
            frame = await self._frame(name, topic, listener.language)
            if frame and listener in topic.listeners:
                await listener.send(_message(frame))

    def leave(self, listener: Listener, names: Iterable[str]) -> None:
        """Forget a socket that closed."""
        for name in names:
            topic = self.topics.get(name)
            if topic is None:
                continue
            topic.listeners.discard(listener)
            if not topic.listeners and topic.pump is None:
                del self.topics[name]

    def hear_from_any_thread(self, names: Sequence[str], personal: bool) -> None:
        """Hear a change from a request's thread."""
        with contextlib.suppress(RuntimeError):  # the loop has just closed: nobody is listening
            # A context of its own: the request's would tie the rendering to its thread.
            self.loop.call_soon_threadsafe(self.hear, names, personal, context=Context())

    def hear(self, names: Iterable[str], personal: bool) -> None:
        """Note that topics changed; those with sockets are sent soon, gathered."""
        names = list(names)
        if any(name.startswith(STANDING) for name in names):
            self._trust_nobody()
        for name in names:
            topic = self.topics.get(name)
            if topic is None:
                continue
            topic.dirty, topic.personal = True, topic.personal or personal
            topic.version += 1
            topic.frames.clear()
            if topic.pump is None:
                topic.pump = self.loop.create_task(self._pump(name, topic), context=Context())

    def _trust_nobody(self) -> None:
        """Somebody joined, left or was given something: who may listen is to be asked again."""
        for topic in self.topics.values():
            topic.trusted_until = 0.0

    async def _pump(self, name: str, topic: Topic) -> None:
        """Send until nothing is new; the pause gathers what happens meanwhile."""
        try:
            while topic.dirty:
                personal, topic.dirty, topic.personal = topic.personal, False, False
                await self._send_state(name, topic, personal)
                await asyncio.sleep(PACE)
        finally:
            topic.pump = None
            if not topic.listeners:
                self.topics.pop(name, None)

    async def _send_state(self, name: str, topic: Topic, personal: bool) -> None:
        frames = await self._frames(name, topic)
        # Asked when it is drawn, not before: nobody is sent what happened after they left.
        await self._hang_up_strangers(name, topic)
        by_language: dict[str, list[Listener]] = {}
        for listener in topic.listeners:
            by_language.setdefault(listener.language, []).append(listener)
        for language, listeners in by_language.items():
            if frame := frames.get(language):
                await self._send_all(topic, listeners, _message(frame))
            if personal:
                await self._send_all(topic, listeners, _message(json.dumps({"changed": name})))

    async def _frames(self, name: str, topic: Topic) -> dict[str, str]:
        """The current state in each language that somebody reads it in."""
        frames = {}
        for language in {listener.language for listener in topic.listeners}:
            try:
                frames[language] = await self._frame(name, topic, language)
            except Exception:
                log.exception("live: %s could not be rendered", name)
        return frames

    async def _hang_up_strangers(self, name: str, topic: Topic) -> None:
        """Let go of whoever may not listen any more: they left, were signed out, or their duty ended."""
        if time.monotonic() < topic.trusted_until:
            return
        listeners = list(topic.listeners)
        topic.trusted_until = time.monotonic() + TRUSTED
        allowed = await database_sync_to_async(still_allowed)(listeners, name)
        for listener in [listener for listener in listeners if listener not in allowed]:
            topic.listeners.discard(listener)
            with contextlib.suppress(Exception):  # it may be gone already
                await listener.send({"type": "websocket.close", "code": NOT_YOURS})

    async def _frame(self, name: str, topic: Topic, language: str) -> str:
        """The current state as text, rendered once for all who read this language."""
        rendered_at, frame = topic.frames.get(language, (0.0, ""))
        if time.monotonic() - rendered_at <= FRESH:
            return frame
        version = topic.version
        html = await database_sync_to_async(render)(name, language)
        frame = json.dumps({"html": html}) if html else ""
        # What changed while it was being drawn is drawn again, not kept.
        if topic.version == version:
            topic.frames[language] = (time.monotonic(), frame)
        return frame

    async def _send_all(self, topic: Topic, listeners: Sequence[Listener], message: dict[str, Any]) -> None:
        lanes = [listeners[k::LANES] for k in range(min(LANES, len(listeners)))]
        await asyncio.gather(*(self._send_lane(topic, lane, message) for lane in lanes))

    async def _send_lane(self, topic: Topic, listeners: Sequence[Listener], message: dict[str, Any]) -> None:
        for listener in listeners:
            try:
                async with asyncio.timeout(SLOW):
                    await listener.send(message)
            except Exception:
                # Too slow or gone: its page reconnects and starts from the current state.
                topic.listeners.discard(listener)

    async def _hear_redis(self) -> None:
        """Follow the bus for ever; after each break, everything may have changed."""
        wait = 0.2
        while True:
            try:
                # A break is heard of, not mended in silence: what was said meanwhile is lost.
                client = redis.asyncio.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0))
                async with client, client.pubsub() as subscription:
                    await subscription.subscribe(bus.CHANNEL)
                    self._hear_everything()
                    wait = 0.2
                    async for message in subscription.listen():
                        self._hear_message(message)
            except (redis.RedisError, OSError):
                log.warning("live: the bus is away, trying again in %.1f s", wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5.0)

    def _hear_message(self, message: dict[str, Any]) -> None:
        if message["type"] == "message":
            heard = json.loads(message["data"])
            if bus.EVERYTHING in heard["topics"]:
                self._hear_everything()
            else:
                self.hear(heard["topics"], heard["personal"])

    def _hear_everything(self) -> None:
        """Take it that everything changed, where somebody stands included."""
        self._trust_nobody()
        self.hear(list(self.topics), personal=True)


def _message(frame: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": frame}


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop, started when the first socket comes."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs.clear()  # an earlier loop is closed, and its sockets with it
        _hubs[loop] = Hub()
        _hubs[loop].start()
    return _hubs[loop]
