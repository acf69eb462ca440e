"""Rounds of any size: a very long roll opened, its box counted, closed; many rounds due in the same second.

    python -m benchmarks.rounds [--voters 1000000] [--due 500]

PostgreSQL with fsync on, started for the run. Rounds that are all due in one second, closed by the worker and beat
of production; and again while the worker is killed over their deadline. Then a register of a million members: a
planned vote is opened by the errand that opens long ones, in a process whose memory and told progress are read.
Ballots are put in as rows, since casting them is what benchmarks.ballots measures; closing is the house's own act.
At the end the same roll votes once more by every rule, each counted from the database.
"""

import argparse
import json
import os
import time
from typing import Any

import psycopg

from benchmarks import boxes, house
from benchmarks.count import clumped, kinds
from tests import processes

MEMBERS = """
INSERT INTO people_person
    (email, password, given_name, family_name, language, theme, is_active, is_superuser, is_staff, joined_at)
  SELECT 'm' || k || '@example.example', '!', 'Member', 'No. ' || k, 'fr', '', true, false, false, now()
  FROM generate_series(1, %(members)s) k;
INSERT INTO people_member
    (number, kind, person_id, name, siren, postal_address, college_id, admitted_on, admitted_by, in_directory, shows_email,
     left_because, left_by, suspended_because)
  SELECT 1000 + row_number() OVER (ORDER BY p.id), 'natural', p.id, '', '', '', c.id, '2020-01-01'::date, '', true, false, '', '', ''
  FROM people_person p JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM people_college) c
    ON c.place = p.id %% 5
  WHERE NOT EXISTS (SELECT FROM people_member m WHERE m.person_id = p.id);
"""
# The errand that opens long votes, while a second thread reads how far it says to be, as a page would.
OPENING = """
import json, threading, time
from datetime import timedelta
from benchmarks.boxes import peak
from django.utils import timezone
from core.clock import database_now
from governance.proposals.actions import writing
from governance.proposals.vote import errands
from governance.proposals.vote.actions import preparing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from members.people.models import Person
from votes.rounds.paper import Choice, Paper
author = Person.objects.order_by("pk").first()
proposal = writing.submit(writing.draft(author, title="Which?", body="Words."), author)
paper = Paper("irv", tuple(Choice(str(k), f"Option {k}") for k in range(20)))
plan = preparing.prepare(proposal, VoteRequest("ordinary", Electorate(timezone.localdate()), paper=paper),
    closes_at=database_now() + timedelta(days=1), actor=author)
assert opening.open_now(plan, actor=author) is None
seen, over = {}, threading.Event()
def watch():
    while not over.wait(0.1):
        if known := errands.progress(plan.pk):
            seen.setdefault(min(9, known[0] * 10 // known[1]), peak())
watcher = threading.Thread(target=watch)
before, began = peak(), time.perf_counter()
watcher.start()
try:
    errands.open_long(plan.pk)
    took = time.perf_counter() - began
finally:
    over.set()
    watcher.join()
proposal.refresh_from_db()
print(json.dumps({"round": proposal.round_id, "on_roll": proposal.round.voices.count(), "seconds": took,
                  "before": before, "tenth": seen.get(1), "peak": peak(), "seen": len(seen)}))
"""
CLOSING = """
import json, time
from benchmarks.boxes import peak
from votes.ballots.actions import open_box
from votes.rounds.models import Round
from votes.tally.actions import close_round
round_ = Round.objects.get(pk=%(round)d)
began = time.perf_counter()
box = open_box(round_)
read = time.perf_counter() - began
before = peak()
began = time.perf_counter()
result = close_round(round_.pk, early=True)
print(json.dumps({"read": read, "distinct": len(box), "closed": time.perf_counter() - began, "before": before,
                  "peak": peak(), "winners": result.outcome["winners"]}))
"""
COUNTING = "from benchmarks.boxes import counted; print(counted(%(round)d, %(facts)r))"
MANY_DUE = """
import json
from datetime import timedelta
from django.utils import timezone
from core.clock import database_now
from governance.proposals.actions import writing
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from members.people.models import Person
author = Person.objects.order_by("pk").first()
closes = database_now() + timedelta(seconds=%(seconds)d)
made = []
for k in range(%(due)d):
    proposal = writing.submit(writing.draft(author, title=f"Due {k}", body="Words."), author)
    made.append(opening.put_to_vote(proposal, author, decision_type="ordinary",
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


def run_inside(env: dict[str, str], code: str, **values: Any) -> Any:
    return json.loads(house.manage(env, "shell", "--no-imports", "-c", code % values).splitlines()[-1])


def one_long_round(production: processes.House, voters: int) -> int:
    """Open for a register of so many members, put a ranking in for each, close; return the round.

    The worker rests meanwhile: what it would do is done here, where it can be read.
    """
    for name in ("worker", "beat"):
        production.kill(name)
    with psycopg.connect(production.url) as connection:
        connection.execute(MEMBERS % {"members": voters})
    with psycopg.connect(production.url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    opened = run_inside(production.env, OPENING)
    boxes.fill(production.url, opened["round"], boxes.lines("irv", clumped(opened["on_roll"], boxes.OPTIONS)))
    closed = run_inside(production.env, CLOSING, round=opened["round"])
    house.table(
        f"One round of {opened['on_roll']:,} members and as many rankings of 20 options ({closed['distinct']:,} lines of "
        f"a college and a ranking); its progress was seen at {opened['seen']} of 10 tenths",
        ["act", "seconds", "goal", "memory before MB", "at a tenth", "at the end"],
        [
            ["open", f"{opened['seconds']:.1f}", "< 60", opened["before"], opened["tenth"], opened["peak"]],
            ["read the box", f"{closed['read']:.1f}", "", "", "", closed["before"]],
            ["read, count, close", f"{closed['closed']:.1f}", "< 60", closed["before"], "", closed["peak"]],
        ],
    )  # fmt: skip
    return int(opened["round"])


def every_rule(production: processes.House, round_id: int) -> None:
    """The same roll votes by each rule; what is timed is reading the stored box, counting, writing the outcome."""
    with psycopg.connect(production.url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM rounds_voice WHERE round_id = %s", [round_id]
        ).fetchone()
    assert row is not None
    rows, put_in = [], None
    for kind in kinds(clumped(row[0], boxes.OPTIONS), boxes.OPTIONS):
        rule, ballots, _variant, seats, _money = kind
        if ballots is not put_in:
            boxes.fill(production.url, round_id, boxes.lines(rule, ballots))
            put_in = ballots
        measured = run_inside(production.env, COUNTING, round=round_id, facts=json.dumps(boxes.facts(kind)))
        whole = measured["read"] + measured["count"]
        rows.append([
            rule, seats, f"{measured['lines']:,}", f"{measured['read']:.2f}", f"{measured['count']:.2f}", f"{whole:.2f}",
            "yes" if whole < 5 else "no", measured["peak"],
        ])  # fmt: skip
    house.table(
        f"{row[0]:,} stored ballots by every rule",
        ["rule", "seats", "distinct", "read s", "count s", "together", "< 5", "memory MB"], rows,
    )  # fmt: skip


def late(production: processes.House, rounds: list[int], seconds: float = 60) -> list[float]:
    """Wait until all are decided; how long after its deadline each was closed, sorted."""
    question = "SELECT extract(epoch FROM closed_at - closes_at)::float FROM rounds_round WHERE id = ANY(%s) AND closed_at IS NOT NULL"
    until = time.monotonic() + seconds
    with psycopg.connect(production.url, autocommit=True) as connection:
        while time.monotonic() < until:
            delays = sorted(row[0] for row in connection.execute(question, [rounds]))
            if len(delays) == len(rounds):
                return delays
            time.sleep(0.2)
    raise SystemExit(f"{len(delays)} of {len(rounds)} closed in {seconds:.0f} s")


def many_due(production: processes.House, due: int) -> list[Any]:
    rounds = run_inside(production.env, MANY_DUE, due=due, seconds=600, grace=4)
    delays = late(production, rounds)
    return [f"{due} due in one second", *_quantiles(delays), "all < 10"]


def one_by_one(production: processes.House) -> list[Any]:
    """Rounds that are due alone: the wait is that for the next tick."""
    delays = []
    for _round in range(6):
        delays += late(production, run_inside(production.env, MANY_DUE, due=1, seconds=600, grace=2))
    return ["due alone, 6 times", *_quantiles(sorted(delays)), "p95 <= 2"]


def after_a_kill(production: processes.House) -> list[Any]:
    """The worker is dead over the deadline: lateness counts from the moment it is started again."""
    rounds = run_inside(production.env, MANY_DUE, due=20, seconds=600, grace=2)
    production.kill("worker")
    time.sleep(4)
    with psycopg.connect(production.url, autocommit=True) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp() - closes_at)::float FROM rounds_round WHERE id = %s", [rounds[0]]).fetchone()  # fmt: skip
    assert row is not None
    production.start("worker")
    delays = [seconds - row[0] for seconds in late(production, rounds)]
    return ["20 due while the worker is dead", *_quantiles(delays), "all <= 4 from its start"]


def _quantiles(delays: list[float]) -> list[str]:
    return [f"{delays[int(len(delays) * q)]:.2f}" for q in (0.5, 0.95)] + [f"{delays[-1]:.2f}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voters", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=500)
    size = parser.parse_args()
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with processes.production(demo=False, fsync=True) as production:
        house.seed(production.env, voters=30, sessions=0)
        rows = [one_by_one(production), many_due(production, size.due), after_a_kill(production)]
        house.table(
            "Seconds from the deadline to the closing", ["rounds", "p50", "p95", "last", "goal"], rows
        )
        every_rule(production, one_long_round(production, size.voters))


if __name__ == "__main__":
    main()
