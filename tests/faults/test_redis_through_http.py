"""Redis killed, frozen, flushed, never started: people open pages, sign in and vote all the same, and are not kept waiting.

Through HTTP, on the production shape. Bounds are for a machine that is busy with other things: what they tell
apart is a fifth of a second paid once from seconds paid on every page.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import websocket

from config.limits import KNOCKS
from tests import services
from tests.faults.visitor import Answer, Visitor
from tests.mailserver import MailServer, mail_server
from tests.processes import REPLICAS, House, production
from tests.services import wait_for_port

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(300)]
FIRST, AFTER = 4.0, 2.5  # seconds: for each page right after the fault, and for the ones that follow
PAGES = ["/home/", "/proposals/", "/me/", "/open/", "/members/", "/circles/", "/notices/", "/open/verify/"]

# A vote for all members, open or secret, with those who carry one voice in it.
OPEN = """
import json
from datetime import timedelta
from core.clock import database_now
from django.db.models import Count, Q
from django.utils import timezone
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from members.people.models import Person
author = Person.objects.get(email="amel.haddad@lisieres.example")
opened = {}
for name, secret in (("open", False), ("secret", True)):
    proposal = writing.submit(writing.draft(author, title=f"Without Redis, {name}", body="Words."), author)
    opened[name] = opening.put_to_vote(proposal, author, decision_type="ordinary", secret=secret,
        electorate=Electorate(timezone.localdate()), closes_at=database_now() + timedelta(hours=1))
carried = Count("voices", filter=Q(voices__round=opened["open"]))
bearers = Person.objects.annotate(carried=carried).filter(carried=1, email__isnull=False, household=None).exclude(pk=author.pk)
emails = sorted(bearers.values_list("email", flat=True))
print(json.dumps({"rounds": {k: r.pk for k, r in opened.items()}, "topic": opened["open"].subject, "voters": emails}))
"""


@dataclass
class Town:
    """The house, its votes, its mail, and people who come one after the other."""

    house: House
    mails: MailServer
    rounds: dict[str, int]
    topic: str
    voters: Iterator[str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def address(self) -> str:
        return self.house.address

    def visitor(self) -> Visitor:
        """Somebody else each time, at an address of their own: one person's limits are not another's."""
        return Visitor(self.address, f"198.51.100.{next(self.numbers)}")

    def member(self) -> Visitor:
        """A member who signed in by code."""
        visitor = self.visitor()
        arrived = visitor.sign_in(next(self.voters), self.mails)
        assert (arrived.status, arrived.path) == (200, "/home/"), arrived
        return visitor

    def counted(self) -> tuple[int, int, int]:
        """Open ballots, secret ballots, and marks on the two rolls."""
        with psycopg.connect(self.house.url, autocommit=True) as connection:
            open_, secret = self.rounds["open"], self.rounds["secret"]
            return connection.execute(
                "SELECT (SELECT count(*) FROM ballots_ballot b JOIN rounds_voice v ON v.id = b.voice_id WHERE v.round_id = %s),"
                " (SELECT count(*) FROM ballots_secretballot WHERE round_id = %s),"
                " (SELECT count(*) FROM rounds_voice WHERE round_id IN (%s, %s) AND voted_at IS NOT NULL)",
                [open_, secret, open_, secret],
            ).fetchone()  # type: ignore[return-value]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The house, in which Redis was not started yet."""
    with (
        mail_server() as mails,
        production(redis=False, SMTP_HOST="127.0.0.1", SMTP_PORT=str(mails.port), SMTP_STARTTLS="0") as house,
    ):
        facts = json.loads(house.manage("shell", "--no-imports", "-c", OPEN).splitlines()[-1])
        yield Town(house, mails, facts["rounds"], facts["topic"], iter(facts["voters"]))


@pytest.fixture
def redis(town):
    """Redis, there and answering, before and after."""
    if town.house.bus.process is None:
        town.house.bus.start()
    wait_until_redis_is_used(town)
    yield town.house.bus
    town.house.bus.kill()
    town.house.bus.start()


def wait_until_redis_is_used(town: Town, seconds: float = 20) -> None:
    """Every worker of the pages has seen it: a name that one of them kept there comes back after it is dropped."""
    visitor = town.visitor()
    until = time.monotonic() + seconds
    while not asked_redis(town, "EXISTS", ":1:organisation"):
        assert time.monotonic() < until
        visitor.get("/open/")
        time.sleep(0.05)


def asked_redis(town: Town, *command: str) -> int:
    import redis

    with redis.Redis(port=town.house.bus.port, socket_timeout=5) as client:
        return client.execute_command(*command)  # type: ignore[no-any-return]


def looked_at(visitor: Visitor) -> list[Answer]:
    """Open every page twice: the first time each may find out, the second time it is known."""
    first = [visitor.get(path) for path in PAGES]
    after = [visitor.get(path) for path in PAGES]
    slow = [(a.path, a.seconds) for a in first if a.seconds > FIRST] + [
        (a.path, a.seconds) for a in after if a.seconds > AFTER
    ]
    assert not slow
    return first + after


