"""One update to 2,000 open sockets, beside plain Channels group_send in the same run.

    python -m benchmarks.live [SOCKETS]

Ours is timed from the moment a browser sends a ballot to the moment every socket has the new page part:
the ballot's transaction, the bus, one rendering, 2,000 sends. Plain Channels is timed from the moment one
socket asks for a group_send of as many bytes that are already there. Then what a storm of ballots costs
with and without the sockets, and how often a topic is sent while it lasts.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import house
from benchmarks.sockets import more_files
from tests import processes, services

SOCKETS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
WAVES = 8
STORM = 800  # ballots


class Client:
    """The process that holds the sockets; it says when they are open and when it is idle."""

    def __init__(self, port: int, path: str, triggers: list[dict[str, Any]]) -> None:
        file = house.scratch("triggers") / "triggers.jsonl"
        file.write_text("".join(json.dumps(trigger) + "\n" for trigger in triggers))
        arguments = [sys.executable, "-m", "benchmarks.sockets", str(port), path, str(SOCKETS), str(file)]
        self.process = subprocess.Popen(
            arguments, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.wait_for("open")

    def wait_for(self, word: str) -> None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if line != word:
            sys.exit(f"the sockets said {line!r} instead of {word!r}")

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def result(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        self.go_on()
        measured: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.process.wait(10)
        return measured


def measure(
    pid: int, port: int, path: str, triggers: list[dict[str, Any]], storm: Any = None
) -> dict[str, Any]:
    """Open the sockets, fire the triggers; also what a socket weighs and what a delivery costs."""
    before = house.memory(pid)
    client = Client(port, path, triggers)
    weight = (house.memory(pid) - before) / SOCKETS / 1000
    spent = house.cpu(pid)
    client.go_on()
    client.wait_for("idle")
    cost = 1e6 * (house.cpu(pid) - spent) / (SOCKETS * len(triggers))
    stormy = storm() if storm else {}
    return {**client.result(), "kB": weight, "us": cost, **stormy}


@contextmanager
def plain(redis_url: str, frame: int) -> Iterator[tuple[int, int]]:
    """The peer's server, started as ours is."""
    port = services.free_port()
    env = {**os.environ, "REDIS_URL": redis_url, "FRAME_BYTES": str(frame)}
    command = processes.commands(house.scratch("live"), [], port)["live"]
    command[1] = "benchmarks.plain_channels:application"
    server = subprocess.Popen(command, cwd=processes.ROOT, env=env)
    try:
        services.wait_for_port(port)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(10)


def row(name: str, measured: dict[str, Any], ratio: str) -> list[str]:
    return [
        name, f"{measured['opened_per_second']:.0f}", str(measured["bytes"]), f"{measured['p50']:.0f}", f"{measured['p95']:.0f}",
        f"{measured['last']:.0f}", f"{measured['us']:.0f}", f"{measured['kB']:.0f}", ratio,
    ]  # fmt: skip


def main() -> None:
    more_files()
    with processes.production(demo=False, fsync=True) as production:
        seeded = house.seed(production.env, voters=2 * STORM + 100, rounds=1)
        web, live, pid = production.ports_of_pages(), production.port("live"), production.running["live"].pid
        for name in ("worker", "beat"):
            production.kill(name)
        keys, round_id = iter(seeded["sessions"]), seeded["rounds"][0]

        def ballots(count: int) -> list[str]:
            return [house.ballot(round_id, next(keys), web[0]) for _ in range(count)]

        def storm() -> dict[str, Any]:
            measured = house.fire(ballots(STORM), 4, *web)
            return {"storm_p95": measured["p95"], "storm_seconds": measured["seconds"]}

        quiet = house.fire(ballots(STORM), 4, *web)
        path = f"/ws/live/?t=proposal.{seeded['proposals'][0]}&l=fr"
        posts = [{"port": web[0], "request": request} for request in ballots(WAVES)]
        ours = measure(pid, live, path, posts, storm)
        with plain(production.bus.url, ours["bytes"]) as (peer, port):
            theirs = measure(peer, port, "/ws/", [{"text": "go"}] * WAVES)
    house.table(
        f"One update to {SOCKETS:,} open sockets, one server process, median of {WAVES - 1}",
        ["", "opened/s", "bytes", "p50 ms", "p95 ms", "last ms", "CPU us each", "kB a socket", "p95 of plain"],
        [
            row("ours, from the ballot", ours, f"{ours['p95'] / theirs['p95']:.2f}"),
            row("plain group_send", theirs, "1.00"),
        ],
    )  # fmt: skip
    house.table(
        f"{STORM} ballots, 4 clients",
        ["", "ballot p95 ms", "of without", "sends/s of the topic"],
        [
            ["no sockets", f"{quiet['p95']:.1f}", "1.00", ""],
            [
                f"{SOCKETS:,} sockets", f"{ours['storm_p95']:.1f}", f"{ours['storm_p95'] / quiet['p95']:.2f}",
                f"{ours['frames_each'] / ours['storm_seconds']:.1f}",
            ],
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
