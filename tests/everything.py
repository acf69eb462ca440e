"""make test: everything that this machine can test, and one line on what it cannot.

On the embedded SQLite; and beside it, where their programs are found, on a real PostgreSQL and Redis that are
started for the run. REQUIRE_SERVICES=1 and REQUIRE_BROWSER=1 make what is missing a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from typing import IO

from tests import services


def main(arguments: list[str]) -> int:
    absent = services.missing()
    if absent:
        print("Not tested on this machine: " + "; ".join(absent) + ".", flush=True)
    if required_but(absent):
        return 1
    if services.postgresql_programs() is None or services.redis_program() is None:
        print("Embedded: SQLite, one process.", flush=True)
        return pytest(arguments, {}).wait()
    print(
        "Embedded: SQLite, one process. PostgreSQL and Redis are tested beside it, and told after.",
        flush=True,
    )
    with (
        services.postgresql() as database,
        services.redis() as bus,
        tempfile.TemporaryFile("w+") as told,
    ):
        where = {"DATABASE_URL": database.database("assemblage"), "REDIS_URL": bus.url}
        production = pytest(arguments, where, told)
        embedded = pytest(arguments, {}).wait()
        outcome = production.wait()
        print("Production: PostgreSQL and Redis.", flush=True)
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout)
        sys.stdout.flush()
    return embedded or outcome


def required_but(absent: list[str]) -> bool:
    """Whether something is missing that this run must not do without."""
    browser = [reason for reason in absent if reason.startswith("Chromium")]
    servers = [reason for reason in absent if not reason.startswith("Chromium")]
    return bool(
        (servers and os.environ.get("REQUIRE_SERVICES") == "1")
        or (browser and os.environ.get("REQUIRE_BROWSER") == "1")
    )


def pytest(arguments: list[str], where: dict[str, str], told: IO[str] | None = None) -> subprocess.Popen[str]:
    """Begin the whole suite in a process of its own, with data of its own; `told` is where it speaks."""
    cleared = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        env={**cleared, **where}, stdout=told, stderr=subprocess.STDOUT if told else None, text=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
