"""Real PostgreSQL and Redis of this machine, started for the tests alone and stopped after them.

Nothing of the machine's own servers is touched: each has its own directory, its own port, its own
process, and is ended by its own id.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def redis_program() -> str | None:
    return shutil.which("redis-server")


def chromium() -> str | None:
    """The browser of this machine, or None."""
    asked = os.environ.get("CHROMIUM")
    names = [asked] if asked else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if (found := shutil.which(name))), None)


def missing() -> list[str]:
    """What is not on this machine, each with what it would have tested."""
    reasons = []
    if postgresql_programs() is None:
        reasons.append("PostgreSQL (apt install postgresql): the production database")
    if redis_program() is None:
        reasons.append("Redis (apt install redis-server): the bus and the broker")
    if chromium() is None:
        reasons.append("Chromium (apt install chromium): the pages in a real browser")
    return reasons


@dataclass
class PostgreSQL:
    """A private server: a directory, a port, a process."""

    programs: Path
    home: Path
    port: int = field(default_factory=free_port)
    fsync: bool = False
    # The data of another server, stopped, that this one goes on from; without it, it begins empty.
    origin: Path | None = None
    # What is set beside, as name=value.
    settings: tuple[str, ...] = ()

    def create(self) -> None:
        if self.origin is not None:
            subprocess.run(["cp", "-a", self.origin, self.home / "data"], check=True)
            return
        self._as_nobody(
            [
                str(self.programs / "initdb"),
                "-D",
                str(self.home / "data"),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        )

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.home} -c fsync={'on' if self.fsync else 'off'} -c max_connections=120"
        options += "".join(f" -c {setting}" for setting in self.settings)
        self._as_nobody(
            [
                str(self.programs / "pg_ctl"),
                "-D",
                str(self.home / "data"),
                "-w",
                "-t",
                "60",
                "-l",
                str(self.home / "log"),
                "-o",
                options,
                "start",
            ]
        )

    def stop(self, mode: str = "immediate") -> None:
        self._as_nobody(
            [str(self.programs / "pg_ctl"), "-D", str(self.home / "data"), "-m", mode, "stop"],
            check=False,
        )

    def pid(self) -> int:
        return int((self.home / "data/postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """kill -9 of the whole server, as a power cut would."""
        os.kill(self.pid(), signal.SIGKILL)

    def restart_after_kill(self) -> None:
        """Start again once the orphans of the killed server have let go."""
        for _attempt in range(60):
            try:
                return self.start()
            except subprocess.CalledProcessError:
                time.sleep(0.25)
        raise TimeoutError("PostgreSQL does not come back")

    def database(self, name: str) -> str:
        """Create a database; return its URL."""
        self._as_nobody(
            [str(self.programs / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name]
        )
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def ask_password_of(self, role: str) -> None:
        """Ask a role for its password, as a server that others reach does; everybody else is let in as they are."""
        rules = self.home / "data/pg_hba.conf"
        rules.write_text(f"host all {role} 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        self._as_nobody([str(self.programs / "pg_ctl"), "-D", str(self.home / "data"), "reload"])

    def _as_nobody(self, command: list[str], check: bool = True) -> None:
        """PostgreSQL refuses to run as root; anybody else runs it as themselves."""
        user = "nobody" if os.geteuid() == 0 else None
        # Never a pipe: the server that pg_ctl leaves behind would hold it open for ever.
        subprocess.run(
            command,
            check=check,
            user=user,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def postgresql(
    *, fsync: bool = False, origin: Path | None = None, settings: tuple[str, ...] = ()
) -> Iterator[PostgreSQL]:
    """A private PostgreSQL while the block lasts; with the data of another, stopped, that is its origin."""
    programs = postgresql_programs()
    assert programs is not None
    home = Path(tempfile.mkdtemp(prefix="assemblage-pg-"))
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    server = PostgreSQL(programs, home, fsync=fsync, origin=origin, settings=settings)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@dataclass
class Redis:
    """A private Redis: a port and a process."""

    program: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                self.program,
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
        )
        wait_for_port(self.port)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(5)
            self.process = None

    def freeze(self) -> None:
        """Stand still: connections are taken by the machine, and nothing is answered."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Forget everything while running."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as line:
            line.sendall(b"FLUSHALL\r\n")
            assert line.recv(64).startswith(b"+OK")


@contextmanager
def redis(*, started: bool = True) -> Iterator[Redis]:
    """A private Redis while the block lasts; one that is not started has its port, and answers nobody."""
    program = redis_program()
    assert program is not None
    server = Redis(program)
    if started:
        server.start()
    try:
        yield server
    finally:
        server.kill()


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}")
