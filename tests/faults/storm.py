"""A storm of voters over real processes that are killed meanwhile; everything is drawn from one seed.

The seed fixes who votes what, where, how (once, eight times at once, hanging up before the answer, changing their
mind, at the very closing) and what is killed when. What the machine makes of it differs from run to run, and the
promises hold in all of them.
"""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.faults.promises import REFUSED, TAKEN, UNKNOWN, Cast, Glimpse, History, Look, Stored, read
from tests.processes import REPLICAS, ROOT, House
from tests.services import wait_for_port

CHOICES = ("for", "against", "abstain")
WAYS = ("once", "once", "twice", "eight", "hang_up", "change", "at_the_closing")
TOKEN = "a" * 32
CLIENTS = 10
VOTERS = 24

# The cooperative of a storm: so many members with a session each.
FOUND = """
import json, time
from importlib import import_module
from django.conf import settings
from django.utils import timezone
from members.people.models import College, Member, Organisation, Person
from tests.code_social import enact_editions
Organisation.objects.create(name="Storm")
for code in "FSUPC":
    College.objects.create(code=code, name=code)
enact_editions(timezone.localdate())
colleges = list(College.objects.all())
engine = import_module(settings.SESSION_ENGINE)
found = {}
for k in range(%(voters)d):
    person = Person.objects.create(email=f"v{k}@example.example", given_name=f"V{k}", password="!")
    Member.objects.create(number=k + 1, person=person, college=colleges[k %% 5], admitted_on="2020-01-01")
    session = engine.SessionStore()
    session.update({"_auth_user_id": str(person.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
                    "_auth_user_hash": person.get_session_auth_hash(), "seen": int(time.time()), "language": "en"})
    session.save()
    found[person.pk] = session.session_key
print(json.dumps(found))
"""
OPEN = """
import json
from datetime import timedelta
from django.utils import timezone
from core.clock import database_now
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from members.people.models import Person
author, start, opened = Person.objects.order_by("pk").first(), database_now(), []
for k, (seconds, secret) in enumerate(%(rounds)s):
    proposal = writing.submit(writing.draft(author, title=f"Storm {k}", body="Words."), author)
    opened.append(opening.put_to_vote(
        proposal, author, decision_type="ordinary", electorate=Electorate(timezone.localdate()), secret=secret,
        closes_at=start + timedelta(seconds=seconds)))
print(json.dumps([[r.pk, r.closes_at.timestamp(), r.secret] for r in opened]))
"""
CLOSE_AGAIN = """
import json
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from votes.rounds.models import Round
from votes.tally.actions import close_round, recount
from votes.tally.arithmetic import fingerprint
from votes.tally.masking import as_salted
def counted(pk):
    round_ = Round.objects.select_related("result").get(pk=pk)
    return fingerprint(as_salted(recount(round_), round_.result.outcome))
def close(pk):
    try:
        return close_round(pk).sha256
    finally:
        connection.close()
with ThreadPoolExecutor(5) as many:
    print(json.dumps([[pk, counted(pk), *many.map(close, [pk] * 5)] for pk in %(rounds)s]))
"""


def asked(house: House, code: str, **values: Any) -> Any:
    """Run some lines inside the house; return the JSON they print last."""
    return json.loads(house.manage("shell", "--no-imports", "-c", code % values).splitlines()[-1])


def found(house: House) -> dict[int, str]:
    """Found the cooperative; return its people with their sessions."""
    return {int(who): key for who, key in asked(house, FOUND, voters=VOTERS).items()}


