"""Rounds of any size: a very long roll opened, its box counted, closed; many rounds due in the same second.

    python -m benchmarks.rounds [--voters 1000000] [--due 500]

PostgreSQL with fsync on, started for the run. Voters get their ballots from one SQL sentence each, since casting
them is what benchmarks.ballots measures; opening, reading, counting and closing are the house's own acts, in a
process whose memory is read. Then rounds that are all due in one second, closed by the worker and beat of
production; and again while the worker is killed over their deadline.
"""

import argparse
import json
import os
import time
from typing import Any

import psycopg

from benchmarks import house
from tests import processes

# The roll is written as an opening writes it, and its memory read before and after.
OPENING = """
import json, resource, time
from datetime import timedelta
from django.db import connection, transaction
from core.clock import database_now
from members.people.models import Person
from votes.rounds import actions
from votes.rounds.actions import Question, Seat
from votes.rounds.paper import Choice, Paper
from votes.rules.terms import Terms
voters = %(voters)d
Person.objects.bulk_create((Person(pk=10**7 + k, email=f"r{k}@example.example", given_name="R", password="!")
    for k in range(min(voters, 1000))), batch_size=1000)
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def seats():
    for k in range(voters):
        yield Seat(f"Voter {k}", member_id=10**8 + k, college="FSUPC"[k %% 5])
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE rounds_voice DROP CONSTRAINT IF EXISTS " + %(foreign)r)
paper = Paper("irv", tuple(Choice(str(k), f"Option {k}") for k in range(1, 21)))
question = Question("bench.1", "Which?", "Which?", "ordinary", Terms(), ["1"], 1, {}, paper=paper)
marks, began, before = [], time.perf_counter(), peak()
def after(written):
    marks.append((written, peak()))
with transaction.atomic():
    begun = actions.begin(question, closes_at=database_now() + timedelta(days=1), actor=None)
    actions.enrol(begun, seats(), after=after)
    opened = actions.declare_open(begun, actor=None)
print(json.dumps({"round": opened.pk, "seconds": time.perf_counter() - began, "before": before,
                  "tenth": marks[len(marks) // 10][1], "peak": peak(), "told": len(marks)}))
"""
CLOSING = """
import json, resource, time
from votes.ballots.actions import open_box
from votes.rounds.models import Round
from votes.tally.actions import close_round
round_ = Round.objects.get(pk=%(round)d)
began = time.perf_counter()
box = open_box(round_)
read = time.perf_counter() - began
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
began = time.perf_counter()
result = close_round(round_.pk, early=True)
print(json.dumps({"read": read, "distinct": len(box), "closed": time.perf_counter() - began, "before": before,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "winners": result.outcome["winners"]}))
"""
# Ballots follow one of forty leanings; most stray from it by one exchange of neighbours.
LEANINGS = """
CREATE TEMP TABLE leaning AS
  SELECT l, (SELECT array_agg(k ORDER BY md5(l::text || k::text)) FROM generate_series(1, 20) k) AS ranking
  FROM generate_series(0, 39) l
"""
BALLOTS = """
INSERT INTO ballots_ballot (voice_id, content, receipt, cast_at)
SELECT v.id, array_to_string(CASE WHEN v.id %% 3 = 0 THEN l.ranking
    ELSE l.ranking[:c] || l.ranking[c + 2] || l.ranking[c + 1] || l.ranking[c + 3:] END, ','), 'BENCHMRK', now()
FROM (SELECT id, 1 + (id * 7919 %% 16)::int AS c FROM rounds_voice WHERE round_id = %s) v
JOIN leaning l ON l.l = (v.id * v.id %% 977) %% 40
"""
MANY_DUE = """
import json
from datetime import timedelta
from django.utils import timezone
from core.clock import database_now
from governance.proposals import actions, voting
from governance.proposals.electorate import Electorate
from members.people.models import Person
author = Person.objects.order_by("pk").first()
closes = database_now() + timedelta(seconds=%(seconds)d)
made = []
for k in range(%(due)d):
    proposal = actions.submit(actions.draft(author, title=f"Due {k}", body="Words."), author)
    made.append(voting.put_to_vote(proposal, author, decision_type="ordinary",
        electorate=Electorate(timezone.localdate()), closes_at=closes).pk)
from core.outbox.models import Errand
from votes.rounds.models import Round
# All due in the same second, some seconds after the last of them has opened.
due = database_now() + timedelta(seconds=%(grace)d)
Round.objects.filter(pk__in=made).update(closes_at=due)
Errand.objects.filter(key__in=[f"settle:{pk}" for pk in made]).update(due_at=due)
Errand.objects.filter(kind="fan_out").update(done_at=database_now())
print(json.dumps(made))
"""


