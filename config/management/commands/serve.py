"""manage.py serve: the whole house in one process, for a laptop or a small server."""

import asyncio
import contextlib
import sys
import warnings
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.starting import of_listening
from core.append_only import unguarded
from core.frozen import thawed
from core.outbox.runner import Runner
from core.outbox.watch import lanes


def address(host: str, port: int) -> str:
    """Where a house is opened from this machine; one that listens everywhere is here too."""
    reached = "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104 — read, and not listened on
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


class Command(BaseCommand):
    help = "Serve pages and sockets, and do the errands, in one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if settings.DEMO and (wrong := of_listening(host, settings.SITE_URL)):
            raise CommandError(wrong)
        # Files are served whole by one process here; that they are read in a thread is no news.
        warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
        if not settings.SITE_URL_IS_TOLD:
            # The links in mails lead to where this house is, unless somebody said where that is seen from.
            settings.SITE_URL = address(host, port)
        self.prepare()
        # Two for codes: a mail that leaves slowly does not keep the next person at the door.
        runners = [Runner(lane) for lane in [*lanes(), "code"]]
        for runner in runners:
            runner.start()
        self.greet(host, port)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(self.serve(host, port))
        finally:
            for runner in runners:
                runner.stop()
            for runner in runners:
                runner.join(timeout=0.5)

    def prepare(self) -> None:
        """Bring the database up to date, and fill the demo organisation if the house is empty."""
        executor = MigrationExecutor(connection)
        # An upgrade that was cut off behind its last migration left a table without its guards.
        if executor.migration_plan(executor.loader.graph.leaf_nodes()) or unguarded() or thawed():
            self.stdout.write("Preparing the database…")
            call_command("upgrade", verbosity=0)
        if settings.DEMO:
            call_command("demo", if_empty=True)

    async def serve(self, host: str, port: int) -> None:
        """Run uvicorn until Ctrl-C; open sockets get no more than half a second to leave."""
        config = uvicorn.Config(
            "config.asgi:application",
            host=host,
            port=port,
            lifespan="off",
            ws="websockets-sansio",
            ws_max_size=settings.LARGEST_FRAME,
            # Who stands behind a proxy is settled in one place: TRUSTED_PROXIES, core/limits.py.
            proxy_headers=False,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        server = uvicorn.Server(config)
        await server.serve()

    def greet(self, host: str, port: int) -> None:
        """Say where to look, and what to try."""
        site = address(host, port)
        lines = ["", f"  Assemblage is open at {site}/   (Ctrl-C to stop)", ""]
        if settings.DEMO:
            lines += [
                "  This is the demo organisation, Les Lisières. To try:",
                f"    be somebody in one click    {site}/demo/",
                f"    follow without an account   {site}/open/",
                f"    read the mails it sends     {site}/demo/mailbox/",
                "",
            ]
        self.stdout.write("\n".join(lines))
        sys.stdout.flush()
