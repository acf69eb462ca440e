"""Ballots per second, latency and CPU per ballot, beside what the database alone can do.

    python -m benchmarks.ballots

PostgreSQL with fsync on and granian, at 1, 16 and 64 clients, every ballot from another voter; beside it
pgbench doing the same locking without Django. Then 10,000 voters, to see whether the last ballots cost
more than the first. Then the embedded shape: SQLite, synchronous=FULL, one process.
"""

import os
import re
import shutil
import subprocess
import sys

from benchmarks import house
from tests import processes, services

SCHEMA = """
create table round(id int primary key, state text not null default 'open') with (fillfactor=50);
create table voter(id int primary key, voted_at timestamptz) with (fillfactor=70);
create table ballot(id bigserial primary key, round_id int not null references round(id), voter_key bigint not null,
  choice text not null, cast_at timestamptz not null default now(), unique(round_id, voter_key));
create sequence voter_key; insert into round select generate_series(1,10);
insert into voter select generate_series(1,200000); analyze;
"""
SHARE_INSERT_UPDATE = """\\set v random(1,200000)
begin;
select state from round where id=1 for share;
insert into ballot(round_id,voter_key,choice) values (1, nextval('voter_key'), 'for');
update voter set voted_at=now() where id=:v;
commit;
"""
POINTS = ((1, 300), (16, 1500), (64, 1500))
VOTERS = 10_000


def pgbench(server: services.PostgreSQL) -> float:
    """Transactions per second of the bare locking, at 8 clients."""
    bench = shutil.which("pgbench") or str(server.programs / "pgbench")
    url = server.database("limit")
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    subprocess.run(["psql", *where, "-qX", "-d", "limit", "-c", SCHEMA], check=True, capture_output=True)
    script = house.scratch("pgbench") / "share.sql"
    script.write_text(SHARE_INSERT_UPDATE)
    finished = subprocess.run(
        [bench, *where, "-n", "-M", "prepared", "-f", str(script), "-c", "8", "-j", "2", "-T", "5", "limit"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert url
    return float(re.findall(r"^tps = ([\d.]+)", finished.stdout, re.M)[0])


def postgresql() -> None:
    with processes.production(demo=False, fsync=True) as production:
        limit = pgbench(production.database)
        ports = production.ports_of_pages()
        seeded = house.seed(production.env, voters=VOTERS, rounds=2)
        for name in ("worker", "beat"):
            production.kill(name)
        pids = (*(production.running[name].pid for name in processes.REPLICAS), production.database.pid())
        house.fire([house.page("/open/verify/", "x", ports[0])] * 50, 6, *ports)
        rows, used = [], 0
        for clients, count in POINTS:
            part = seeded["sessions"][used : used + count]
            used += count
            rows.append(point(seeded["rounds"][0], part, clients, ports, pids, limit))
        house.table(
            f"PostgreSQL + granian; pgbench share_insert_update alone, 8 clients: {limit:.0f}/s",
            ["clients", "ballots", "per second", "p50 ms", "p95 ms", "CPU ms each", "of pgbench"], rows,
        )  # fmt: skip
        flat(seeded, ports, pids)


def point(
    round_id: int, sessions: list[str], clients: int, ports: list[int], pids: tuple[int, ...], limit: float
) -> list[str]:
    before = house.cpu(*pids)
    measured = house.fire([house.ballot(round_id, key, ports[0]) for key in sessions], clients, *ports)
    spent = house.cpu(*pids) - before
    if measured["status"] != {"302": len(sessions)}:
        sys.exit(f"not every ballot was taken: {measured['status']}")
    return [
        str(clients), str(len(sessions)), f"{measured['per_second']:.0f}", f"{measured['p50']:.1f}", f"{measured['p95']:.1f}",
        f"{1000 * spent / len(sessions):.2f}", f"{100 * measured['per_second'] / limit:.1f} %",
    ]  # fmt: skip


def flat(seeded: dict[str, list], ports: list[int], pids: tuple[int, ...]) -> None:
    """Ten tenths of one round of 10,000 voters, in order."""
    tenth, costs = VOTERS // 10, []
    for k in range(10):
        part = seeded["sessions"][k * tenth : (k + 1) * tenth]
        before = house.cpu(*pids)
        house.fire([house.ballot(seeded["rounds"][1], key, ports[0]) for key in part], 16, *ports)
        costs.append(1000 * (house.cpu(*pids) - before) / tenth)
    house.table(
        f"CPU per ballot along a round of {VOTERS:,} voters, 16 clients (last tenth / first tenth: "
        f"{costs[-1] / costs[0]:.2f})",
        ["tenth", *(str(k + 1) for k in range(10))], [["ms", *(f"{cost:.2f}" for cost in costs)]],
    )  # fmt: skip


def sqlite() -> None:
    """The embedded shape, with the settings that a receipt needs."""
    home, port = house.scratch("sqlite"), services.free_port()
    cleared = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    env = {**cleared, "DATA_DIR": str(home), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
    house.manage(env, "migrate", "-v0")
    seeded = house.seed(env, voters=900)
    log = (home / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "serve", "--port", str(port)], cwd=processes.ROOT, env=env,
        stdout=log, stderr=log,
    )  # fmt: skip
    try:
        services.wait_for_port(port)
        rows, used = [], 0
        for clients, count in ((1, 100), (16, 500), (64, 300)):
            part = seeded["sessions"][used : used + count]
            used += count
            before = house.cpu(server.pid)
            measured = house.fire(
                [house.ballot(seeded["rounds"][0], key, port) for key in part], clients, port
            )
            cost = 1000 * (house.cpu(server.pid) - before) / count
            rows.append([
                clients, count, f"{measured['per_second']:.0f}", f"{measured['p50']:.1f}", f"{measured['p95']:.1f}",
                f"{cost:.2f}", measured["status"],
            ])  # fmt: skip
        locked = (home / "log").read_text().count("database is locked")
        house.table(
            f"Embedded: SQLite, synchronous=FULL, one process; “database is locked”: {locked} times",
            ["clients", "ballots", "per second", "p50 ms", "p95 ms", "CPU ms each", "answers"], rows,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    postgresql()
    sqlite()
