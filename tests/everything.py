"""make test: everything that this machine can test, and one line on what it cannot.

Where PostgreSQL and Redis are found, they are started for the run, and four processes share it (`parts` in
conftest.py says which test is whose): what asks the database, on the embedded SQLite; the same on PostgreSQL and
Redis; what a browser looks at; and apart from these, what needs none of them or starts servers of its own. The last goes
first where they compete: it watches clocks, and leaves the others the time that it waits. So no core is idle while there
is work.

REQUIRE_SERVICES=1 and REQUIRE_BROWSER=1 make what is missing a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import IO

from tests import services

# What a part took longest for is told with it: whoever makes the run slower sees it.
SLOWEST = ("--durations=25", "--durations-min=2")
NO_TESTS = 5  # what pytest answers where none was left


def main(arguments: list[str]) -> int:
    absent = services.missing()
    if absent:
        print("Not tested on this machine: " + "; ".join(absent) + ".", flush=True)
    if required_but(absent):
        return 1
    if services.postgresql_programs() is None or services.redis_program() is None:
        print("Embedded: SQLite, one process.", flush=True)
        return Part("", {}, arguments).end()
    with services.postgresql() as database, services.redis() as bus:
        real = {"DATABASE_URL": database.database("assemblage"), "REDIS_URL": bus.url}
        apart = Part("apart", {}, arguments, kept=True)
        production = Part("production", real, arguments, kept=True, modest=True)
        browser = Part("browser", {}, arguments, kept=True, modest=True)
        print("Embedded: SQLite. The other parts run beside it, and are told after.", flush=True)
        ends = [Part("embedded", {}, arguments, modest=True).end()]
        kept = {"Browser.": browser, "Production: PostgreSQL and Redis.": production, "Apart.": apart}
        for title, part in kept.items():
            print(title, flush=True)
            ends.append(part.end())
    return whole(ends)


def whole(ends: list[int]) -> int:
    """The end of a run whose parts ended so. A test that was asked for by name leaves other parts without any."""
    return next((end for end in ends if end not in (0, NO_TESTS)), min(ends))


def required_but(absent: list[str]) -> bool:
    """Whether something is missing that this run must not do without."""
    browser = [reason for reason in absent if reason.startswith("Chromium")]
    servers = [reason for reason in absent if not reason.startswith("Chromium")]
    return bool(
        (servers and os.environ.get("REQUIRE_SERVICES") == "1")
        or (browser and os.environ.get("REQUIRE_BROWSER") == "1")
    )


class Part:
    """One part of the suite, in a process and with data of its own; what it says may be kept until it is asked for.

    A modest one lets others go first.
    """

    def __init__(
        self,
        name: str,
        where: Mapping[str, str],
        arguments: list[str],
        *,
        kept: bool = False,
        modest: bool = False,
    ) -> None:
        cleared = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}}
        self.told: IO[str] | None = tempfile.TemporaryFile("w+") if kept else None  # noqa: SIM115 — it outlives this
        self.process = subprocess.Popen(
            [*(["nice", "-n", "5"] if modest else []), sys.executable, "-m", "pytest", *SLOWEST, *arguments],
            env={**cleared, **where, "PART": name}, stdout=self.told, stderr=subprocess.STDOUT if kept else None, text=True,
        )  # fmt: skip

    def end(self) -> int:
        """Wait for its end, and tell what was kept of it; 0 when all is well."""
        code = self.process.wait()
        if self.told is not None:
            self.told.seek(0)
            shutil.copyfileobj(self.told, sys.stdout)
            self.told.close()
            sys.stdout.flush()
        return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
