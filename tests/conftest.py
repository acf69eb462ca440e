"""What every test may ask for: a cast of people, a code in force, a browser, real servers."""

import asyncio
import gc
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from core import frozen
from core.append_only import to_put_up, to_take_down
from demo.load import load
from tests import make, services
from tests.kept import House

# A drawn case is judged by what comes out, however long a busy machine takes to draw and to try it.
hypothesis.settings.register_profile(
    "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("ours")
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last: after the first one, no other test can run an event loop of its own."""
    part = os.environ.get("PART", "" if settings.EMBEDDED else "production")
    if part:
        # Whoever asks for some tests by name gets all their cases.
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
        shared = shared_out(items) if whole and "PART" in os.environ else {}
        here = [item for item in items if part in parts(item, shared)]
        config.hook.pytest_deselected(items=[item for item in items if part not in parts(item, shared)])
        items[:] = here
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
    no_browser = pytest.mark.skip(reason="no Chromium here: install it, or set CHROMIUM")
    no_services = pytest.mark.skip(reason="no PostgreSQL or Redis programs here")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and services.chromium() is None:
            item.add_marker(no_browser)
        if item.get_closest_marker("services") and (
            services.postgresql_programs() is None or services.redis_program() is None
        ):
            item.add_marker(no_services)


# From so many variants on, a test is a table of cases of one kind.
A_TABLE = 4


def shared_out(items: list[pytest.Item]) -> dict[str, str]:
    """Which of the two databases each case of a table is asked of, by its name: by turns, so that both have every test.

    Of a table in two dimensions the turns are those of a chessboard: both have each value of each. Those marked `both`
    are left out: the two may differ in each of their cases.
    """
    tables: dict[str, list[Any]] = {}
    for item in items:
        if hasattr(item, "callspec") and not item.get_closest_marker("both"):
            tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    turns = ("embedded", "production")
    cases = [table for table in tables.values() if len(table) >= A_TABLE]
    return {item.nodeid: turns[sum(item.callspec.indices.values()) % 2] for table in cases for item in table}


def parts(item: pytest.Item, shared: dict[str, str]) -> set[str]:
    """In which parts of the whole run a test is (see `tests/everything.py`); each is in one or two.

    What asks the database is asked of both, but where a browser or a long walk looks at the same pages again, one of
    the two databases refuses all that the other does, or the cases of a table are `shared` out. What starts servers of
    its own, or asks no database, is apart.
    """
    if item.get_closest_marker("services") or not asks_database(item):
        return {"apart"}
    if "browser" in getattr(item, "fixturenames", ()):
        return {"browser"}
    if item.get_closest_marker("stricter"):
        return {"production"}
    if item.get_closest_marker("once"):
        return {"embedded"}
    return {shared[item.nodeid]} if item.nodeid in shared else {"embedded", "production"}


def asks_database(item: pytest.Item) -> bool:
    """Whether a test has anything to do with the default database."""
    named = set(getattr(item, "fixturenames", ()))
    return bool(named & {"db", "transactional_db", "django_db_setup"}) or bool(
        item.get_closest_marker("django_db")
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays: nobody looks through it again for what could be freed, a twelfth of the time of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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
    """Let the test runner empty append-only tables between tests."""
    # The class, not one connection: beside a browser's loop, each context has a connection of its own.
    operations = type(connection.ops)
    original = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        down = [said for table in settings.APPEND_ONLY for said in to_take_down(table, self.connection)]
        up = [said for table in settings.APPEND_ONLY for said in to_put_up(table, self.connection)]
        for table in settings.FROZEN:
            down += frozen.to_take_down(table, self.connection)
            up += frozen.to_put_up(table, frozen.freeze_of(table), self.connection)
        return [*down, *original(self, style, tables, **options), *up]

    operations.sql_flush = sql_flush
    yield
    operations.sql_flush = original


@pytest.fixture(autouse=True)
def quiet_cache() -> Iterator[None]:
    """Nothing kept from the test before."""
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture
def refusals_unsaid() -> Iterator[None]:
    """No line of a log for each refusal, where they come by the thousand; the tests after this one hear all again."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)


@pytest.fixture(scope="session")
def houses(django_db_setup: None, django_db_blocker: Any) -> dict[str, House]:
    """The houses that most tests begin in: the cast, the code, and both."""
    acts = {
        "cast": make.cast,
        "code": make.code,
        "cast under the code": lambda: (make.code(), make.cast())[1],
    }
    with django_db_blocker.unblock():
        return {name: House(act).keep() for name, act in acts.items()}


@pytest.fixture
def cast(db: None, houses: dict[str, House], request: pytest.FixtureRequest) -> SimpleNamespace:
    """A small cooperative: Alice facilitates, Bob is a member, Chloé belongs elsewhere."""
    return houses["cast under the code" if "code" in request.fixturenames else "cast"].stand()


@pytest.fixture
def code(db: None, houses: dict[str, House], request: pytest.FixtureRequest) -> None:
    """A code social in force."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
    else:
        houses["code"].stand()


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any) -> House:
    """Les Lisières as it is moved into: the demo, to stand in."""
    with django_db_blocker.unblock():
        return House(load).keep()


@pytest.fixture
def town(db: None, demo: House) -> None:
    """Les Lisières on the day of the last chapter."""
    demo.stand()


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
        application,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=settings.LARGEST_FRAME,
        timeout_graceful_shutdown=1,
        log_level="error",
        proxy_headers=False,
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
