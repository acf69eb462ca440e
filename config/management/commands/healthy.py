"""manage.py healthy: answer a container's question, or say what is wrong with the house, with exit status 0 or 1."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation

from core.outbox import watch

PORTS = {"web": 8000, "live": 8001}


class Command(BaseCommand):
    help = "Check that this container does its part: its port, the database, a lane; or the whole house."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*PORTS, "database", "house", *watch.lanes()])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        with translation.override("en"):
            if wrong := list(problems(what)):
                raise CommandError("\n".join(wrong))
        self.stdout.write("well")


def problems(part: str) -> Iterator[str]:
    """What is wrong with one part of the house; nothing when it is well."""
    if part in PORTS and not answers(PORTS[part]):
        yield f"{part} does not answer"
    if part in watch.lanes() and not watch.attended_here(part):
        yield f"nobody in this container looks after the lane {part}"
    if part == "house":
        yield from (trouble.sentence for trouble in watch.troubles())
    if part == "database":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


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
        # A page that nobody could read, whatever they asked, is no answer: its name is not one of the house.
        return refused.code < 500 and refused.code != 400
    except OSError:
        return False
