"""New files for a table, its indexes and its TOAST: what its rows once were stays in none of them.

PostgreSQL keeps every row as it was, dead, in the bytes of the table's file, with the number of the transaction that
wrote it. A VACUUM makes room for others and wipes nothing; VACUUM FULL and CLUSTER carry those numbers along, and the
dead rows that somebody's old snapshot might still see. An ALTER TABLE that works a column out anew does neither: it
writes the rows that there are, and no others, under its own number, builds the indexes again, and gives the old files
back at its commit. Only the owner of a table may say so, and the site need not be the owner: a migration of the
owner's leaves a function behind that does this one thing.

Where PostgreSQL is killed meanwhile, the files it was writing are nobody's: it never takes them away, and nothing here
can. So rows whose order would tell something are put in an order of chance first, and what is left tells none.

SQLite wipes what is deleted (`secure_delete`), but not what is left where rows were moved from one page to another; a
VACUUM builds all pages anew. Its write-ahead log keeps a copy of each page that was written, in the order they came; it
is emptied.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

# Whoever asks for the table queues behind us while we wait for it: better to give up, and try again later.
PATIENCE = 500  # milliseconds

_FUNCTION = """
DO $install$ BEGIN EXECUTE format($make$
CREATE OR REPLACE FUNCTION {function}() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, %I, pg_temp SET lock_timeout = {patience} AS $body$
DECLARE
    here regclass := '{table}';
    before oid := pg_relation_filenode(here);
    free record;
BEGIN
{in_no_order}    -- A column that nothing hangs on: no index, no constraint but NOT NULL, no default, no view. Where there is none, one
    -- that only a CHECK looks at, which is then made again.
    SELECT attname, format_type(atttypid, atttypmod) AS kind INTO STRICT free FROM pg_attribute, LATERAL (
        SELECT count(*) AS hanging, count(*) FILTER (WHERE bound.contype IS DISTINCT FROM 'c') AS firmly
        FROM pg_depend LEFT JOIN pg_constraint AS bound
            ON classid = 'pg_constraint'::regclass AND bound.oid = objid
        WHERE refclassid = 'pg_class'::regclass AND refobjid = here AND refobjsubid = attnum
            AND bound.contype IS DISTINCT FROM 'n') AS dependents
    WHERE attrelid = here AND attnum > 0 AND NOT attisdropped AND firmly = 0
    ORDER BY hanging, attnum LIMIT 1;
    EXECUTE format('ALTER TABLE %%s ALTER COLUMN %%I TYPE %%s USING coalesce(%%I, %%I)',
                   here, free.attname, free.kind, free.attname, free.attname);
    IF pg_relation_filenode(here) = before THEN RAISE EXCEPTION '%% has its old file still', here; END IF;
END $body$ $make$, current_schema()); END $install$
"""


# Nobody else is in the table from here on: else a ballot that comes in between would be the last one in both.
_IN_NO_ORDER = """
    LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;
    WITH taken AS (DELETE FROM {table} WHERE {rows} RETURNING *)
    INSERT INTO {table} SELECT * FROM taken ORDER BY gen_random_uuid();
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class NotForgotten(Exception):
    """The database remembers still: a table is in use, or its log is being read. To be tried again."""


def rewrite(*tables: str) -> None:
    """Give tables new files, one after the other; outside any transaction. On SQLite all of them are in one file.

    Nobody can use a table meanwhile: about a second for each 200,000 rows, on PostgreSQL. Raises NotForgotten,
    and a table that others use for longer than `PATIENCE` keeps its files.
    """
    if connection.in_atomic_block:
        raise NotForgotten("A transaction is open.")
    try:
        if connection.vendor == "sqlite":
            _renew_file()
        else:
            for table in tables:
                _renew(table)
    except OperationalError as problem:
        raise NotForgotten("Somebody keeps the tables busy.") from problem


def _renew(table: str) -> None:
    """The server commits by itself: nobody waits for a process that stands still before it hears of the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            cursor.execute(f"SELECT {_function(table)}()")
        finally:
            cursor.execute("RESET statement_timeout")


def _renew_file() -> None:
    with connection.cursor() as cursor, _little_patience(cursor):
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise NotForgotten("The write-ahead log is being read.")


@contextmanager
def _little_patience(cursor: CursorWrapper) -> Iterator[None]:
    cursor.execute("PRAGMA busy_timeout")
    (usual,) = cursor.fetchone()
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _function(table: str) -> str:
    return f"assemblage_rewrite_{table}"


class MayBeRewritten(migrations.operations.base.Operation):
    """A migration operation after which `rewrite` may give a table new files, whoever owns it.

    `in_no_order` is a condition, in SQL, on the rows whose order in the file would tell something; they are put in
    another first. A later operation replaces that of an earlier one, and is itself taken back to one without a condition.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, in_no_order: str = "") -> None:
        self.table = table
        self.in_no_order = in_no_order

    def state_forwards(self, app_label: str, state: object) -> None:
        """The rows' shape does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_function_sql(self.table, self.in_no_order), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            drop = f"DROP FUNCTION IF EXISTS {_function(self.table)}()"
            schema_editor.execute(_function_sql(self.table) if self.in_no_order else drop, params=None)

    def describe(self) -> str:
        return f"Let {self.table} be given new files"


def _function_sql(table: str, rows: str = "") -> str:
    """The sentence that makes the function of a table."""
    first = _IN_NO_ORDER.format(table=table, rows=rows) if rows else ""
    return _FUNCTION.format(function=_function(table), table=table, patience=PATIENCE, in_no_order=first)
