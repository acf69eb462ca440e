"""One at a time, across processes: the second hears that somebody is at it, and is let in once the first is done."""

import threading

import pytest
from django.db import connection, connections

from core.alone import alone

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(what):
    """Whether another thread, with a connection of its own, would be alone with it."""
    said = []

    def ask():
        try:
            with alone(what) as mine:
                said.append(mine)
        finally:
            connections.close_all()

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    return said[0]


def test_whoever_comes_second_is_not_alone_until_the_first_is_done():
    with alone("upgrade") as mine:
        assert (mine, elsewhere("upgrade"), elsewhere("forgetting")) == (True, False, True)
    assert elsewhere("upgrade")


def test_what_fails_inside_keeps_nobody_out():
    with pytest.raises(RuntimeError, match="not today"), alone("upgrade"):
        raise RuntimeError("not today")
    assert elsewhere("upgrade")


def test_a_connection_that_was_lost_inside_holds_nothing():
    with alone("upgrade"):
        connection.close()
    assert elsewhere("upgrade")


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a lock of the server; a folder's goes with its process"
)
def test_whoever_stands_still_is_let_go_by_the_server_after_a_while():
    with alone("upgrade"), connection.cursor() as cursor:
        cursor.execute("SHOW idle_session_timeout")
        assert cursor.fetchone() == ("2min",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_session_timeout")
        assert cursor.fetchone() == ("0",)
