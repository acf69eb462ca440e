"""The one consumer: checks who may listen, joins the hub, and says nothing back to what it is sent."""

import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from core.second_factor import mark
from governance.live.crowd import crowd
from governance.live.hub import NOT_YOURS, Listener, hub
from governance.live.topics import may_listen

MOST_TOPICS = 30
TALKS_TOO_MUCH = 1008


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A page listens to topics; acts go by POST, so what a page sends here is ignored."""

    names: list[str]
    listener: Listener | None = None
    counted_as = ""
    heard: Sequence[float] = ()

    async def connect(self) -> None:
        if not self._comes_in():
            await self.close()
            return
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        topics = query.get("t", [""])[0].split(",")[:MOST_TOPICS]
        self.names = await database_sync_to_async(self._allowed)(topics)
        await self.accept()
        if not self.names:
            # Said after the handshake: a browser cannot read the reason of a refused one.
            await self.close(code=NOT_YOURS)
            return
        language = query.get("l", [settings.LANGUAGE_CODE])[0]
        known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        session = self.scope["session"].session_key
        self.listener = Listener(self.base_send, known, self.scope["user"], session)
        await hub().join(self.listener, self.names)

    def _allowed(self, topics: list[str]) -> list[str]:
        # What the session has proven goes with the socket, and ends with the session.
        mark(self.scope["user"], self.scope["session"])
        return [topic for topic in dict.fromkeys(topics) if may_listen(self.scope["user"], topic)]

    def _comes_in(self) -> bool:
        """Count the sockets of a person; a visitor is counted at the door, by where they come from."""
        if not self.scope["user"].is_authenticated:
            return True
        name = f"person-{self.scope['user'].pk}"
        if crowd.here[name] >= settings.SOCKETS["person"]:
            return False
        crowd.enter(name)
        self.counted_as = name
        return True

    async def disconnect(self, code: int) -> None:
        if self.counted_as:
            crowd.leave(self.counted_as)
        if self.listener is not None:
            hub().leave(self.listener, self.names)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Sockets are read-only: a page of ours says nothing. Whoever goes on talking is hung up on."""
        now = time.monotonic()
        self.heard = [*(at for at in self.heard if at > now - 60), now]
        if len(self.heard) > settings.SOCKETS["frames a minute"]:
            await self.close(code=TALKS_TOO_MUCH)
