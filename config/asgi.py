"""Sockets; in the embedded mode, pages as well."""

import os

from django.core.asgi import get_asgi_application

from config.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

# Imported once Django is set up, because the consumer knows the rooms.
from channels.routing import ProtocolTypeRouter  # noqa: E402

from governance.live.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
settle()
