"""Keep what a release leaves behind: a small database of it, as a file of SQLite and as a dump of PostgreSQL.

    python -m tools.release NAME [CHECKOUT]

In tests/releases/, for `tests/test_upgrades.py`, which brings each of them up to what is here today. Both hold the demo organisation as
the release makes it. CHECKOUT is the folder of another release than this one, with a .venv in it.
"""

import lzma
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "tests/releases"
# The demo moves in beside a database that is made for the purpose; earlier releases knew no such lock.
MOVE_IN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
sys.path.insert(0, ".")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
call_command("demo")
"""


def main(arguments: list[str]) -> int:
    """Make both files, and say how large they are."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    name, checkout = arguments[0], Path(arguments[1] if len(arguments) == 2 else ROOT).resolve()
    for path, content in (
        (f"{name}.sqlite3.xz", of_sqlite(checkout)),
        (f"{name}.sql.xz", of_postgresql(checkout)),
    ):
        (RELEASES / path).write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
        print(f"{(RELEASES / path).relative_to(ROOT)}: {(RELEASES / path).stat().st_size // 1024} kB")
    return 0


def of_sqlite(checkout: Path) -> bytes:
    """The file of a house in one process, without what its pages left free."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "kept.sqlite3"
        moved_in(checkout, DATABASE_URL=f"sqlite:///{file}", DATA_DIR=home)
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        database = sqlite3.connect(file)
        database.execute("VACUUM")
        database.close()
        return file.read_bytes()


def of_postgresql(checkout: Path) -> bytes:
    """The dump of the same, as anybody may read it back: no owner, no rights, no words of one version of psql."""
    with services.postgresql() as server, tempfile.TemporaryDirectory() as home:
        url = server.database("kept")
        moved_in(checkout, DATABASE_URL=url, DATA_DIR=home)
        dump = subprocess.run(
            ["pg_dump", "--no-owner", "--no-privileges", url], capture_output=True, check=True
        ).stdout
    return re.sub(rb"(?m)^\\(un)?restrict .*\n", b"", dump)


def moved_in(checkout: Path, **environment: str) -> None:
    """Let the release itself make its tables, and the demo organisation in them."""
    cleared = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}}
    env = cleared | {"DEMO": "1", "SECRET_KEY": secrets.token_hex(32), **environment}
    subprocess.run([str(checkout / ".venv/bin/python"), "-c", MOVE_IN], cwd=checkout, env=env, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
