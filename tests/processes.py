"""The production shape on this machine: granian, uvicorn, a Celery worker, beat, and a door in front.

Every process is started here and ended here, by its own id.
"""

import asyncio
import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests import services
from tests.services import PostgreSQL, Redis, free_port, wait_for_port

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
# What compose signs in as; the owner, postgres here, only upgrades.
APP_ROLE = "assemblage_app"
# One for all houses of a run: what the demo was signed with is known in each of them.
SECRET_KEY = secrets.token_hex(32)


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

    def start(self, name: str, **set_to: str) -> None:
        """Start a process; `set_to` are settings of the environment for it alone."""
        log = (self.home / f"{name}.log").open("ab")
        # A session of its own: killing it takes its children along, and nobody else's.
        self.running[name] = subprocess.Popen(
            self.commands[name],
            cwd=ROOT,
            env=self.env | set_to,
            stdout=log,
            stderr=log,
            start_new_session=True,
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

    def manage(self, *arguments: str, **set_to: str) -> str:
        return manage(self.env | set_to, *arguments)

    def said(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run a command of the house; gives what it said."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(url: str, bus: str, home: Path, address: str = "http://127.0.0.1") -> dict[str, str]:
    """The settings of a house, whose processes sign in as a role that owns nothing."""
    return {
        **os.environ, "DATABASE_URL": url.replace("postgres@", f"{APP_ROLE}@"), "REDIS_URL": bus, "SECRET_KEY": SECRET_KEY,
        "DEMO": "1", "ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "tests.settings_of_houses",
        "SITE_URL": address, "DATA_DIR": str(home), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


def kept_folder() -> Path:
    """A folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="assemblage-kept-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def collected() -> Path:
    """The static files as production serves them: collected once for all houses, which only read them."""
    folder = kept_folder()
    env = environment("postgresql://postgres@127.0.0.1/none", "redis://127.0.0.1:1/0", folder)
    manage(env | {"STATIC_ROOT": str(folder / "static")}, "collectstatic", "--no-input", "-v0")
    return folder / "static"


@cache
def moved_into(*, demo: bool) -> Path:
    """The data of a PostgreSQL at this release, with the demo in it or not: made once, copied for each house."""
    folder = kept_folder()
    with services.postgresql(origin=moved_into(demo=False) if demo else None) as database:
        env = environment(database.url("assemblage"), "redis://127.0.0.1:1/0", folder)
        if demo:
            manage(env, "demo")
        else:
            owner = {"DATABASE_URL": database.database("assemblage"), "APP_ROLE": APP_ROLE}
            manage(env | owner, "upgrade", "-v0")
        database.stop("fast")
        subprocess.run(["cp", "-a", database.home / "data", folder / "data"], check=True)
    return folder / "data"


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
            str(BIN / "python"), "manage.py", "web", "--host", "127.0.0.1", "--port", str(web),
        ],
        "live": [
            str(BIN / "uvicorn"), "config.asgi:application", "--host", "127.0.0.1", "--port", str(live),
            "--lifespan", "off", "--ws", "websockets-sansio", "--log-level", "warning",
        ],
        "worker": [
            str(BIN / "celery"), "-A", "config", "worker", "--pool", "threads", "--concurrency", "2",
            "--queues", "decide,code,send,work", "--loglevel", "WARNING", "--without-mingle", "--without-gossip",
        ],
        "beat": [
            str(BIN / "celery"), "-A", "config", "beat", "--loglevel", "WARNING",
            "--schedule", str(home / "schedule"), "--pidfile=",
        ],
    }  # fmt: skip


@contextmanager
def production(
    *, demo: bool = True, fsync: bool = False, redis: bool = True, **set_to: str
) -> Iterator[House]:
    """The whole production shape while the block lasts, migrated, with the demo organisation in it.

    As in production, its processes sign in as a role that owns nothing; `url` is the owner's.

    Without `redis`, Redis is not started; `set_to` are settings of the environment beside the usual ones.
    """
    web, live, door = free_port(), free_port(), free_port()
    with (
        services.postgresql(fsync=fsync, origin=moved_into(demo=demo)) as database,
        services.redis(started=redis) as bus,
        tempfile.TemporaryDirectory(prefix="assemblage-house-", ignore_cleanup_errors=True) as home,
    ):
        url, address = database.url("assemblage"), f"http://127.0.0.1:{door}"
        env = environment(url, bus.url, Path(home), address) | {"STATIC_ROOT": str(collected())} | set_to
        house = House(database, bus, url, address, env, commands(Path(home), web, live), Path(home))
        closing = front_door(door, web, live)
        try:
            for name in house.commands:
                house.start(name)
            wait_for_port(web)
            wait_for_port(live)
            yield house
        finally:
            house.stop()
            closing.set()
