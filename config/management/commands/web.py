"""manage.py web: the processes that serve the pages, as docker-compose.yml runs them."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

PROCESSES = 3  # more than config.limits.PLACES_FOR_DEAR_WORK: pages always find one that is free


class Command(BaseCommand):
    help = "Serve the pages, in several processes; one that dies is started again while the others go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 — inside a container; Caddy is what others reach
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Become granian. Settings that must not start were refused before this line, so nothing fails again and again."""
        granian = str(Path(sys.executable).with_name("granian"))
        os.execv(  # noqa: S606 — no shell is wanted
            granian,
            [
                granian, "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port),
                "--workers", str(PROCESSES), "--blocking-threads", "1", "--respawn-failed-workers",
                "--respawn-interval", "1", "config.wsgi:application",
            ],
        )  # fmt: skip
