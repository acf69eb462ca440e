"""What every test may ask for: a cast of people, a code in force, a browser, real servers."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client

from core.append_only import sqlite_triggers
from tests import make, services

# Playwright's sync API keeps a loop in the main thread; Django would refuse to query beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
APPEND_ONLY = ("journal_entry", "decisions_decision", "shares_movement")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: after the first one, no other test can run an event loop of its own."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
    no_browser = pytest.mark.skip(reason="no Chromium here: install it, or set CHROMIUM")
    no_services = pytest.mark.skip(reason="no PostgreSQL or Redis programs here")
    once = pytest.mark.skip(reason="does not depend on the database; the embedded run has it")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and services.chromium() is None:
            item.add_marker(no_browser)
        if item.get_closest_marker("services") and (
            services.postgresql_programs() is None or services.redis_program() is None
        ):
            item.add_marker(no_services)
        # Tests that start their own servers, and those that ask no database, need not run on a second one.
        if not settings.EMBEDDED and (item.get_closest_marker("services") or not asks_database(item)):
            item.add_marker(once)


def asks_database(item: pytest.Item) -> bool:
    """Whether a test has anything to do with the default database."""
    named = set(getattr(item, "fixturenames", ()))
    return bool(named & {"db", "transactional_db", "django_db_reset_sequences"}) or bool(
        item.get_closest_marker("django_db")
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of the run; a session that a served house still holds is hung up before it is dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def flush_append_only_tables() -> Iterator[None]:
    """Let the test runner empty append-only tables between tests; on SQLite it deletes row by row."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        drop = [f"DROP TRIGGER IF EXISTS {t}_no_{v}" for t in APPEND_ONLY for v in ("update", "delete")]
        again = [statement for table in APPEND_ONLY for statement in sqlite_triggers(table)]
        return [*drop, *original(self, style, tables, **options), *again]

    # The class, not one connection: beside a browser's loop, each context has a connection of its own.
    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = original


@pytest.fixture(autouse=True)
def quiet_cache() -> Iterator[None]:
    """Nothing kept from the test before."""
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """A small cooperative: Alice facilitates, Bob is a member, Chloé belongs elsewhere."""
    return make.cast()


@pytest.fixture
def code(db: None) -> None:
    """A code social in force."""
    make.code()


@pytest.fixture
def sign_in() -> Any:
    """Return a client signed in as a person."""

    def as_person(person: Any) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
            session = client.session
            session["language"] = "en"
            session.save()
        return client

    return as_person


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": services.chromium(), "args": FLAGS}


@pytest.fixture
def served(django_db_reset_sequences: None) -> Iterator[str]:
    """The whole house on a port of its own, as `make run` serves it; gives its address."""
    import uvicorn

    from config.asgi import application

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    connections.close_all()
