"""What a page costs: time at one client, questions to the database, bytes sent.

    python -m benchmarks.pages

PostgreSQL and granian, a signed-in member, 50 rows on each page: fifty votes open on the home and in the
list, fifty messages under a proposal.
"""

import gzip
import json
from typing import Any

from benchmarks import house
from tests import processes

ROWS = 50
TIMES = 300
# Run inside the measured house: fifty messages, then what each page asks and answers.
TALK = """
from governance.proposals.actions import discussing
from governance.proposals.models import Proposal
from members.people.models import Person
people, proposal = list(Person.objects.order_by("pk")[:10]), Proposal.objects.get(pk=%d)
for k in range(%d):
    discussing.comment(proposal, people[k %% 10], f"Message {k}. " + "Words. " * 20)
"""
ASK = """
import json
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS.append("testserver")
client, seen = Client(), {}
client.cookies[settings.SESSION_COOKIE_NAME] = %r
for path in %r:
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, secure=True)
    assert answer.status_code == 200, (path, answer.status_code)
    seen[path] = {"queries": len(asked), "html": answer.content.decode()}
print(json.dumps(seen))
"""


def read_pages(production: processes.House, paths: list[str], session: str) -> dict[str, Any]:
    """The questions and the text of each page, read inside the house."""
    output = house.manage(production.env, "shell", "--no-imports", "-c", ASK % (session, paths))
    pages: dict[str, Any] = json.loads(output.splitlines()[-1])
    return pages


def row(
    name: str, path: str, page: dict[str, Any], session: str, port: int, pids: tuple[int, ...]
) -> list[str]:
    before = house.cpu(*pids)
    measured = house.fire([house.page(path, session, port)] * TIMES, 1, port)
    spent = 1000 * (house.cpu(*pids) - before) / TIMES
    if measured["status"] != {"200": TIMES}:
        raise SystemExit(f"{path}: {measured['status']}")
    html = page["html"].encode()
    return [
        name, str(page["queries"]), f"{len(html):,}", f"{len(gzip.compress(html)):,}", f"{measured['p50']:.1f}",
        f"{measured['p95']:.1f}", f"{spent:.1f}",
    ]  # fmt: skip


def main() -> None:
    with processes.production(demo=False) as production:
        seeded = house.seed(production.env, voters=60, rounds=ROWS, sessions=2)
        house.manage(production.env, "shell", "--no-imports", "-c", TALK % (seeded["proposals"][0], ROWS))
        port, session = production.ports_of_pages()[0], seeded["sessions"][1]
        pages = {
            "home": "/home/",
            "list of proposals": "/proposals/",
            "proposal and its talk": "/proposals/1/",
            "public portal": "/open/",
        }
        read = read_pages(production, list(pages.values()), session)
        for name in ("worker", "beat"):
            production.kill(name)
        pids = (production.running["web-1"].pid, production.database.pid())
        house.fire([house.page(path, session, port) for path in pages.values()] * 30, 1, port)
        rows = [row(name, path, read[path], session, port, pids) for name, path in pages.items()]
    house.table(
        f"Pages with {ROWS} rows, PostgreSQL + granian, one client, a signed-in member",
        ["page", "queries", "bytes", "gzip", "p50 ms", "p95 ms", "CPU ms"], rows,
    )  # fmt: skip


if __name__ == "__main__":
    main()
