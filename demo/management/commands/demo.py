"""manage.py demo: fill an empty house with Les Lisières."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.chapters import CHAPTERS
from demo.load import is_empty, load


class Command(BaseCommand):
    help = "Fill an empty house with the demo organisation, Les Lisières."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--chapter", choices=sorted(CHAPTERS), default=settings.DEMO_CHAPTER,
            help="the day of the year of the demo on which one moves in",
        )  # fmt: skip
        parser.add_argument("--if-empty", action="store_true", help="do nothing when somebody lives here")

    def handle(self, *args: Any, if_empty: bool, chapter: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo organisation needs DEMO=1.")
        if is_empty():
            self.stdout.write("Moving the demo organisation in…")
            load(chapter)
        elif not if_empty:
            raise CommandError("Somebody lives here already; the demo only moves into an empty house.")
