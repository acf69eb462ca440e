"""kill -9 around a closing: nothing is lost, and it closes once."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.processes import ROOT, House, production
from tests.services import free_port, wait_for_port

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]

# Run inside the house's own environment, as its acts would be.
OPEN = """
from datetime import timedelta
from core.clock import database_now
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from members.people.models import Person
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice
from django.utils import timezone
author = Person.objects.get(email="amel.haddad@lisieres.example")
for seconds in %(seconds)s:
    proposal = writing.submit(writing.draft(author, title="A vote that closes soon", body="Words."), author)
    opened = opening.put_to_vote(proposal, author, decision_type="ordinary", electorate=Electorate(timezone.localdate()),
                                closes_at=database_now() + timedelta(seconds=seconds))
    for voice in opened.voices.exclude(bearer=None).select_related("bearer")[:30]:
        cast_ballot(voice.bearer, opened.pk, {voice.pk: "for"})
    print(opened.pk)
"""
FACTS = """
SELECT (SELECT count(*) FROM tally_result WHERE round_id = %(round)s),
       (SELECT count(*) FROM decisions_decision WHERE ground->>'round' = '%(round)s'),
       (SELECT count(*) FROM journal_entry WHERE kind = 'round.closed' AND (facts->>'round')::int = %(round)s),
       (SELECT coalesce((outcome->>'for')::int, -1) FROM tally_result WHERE round_id = %(round)s),
       (SELECT extract(epoch FROM closed_at - closes_at) FROM rounds_round WHERE id = %(round)s)
"""


def open_votes(house: House, *seconds: float) -> list[int]:
    """Votes with thirty ballots each, that close in so many seconds."""
    said = house.manage("shell", "--no-imports", "-c", OPEN % {"seconds": seconds})
    return [int(line) for line in said.strip().splitlines()[-len(seconds) :]]


def open_vote(house: House, seconds: float) -> int:
    (opened,) = open_votes(house, seconds)
    return opened


def facts(house: House, round_id: int) -> tuple[int, int, int, int | None, float | None]:
    with psycopg.connect(house.url, autocommit=True) as connection:
        row = connection.execute(FACTS % {"round": round_id}).fetchone()
    assert row is not None
    return (*row[:4], float(row[4]) if row[4] is not None else None)


def wait_until_settled(house: House, round_id: int, seconds: float = 40) -> float:
    """Wait for the decision; return how late the round closed, in seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (found := facts(house, round_id))[1]:
            # One result, one decision, one closing line, and every acknowledged ballot in the count.
            assert found[:4] == (1, 1, 1, 30)
            assert found[4] is not None
            return found[4]
        time.sleep(0.1)
    raise AssertionError(f"round {round_id} was never settled: {house.said('worker')[-2000:]}")


def wait_until_over(house: House, round_id: int) -> None:
    """Wait until the deadline is a second ago, by the database's clock."""
    over = "SELECT clock_timestamp() > closes_at + interval '1 second' FROM rounds_round WHERE id = %s"
    with psycopg.connect(house.url, autocommit=True) as connection:
        while not connection.execute(over, [round_id]).fetchone()[0]:
            time.sleep(0.1)


@pytest.fixture(scope="module")
def house():
    with production() as house:
        yield house


def test_a_round_closes_by_itself_soon_after_its_deadline(house):
    late = wait_until_settled(house, open_vote(house, 3))
    assert 0 <= late < 5


def test_a_killed_worker_delays_a_closing_and_loses_nothing(house):
    house.kill("worker")
    round_id = open_vote(house, 3)
    wait_until_over(house, round_id)
    assert facts(house, round_id)[:2] == (0, 0)
    house.start("worker")
    wait_until_settled(house, round_id)
    assert "intact" in house.manage("verify_register")


@pytest.mark.parametrize("gone", ["beat", "redis"])
def test_a_closing_waits_neither_for_beat_nor_for_redis(house, gone):
    """Who closes looks by themselves; being asked only makes it prompt."""
    if gone == "beat":
        house.kill("beat")
    else:
        house.bus.kill()
    try:
        assert 0 <= wait_until_settled(house, open_vote(house, 3)) < 6
    finally:
        house.start("beat") if gone == "beat" else house.bus.start()


def test_a_worker_killed_again_and_again_in_the_middle_closes_each_round_once(house):
    rounds = open_votes(house, *(2 + k for k in range(6)))
    for pause in (0.7, 1.1, 0.4, 0.9):
        time.sleep(pause)
        house.kill("worker")
        house.start("worker")
    for round_id in rounds:
        wait_until_settled(house, round_id)
    assert "intact" in house.manage("verify_register")


def test_a_worker_that_starts_without_redis_closes_on_time_and_finds_it_later(house):
    house.bus.kill()
    house.kill("worker")
    house.start("worker")
    wait_until_settled(house, open_vote(house, 3))
    house.bus.start()
    wait_until_settled(house, open_vote(house, 3))


def test_a_killed_database_keeps_every_ballot_that_got_a_receipt(house):
    round_id = open_vote(house, 5)
    house.database.kill()
    house.database.restart_after_kill()
    wait_until_settled(house, round_id, 60)
    assert "intact" in house.manage("verify_register")


class Embedded:
    """The embedded process: SQLite, pages, sockets and runner in one."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.env = {
            **kept, "DATA_DIR": str(home), "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)], cwd=ROOT, env=self.env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_port(self.port, 60)

    def kill(self, with_signal: int = signal.SIGKILL) -> float:
        """End it; return how long it took to go."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(with_signal)
        self.process.wait(10)
        return time.monotonic() - began

    def run(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT, env=self.env,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]


COUNT = """
from governance.decisions.models import Decision
from votes.tally.models import Result
result = Result.objects.filter(round_id={round}).first()
print(Result.objects.filter(round_id={round}).count(), Decision.objects.filter(ground__round={round}).count(),
      result.outcome["for"] if result else -1)
"""


@pytest.fixture(scope="module")
def moved_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an embedded house after its first start, with the demo in it: made once, copied for each test."""
    home = tmp_path_factory.mktemp("moved-in")
    embedded = Embedded(home)
    embedded.start()
    embedded.kill()
    return home


@pytest.fixture
def embedded(moved_in: Path, tmp_path: Path) -> Embedded:
    """An embedded house that is not started."""
    return Embedded(Path(shutil.copytree(moved_in, tmp_path / "house")))


def settled(embedded: Embedded, round_id: int) -> Callable[[], bool]:
    return lambda: embedded.run(COUNT.format(round=round_id)) == "1 1 30"


def test_the_embedded_process_killed_around_a_closing_closes_once_when_it_is_back(embedded):
    round_id = int(embedded.run(OPEN % {"seconds": (3,)}))
    time.sleep(4)  # past the deadline
    assert embedded.run(COUNT.format(round=round_id)) == "0 0 -1"
    embedded.start()
    until = time.monotonic() + 30
    while not settled(embedded, round_id)():
        assert time.monotonic() < until
    embedded.kill()
    embedded.start()
    assert settled(embedded, round_id)()
    # A second on a quiet machine; with all parts of a run beside it, a little more.
    assert embedded.kill(signal.SIGINT) < 3


def test_ctrl_c_ends_the_embedded_process_within_a_second_even_with_open_pages(embedded):
    import websocket

    embedded.start()
    open_page = websocket.create_connection(
        f"ws://127.0.0.1:{embedded.port}/ws/live/?t=portal", origin=f"http://127.0.0.1:{embedded.port}"
    )
    # A second on a quiet machine; with all parts of a run beside it, a little more.
    assert embedded.kill(signal.SIGINT) < 3
    open_page.close()
