"""manage.py verify_round ID [--anchor SEAL]: check a round from its opening to its result, one line a check."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.journal.anchors import add_anchors
from core.journal.verifying import Journal
from votes.rounds.models import Round
from votes.tally.verifying import Check, checks

MARKS = {True: "ok", False: "NO", None: "--"}


class Command(BaseCommand):
    """Say what holds (ok), what does not (NO), and what there is nothing to say of (--).

    Exit status: 0 checked and right, 1 checked and wrong, 2 could not check: what is known vouches for less than this.
    """

    help = "Count a round again, and check its roll, its box, its signatures and its result; fails when one does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=int, nargs="+", metavar="ID")
        add_anchors(parser)

    def handle(self, *_args: Any, anchor: list[str], **options: Any) -> None:
        journal = Journal()
        by_round = [self._look(number, journal, anchor) for number in options["round"]]
        all_checks = [check for round_checks in by_round for check in round_checks]
        if wrong := [check for check in all_checks if check.holds is False]:
            raise CommandError(f"{len(wrong)} of {len(all_checks)} checks do not hold.")
        if anchor and not all(
            any(check.outside and check.holds for check in round_checks) for round_checks in by_round
        ):
            raise CommandError("Not all of this is vouched for by what you know.", returncode=2)

    def _look(self, number: int, journal: Journal, anchors: list[str]) -> list[Check]:
        round_ = Round.objects.filter(pk=number, opened_at__isnull=False).first()
        if round_ is None:
            raise CommandError(f"No round {number} was opened here.")
        self.stdout.write(f"Round {number}: {round_.title}")
        round_checks = list(checks(round_, journal, anchors))
        for check in round_checks:
            self.stdout.write(f"{MARKS[check.holds]}  {check.sentence}")
        return round_checks
