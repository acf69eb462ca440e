"""Tables whose rows are written once: the database itself refuses to change or delete a line."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION assemblage_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: correct with a new line', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION assemblage_append_only();
"""


def sqlite_triggers(table: str) -> list[str]:
    """Return the two statements that make a SQLite table append-only."""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: correct with a new line'); END"
        for verb in ("UPDATE", "DELETE")
    ]


class AppendOnly(migrations.operations.base.Operation):
    """A migration operation that makes a table append-only, on both databases."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: object) -> None:
        """The rows' shape does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for statement in sqlite_triggers(self.table):
                schema_editor.execute(statement)
        else:
            schema_editor.execute(_POSTGRESQL.format(table=self.table), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}")
        else:
            schema_editor.execute(f"DROP TRIGGER {self.table}_append_only ON {self.table}")

    def describe(self) -> str:
        return f"Make {self.table} append-only"
