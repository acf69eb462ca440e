"""manage.py verify_register: check the stored chain, entry by entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.decisions.actions import verify_register
from governance.decisions.models import Decision


class Command(BaseCommand):
    help = "Check that no entry of the register was changed, removed or added out of line."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_register()
        for fault in found:
            self.stderr.write(f"{fault.reference} (no. {fault.no}): {fault.why}")
        if found:
            raise CommandError(f"The register is not intact: {len(found)} faults.")
        last = Decision.objects.order_by("no").last()
        self.stdout.write(f"The register is intact: {last.no if last else 0} entries.")
        if last:
            self.stdout.write(f"Last hash: {last.hash}")
