"""A stored box of any size, counted by every rule from the database: what `benchmarks.rounds` fills and asks for.

Here are the ballots of `benchmarks.count`, written as the lines that a box keeps, one for each voice of a roll.
"""

import json
import time
from collections.abc import Iterable
from typing import Any

import psycopg

from benchmarks.count import Ballots, Kind

Json = dict[str, Any]
OPTIONS = 20


def peak() -> int:
    """The most memory that this process ever held, in MB: of its own, not of whoever started it."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def lines(rule: str, ballots: Ballots) -> Iterable[str]:
    """Ballots of `benchmarks.count` as the box keeps them: options by name, grades in the order of the list."""
    for ballot in ballots:
        if isinstance(ballot, int):
            yield str(ballot)
        elif rule in {"score", "cumulative", "quadratic"}:
            yield ",".join(f"{option}:{points}" for option, points in sorted(ballot))  # type: ignore[call-overload]
        else:
            yield ",".join(map(str, ballot))  # type: ignore[call-overload]


def fill(url: str, round_id: int, content: Iterable[str]) -> None:
    """Empty the box, and give each voice of a round its line."""
    with psycopg.connect(url) as connection:
        voices = connection.execute("SELECT id FROM rounds_voice WHERE round_id = %s ORDER BY id", [round_id])
        ids = [row[0] for row in voices]
        connection.execute("TRUNCATE ballots_ballot")
        into = "COPY ballots_ballot (voice_id, content, receipt, cast_at) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(into) as stream:
            for voice, line in zip(ids, content, strict=True):
                stream.write_row((voice, line, "BENCHMRK", "2026-01-01"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ballots_ballot")


def facts(kind: Kind) -> Json:
    """What a round freezes about this rule, as `votes.tally.arithmetic.outcome` reads it."""
    from votes.rounds.paper import Choice, Paper
    from votes.rules.terms import Terms

    rule, _ballots, variant, seats, money = kind
    costs = money.get("costs", {})
    choices = tuple(Choice(str(k), f"Option {k}", cost=costs.get(k)) for k in range(OPTIONS))
    paper = Paper(rule, choices, variant or {}, seats, money.get("budget"))
    return {
        "method": rule, "paper": paper.to_json(), "rule": Terms().to_json(), "second_call": False, "lot_nonce": "",
    }  # fmt: skip


def counted(round_id: int, facts: str) -> str:
    """Inside the house: read the stored box of a round, count it, write the outcome; seconds of each."""
    from votes.ballots.actions import open_box
    from votes.rounds.models import Round
    from votes.tally.arithmetic import outcome
    from votes.tally.counting import registered

    round_ = Round.objects.get(pk=round_id)
    began = time.perf_counter()
    box, roll = open_box(round_), registered(round_)
    read_at = time.perf_counter()
    json.dumps(outcome(json.loads(facts), roll, box))
    counted_at = time.perf_counter()
    return json.dumps({
        "read": read_at - began, "count": counted_at - read_at, "lines": len({line for _college, line, _n in box}),
        "peak": peak(),
    })  # fmt: skip
