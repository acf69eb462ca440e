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
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.outbox.runner import Runner


class Command(BaseCommand):
    help = "Serve pages and sockets, and do the errands, in one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        # Files are served whole by one process here; that they are read in a thread is no news.
        warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
        self.prepare()
        runners = [Runner(lane) for lane in ("decide", "send", "work")]
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
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database…")
            call_command("migrate", interactive=False, verbosity=0)
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
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        server = uvicorn.Server(config)
        await server.serve()

    def greet(self, host: str, port: int) -> None:
        """Say where to look, and what to try."""
        lines = ["", f"  Assemblage is open at http://{host}:{port}/   (Ctrl-C to stop)", ""]
        if settings.DEMO:
            lines += [
                "  This is the demo organisation, Les Lisières. To try:",
                f"    be somebody in one click    http://{host}:{port}/demo/",
                f"    follow without an account   http://{host}:{port}/open/",
                f"    read the mails it sends     http://{host}:{port}/demo/mailbox/",
                "",
            ]
        self.stdout.write("\n".join(lines))
        sys.stdout.flush()
