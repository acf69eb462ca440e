"""Imports of a large register: seconds, lines a second, and how much memory grows meanwhile.

    python -m benchmarks.imports [ROWS]

Members, then a subscription for each, then a transfer for each; checked and imported by the acts that the worker
calls, each in a process of its own so that its peak of memory is its own. On PostgreSQL, once as text and once
as workbooks; then, with a tenth of the rows, on the embedded SQLite.
"""

import json
import os
import sys
import tempfile
from typing import Any

from benchmarks import house
from tests import processes

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
FILL = """
from django.utils import timezone
from members.people.models import College, Organisation, Person
from tests.code_social import enact_editions
Organisation.objects.create(name="Benchmark")
for code in "FSUPC":
    College.objects.create(code=code, name=f"College {code}")
enact_editions(timezone.localdate())
Person.objects.create_user("desk@example.example", given_name="Desk", is_staff=True)
"""
# A register as a cooperative may bring it; then what each of its members subscribes, and hands on.
FILES = """
import csv, sys
from datetime import date, timedelta
from openpyxl import Workbook
rows, form, folder = %(rows)d, %(form)r, %(folder)r
def members():
    yield ["N°", "Prénom", "Nom", "Courriel", "Adresse", "Code postal", "Ville", "Collège", "Date d’entrée", "Décision"]
    for k in range(1, rows + 1):
        yield [k, f"Prénom{k %% 977}", f"Nom{k}", f"membre{k}@example.example", f"{k} rue des Lilas", f"{59000 + k %% 999}",
               "Villerive", "FSUPC"[k %% 5], date(2021, 1, 1) + timedelta(days=k %% 1500), f"D-{k %% 40}"]
def subscriptions():
    yield ["Date", "Opération", "Associé", "Parts", "Montant"]
    for k in range(1, rows + 1):
        yield [date(2025, 3, 1) + timedelta(days=300 * k // rows), "Souscription", k, 2 + k %% 7, ""]
def transfers():
    yield ["Date", "Opération", "Cédant", "Cessionnaire", "Parts", "Catégorie"]
    for k in range(1, rows + 1):
        yield [date(2026, 1, 1) + timedelta(days=200 * k // rows), "Cession", k, k %% rows + 1, 1, "FSUPC"[k %% 5]]
for name, lines in (("members", members()), ("subscriptions", subscriptions()), ("transfers", transfers())):
    path = f"{folder}/{name}.{form}"
    if form == "csv":
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(lines)
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line)
        book.save(path)
"""
STEP = """
import json, resource, time
from django.core.files import File
from core.outbox.actions import drain
from members.imports.actions import requesting
from members.imports.models import Import
from members.people.models import Person
desk = Person.objects.get(email="desk@example.example")
path, kind, step = %(path)r, %(kind)r, %(step)r
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
if step == "check":
    with open(path, "rb") as file:
        job = requesting.receive(File(file, name=path.rsplit("/", 1)[1]), kind, actor=desk)
    requesting.choose_columns(job, job.columns, actor=desk)
else:
    job = Import.objects.latest("pk")
    requesting.confirm(job, actor=desk)
before, began = peak(), time.perf_counter()
drain("work")
took = time.perf_counter() - began
job = Import.objects.get(pk=job.pk)
print(json.dumps([str(job.state), job.counts, took, peak() - before, peak()]))
"""


def measure(env: dict[str, str], database: str, form: str, rows: int) -> list[list[Any]]:
    """Import the three files; one line of the table for each check and each import."""
    folder = tempfile.mkdtemp(prefix="assemblage-imports-")
    house.manage(env, "shell", "--no-imports", "-c", FILES % {"rows": rows, "form": form, "folder": folder})
    lines = []
    for name, kind in (("members", "members"), ("subscriptions", "shares"), ("transfers", "shares")):
        for step in ("check", "import"):
            code = STEP % {"path": f"{folder}/{name}.{form}", "kind": kind, "step": step}
            output = house.manage(env, "shell", "--no-imports", "-c", code)
            state, counts, took, grown, peak = json.loads(output.splitlines()[-1])
            assert (state, counts.get("errors")) == ({"check": "checked", "import": "done"}[step], 0), output
            lines.append(
                [
                    database,
                    form,
                    f"{step} {name}",
                    f"{rows:,}",
                    f"{took:.1f}",
                    f"{rows / took:,.0f}",
                    f"+{grown:.0f}",
                    f"{peak:.0f}",
                ]
            )
            print(".", end="", flush=True, file=sys.stderr)
    return lines


def main() -> None:
    os.environ["SECOND_FACTOR"] = "0"  # nobody is at the keyboard to show one
    lines = []
    for form in ("csv", "xlsx"):
        with processes.production(demo=False) as production:
            production.kill("worker")  # the work is done here, where it is measured
            house.manage(production.env, "shell", "--no-imports", "-c", FILL)
            lines += measure(production.env, "PostgreSQL", form, ROWS)
    env = {**os.environ, "DATA_DIR": tempfile.mkdtemp(prefix="assemblage-embedded-"), "DEMO": "0"}
    env.pop("DATABASE_URL", None)
    house.manage(env, "migrate", "-v0")
    house.manage(env, "shell", "--no-imports", "-c", FILL)
    lines += measure(env, "SQLite", "csv", ROWS // 10)
    head = ["database", "file", "what", "rows", "seconds", "rows/s", "peak MB", "in all MB"]
    house.table("Imports: seconds, and how far memory grew above where it began", head, lines)


if __name__ == "__main__":
    main()