def everything_still_works(town: Town, here: Visitor) -> None:
    """Open pages, vote openly and in secret, as somebody who was there before and as somebody who signs in now."""
    before = town.counted()
    assert {answer.status for answer in looked_at(here)} == {200}
    newcomer = town.member()
    for voter in (here, newcomer):
        receipt = voter.vote(town.rounds["open"], "for")
        assert (receipt.status, receipt.path.split("/")[-2]) == (200, "receipt"), receipt
        assert receipt.seconds < FIRST
        proof = voter.vote(town.rounds["secret"], "against")
        assert proof.status == 200, proof
        assert "data-copy" in proof.page
        assert voter.get(f"/rounds/{town.rounds['open']}/receipt/").path.endswith("/receipt/")
    assert town.counted() == (before[0] + 2, before[1] + 2, before[2] + 4)


def is_limited(town: Town) -> None:
    """Whoever asks for one code after the other is stopped before long; everybody else comes in."""
    address = town.visitor().address
    assert not stopped(town, address, 0)
    # So often that one whole minute of the limit lies within, wherever in a minute this began.
    assert any(stopped(town, address, k) for k in range(1, 2 * KNOCKS[0] + 10))
    town.member()


def stopped(town: Town, address: str, k: int) -> bool:
    """Ask for a code for yet another person, from the same place; whether that was refused."""
    asker = Visitor(town.address, address)
    asker.get("/account/login/")
    answer = asker.post("/account/login/code/", email=f"somebody.{k}@elsewhere.example")
    assert answer.status in {200, 429}
    assert answer.seconds < FIRST
    return answer.path != "/account/login/code/confirm/"


@contextmanager
def listening(town: Town) -> Iterator[websocket.WebSocket]:
    """An open page of the open vote."""
    line = websocket.create_connection(
        f"ws://127.0.0.1:{town.house.port('live')}/ws/live/?t={town.topic}&l=en",
        origin=town.house.address, timeout=30,
        host=town.house.address.removeprefix("http://"),
    )  # fmt: skip
    try:
        yield line
    finally:
        line.close()


def voices_shown(frame: str) -> int:
    """How many voices a frame says are in."""
    import re

    found = re.search(r"(\d+) voices?</strong>", json.loads(frame).get("html", ""))
    return int(found[1]) if found else -1


def live_frames_come(town: Town) -> None:
    """A ballot moves an open page."""
    with listening(town) as page:
        line_up(page)
        town.member().vote(town.rounds["open"], "for")
        expected = town.counted()[0]
        while voices_shown(page.recv()) != expected:
            pass


def line_up(page: websocket.WebSocket) -> None:
    """Read the current state, which is sent on connecting."""
    assert page.recv()


# --- never started: first, because it can be so only once ---------------------------------------------


def test_where_redis_never_started_people_sign_in_open_pages_and_vote(town):
    here = town.member()
    everything_still_works(town, here)
    is_limited(town)


def test_a_redis_that_starts_late_is_found(town, redis):
    live_frames_come(town)
    is_limited(town)
    assert asked_redis(town, "EVAL", "return #redis.call('keys', ':1:limit:knock:*')", "0") > 0


# --- and then it goes ------------------------------------------------------------------------------------


def test_killed_it_is_missed_by_nobody_and_back_it_works_again(town, redis):
    here = town.member()
    redis.kill()
    everything_still_works(town, here)
    is_limited(town)
    redis.start()
    wait_until_redis_is_used(town)
    live_frames_come(town)


def test_frozen_it_keeps_nobody_waiting_and_thawed_it_works_again(town, redis):
    here, leaving = town.member(), town.member()
    kept = leaving.cookie("session")
    redis.freeze()
    try:
        everything_still_works(town, here)
        is_limited(town)
        leaving.post("/account/logout/")
    finally:
        redis.thaw()
    wait_until_redis_is_used(town)
    live_frames_come(town)
    assert comes_back_as_nobody(town, kept)


def comes_back_as_nobody(town: Town, session: str) -> bool:
    """Whether a cookie of a session that was ended opens nothing."""
    import http.client

    line = http.client.HTTPConnection(urlsplit(town.address).netloc, timeout=30)
    line.request("GET", "/me/", headers={"Cookie": f"session={session}"})
    return line.getresponse().status == 302


def test_flushed_nobody_is_signed_out_and_nothing_is_lost(town, redis):
    here = town.member()
    redis.flush()
    assert here.get("/me/").path == "/me/"
    everything_still_works(town, here)
    live_frames_come(town)


def test_a_page_that_was_open_while_it_stood_still_catches_up_by_itself(town, redis):
    """What was said meanwhile is lost with it; that something was, is said when it is back."""
    with listening(town) as page:
        line_up(page)
        voter = town.member()
        redis.freeze()
        try:
            voter.vote(town.rounds["open"], "for")
        finally:
            redis.thaw()
        expected = town.counted()[0]
        while voices_shown(page.recv()) != expected:
            pass


