"""manage.py verify_journal [--anchor SEAL]: check the journal against its seals, and against one that was kept elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.journal.anchors import add_anchors
from core.journal.verifying import Journal

UNCHECKED = 2


class Command(BaseCommand):
    """Exit status: 0 checked and right, 1 checked and wrong, 2 could not check."""

    help = "Check that no line of the journal was changed, removed or slipped in after it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        add_anchors(parser)

    def handle(self, *_args: Any, anchor: list[str], **_options: Any) -> None:
        journal = Journal()
        if not journal.seals:
            if anchor:
                raise CommandError("No seal is there at all: the one that you know was taken away.")
            raise CommandError("Nothing is sealed yet, so there is nothing to check.", returncode=UNCHECKED)
        wrong = [f"seal no. {fault.no}: {fault.why}" for fault in journal.faults()]
        wrong += [
            f"no seal is {known} any more: what it held was rewritten"
            for known in anchor
            if not journal.known(known)
        ]
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"The journal is not intact: {len(wrong)} faults.")
        self._say(journal, anchor)

    def _say(self, journal: Journal, anchors: list[str]) -> None:
        self.stdout.write(
            f"The journal is intact: {journal.sealed()} lines under {len(journal.seals)} seals; {journal.waiting()} wait for the next."
        )
        for known in anchors:
            seal = journal.known(known)
            assert seal is not None
            self.stdout.write(
                f"The seal that you know is no. {seal.no}: nothing that it holds was rewritten."
            )
        if not anchors:
            self.stdout.write(
                "It vouches for itself alone: with --anchor and a seal that you kept, it is checked."
            )
        self.stdout.write(f"Last seal: {journal.seals[-1].hash}")