@dataclass
class Storm:
    """One storm over a house, for about so many seconds."""

    house: House
    people: dict[int, str]
    seed: int
    seconds: float = 20
    history: History = field(default_factory=History)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Stored:
        """Open rounds, let voters and kills loose, wait until all is settled, read what is there."""
        chance = random.Random(self.seed)
        spread = [round(4 + self.seconds * k / 5, 1) for k in range(5)]
        self.rounds = asked(
            self.house, OPEN, rounds=[*((s, False) for s in spread), (self.seconds + 4, True)]
        )
        secret = self.rounds[-1][0]
        plans = self._voters(chance)
        kills = self._kills(chance)
        people = " ".join(map(str, self.people)).split()
        quiet = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.secret_voters", str(secret), str(self.seed), *people],
            cwd=ROOT, env=self.house.env, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            with ThreadPoolExecutor(CLIENTS) as clients:
                busy = [clients.submit(self._client, plan) for plan in plans]
                self._kill_all(kills)
                for one in busy:
                    one.result()
            lines, _none = quiet.communicate(timeout=60)
        finally:
            # A storm that is broken off leaves nobody behind.
            self.over.set()
            watcher.join()
            quiet.kill()
            quiet.wait()
        self.history.casts.extend(Cast(*json.loads(line)) for line in lines.splitlines())
        self._wait_until_settled()
        self._look()
        return self.stored()

    def stored(self) -> Stored:
        with psycopg.connect(self.house.url) as connection:
            return read(connection, self.pks)

    @property
    def pks(self) -> list[int]:
        return [pk for pk, _closes, _secret in self.rounds]

    # --- voters ---------------------------------------------------------------------------------

    def _voters(self, chance: random.Random) -> list[list[tuple[Any, ...]]]:
        """For each client what it does, in order: (pause, way, round, closing, person, choices)."""
        acts = []
        for pk, closes, secret in self.rounds:
            for who in self.people if not secret else ():
                way = chance.choice(WAYS)
                acts.append((chance.uniform(0, 0.5), way, pk, closes, who, chance.sample(CHOICES, 2)))
        # By closing, roughly: most vote in time, and the last of each round race its closing.
        acts.sort(key=lambda act: act[3] + chance.uniform(-self.seconds / 2, 1))
        return [acts[k::CLIENTS] for k in range(CLIENTS)]

    def _client(self, plan: list[tuple[Any, ...]]) -> None:
        for pause, way, pk, closes, who, choices in plan:
            time.sleep(pause)
            ways: dict[str, Callable[..., None]] = {
                "twice": self._twice, "eight": self._eight, "hang_up": self._hang_up, "change": self._change,
                "at_the_closing": self._at_the_closing,
            }  # fmt: skip
            ways.get(way, self._once)(who, pk, choices, closes)

    def _once(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        """Vote, and try again as a person would whose page did not answer."""
        for _try in range(60):
            if self._post(who, pk, choices[0]) != UNKNOWN:
                return
            time.sleep(0.25)
        raise AssertionError(f"no answer for {who} in round {pk} for a long time")

    def _twice(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        self._once(who, pk, choices, closes)
        self._once(who, pk, choices, closes)

    def _eight(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        """One form, eight times at the same moment."""
        ready = threading.Barrier(8)

        def one(_k: int) -> None:
            ready.wait()
            self._post(who, pk, choices[0])

        with ThreadPoolExecutor(8) as many:
            list(many.map(one, range(8)))
        self._once(who, pk, choices, closes)

    def _hang_up(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        """Send the form and leave before the answer: whether it was taken is read later."""
        self._post(who, pk, choices[0], stay=False)

    def _change(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        for choice in choices:
            self._once(who, pk, [choice], closes)

    def _at_the_closing(self, who: int, pk: int, choices: list[str], closes: float) -> None:
        time.sleep(max(0.0, min(3.0, closes - time.time() - 0.02)))
        self._once(who, pk, choices, closes)

    def _post(self, who: int, pk: int, choice: str, *, stay: bool = True) -> str:
        began = time.time()
        status, location = self._ask("POST", f"/rounds/{pk}/ballot/", who, f"choice={choice}", stay=stay)[:2]
        answer = {302: TAKEN, 409: REFUSED}.get(status, UNKNOWN)
        if answer == TAKEN and not location.endswith("/receipt/"):
            raise AssertionError(f"{who} was led to {location}")
        self.history.casts.append(Cast(who, pk, choice, began, time.time(), answer))
        if answer == TAKEN:
            self._read_receipt(who, pk)
        return answer

    def _read_receipt(self, who: int, pk: int) -> bool:
        """Read the page of receipts, if it answers."""
        status, _location, page = self._ask("GET", f"/rounds/{pk}/receipt/", who)
        if status not in (200, 302):
            return False
        code, choice = re.search(r'data-copy="(\w+)"', page), re.search(r"receipt-vote--(\w+)", page)
        seen = (code[1], choice[1]) if status == 200 and code and choice else ("", "")
        self.history.looks.append(Look(who, pk, time.time(), *seen))
        return True

    def _ask(
        self, method: str, path: str, who: int, body: str = "", *, stay: bool = True
    ) -> tuple[int, str, str]:
        """One request of a person; status 0 when no answer came."""
        headers = {"Cookie": f"session={self.people[who]}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", urlsplit(self.house.address).port, timeout=15)
        try:
            line.request(method, path, body or None, headers)
            if not stay:
                return 0, "", ""
            answer = line.getresponse()
            return answer.status, answer.getheader("Location", "") or "", answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            line.close()

    # --- what is killed ---------------------------------------------------------------------------

    def _kills(self, chance: random.Random) -> list[tuple[float, str]]:
        """What is killed when, in seconds from now: each of them once, then whatever comes."""
        names = ["web", "worker", "beat", "database", "redis", "freeze"]
        chance.shuffle(names)
        while len(names) * 3 < self.seconds - 2:
            names.append(chance.choice(names))
        return [(1 + 3 * k + chance.uniform(0, 1.5), name) for k, name in enumerate(names)]

    def _kill_all(self, kills: list[tuple[float, str]]) -> None:
        began = time.monotonic()
        for at, name in kills:
            time.sleep(max(0.0, at - (time.monotonic() - began)))
            {"database": self._kill_database, "redis": self._kill_redis, "freeze": self._freeze}.get(
                name, lambda n=name: self._kill_process(n)
            )()

    def _kill_process(self, name: str) -> None:
        names = REPLICAS if name == "web" else (name,)
        for one in names:
            self.house.kill(one)
        time.sleep(0.3)
        for one in names:
            self.house.start(one)
        for port in self.house.ports_of_pages() if name == "web" else ():
            wait_for_port(port, 60)

    def _kill_database(self) -> None:
        self.house.database.kill()
        self.house.database.restart_after_kill()

    def _kill_redis(self) -> None:
        self.house.bus.kill()
        time.sleep(1)
        self.house.bus.start()

    def _freeze(self) -> None:
        """A worker that stands still, as on a machine that swaps, and then goes on as if nothing had happened."""
        pid = self.house.running["worker"].pid
        os.killpg(pid, signal.SIGSTOP)
        try:
            time.sleep(2)
        finally:
            os.killpg(pid, signal.SIGCONT)

    # --- what is seen from outside ------------------------------------------------------------------

    def _watch(self) -> None:
        """Look at committed states while it storms: as many ballots as marks, in each of them."""
        question = """SELECT r.id, (SELECT count(*) FROM ballots_ballot b JOIN rounds_voice v ON v.id = b.voice_id WHERE v.round_id = r.id)
              + (SELECT count(*) FROM ballots_secretballot s WHERE s.round_id = r.id),
              (SELECT count(*) FROM rounds_voice v WHERE v.round_id = r.id AND v.voted_at IS NOT NULL)
            FROM rounds_round r WHERE r.id = ANY(%s)"""
        while not self.over.wait(0.3):
            with suppress(psycopg.Error), psycopg.connect(self.house.url, autocommit=True) as connection:
                self.history.glimpses.extend(
                    Glimpse(*row) for row in connection.execute(question, [self.pks])
                )

    def _wait_until_settled(self, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        waiting = "SELECT count(*) FROM outbox_errand WHERE done_at IS NULL AND key = ANY(%s)"
        keys = [f"settle:{pk}" for pk in self.pks]
        with psycopg.connect(self.house.url, autocommit=True) as connection:
            while time.monotonic() < until:
                if connection.execute(waiting, [keys]).fetchone() == (0,):
                    return
                time.sleep(0.2)
        raise AssertionError(f"never settled: {self.house.said('worker')[-3000:]}")

    def _look(self) -> None:
        """Everyone reads their page of receipts, whatever they were told."""
        for pk, _closes, secret in self.rounds:
            for who in self.people if not secret else ():
                if not any(self._read_receipt(who, pk) for _try in range(20)):
                    raise AssertionError(f"{who} cannot read the receipts of round {pk}")

    def close_again(self) -> dict[int, set[str]]:
        """Close every round five times more at once and count it once more; return the hashes that gives."""
        return {pk: set(hashes) for pk, *hashes in asked(self.house, CLOSE_AGAIN, rounds=self.pks)}
