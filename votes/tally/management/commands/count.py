"""manage.py count FILE: count a case file, as `python -m votes.rules FILE` does."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from votes.rules.command import main


class Command(BaseCommand):
    """Print the outcome of a case file as one JSON object."""

    help = "Count the case in FILE (JSON, possibly gzipped; - reads standard input) and print the outcome."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *_args: Any, **options: Any) -> None:
        if status := main([options["file"]]):
            sys.exit(status)
