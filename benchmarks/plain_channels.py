"""The peer of benchmarks/live.py: what Channels' own tutorial does, a group for all and group_send.

It takes the layer that Channels recommends for production, its Redis publish/subscribe.
"""

import os
from typing import Any

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only here",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ.get("REDIS_URL", "")]},
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

FRAME = "x" * int(os.environ.get("FRAME_BYTES", "1000"))


class Everyone(AsyncWebsocketConsumer):  # type: ignore[misc]
    """All sockets are one group; a text from any of them sends the frame to all."""

    groups = ["everyone"]

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        await self.channel_layer.group_send("everyone", {"type": "changed", "frame": FRAME})

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["frame"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", Everyone.as_asgi())])})
