"""Columns that stay as they were once something began: the database refuses to change them, whoever asks.

What an opening freezes is refused to pages, to the back office, to `QuerySet.update` and to plain SQL alike. Whoever
owns the table can take the guard away; then the fingerprints that were written at the opening tell.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection as default
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.append_only import standing

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION assemblage_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is frozen: it stays as it was when it began', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} ON {table}
FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION assemblage_frozen();
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
FOR EACH ROW WHEN ({kept}) EXECUTE FUNCTION assemblage_frozen();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_frozen;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept;
"""
_SQLITE = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} ON {table} WHEN {changed}
BEGIN SELECT RAISE(ABORT, '{table} is frozen: it stays as it was when it began'); END;
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN {kept}
BEGIN SELECT RAISE(ABORT, '{table} is frozen: it stays as it was when it began'); END
"""
_DIFFERS = {"postgresql": "OLD.{0} IS DISTINCT FROM NEW.{0}", "sqlite": "OLD.{0} IS NOT NEW.{0}"}


@dataclass(frozen=True)
class Freeze:
    """What stays of the rows of a table: some columns, once `begun` is true of a row; the row itself, while `kept` is.

    Both are SQL on OLD, the row as it was, and name no other table: SQLite would let nobody rename that one, which is
    how Django alters tables there, and a temporary table of somebody's might stand in for it. A column of `once` stays
    from when it is written. What `begun` looks at is of these: else whoever takes it back first may change the rest.
    """

    columns: tuple[str, ...]
    begun: str = "true"
    kept: str = "false"
    once: tuple[str, ...] = ()


def to_put_up(table: str, freeze: Freeze, connection: BaseDatabaseWrapper = default) -> list[str]:
    """The statements that freeze a table which is not frozen."""
    differs = _DIFFERS[connection.vendor].format
    changed = " OR ".join(map(differs, freeze.columns))
    once = [f"(OLD.{column} IS NOT NULL AND {differs(column)})" for column in freeze.once]
    sql = (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE).format(
        table=table,
        columns=", ".join([*freeze.columns, *freeze.once]),
        changed=" OR ".join([f"({freeze.begun} AND ({changed}))", *once]),
        kept=freeze.kept,
    )
    return [sql] if connection.vendor == "postgresql" else sql.replace("END;", "END\n;\n").split("\n;\n")


def to_take_down(table: str, connection: BaseDatabaseWrapper = default) -> list[str]:
    """The statements that let a table be changed."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in guards(table)]


def guards(table: str) -> list[str]:
    """The names of the triggers that freeze a table."""
    return [f"{table}_frozen", f"{table}_kept"]


def put_up(table: str, freeze: Freeze, connection: BaseDatabaseWrapper = default) -> None:
    """Freeze a table. Doing it twice changes nothing more, and brings an older freeze up to date."""
    with connection.cursor() as cursor:
        for statement in [*to_take_down(table, connection), *to_put_up(table, freeze, connection)]:
            cursor.execute(statement)


class Frozen(migrations.operations.base.Operation):
    """A migration operation that freezes a table, on both databases; it belongs after whatever alters that table, too."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, table: str, freeze: Freeze) -> None:
        self.table, self.freeze = table, freeze

    def state_forwards(self, app_label: str, state: object) -> None:
        """The rows' shape does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        put_up(self.table, self.freeze, schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            for statement in to_take_down(self.table, schema_editor.connection):
                cursor.execute(statement)

    def describe(self) -> str:
        return f"Freeze {self.table}"


def freeze_of(table: str) -> Freeze:
    """How settings say that a table is frozen."""
    return Freeze(**settings.FROZEN[table])


def thawed(connection: BaseDatabaseWrapper = default) -> list[str]:
    """The tables that settings call frozen, and that this database would still let somebody change."""
    triggers = standing(connection)
    return [table for table in settings.FROZEN if not triggers.issuperset(guards(table))]
