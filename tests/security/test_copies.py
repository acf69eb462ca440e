"""What docs/secrecy.md says of backups, logs and servers is true: no more is left than it says, and no less."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import yaml

from tests import services
from tests.processes import ROOT, environment, moved_into
from tests.security import thief

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
VOTERS = 90
LUCK = 9  # as in tests/votes/test_linkage.py
ROLL, BOX = "rounds_voice", "ballots_secretballot"
DOCS = (ROOT / "docs/secrecy.md").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
# As compose starts it, "-c" left out.
SETTINGS = tuple(word for word in COMPOSE["services"]["db"]["command"] if "=" in word)


@dataclass
class Server:
    """A server with a house in it, as compose sets it up; whoever stole its disk reads `data`."""

    server: Any
    told: dict[str, Any]

    @property
    def data(self):
        return self.server.home / "data"

    @property
    def truth(self):
        return dict(map(tuple, self.told["order"]))

    def act(self, database, *arguments):
        """One act in a process of its own, which signs in as the site does."""
        env = environment(self.server.url(database), "", self.server.home) | {"DEMO": "0"}
        command = [sys.executable, "-m", "tests.security.secret_house", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, database, sentence):
        with psycopg.connect(self.server.url(database), autocommit=True) as owner:
            asked = owner.execute(sentence)
            return asked.fetchall() if asked.description else []

    def found(self, database):
        """What a thief finds in the files of the disk."""
        self.ask(database, "CHECKPOINT")
        return thief.given_away(
            thief.of_postgresql(
                lambda sentence: self.ask(database, sentence), lambda place: (self.data / place).read_bytes(), roll=ROLL, box=BOX
            ),
            self.truth,
        )  # fmt: skip

    def logged(self):
        """How many codes of ballots lie in the write-ahead log."""
        log = b"".join(
            segment.read_bytes() for segment in (self.data / "pg_wal").iterdir() if segment.is_file()
        )
        return sum(code.encode() in log for code in self.truth.values())

    def watched(self, database):
        """How many are found by somebody who knows in which order they voted, and lays the rows of the box beside it."""
        rows = [code for (code,) in self.ask(database, f"SELECT code FROM {BOX}")]  # noqa: S608
        return sum(
            self.truth[voice] == code for (voice, _code), code in zip(self.told["order"], rows, strict=True)
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A secret vote that is open, and a backup of that moment, restored beside."""
    with services.postgresql(origin=moved_into(demo=False), settings=SETTINGS) as server:
        here = Server(server, {})
        here.told = json.loads(here.act("assemblage", "vote", str(VOTERS)))
        kept = tmp_path_factory.mktemp("kept") / "open.dump"
        dump, restore = server.programs / "pg_dump", server.programs / "pg_restore"
        subprocess.run([dump, "-Fc", "-f", kept, server.url("assemblage")], check=True)
        subprocess.run([restore, "-d", server.database("restored"), kept], check=True)
        yield here


def test_as_long_as_it_is_open_the_disk_gives_everybody_away(house):
    assert house.found("assemblage") == VOTERS
    assert house.logged() == VOTERS


def test_a_backup_of_an_open_vote_holds_the_order_of_casting_which_gives_names_to_whoever_watched(house):
    assert "they hold the order of casting" in DOCS
    assert house.watched("restored") == VOTERS


