"""manage.py healthy: answer a container's question, with exit status 0 or 1."""

from argparse import ArgumentParser
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

PORTS = {"web": 8000, "live": 8001}


class Command(BaseCommand):
    help = "Check that this container answers: its own port, or the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*PORTS, "database"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "database":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        elif not answers(PORTS[what]):
            raise CommandError(f"{what} does not answer")
        self.stdout.write("well")


def answers(port: int) -> bool:
    """Ask this container's own port, as the proxy would; any page of ours is a good answer."""
    request = Request(
        f"http://127.0.0.1:{port}/open/verify/",
        headers={"Host": settings.ALLOWED_HOSTS[0], "X-Forwarded-Proto": "https"},
    )
    try:
        with urlopen(request, timeout=4) as answer:  # noqa: S310 — our own port
            return bool(answer.status == 200)
    except HTTPError as refused:
        return refused.code < 500
    except OSError:
        return False
