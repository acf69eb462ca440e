"""manage.py web: the process that serves pages, as docker-compose.yml runs several of them."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

GRACE = 5  # seconds: a process that does not end by itself in this time stands still, and is ended


class Command(BaseCommand):
    help = "Serve pages, one request at a time: run several of it. A process that dies is started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 — inside a container; Caddy is what others reach
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Become granian. Settings that must not start were refused before this line, so nothing fails again and again.

        One process, and one thread in it: several behind one address would each get their share of the visitors,
        also the one that is busy. Whoever stands in front (deploy/Caddyfile) knows which is free.
        """
        granian = str(Path(sys.executable).with_name("granian"))
        os.execv(  # noqa: S606 — no shell is wanted
            granian,
            [
                granian, "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port),
                "--workers", "1", "--blocking-threads", "1", "--respawn-failed-workers", "--respawn-interval", "1",
                "--workers-kill-timeout", str(GRACE), "config.wsgi:application",
            ],
        )  # fmt: skip
