"""manage.py verify_round ID: check a round from its opening to its result, one line a check."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from votes.rounds.models import Round
from votes.tally.verifying import Check, checks

MARKS = {True: "ok", False: "NO", None: "--"}


class Command(BaseCommand):
    """Say what holds (ok), what does not (NO), and what there is nothing to say of (--)."""

    help = "Count a round again, and check its roll, its box, its signatures and its result; fails when one does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=int, nargs="+", metavar="ID")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = [check for number in options["round"] for check in self._look(number)]
        if wrong := [check for check in found if check.holds is False]:
            raise CommandError(f"{len(wrong)} of {len(found)} checks do not hold.")

    def _look(self, number: int) -> list[Check]:
        round_ = Round.objects.filter(pk=number, opened_at__isnull=False).first()
        if round_ is None:
            raise CommandError(f"No round {number} was opened here.")
        self.stdout.write(f"Round {number}: {round_.title}")
        found = list(checks(round_))
        for check in found:
            self.stdout.write(f"{MARKS[check.holds]}  {check.said}")
        return found
