"""The production shape on this machine: granian, uvicorn, a Celery worker, beat, and a door in front.

Every process is started here and ended here, by its own id.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests import services
from tests.services import PostgreSQL, Redis, free_port, wait_for_port

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


@dataclass
class House:
    """The processes of one installation, by name; each can be killed and started again."""

    database: PostgreSQL
    bus: Redis
    url: str
    address: str
    env: dict[str, str]
    commands: dict[str, list[str]]
    home: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def port(self, name: str) -> int:
        """Where a process listens."""
        command = self.commands[name]
        return int(command[command.index("--port") + 1])

    def start(self, name: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        # A session of its own: killing it takes its children along, and nobody else's.
        self.running[name] = subprocess.Popen(
            self.commands[name], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """kill -9, children included, without a word of warning."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        for name in list(self.running):
            process = self.running.pop(name)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def said(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, web: int, live: int) -> None:
    """Send one connection where the proxy of production would: /ws/ to the sockets, the rest to the pages."""
    try:
        head = await reader.readuntil(b"\r\n")
        there, back = await asyncio.open_connection("127.0.0.1", live if b" /ws/" in head else web)
        back.write(head)
        await asyncio.gather(_pipe(reader, back), _pipe(there, writer))
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    target.close()


def front_door(port: int, web: int, live: int) -> threading.Event:
    """Serve the door in a thread; setting the event ends it."""
    closing = threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(lambda r, w: _join(r, w, web, live), "127.0.0.1", port)
        async with server:
            while not closing.is_set():  # noqa: ASYNC110 — set from another thread
                await asyncio.sleep(0.1)

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    return closing


def commands(home: Path, web: int, live: int) -> dict[str, list[str]]:
    """What docker-compose.yml runs, on ports of our own."""
    return {
        "web": [
            str(BIN / "granian"), "--interface", "wsgi", "--workers", "3", "--blocking-threads", "1", "--no-ws",
            "--host", "127.0.0.1", "--port", str(web), "config.wsgi:application",
        ],
        "live": [
            str(BIN / "uvicorn"), "config.asgi:application", "--host", "127.0.0.1", "--port", str(live),
            "--lifespan", "off", "--ws", "websockets-sansio", "--log-level", "warning",
        ],
        "worker": [
            str(BIN / "celery"), "-A", "config", "worker", "--pool", "threads", "--concurrency", "2",
            "--queues", "decide,send,work", "--loglevel", "WARNING", "--without-mingle", "--without-gossip",
        ],
        "beat": [
            str(BIN / "celery"), "-A", "config", "beat", "--loglevel", "WARNING",
            "--schedule", str(home / "schedule"), "--pidfile=",
        ],
    }  # fmt: skip


@contextmanager
def production(*, demo: bool = True, fsync: bool = False) -> Iterator[House]:
    """The whole production shape while the block lasts, migrated, with the demo organisation in it."""
    web, live, door = free_port(), free_port(), free_port()
    with (
        services.postgresql(fsync=fsync) as database,
        services.redis() as bus,
        tempfile.TemporaryDirectory(prefix="assemblage-house-", ignore_cleanup_errors=True) as home,
    ):
        url = database.database("assemblage")
        env = {
            **os.environ, "DATABASE_URL": url, "REDIS_URL": bus.url, "SECRET_KEY": "for these processes only",
            "DEMO": "1", "ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "config.settings",
            "SITE_URL": f"http://127.0.0.1:{door}", "DATA_DIR": home, "STATIC_ROOT": f"{home}/static",
            "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        house = House(
            database, bus, url, f"http://127.0.0.1:{door}", env, commands(Path(home), web, live), Path(home)
        )
        closing = front_door(door, web, live)
        try:
            house.manage("migrate", "-v0")
            house.manage("collectstatic", "--no-input", "-v0")
            if demo:
                house.manage("demo")
            for name in house.commands:
                house.start(name)
            wait_for_port(web)
            wait_for_port(live)
            yield house
        finally:
            house.stop()
            closing.set()
