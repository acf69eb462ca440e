"""manage.py cancel_open_votes: after a backup came back, before anything closes what was open in it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.errors import Refusal
from governance.proposals.models import Proposal
from governance.proposals.vote.actions.leading import cancel_restored


class Command(BaseCommand):
    help = "Cancel every vote that is open, or whose hour has passed uncounted: its ballots are those of the backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--because", required=True, help="why, in a sentence that everybody will read")

    def handle(self, *args: Any, because: str, **options: Any) -> None:
        open_ = {
            "round__opened_at__isnull": False, "round__closed_at": None, "round__cancelled_at": None
        }  # fmt: skip
        for proposal in Proposal.objects.current().filter(**open_).order_by("number"):
            try:
                cancel_restored(proposal, because=because)
                self.stdout.write(f"cancelled: {proposal.number}. {proposal.title}")
            except Refusal as no:
                self.stderr.write(f"not cancelled: {proposal.number}. {proposal.title}: {no}")
