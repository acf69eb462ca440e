"""The role that the site works with on PostgreSQL: it reads and writes, owns nothing, and rewrites nothing that was written once.

Whoever owns a table may take its guards away. So the tables belong to the role that `manage.py upgrade` runs as, and
pages, sockets and workers come in as another, which is given here what it needs and no more.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg import sql

# What nobody has who only works here; said again at each upgrade, in case somebody was generous meanwhile.
_PLAIN = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
_GRANTS = [
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    # Started over each time: what is given is what stands here. Only of what is ours: extensions and others may live here.
    "REVOKE ALL ON {tables} FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}",
    "GRANT USAGE, SELECT ON SEQUENCE {sequences} TO {role}",
    # Some do what only the owner may (core/rewriting.py): not for whoever else can sign in.
    "REVOKE EXECUTE ON FUNCTION {functions} FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION {functions} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    "REVOKE UPDATE, DELETE ON {append_only} FROM {role}",
]


# What the owner of our tables owns here, by its kind.
_OWNER = "(SELECT relowner FROM pg_class WHERE oid = 'public.journal_entry'::regclass)"
_OF_THE_OWNER = f"= 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e') AND {{}} = {_OWNER}"
_OWNED_NAMES = {
    "tables": f"SELECT relname FROM pg_class o WHERE relkind IN ('r', 'p') AND relnamespace {_OF_THE_OWNER.format('relowner')}",  # noqa: S608
    "sequences": f"SELECT relname FROM pg_class o WHERE relkind = 'S' AND relnamespace {_OF_THE_OWNER.format('relowner')}",  # noqa: S608
    "functions": f"SELECT proname FROM pg_proc o WHERE proname ^@ 'assemblage_' AND pronamespace {_OF_THE_OWNER.format('proowner')}",  # noqa: S608
}


@transaction.atomic
def grant_rights(role: str, password: str = "") -> None:
    """Make the role if it is not there, with its password, and give it what the site needs of this database.

    Raises ImproperlyConfigured where it is the owner itself, or one of its friends, and where it would have to be
    made by somebody who may make roles.
    """
    _refuse_owner(role)
    _be_plain(role, password)
    _leave_other_roles(role)
    names = {
        "role": sql.Identifier(role),
        "database": sql.Identifier(_value("SELECT current_database()")),
        "append_only": _listed(settings.APPEND_ONLY),
        **{kind: _listed(_all(question)) for kind, question in _OWNED_NAMES.items()},
    }
    for sentence in _GRANTS:
        _run(sql.SQL(sentence).format(**names))


def owns_what_it_writes() -> bool:
    """Whether the role in use could take the guards of a table away, or change what they guard without them."""
    if connection.vendor != "postgresql":
        return False
    return bool(
        _value(
            "SELECT bool_or(pg_has_role(tableowner::name, 'MEMBER') OR has_table_privilege(tablename, 'UPDATE'))"
            " FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)",
            settings.APPEND_ONLY,
        )
    )


def _refuse_owner(role: str) -> None:
    """A superuser is a member of every role, and is made plain below, unless it is the owner itself."""
    belongs = _value(
        "SELECT r.rolname = tableowner OR NOT r.rolsuper AND pg_has_role(r.oid, tableowner::name, 'MEMBER')"
        " FROM pg_tables, pg_roles r WHERE tablename = 'journal_entry' AND r.rolname = %s",
        role,
    )
    if belongs:
        raise ImproperlyConfigured(
            f"The role {role} owns the tables, or may act for who does: APP_ROLE is another one."
        )


def _leave_other_roles(role: str) -> None:
    """Take from the role what it may through others, as far as whoever runs this may."""
    granted = (
        "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid WHERE m.member = "
        "(SELECT oid FROM pg_roles WHERE rolname = %s)"
    )
    if not _value("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return
    for other_role in _all(granted, role):
        _run(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(other_role), sql.Identifier(role)))


def _be_plain(role: str, password: str) -> None:
    """Make the role, or bring it back to what it should be, as far as whoever runs this may."""
    known = _value("SELECT true FROM pg_roles WHERE rolname = %s", role)
    if not _value("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"):
        if not known:
            raise ImproperlyConfigured(
                f"{settings.DATABASES['default']['USER']} may not make roles. Ask whoever runs the database for "
                f"CREATE ROLE {role} LOGIN PASSWORD '…'; then run this again."
            )
        return
    verb = sql.SQL("ALTER ROLE {}" if known else "CREATE ROLE {}").format(sql.Identifier(role))
    _run(sql.SQL(" ").join([verb, _PLAIN, *_password(role, password)]))


def _password(role: str, password: str) -> list[sql.Composable]:
    """The password as the server keeps it: so that no log of statements ever holds it."""
    if not password:
        return []
    connection.ensure_connection()
    encrypted = connection.connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    return [sql.SQL("PASSWORD"), sql.Literal(encrypted.decode())]


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _all(query: str, *values: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return [name for (name,) in cursor.fetchall()]


def _value(query: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _run(sentence: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sentence.as_string(connection.connection))
