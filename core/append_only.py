"""Tables whose rows are written once: the database itself refuses every other statement, whoever sends it.

PostgreSQL: `UPDATE`, `DELETE`, `MERGE` and `ON CONFLICT DO UPDATE` meet a trigger of each row, `TRUNCATE` (also one that
comes by CASCADE) one of the table; both are ENABLE ALWAYS, so that `session_replication_role` does not put them to
sleep. SQLite: `REPLACE` deletes without a word unless `recursive_triggers` is on, which is a matter of each
connection; so a third trigger refuses whatever would take the key of a row that is there.

What remains is whoever owns the tables, and may take the triggers away: in production that is not the role
that the site works with (`core.roles`), and what they change is seen by whoever verifies.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection as default
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION assemblage_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: correct with a new line', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION assemblage_append_only();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION assemblage_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
"""
_NAMES = {
    "postgresql": ("append_only", "never_emptied"),
    "sqlite": ("no_update", "no_delete", "no_replace"),
}


def put_up(table: str, connection: BaseDatabaseWrapper = default) -> None:
    """Make a table append-only. Doing it twice changes nothing more, and brings older guards up to date."""
    _run(connection, [*to_take_down(table, connection), *to_put_up(table, connection)])


def to_take_down(table: str, connection: BaseDatabaseWrapper = default) -> list[str]:
    """The statements that let a table be changed, which only its owner may say: migrations, and tests that play them."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in _names(table, connection)]


def to_put_up(table: str, connection: BaseDatabaseWrapper = default) -> list[str]:
    """The statements that make a table without guards append-only."""
    if connection.vendor == "postgresql":
        return [_POSTGRESQL.format(table=table)]
    refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: correct with a new line'); END"
    same_key = " OR ".join(_same_key(key) for key in _keys(table, connection))
    taken_row = f"SELECT 1 FROM {table} WHERE {same_key}"  # noqa: S608 — names of ours
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refused}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refused}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({taken_row}) {refused}",
    ]


def unguarded(connection: BaseDatabaseWrapper = default) -> list[str]:
    """The tables that settings call append-only, and that this database would still let somebody change."""
    triggers = standing(connection)
    return [table for table in settings.APPEND_ONLY if not triggers.issuperset(_names(table, connection))]


def _names(table: str, connection: BaseDatabaseWrapper) -> list[str]:
    return [f"{table}_{guard}" for guard in _NAMES[connection.vendor]]


def standing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that are there, and awake whatever the session says."""
    queries = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _same_key(key: list[str]) -> str:
    return "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"


def _keys(table: str, connection: BaseDatabaseWrapper) -> list[list[str]]:
    """The columns of every key that no two rows may share, the number of the row first."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA index_list({table})")
        unique = [row[1] for row in cursor.fetchall() if row[2]]
        keys = [["rowid"]]
        for index in unique:
            cursor.execute(f'PRAGMA index_info("{index}")')
            keys.append([column for _rank, _id, column in cursor.fetchall()])
    return keys


class AppendOnly(migrations.operations.base.Operation):
    """A migration operation that makes a table append-only, on both databases."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: object) -> None:
        """The rows' shape does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        put_up(self.table, schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        _run(schema_editor.connection, to_take_down(self.table, schema_editor.connection))

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class StillAppendOnly(AppendOnly):
    """Put a table's guards up as they are today: over those of an earlier release, which were fewer, and after every
    migration that alters the table, since SQLite makes it anew then, without triggers.
    """

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        """More guards than before harm nobody; those that SQLite forgets, `manage.py upgrade` puts up again."""

    def describe(self) -> str:
        return f"Keep {self.table} append-only"
