"""The production shape on this machine: three times granian, uvicorn, a Celery worker, beat, and a door in front.

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
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
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
# The replicas of `web`, as many as docker-compose.yml has.
REPLICAS = ("web-1", "web-2", "web-3")


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
    set_to: dict[str, dict[str, str]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def port(self, name: str) -> int:
        """Where a process listens."""
        command = self.commands[name]
        return int(command[command.index("--port") + 1])

    def ports_of_pages(self) -> list[int]:
        """Where each of the processes that serve pages listens; `address` is the door in front of them all."""
        return [self.port(name) for name in REPLICAS]

    def start(self, name: str, **set_to: str) -> None:
        """Start a process; `set_to` are settings of the environment for it alone."""
        self.set_to[name] = set_to
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

    def watch(self) -> None:
        """Start again whoever ended by itself, as compose does (`restart: unless-stopped`); not whom we ended."""
        while not self.over.wait(0.5):
            for name, process in list(self.running.items()):
                if process.poll() is not None and self.running.get(name) is process:
                    self.start(name, **self.set_to[name])

    def kill(self, name: str) -> None:
        """kill -9, children included, without a word of warning."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        self.over.set()
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


class Pages:
    """The way to the pages, as deploy/Caddyfile has it: each process gets one request at a time, whole, and answers whole.

    Who asks while all are busy waits for the first that is free; who leaves sets theirs free again. A process that does
    not take a request is left alone for a while; a page that one died of is asked for again, and a form is not.
    """

    PATIENCE, ALONE = 30, 1  # seconds

    def __init__(self, ports: Sequence[int]) -> None:
        self.free = asyncio.Queue[int]()
        for port in ports:
            self.free.put_nowait(port)

    async def answer(self, request: bytes) -> bytes:
        until = time.monotonic() + self.PATIENCE
        while (left := until - time.monotonic()) > 0:
            try:
                port = await asyncio.wait_for(self.free.get(), left)
            except TimeoutError:
                break
            answer = await self._ask(port, request)
            if answer:
                return answer
            if answer is not None and not request.startswith(b"GET "):
                return b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        return b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    async def _ask(self, port: int, request: bytes) -> bytes | None:
        """What a process answers; nothing when it died of the request, and None when it did not even take it."""
        answer, alone = None, 0
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            answer = b""
            with closing(writer):
                writer.write(request)
                answer = await reader.read()
        except OSError:
            alone = self.ALONE
        finally:
            asyncio.get_running_loop().call_later(alone, self.free.put_nowait, port)
        return answer


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pages: Pages, live: int) -> None:
    """Send one connection where the proxy of production would: /ws/ to the sockets, the rest to the pages."""
    with suppress(OSError, asyncio.IncompleteReadError), closing(writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b" /ws/" in head.split(b"\r\n")[0]:
            there, back = await asyncio.open_connection("127.0.0.1", live)
            back.write(head)
            await asyncio.gather(_pipe(reader, back), _pipe(there, writer))
            return
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        lines[1:1] = [b"Connection: close"]
        request = b"\r\n".join(lines) + await reader.readexactly(length)
        answering, leaving = asyncio.create_task(pages.answer(request)), asyncio.create_task(reader.read(1))
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            writer.write(answering.result())
            await writer.drain()
        answering.cancel()
        leaving.cancel()


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    target.close()


def front_door(port: int, web: Sequence[int], live: int) -> threading.Event:
    """Serve the door in a thread; setting the event ends it."""
    shutting = threading.Event()

    async def serve() -> None:
        pages = Pages(web)
        server = await asyncio.start_server(lambda r, w: _join(r, w, pages, live), "127.0.0.1", port)
        async with server:
            while not shutting.is_set():  # noqa: ASYNC110 — set from another thread
                await asyncio.sleep(0.1)

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    return shutting


def commands(home: Path, web: Sequence[int], live: int) -> dict[str, list[str]]:
    """What docker-compose.yml runs, on ports of our own."""
    pages = [str(BIN / "python"), "manage.py", "web", "--host", "127.0.0.1", "--port"]
    return {
        **{name: [*pages, str(port)] for name, port in zip(REPLICAS, web, strict=False)},
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
    web, live, door = [free_port() for _name in REPLICAS], free_port(), free_port()
    with (
        services.postgresql(fsync=fsync, origin=moved_into(demo=demo)) as database,
        services.redis(started=redis) as bus,
        tempfile.TemporaryDirectory(prefix="assemblage-house-", ignore_cleanup_errors=True) as home,
    ):
        url, address = database.url("assemblage"), f"http://127.0.0.1:{door}"
        env = environment(url, bus.url, Path(home), address) | {"STATIC_ROOT": str(collected())} | set_to
        house = House(database, bus, url, address, env, commands(Path(home), web, live), Path(home))
        shutting = front_door(door, web, live)
        try:
            for name in house.commands:
                house.start(name)
            threading.Thread(target=house.watch, daemon=True).start()
            for port in (*web, live):
                wait_for_port(port, 60)
            yield house
        finally:
            house.stop()
            shutting.set()
