"""manage.py verify_register [--anchor FINGERPRINT]: check the stored chain, entry by entry, and what else was sealed of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.journal.anchors import add_anchors
from core.journal.verifying import Journal
from governance.decisions.comparing import contradictions, vouched
from governance.decisions.integrity import verify_register
from governance.decisions.models import Decision


class Command(BaseCommand):
    """Exit status: 0 when everything agrees, with what is known from elsewhere too, if that is given; else 1."""

    help = "Check that no entry of the register was changed, removed or added out of line, nor the votes that led to it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_anchors(parser)

    def handle(self, *_args: Any, anchor: list[str], **_options: Any) -> None:
        journal = Journal()
        wrong = [f"no. {fault.no}: {fault.why}" for fault in verify_register()]
        wrong += [f"no. {fault.no}: {fault.reference}: {fault.sentence}" for fault in contradictions(journal)]
        known = {fingerprint: vouched(journal, fingerprint) for fingerprint in anchor}
        wrong += [
            f"{value} is the fingerprint of no entry and of no seal any more"
            for value in known
            if not known[value]
        ]
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"The register is not intact: {len(wrong)} faults.")
        last = Decision.objects.order_by("no").last()
        self.stdout.write(f"The register is intact: {last.no if last else 0} entries.")
        for voucher in known.values():
            self.stdout.write(f"What you know vouches for {voucher}.")
        if last:
            self.stdout.write(f"Last hash: {last.hash}")