# --- a process of the pages dies, or stands still -------------------------------------------------------------------------


def test_a_process_that_dies_comes_back_and_the_others_go_on_meanwhile(town, redis):
    here = town.member()
    before = serving(town)
    assert len(before) == len(REPLICAS)
    os.kill(min(before), signal.SIGKILL)
    assert here.get("/home/").status == 200
    assert "/receipt/" in here.vote(town.rounds["open"], "for").path
    until = time.monotonic() + 30
    while len(serving(town)) < len(before) or serving(town) == before:
        assert time.monotonic() < until, "".join(map(town.house.said, REPLICAS))
        time.sleep(0.05)
    for port in town.house.ports_of_pages():  # the new one has to open its first page
        wait_for_port(port, 60)
        assert Visitor(f"http://127.0.0.1:{port}").get("/open/verify/").status == 200
    everything_still_works(town, town.member())


def test_while_one_process_stands_still_everybody_else_is_answered(town, redis):
    """Whose request it holds waits for it; nobody else is sent there."""
    held, here = min(serving(town)), town.member()
    os.kill(held, signal.SIGSTOP)
    try:
        with caught(town) as waiting:
            everything_still_works(town, here)
            assert len(waiting) == 1
    finally:
        os.kill(held, signal.SIGCONT)


def test_a_process_that_stands_still_ends_when_it_is_told_to(town):
    """Else its container would be waited for, and not replaced."""
    name = REPLICAS[0]
    parent = town.house.running[name]
    (held,) = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    os.kill(int(held), signal.SIGSTOP)
    parent.send_signal(signal.SIGTERM)
    parent.wait(30)
    assert not Path(f"/proc/{held}").exists()
    wait_for_port(town.house.port(name), 60)


def test_while_one_page_takes_long_nobody_else_waits(town, redis):
    """A ballot waits for a voter's row that somebody holds, and thirty visitors come meanwhile."""
    slow, late = town.member(), []
    with psycopg.connect(town.house.url) as connection:
        connection.execute("SELECT FROM rounds_voice WHERE round_id = %s FOR UPDATE", [town.rounds["open"]])
        ballot = threading.Thread(target=lambda: late.append(slow.vote(town.rounds["open"], "for")))
        ballot.start()
        time.sleep(1)
        with ThreadPoolExecutor(30) as many:
            answers = list(many.map(lambda _k: town.visitor().get("/open/verify/"), range(30)))
        assert not late
    ballot.join()
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < FIRST


@contextmanager
def caught(town: Town) -> Iterator[list[socket.socket]]:
    """Ask until one request is not answered any more: the one that a process took which stands still."""
    waiting: list[socket.socket] = []
    with ExitStack() as lines:
        while not waiting:
            line = lines.enter_context(
                socket.create_connection(("127.0.0.1", urlsplit(town.address).port), 3)
            )
            line.sendall(b"GET /open/verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            try:
                assert line.recv(12) == b"HTTP/1.1 200"
            except TimeoutError:
                waiting.append(line)
        yield waiting


def serving(town: Town) -> set[int]:
    """The processes that serve the pages: the child of each that watches over one."""
    parents = [town.house.running[name].pid for name in REPLICAS]
    children = [Path(f"/proc/{pid}/task/{pid}/children").read_text().split() for pid in parents]
    return {int(pid) for found in children for pid in found}


A_LOCK = """
import sys, time, django
django.setup()
from django.core.cache import cache
from core.broker import presence
def wait_until(there):
    until = time.monotonic() + 30
    while presence.is_there is not there:
        assert time.monotonic() < until
        time.sleep(0.02)
def say(word):
    print(word, flush=True)
    sys.stdin.readline()
cache.set("here", 1)
wait_until(True)
say("ready")
began = time.monotonic()
assert cache.add("lock", True, 60)      # nobody answers: whoever asks gets it
assert time.monotonic() - began < 1
say("taken")
wait_until(True)
say(cache.add("lock", True, 60))
"""


def test_a_lock_that_a_frozen_redis_took_on_waking_shuts_nobody_out():
    """The question waited in its line all the while, and nobody waits for the answer any more."""
    with services.redis() as server:
        env = {
            **os.environ, "REDIS_URL": server.url, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings_test",
        }  # fmt: skip
        asking = subprocess.Popen(
            [sys.executable, "-c", A_LOCK], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert asking.stdin
        assert asking.stdout
        try:
            assert asking.stdout.readline() == "ready\n"
            server.freeze()
            asking.stdin.write("\n")
            asking.stdin.flush()
            assert asking.stdout.readline() == "taken\n"
            server.thaw()
            asking.stdin.write("\n")
            asking.stdin.flush()
            assert asking.stdout.readline() == "True\n"
        finally:
            asking.kill()
            asking.wait()
