"""kill -9 in the middle of an import: nothing of it is there, and the next worker does all of it, once."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.processes import House, production

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]
LINES = 3000
BRING = """
from django.core.files.uploadedfile import SimpleUploadedFile
from members.imports.actions import requesting
from members.people.models import Person
keeper = Person.objects.get(email="nadia.costa@lisieres.example")
rows = "".join(f"N{k};P{k};k{k}@example.example;U;01/02/2026\\n" for k in range(%(lines)d))
table = SimpleUploadedFile("m.csv", ("Nom;Prénom;Courriel;Collège;Date d’entrée\\n" + rows).encode())
job = requesting.receive(table, "members", actor=keeper)
requesting.choose_columns(job, job.columns, actor=keeper)
print(job.pk)
"""
CONFIRM = """
from members.imports.actions import requesting
from members.imports.models import Import
job = Import.objects.select_related("added_by").get(pk=%(pk)d)
requesting.confirm(job, actor=job.added_by)
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with production() as house:
        yield house


def ask(house: House, question: str, *values: int) -> tuple:
    with psycopg.connect(house.url, autocommit=True) as connection:
        return connection.execute(question, values).fetchone()


def wait_for(house: House, pk: int, column: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ask(house, f"SELECT {column} FROM imports_import WHERE id = %s", pk)[0]:  # noqa: S608 — names of ours
            return
        time.sleep(0.05)
    raise AssertionError(f"{column} never came: {house.said('worker')[-2000:]}")


def as_if_its_minute_were_over(house: House) -> None:
    """The lease of a dead worker runs out by itself; here nobody waits for it."""
    with psycopg.connect(house.url, autocommit=True) as connection:
        connection.execute("UPDATE outbox_errand SET due_at = now() WHERE done_at IS NULL AND lane = 'work' AND kind <> 'forget_import'")  # fmt: skip


def registered(house: House) -> tuple:
    """Seats, the highest number, people, addresses, lines of the journal about seats."""
    return ask(
        house,
        """SELECT (SELECT count(*) FROM people_member), (SELECT max(number) FROM people_member),
                  (SELECT count(*) FROM people_person), (SELECT count(*) FROM account_emailaddress),
                  (SELECT count(*) FROM journal_entry WHERE kind = 'member.admitted'),
                  (SELECT count(*) FROM journal_entry WHERE kind = 'import.done')""",
    )


def test_a_worker_killed_while_it_imports_leaves_nothing_and_the_next_one_does_it_once(house):
    before = registered(house)
    pk = int(house.manage("shell", "--no-imports", "-c", BRING % {"lines": LINES}).split()[-1])
    wait_for(house, pk, "checked_at")
    house.manage("shell", "--no-imports", "-c", CONFIRM % {"pk": pk})
    wait_for(house, pk, "started_at IS NOT NULL AND confirmed_at IS NOT NULL AND started_at > confirmed_at")
    time.sleep(0.4)
    house.kill("worker")
    assert ask(house, "SELECT done_at IS NULL FROM imports_import WHERE id = %s", pk) == (True,)
    assert registered(house) == before
    as_if_its_minute_were_over(house)
    house.start("worker")
    wait_for(house, pk, "done_at")
    seats, top, people, addresses, admitted, done = before
    assert registered(house) == (
        seats + LINES, top + LINES, people + LINES, addresses + LINES, admitted + LINES, done + 1,
    )  # fmt: skip


def test_a_worker_killed_while_it_checks_is_taken_over(house):
    pk = int(house.manage("shell", "--no-imports", "-c", BRING % {"lines": LINES}).split()[-1])
    wait_for(house, pk, "started_at")
    house.kill("worker")
    assert ask(house, "SELECT checked_at IS NULL FROM imports_import WHERE id = %s", pk) == (True,)
    as_if_its_minute_were_over(house)
    house.start("worker")
    wait_for(house, pk, "checked_at")
    (found,) = ask(house, "SELECT count(*) FROM imports_finding WHERE job_id = %s", pk)
    assert found == LINES
