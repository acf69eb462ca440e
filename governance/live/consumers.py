"""The one consumer: checks who may listen, joins the hub, and says nothing back to what it is sent."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from governance.live.hub import Listener, hub
from governance.live.topics import may_listen

MOST_TOPICS = 30


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A page listens to topics; acts go by POST, so what a page sends here is ignored."""

    names: list[str]
    listener: Listener | None = None

    async def connect(self) -> None:
        asked = parse_qs(self.scope["query_string"].decode("latin-1"))
        wanted = asked.get("t", [""])[0].split(",")[:MOST_TOPICS]
        self.names = await database_sync_to_async(self._allowed)(wanted)
        await self.accept()
        if not self.names:
            # Said after the handshake: a browser cannot read the reason of a refused one.
            await self.close(code=4403)
            return
        language = asked.get("l", [settings.LANGUAGE_CODE])[0]
        known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        self.listener = Listener(self.base_send, known)
        await hub().join(self.listener, self.names)

    def _allowed(self, wanted: list[str]) -> list[str]:
        return [topic for topic in dict.fromkeys(wanted) if may_listen(self.scope["user"], topic)]

    async def disconnect(self, code: int) -> None:
        if self.listener is not None:
            hub().leave(self.listener, self.names)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Sockets are read-only."""
