"""make test: everything that this machine can test, and one line on what it cannot.

First on the embedded SQLite; then, where their programs are found, on a real PostgreSQL and Redis that
are started for the run. REQUIRE_SERVICES=1 and REQUIRE_BROWSER=1 make what is missing a failure.
"""

import os
import subprocess
import sys

from tests import services


def main(arguments: list[str]) -> int:
    absent = services.missing()
    if absent:
        print("Not tested on this machine: " + "; ".join(absent) + ".", flush=True)
    if required_but(absent):
        return 1
    print("Embedded: SQLite, one process.", flush=True)
    embedded = pytest(arguments, {})
    if services.postgresql_programs() is None or services.redis_program() is None:
        return embedded
    with services.postgresql() as database, services.redis() as bus:
        print("Production: PostgreSQL and Redis.", flush=True)
        where = {"DATABASE_URL": database.database("assemblage"), "REDIS_URL": bus.url}
        production = pytest(arguments, where)
    return embedded or production


def required_but(absent: list[str]) -> bool:
    """Whether something is missing that this run must not do without."""
    browser = [reason for reason in absent if reason.startswith("Chromium")]
    servers = [reason for reason in absent if not reason.startswith("Chromium")]
    return bool(
        (servers and os.environ.get("REQUIRE_SERVICES") == "1")
        or (browser and os.environ.get("REQUIRE_BROWSER") == "1")
    )


def pytest(arguments: list[str], where: dict[str, str]) -> int:
    """Run the whole suite once in a process of its own."""
    cleared = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], env={**cleared, **where}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
