"""Lines that are written once: every statement that would change one is refused by the database, not by good manners."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from core.append_only import AppendOnly, unguarded
from core.journal import sealing
from members.shares.actions import subscribe
from tests import make, owner

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TABLES = settings.APPEND_ONLY
# {t} the table, {columns} all its columns; the rows that are there are those of `written`.
EVERYWHERE = {
    "update": "UPDATE {t} SET id = id",
    "update from": "UPDATE {t} SET id = other.id FROM {t} AS other WHERE other.id = {t}.id",
    "delete": "DELETE FROM {t}",
    "on conflict do update": "INSERT INTO {t} SELECT * FROM {t} WHERE true ON CONFLICT (id) DO UPDATE SET id = excluded.id",
}
SLEEPING = "PRAGMA recursive_triggers=OFF"
SQLITE = {
    "insert or replace": "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
    "replace": "REPLACE INTO {t} SELECT * FROM {t}",
    "insert or ignore": "INSERT OR IGNORE INTO {t} SELECT * FROM {t}",
    "update or replace": "UPDATE OR REPLACE {t} SET id = id",
    "update or ignore": "UPDATE OR IGNORE {t} SET id = id",
    "replace where triggers sleep": "PRAGMA recursive_triggers=OFF; REPLACE INTO {t} SELECT * FROM {t}",
}
POSTGRESQL = {
    "truncate": "TRUNCATE {t} CASCADE",
    "truncate what it hangs on": "TRUNCATE people_person CASCADE",
    "delete within a query": "WITH gone AS (DELETE FROM {t} RETURNING *) SELECT count(*) FROM gone",
    "merge update": "MERGE INTO {t} USING {t} AS s ON s.id = {t}.id WHEN MATCHED THEN UPDATE SET id = s.id",
    "merge delete": "MERGE INTO {t} USING {t} AS s ON s.id = {t}.id WHEN MATCHED THEN DELETE",
    "update through a view": "CREATE TEMP VIEW seen AS SELECT * FROM {t}; UPDATE seen SET id = id",
    "update as a replica": "SET LOCAL session_replication_role = replica; UPDATE {t} SET id = id",
    "delete as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM {t}",
    "truncate as a replica": "SET LOCAL session_replication_role = replica; TRUNCATE {t} CASCADE",
}
HERE = EVERYWHERE | {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]


@pytest.fixture
def written(cast, code):
    """At least two rows in each table."""
    for k in range(2):
        make.decision(f"Decided {k}")
        subscribe(cast.seats["bob"], 1, on=make.today())
        sealing.seal()
    yield
    if connection.vendor == "sqlite":
        say("PRAGMA recursive_triggers=ON")


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 — names of ours
        return cursor.fetchall()


def say(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements.split("; "):
            cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_statement_changes_a_line(table, written):
    before = rows(table)
    assert len(before) >= 2
    for name, statements in HERE.items():
        with pytest.raises(DatabaseError, match="append-only"):
            say(statements.format(t=table))
            pytest.fail(f"{name} went through")
        assert rows(table) == before, name


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is a word of SQLite")
def test_a_replace_by_another_key_than_the_number_of_the_row_is_refused(written):
    """A new row that takes the place of an old one because they share something else that is unique."""

    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "decisions_decision")
    fresh = {"id": "id + 9", "no": "no + 9", "rank": "rank + 9", "previous": "'a' || no", "hash": "'b' || no"}
    before = rows("decisions_decision")
    for key in ("no", "rank", "previous", "hash"):
        told = ", ".join({**fresh, key: key}.get(column.name, f'"{column.name}"') for column in described)
        forged = f"REPLACE INTO decisions_decision SELECT {told} FROM decisions_decision"  # noqa: S608
        with pytest.raises(DatabaseError, match="append-only"):
            say(f"{SLEEPING}; {forged}")
        assert rows("decisions_decision") == before, key


@pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is a word of PostgreSQL")
def test_a_copy_adds_and_never_replaces(written):
    for table in TABLES:
        before = rows(table)
        with pytest.raises(DatabaseError, match="duplicate key"), transaction.atomic():
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
                kept = b"".join(out)
            with (
                connection.wrap_database_errors,
                connection.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN") as into,
            ):
                into.write(kept)
        assert rows(table) == before


def test_every_table_that_a_migration_guards_is_among_those_that_are_watched():
    """Two lists that must agree: what migrations put up, and what settings say should stand."""
    migrations = MigrationLoader(None).disk_migrations.values()
    said = {step.table for one in migrations for step in one.operations if isinstance(step, AppendOnly)}
    assert said == set(TABLES)


def test_the_guards_stand_after_all_migrations():
    """SQLite forgets triggers whenever a migration makes a table anew: this notices."""
    assert unguarded() == []


@pytest.mark.parametrize("table", TABLES)
def test_a_guard_that_is_missing_is_told_to_whoever_administers(table):
    with owner.unguarded(table):
        assert unguarded() == [table]
        with pytest.raises(CommandError, match=table):
            call_command("healthy", "house")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL puts triggers to sleep")
def test_a_guard_that_sleeps_is_as_good_as_none():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_append_only")
    assert unguarded() == ["journal_entry"]
