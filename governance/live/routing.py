"""The one socket address, behind the origin check and the session."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from governance.live.consumers import LiveConsumer
from governance.live.crowd import Doorkeeper

sockets = AllowedHostsOriginValidator(
    Doorkeeper(AuthMiddlewareStack(URLRouter([path("ws/live/", LiveConsumer.as_asgi())])))
)
