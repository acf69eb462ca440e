"""The two databases Assemblage runs on, with the options that a receipt needs."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# A question asked for the third time is parsed and planned no more: a third less work for PostgreSQL on
# each ballot. Not through a pool, where a connection may be too young to have learned anything.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def sqlite(path: Path | str) -> dict[str, Any]:
    """Describe the embedded database.

    IMMEDIATE, because a deferred transaction that turns into a writer fails with "database is
    locked"; synchronous=FULL, because a receipt may only be given for what survives a power cut.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
        },
    }


def postgresql(url: str, *, pool: bool) -> dict[str, Any]:
    """Describe the PostgreSQL database of a URL postgresql://user:password@host:port/name.

    Threads that last (granian, celery) keep their connection for ever; an event loop, whose
    threads come and go, shares a pool instead.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A directory in ?host= is a unix socket, as libpq has it.
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": not pool,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}} if pool else PREPARED,
    }


def database_from_url(url: str, *, pool: bool = False) -> dict[str, Any]:
    """Describe the database of DATABASE_URL; raise ImproperlyConfigured on any other kind."""
    scheme = urlsplit(url).scheme
    if scheme in {"postgres", "postgresql"}:
        return postgresql(url, pool=pool)
    if scheme == "sqlite":
        return sqlite(url.removeprefix("sqlite:///"))
    raise ImproperlyConfigured("DATABASE_URL starts with postgresql:// or sqlite:///.")
