"""Workers and pages whose clocks are half a minute off, both ways: rounds close at their time, and somebody is told."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.faults.test_closing import open_vote, wait_until_settled
from tests.faults.visitor import Visitor
from tests.mailserver import mail_server
from tests.processes import REPLICAS, ROOT, House, production

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]
SHIFTED = str(Path(__file__).parent / "clock_of_its_own")
VOTER = "amel.haddad@lisieres.example"


@pytest.fixture(scope="module")
def house_and_mails() -> Iterator[tuple]:
    with (
        mail_server() as mails,
        production(SMTP_HOST="127.0.0.1", SMTP_PORT=str(mails.port), SMTP_STARTTLS="0") as house,
    ):
        yield house, mails


def set_clock(house: House, name: str, ahead: int) -> None:
    """Start a process again, with a clock of its own."""
    house.kill(name)
    house.start(name, CLOCK_AHEAD=str(ahead), PYTHONPATH=f"{SHIFTED}:{ROOT}")


def wait_for_pages(visitor: Visitor) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            if visitor.get("/open/verify/").status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("no page answers")


def skews(house: House) -> list[float]:
    """How far off those who drain say that they are, among those who did in the last seconds."""
    with psycopg.connect(house.url, autocommit=True) as connection:
        found = connection.execute("SELECT skew FROM outbox_drainer WHERE seen_at > now() - interval '6 s'")
        return [row[0] for row in found]


def wait_for_skew(house: House, ahead: int) -> None:
    until = time.monotonic() + 40
    while not (found := skews(house)) or any(abs(skew - ahead) > 3 for skew in found):
        assert time.monotonic() < until, (found, house.said("worker")[-2000:])
        time.sleep(0.1)


def problems(house: House) -> str:
    """What `manage.py healthy house` complains of."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "manage.py", "healthy", "house"],
        cwd=ROOT,
        env=house.env,
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize(("worker", "web"), [(30, -30), (-30, 30)])
def test_clocks_half_a_minute_apart_change_nothing_but_what_is_told(worker, web, house_and_mails):
    house, mails = house_and_mails
    set_clock(house, "worker", worker)
    for name in REPLICAS:
        set_clock(house, name, web)
    visitor = Visitor(house.address, f"198.51.100.{30 + worker}")
    wait_for_pages(visitor)
    wait_for_skew(house, worker)
    assert visitor.sign_in(VOTER, mails).path == "/home/"
    round_id = open_vote(house, 8)
    taken = visitor.vote(round_id, "against")
    assert (taken.status, taken.path) == (200, f"/rounds/{round_id}/receipt/")
    late = settled(house, round_id)
    assert 0 <= late < 5
    refused = visitor.post(f"/rounds/{round_id}/ballot/", choice="for")
    assert refused.status == 409
    assert "30 seconds" in problems(house)


def settled(house: House, round_id: int) -> float:
    """Wait for the decision; how late the round closed by the database's clock."""
    until = time.monotonic() + 40
    asked = "SELECT extract(epoch FROM closed_at - closes_at) FROM rounds_round WHERE id = %s AND closed_at IS NOT NULL"
    while time.monotonic() < until:
        with psycopg.connect(house.url, autocommit=True) as connection:
            if row := connection.execute(asked, [round_id]).fetchone():
                return float(row[0])
        time.sleep(0.1)
    raise AssertionError(house.said("worker")[-2000:])


def test_messages_that_piled_up_while_the_worker_was_away_do_not_hurt(house_and_mails):
    """Five thousand of them, and a round that is due: it closes on time all the same."""
    house, _mails = house_and_mails
    house.kill("worker")
    house.manage("shell", "--no-imports", "-c", PILE)
    round_id = open_vote(house, 6)
    house.start("worker")
    wait_until_settled(house, round_id)
    assert settled(house, round_id) < 5


PILE = """
from config.celery import app
from core.outbox.tasks import drain_lane
with app.producer_or_acquire() as producer:
    for _k in range(5000):
        drain_lane.apply_async(args=["decide"], queue="decide", producer=producer)
"""


def test_beat_asks_no_more_once_enough_messages_wait(house_and_mails):
    import redis

    from config.celery import ENOUGH

    house, _mails = house_and_mails
    house.kill("worker")
    with redis.Redis(port=house.bus.port) as client:
        client.delete("decide")
        until = time.monotonic() + 40
        while client.llen("decide") < ENOUGH:
            assert time.monotonic() < until
            time.sleep(0.05)
        # Beat goes on with the other lanes meanwhile, and this one grows no more.
        while client.llen("send") < ENOUGH:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert client.llen("decide") <= ENOUGH + 1
    house.start("worker")
