"""The two databases Assemblage runs on, with the options that a receipt needs."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from django.core.exceptions import ImproperlyConfigured

from config.servers import address

SHAPE = "postgresql://user@host:port/name"
# A question asked for the third time is parsed and planned no more: a third less work for PostgreSQL on
# each ballot. Not through a pool, where a connection may be too young to have learned anything.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}

# Nobody waits long for what somebody else holds, and who stands still with something in hand loses it: one frozen
# process would keep all the others waiting, one after the other, and every closing.
PATIENCE = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;"
)


def sqlite(path: Path | str) -> dict[str, Any]:
    """Describe the embedded database.

    IMMEDIATE, because a deferred transaction that turns into a writer fails with "database is
    locked"; synchronous=FULL, because a receipt may only be given for what survives a power cut;
    recursive_triggers, because a REPLACE is a DELETE, and what guards a table against one is to meet the other.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"{SQLITE_PRAGMAS} PRAGMA synchronous=FULL;",
        },
    }


def postgresql(url: str, *, pool: bool, password: str = "") -> dict[str, Any]:
    """Describe the PostgreSQL database of a URL postgresql://user@host:port/name, with its password beside it.

    Threads that last (granian, celery) keep their connection for ever; an event loop, whose
    threads come and go, shares a pool instead.
    """
    parts = address("DATABASE_URL", url, SHAPE)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database. It looks like {SHAPE}.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": password or unquote(parts.password or ""),
        # A directory in ?host= is a unix socket, as libpq has it.
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": not pool,
        "OPTIONS": {
            "options": PATIENCE,
            **({"pool": {"min_size": 1, "max_size": 8}} if pool else PREPARED),
        },
    }


def database_from_url(url: str, *, pool: bool = False, password: str = "") -> dict[str, Any]:
    """Describe the database of DATABASE_URL. Raises ImproperlyConfigured on one that cannot be read, or of another kind.

    A password with signs that a URL takes for its own comes beside it; it may hold any.
    """
    scheme = url.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        return postgresql(url, pool=pool, password=password)
    if scheme == "sqlite":
        return sqlite(url.removeprefix("sqlite:///"))
    raise ImproperlyConfigured("DATABASE_URL starts with postgresql:// or sqlite:///.")