def asked(env: dict[str, str], code: str, **values: Any) -> Any:
    return json.loads(house.manage(env, "shell", "--no-imports", "-c", code % values).splitlines()[-1])


def foreign_key(url: str) -> str:
    """The constraint that ties a voice to a seat: a million seats would measure the register, not the opening."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'rounds_voice'::regclass AND contype = 'f' "
            "AND confrelid = 'people_member'::regclass"
        ).fetchone()
    assert row is not None
    return str(row[0])


def one_long_round(here: processes.House, voters: int) -> None:
    opened = asked(here.env, OPENING, voters=voters, foreign=foreign_key(here.url))
    began = time.perf_counter()
    with psycopg.connect(here.url) as connection:
        connection.execute(LEANINGS)
        connection.execute(BALLOTS, [opened["round"]])
    filled = time.perf_counter() - began
    with psycopg.connect(here.url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    closed = asked(here.env, CLOSING, round=opened["round"])
    house.table(
        f"One round of {voters:,} voters and as many rankings of 20 options ({closed['distinct']:,} distinct; "
        f"put in by SQL in {filled:.0f} s)",
        ["act", "seconds", "goal", "memory before MB", "at a tenth", "at the end"],
        [
            ["open, progress told " + str(opened["told"]) + " times", f"{opened['seconds']:.1f}", "< 60", opened["before"], opened["tenth"], opened["peak"]],
            ["read the box", f"{closed['read']:.1f}", "", "", "", closed["before"]],
            ["read, count, close", f"{closed['closed']:.1f}", "< 5", closed["before"], "", closed["peak"]],
        ],
    )  # fmt: skip


def late(here: processes.House, rounds: list[int], seconds: float = 60) -> list[float]:
    """Wait until all are decided; how long after its deadline each was closed, sorted."""
    question = "SELECT extract(epoch FROM closed_at - closes_at)::float FROM rounds_round WHERE id = ANY(%s) AND closed_at IS NOT NULL"
    until = time.monotonic() + seconds
    with psycopg.connect(here.url, autocommit=True) as connection:
        while time.monotonic() < until:
            found = sorted(row[0] for row in connection.execute(question, [rounds]))
            if len(found) == len(rounds):
                return found
            time.sleep(0.2)
    raise SystemExit(f"{len(found)} of {len(rounds)} closed in {seconds:.0f} s")


def many_due(here: processes.House, due: int) -> list[Any]:
    rounds = asked(here.env, MANY_DUE, due=due, seconds=600, grace=4)
    found = late(here, rounds)
    return [f"{due} due in one second", *_quantiles(found), "all < 10"]


def one_by_one(here: processes.House) -> list[Any]:
    """Rounds that are due alone: the wait is that for the next tick."""
    found = []
    for _round in range(6):
        found += late(here, asked(here.env, MANY_DUE, due=1, seconds=600, grace=2))
    return ["due alone, 6 times", *_quantiles(sorted(found)), "p95 <= 2"]


def after_a_kill(here: processes.House) -> list[Any]:
    """The worker is dead over the deadline: lateness counts from the moment it is started again."""
    rounds = asked(here.env, MANY_DUE, due=20, seconds=600, grace=2)
    here.kill("worker")
    time.sleep(4)
    with psycopg.connect(here.url, autocommit=True) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp() - closes_at)::float FROM rounds_round WHERE id = %s", [rounds[0]]).fetchone()  # fmt: skip
    assert row is not None
    here.start("worker")
    found = [seconds - row[0] for seconds in late(here, rounds)]
    return ["20 due while the worker is dead", *_quantiles(found), "all <= 4 from its start"]


def _quantiles(found: list[float]) -> list[str]:
    return [f"{found[int(len(found) * q)]:.2f}" for q in (0.5, 0.95)] + [f"{found[-1]:.2f}"]


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--voters", type=int, default=1_000_000)
    asks.add_argument("--due", type=int, default=500)
    size = asks.parse_args()
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with processes.production(demo=False, fsync=True) as here:
        house.seed(here.env, voters=30, sessions=0)
        rows = [one_by_one(here), many_due(here, size.due), after_a_kill(here)]
        house.table(
            "Seconds from the deadline to the closing", ["rounds", "p50", "p95", "last", "goal"], rows
        )
        one_long_round(here, size.voters)


if __name__ == "__main__":
    main()
