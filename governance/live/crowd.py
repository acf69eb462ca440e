"""How many sockets one person, and one address, may hold in this process; and how often they may come back.

Counted here and nowhere else: a socket lives and dies with its process. An office whose pages are all open is far
below; whoever is above is refused before anything is asked of the database, and their page tries again later.
"""

import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from core.limits import client_address, neighbourhood

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Crowd:
    """Who holds how many sockets now, and how many were opened in this minute."""

    def __init__(self) -> None:
        self.here: Counter[str] = Counter()
        self.came: Counter[str] = Counter()
        self.minute = 0

    def may_come(self, source: str) -> bool:
        """Count one that knocks; False when its address has opened too many in this minute, or holds too many."""
        if (minute := int(time.monotonic() // 60)) != self.minute:
            self.minute, self.came = minute, Counter()
        self.came[source] += 1
        limits = settings.SOCKETS
        return self.came[source] <= limits["a minute"] and self.here[source] < limits["source"]

    def enter(self, name: str) -> None:
        """Count one more."""
        self.here[name] += 1

    def leave(self, name: str) -> None:
        """Count one less; whoever holds none is forgotten."""
        self.here[name] -= 1
        if self.here[name] <= 0:
            del self.here[name]


crowd = Crowd()


class Doorkeeper:
    """Stands before the session is looked up: lets sockets in while their address holds no more than its share."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        origin = source(scope)
        if not crowd.may_come(origin):
            await send({"type": "websocket.close", "code": 1008})  # refused: the handshake is answered 403
            return
        crowd.enter(origin)
        try:
            await self.application(scope, receive, send)
        finally:
            crowd.leave(origin)


def source(scope: dict[str, Any]) -> str:
    """The source that a socket comes from."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    peer = scope.get("client") or ("",)
    return neighbourhood(client_address(headers, peer[0]))
