"""What the benchmarks share: a house to measure, people signed in, CPU of a process tree, a table."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.processes import ROOT

# Run inside the measured house: so many voters with a session each, and one open round for all of them.
SEED = """
import json, sys, time
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.utils import timezone
from core.clock import database_now
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from members.people.models import College, Member, Organisation, Person
from tests.code_social import enact_editions
voters, rounds = %(voters)d, %(rounds)d
Organisation.objects.create(name="Benchmark")
for code in "FSUPC":
    College.objects.create(code=code, name=code)
enact_editions(timezone.localdate())
colleges = list(College.objects.all())
people = Person.objects.bulk_create(
    [Person(email=f"v{k}@example.example", given_name=f"V{k}", password="!") for k in range(voters)], batch_size=2000)
Member.objects.bulk_create(
    [Member(number=k + 1, person=p, college=colleges[k %% 5], admitted_on="2020-01-01") for k, p in enumerate(people)],
    batch_size=2000)
author = people[0]
opened, proposals = [], []
for k in range(rounds):
    proposal = writing.submit(writing.draft(author, title=f"Round {k}", body="Words. " * 40), author)
    opened.append(opening.put_to_vote(
        proposal, author, decision_type="ordinary", electorate=Electorate(timezone.localdate()),
        closes_at=database_now() + timedelta(days=2)).pk)
    proposals.append(proposal.pk)
from core.outbox.models import Errand
Errand.objects.filter(kind="fan_out").update(done_at=database_now())
engine = import_module(settings.SESSION_ENGINE)
keys = []
for person in people[: %(sessions)d]:
    session = engine.SessionStore()
    session.update({"_auth_user_id": str(person.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
                    "_auth_user_hash": person.get_session_auth_hash(), "seen": int(time.time()), "language": "fr"})
    session.save()
    keys.append(session.session_key)
print(json.dumps({"rounds": opened, "proposals": proposals, "sessions": keys}))
"""
TOKEN = "a" * 32


def manage(env: dict[str, str], *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if finished.returncode:
        sys.exit(finished.stderr)
    return finished.stdout


def seed(env: dict[str, str], *, voters: int, rounds: int = 1, sessions: int | None = None) -> dict[str, Any]:
    """Fill an empty house; return its open rounds and the session of each voter."""
    code = SEED % {"voters": voters, "rounds": rounds, "sessions": voters if sessions is None else sessions}
    seeded: dict[str, Any] = json.loads(manage(env, "shell", "--no-imports", "-c", code).splitlines()[-1])
    return seeded


def ballot(round_id: int, session: str, port: int) -> str:
    """One whole ballot as a browser posts it."""
    body = "choice=for"
    return (
        f"POST /rounds/{round_id}/ballot/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: session={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def page(path: str, session: str, port: int) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: session={session}\r\n\r\n"


def fire(requests: Sequence[str], clients: int, *ports: int) -> dict[str, Any]:
    """Send requests from a client process, whose clients are spread over the ports; return what it saw."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
        file.writelines(json.dumps(request) + "\n" for request in requests)
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", file.name, str(clients), *map(str, ports)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    os.unlink(file.name)
    measured: dict[str, Any] = json.loads(finished.stdout)
    return measured


def cpu(*pids: int) -> float:
    """Seconds of processor that these process trees have used so far."""
    total = 0.0
    for pid in pids:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            used = process.cpu_times()
            total += used.user + used.system
        finished = root.cpu_times()
        total += finished.children_user + finished.children_system
    return total


def memory(pid: int) -> int:
    """Bytes that this process holds alone or shares in proportion."""
    return int(psutil.Process(pid).memory_full_info().pss)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print one aligned table."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    sys.stdout.flush()


def scratch(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"assemblage-{name}-"))