def test_what_a_crash_leaves_of_the_new_files_of_an_open_vote_tells_no_order(house):
    """Another vote ends, its tables are given new files, and the server is killed before they are anybody's."""
    with suppress(psycopg.OperationalError), psycopg.connect(house.server.url("assemblage")) as owner:
        for table in (ROLL, BOX):
            owner.execute(f"SELECT assemblage_rewrite_{table}()")
        written = "SELECT {} FROM {} WHERE {} ORDER BY ctid"
        voices = owner.execute(written.format("id", ROLL, "voted_at IS NOT NULL")).fetchall()
        codes = owner.execute(written.format("code", BOX, "true")).fetchall()
        places = [
            place
            for (place,) in owner.execute(
                f"SELECT unnest(array[pg_relation_filepath('{ROLL}'), pg_relation_filepath('{BOX}')])"
            )
        ]
        assert len(voices) == len(codes) == VOTERS
        os.kill(owner.info.backend_pid, signal.SIGKILL)
        house.server.kill()
    house.server.restart_after_kill()
    # Nobody's, and there for good: that is what the docs warn of.
    assert all((house.data / place).exists() for place in places)
    assert "files that are nobody's" in DOCS
    cast = [(voice, code) for voice, code in house.told["order"]]
    for pairs in (zip(voices, codes, strict=True), zip([(v,) for v, _code in cast], codes, strict=True)):
        assert sum(house.truth[voice] == code for (voice,), (code,) in pairs) <= LUCK
    assert sum(was == now for (was, _code), (now,) in zip(cast, voices, strict=True)) <= LUCK
    assert house.watched("assemblage") == VOTERS  # whoever had the order of the box until then has it still


REWRITE = """
import django
django.setup()
from core.rewriting import NotForgotten, rewrite
while True:
    try:
        rewrite("rounds_voice")
        break
    except NotForgotten:
        pass
"""


def test_whoever_stands_still_while_the_tables_get_new_files_shuts_nobody_out(house):
    """The server ends what it was asked for by itself."""
    place, waits = (
        f"SELECT pg_relation_filenode('{ROLL}')",
        "SELECT pid FROM pg_stat_activity WHERE query ~ '^SELECT assemblage_rewrite' AND wait_event_type = 'Lock'",
    )
    before = house.ask("assemblage", place)
    env = environment(house.server.url("assemblage"), "", house.server.home) | {"DEMO": "0"}
    with psycopg.connect(house.server.url("assemblage")) as reader:
        reader.execute(f"LOCK TABLE {ROLL} IN ACCESS SHARE MODE")
        frozen = subprocess.Popen([sys.executable, "-c", REWRITE], cwd=ROOT, env=env)
        while not house.ask("assemblage", waits):
            assert frozen.poll() is None
        frozen.send_signal(signal.SIGSTOP)
    try:
        with psycopg.connect(house.server.url("assemblage"), options="-c statement_timeout=5s") as visitor:
            assert visitor.execute(f"SELECT count(*) FROM {ROLL}").fetchone() == (VOTERS + 1,)  # noqa: S608
        assert house.ask("assemblage", place) != before
    finally:
        frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(30) == 0


def test_what_the_database_refuses_is_not_in_the_log_of_the_server(house):
    house.ask("assemblage", f"ALTER TABLE {BOX} ADD CONSTRAINT refused CHECK (content <> 'abstain')")
    said = house.act("assemblage", "refused", str(house.told["round"]))
    house.ask("assemblage", f"ALTER TABLE {BOX} DROP CONSTRAINT refused")
    log = (house.server.home / "log").read_text()
    assert said == "A ballot of a secret vote could not be cast.\n"
    assert 'violates check constraint "refused"' in log
    assert "abstain" not in log
    assert not re.search(r"\b[0-9a-f]{32}\b", log)


def test_restored_and_cancelled_the_vote_is_nobodys(house):
    house.act("restored", "cancel", str(house.told["round"]))
    assert house.found("restored") <= LUCK
    assert house.watched("restored") <= LUCK


def test_once_it_is_closed_the_files_tell_nothing_and_after_the_statements_of_the_documentation_nor_does_the_log(
    house,
):
    house.act("assemblage", "close", str(house.told["round"]))
    assert house.found("assemblage") <= LUCK
    # What was written while it was open is in the write-ahead log still, as the documentation says.
    assert house.logged() == VOTERS
    statements = re.findall(r'psql [^\n]*-c "([^"]+)" -c "([^"]+)"', DOCS)
    assert len(statements) == 1
    for statement in statements[0]:
        house.ask("assemblage", statement)
    assert house.logged() == 0
