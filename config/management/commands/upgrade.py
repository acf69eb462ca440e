"""manage.py upgrade: bring the database up to this release, as the role that owns it, before anything else starts."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from core.alone import alone
from core.append_only import put_up, unguarded
from core.frozen import freeze_of, thawed
from core.frozen import put_up as freeze
from core.roles import grant_rights

# For so many times so many seconds a table may be in use.
ATTEMPTS, PAUSE = 60, 2


class Command(BaseCommand):
    """Safe to run again at any time; compose runs it before every start."""

    help = "Migrate, put up guards that are missing, and give the role of the site (APP_ROLE) what it needs."

    def migrate(self, verbosity: int) -> None:
        """Migrate, and begin again where somebody holds a table: nobody else should wait behind this meanwhile."""
        for left in reversed(range(ATTEMPTS)):
            try:
                call_command("migrate", interactive=False, verbosity=verbosity)
                return
            except OperationalError as problem:
                if not left or not isinstance(problem.__cause__, LockNotAvailable):
                    raise
                self.stdout.write("A table is in use, perhaps by a backup: waiting for it.")
                time.sleep(PAUSE)

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Wait for another upgrade of the same database: of two at once, one would find the other's tables half made."""
        for _attempt in range(ATTEMPTS):
            with alone("upgrade") as is_alone:
                if is_alone:
                    return self.upgrade(verbosity)
            self.stdout.write("Another upgrade is under way: waiting for it.")
            time.sleep(PAUSE)
        raise CommandError("Another upgrade is under way, and does not end.")

    def upgrade(self, verbosity: int) -> None:
        self.migrate(verbosity)
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        for table in unguarded():
            put_up(table)
            self.stdout.write(f"Guarded {table} again.")
        for table in thawed():
            freeze(table, freeze_of(table))
            self.stdout.write(f"Froze {table} again.")
        if settings.APP_ROLE and connection.vendor == "postgresql":
            try:
                grant_rights(settings.APP_ROLE, settings.APP_PASSWORD)
            except ImproperlyConfigured as refused:
                raise CommandError(str(refused)) from None
            if verbosity:
                self.stdout.write(f"{settings.APP_ROLE} has what the site needs, and no more.")
