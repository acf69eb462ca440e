"""The register of a large house: how everybody stood on a day, and who carries which voice.

    python -m benchmarks.register [MEMBERS]

PostgreSQL, a tenth of the members suspended or gone, a tenth in another college than before. The standing of
all is one question; its pages are timed at the desk through granian. `voices` is timed at half and full size.
"""

import json
import os
import sys
import time
from typing import Any

from benchmarks import house
from governance.proxies.voices import ProxyRules, ReceivedProxy, voices
from tests import processes

MEMBERS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
FILL = """
from datetime import date
from members.people.models import College, Member, PastCollege, Person
n = %(members)d
colleges = list(College.objects.all())
Person.objects.filter(pk=Person.objects.order_by("pk")[1].pk).update(is_staff=True)
Member.objects.bulk_create([Member(number=k, kind="legal", name=f"Member {k}", college=colleges[k %% 5],
    admitted_on=date(2015 + k %% 10, 1 + k %% 12, 1), left_on=date(2026, 1, 1) if k %% 20 == 0 else None,
    suspended_from=date(2026, 1, 1) if k %% 20 == 1 else None) for k in range(1000, 1000 + n)], batch_size=5000)
moved = Member.objects.filter(number__gte=1000, number__lt=1000 + n // 10).values_list("pk", flat=True)
PastCollege.objects.bulk_create([PastCollege(member_id=pk, college=colleges[0], from_on=date(2015, 1, 1),
    to_on=date(2025, 6, 30)) for pk in moved], batch_size=5000)
from django.db import connection
connection.cursor().execute("ANALYZE")
"""
STANDING = """
import json, time
from datetime import date
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from members.people.models import Member
took = {}
for day in ("2020-06-01", "2026-06-01"):
    best = 9.0
    for _time in range(3):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            rows = list(Member.objects.as_of(date.fromisoformat(day)).values("status", "college_code")
                        .annotate(count=Count("pk")).order_by())
        best = min(best, time.perf_counter() - began)
    took[day] = [len(asked), sum(row["count"] for row in rows), 1000 * best]
print(json.dumps(took))
"""


def carried(members: int) -> tuple[float, int]:
    """Seconds that `voices` takes for so many members and a fifth as many proxies, and how many it counts."""
    names = [str(k) for k in range(members)]
    proxies = [ReceivedProxy(names[k], names[-1 - k // 2], k) for k in range(members // 5)]
    began = time.perf_counter()
    carriage = voices(names, set(names[members // 2 :]), proxies, ProxyRules(2), chair=names[-1])
    return time.perf_counter() - began, len(carriage.lines)


def main() -> None:
    os.environ["SECOND_FACTOR"] = "0"  # nobody is at the keyboard to show one
    with processes.production(demo=False) as production:
        seeded = house.seed(production.env, voters=10, rounds=1)
        house.manage(production.env, "shell", "--no-imports", "-c", FILL % {"members": MEMBERS})
        output = house.manage(production.env, "shell", "--no-imports", "-c", STANDING)
        took: dict[str, list[Any]] = json.loads(output.splitlines()[-1])
        port, session = production.ports_of_pages()[0], seeded["sessions"][1]
        pages = [
            ("register", "/members/"),
            ("found by a word", "/members/?q=77777"),
            ("last page", "/members/?page=9999"),
        ]
        answers = [
            (name, house.fire([house.page(path, session, port)] * 20, 1, port)) for name, path in pages
        ]
    house.table(
        f"{MEMBERS:,} members as they stood on a day, by status and college",
        ["day", "questions", "members", "ms"],
        [[day, queries, f"{count:,}", f"{ms:.0f}"] for day, (queries, count, ms) in took.items()],
    )
    house.table(
        "The register at the desk, one client",
        ["page", "answers", "p50 ms", "p95 ms"],
        [
            [name, answer["status"], f"{answer['p50']:.0f}", f"{answer['p95']:.0f}"]
            for name, answer in answers
        ],
    )
    sizes = (MEMBERS // 2, MEMBERS)
    timed = [(size, *carried(size)) for size in sizes]
    house.table(
        f"voices: who carries which; twice the members, {timed[1][1] / timed[0][1]:.2f} times the time",
        ["members", "proxies", "voices", "ms"],
        [
            [f"{size:,}", f"{size // 5:,}", f"{count:,}", f"{1000 * took_:.0f}"]
            for size, took_, count in timed
        ],
    )


if __name__ == "__main__":
    main()
