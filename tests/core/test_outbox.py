"""What must still happen is a row; whoever is present does it, once."""

from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings
from django.db import connection, transaction

from core.clock import database_now
from core.outbox import actions as outbox
from core.outbox.models import Errand
from votes.rounds.models import Glance

pytestmark = pytest.mark.django_db(transaction=True)
done: list[str] = []


def remember(word: str) -> None:
    done.append(word)


def stumble(word: str) -> None:
    remember(word)
    raise RuntimeError("not today")


def dangle() -> None:
    """Refer to somebody who is not there: a database that asks so only at the commit refuses it there."""
    Glance.objects.create(voice_id=10**9)


def move() -> None:
    outbox.reschedule("moved", database_now() + timedelta(days=2))


def revive() -> None:
    outbox.revive("moved", database_now() + timedelta(days=2))


def broken() -> int:
    raise RuntimeError("not today")


def found() -> int:
    return 3


@pytest.fixture(autouse=True)
def errands(settings):
    done.clear()
    outbox.handler.cache_clear()
    settings.ERRANDS = {
        "remember": ("decide", "tests.core.test_outbox.remember"),
        "stumble": ("decide", "tests.core.test_outbox.stumble"),
        "send": ("send", "tests.core.test_outbox.remember"),
        "move": ("decide", "tests.core.test_outbox.move"),
        "revive": ("decide", "tests.core.test_outbox.revive"),
        "dangle": ("decide", "tests.core.test_outbox.dangle"),
        "lose": ("send", "tests.core.test_outbox.stumble"),
        "give_up": ("work", "tests.core.test_outbox.stumble"),
    }
    yield
    outbox.handler.cache_clear()


def test_an_errand_is_done_once():
    outbox.post("remember", key="a", word="a")
    assert outbox.drain("decide") == 1
    assert outbox.drain("decide") == 0
    assert done == ["a"]


def test_the_same_key_twice_is_one_errand():
    outbox.post("remember", key="a", word="a")
    outbox.post("remember", key="a", word="again")
    outbox.drain("decide")
    assert done == ["a"]


def test_an_errand_waits_for_its_time():
    outbox.post("remember", key="later", due_at=database_now() + timedelta(hours=1), word="later")
    assert outbox.drain("decide") == 0


def test_an_errand_of_an_act_that_failed_never_existed():
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.post("remember", key="a", word="a")
        raise RuntimeError("the act failed")
    assert outbox.drain("decide") == 0


@pytest.mark.parametrize(("kind", "lane"), [("stumble", "decide"), ("lose", "send"), ("give_up", "work")])
def test_an_errand_that_fails_is_put_off_with_its_error(kind, lane):
    outbox.post(kind, key="a", word="a")
    outbox.drain(lane)
    errand = Errand.objects.get()
    assert (errand.tries, errand.done_at) == (1, None)
    assert "not today" in errand.error
    assert errand.due_at > database_now()


def test_one_that_fails_does_not_keep_the_others_waiting():
    outbox.post("stumble", key="a", word="a")
    outbox.post("remember", key="b", word="b")
    outbox.drain("decide")
    assert done == ["a", "b"]


def test_a_leased_errand_is_invisible_until_its_lease_runs_out():
    """A sender that dies in the middle is taken over after its lease, not before."""
    outbox.post("send", key="a", word="a")
    Errand.objects.update(due_at=database_now() + outbox.LEASE)
    assert outbox.drain("send") == 0
    Errand.objects.update(due_at=database_now() - timedelta(seconds=1))
    assert outbox.drain("send") == 1


def test_lanes_do_not_wait_for_each_other():
    outbox.post("send", key="mail", word="mail")
    assert outbox.drain("decide") == 0
    assert outbox.drain("send") == 1


def test_a_cancelled_errand_is_forgotten():
    outbox.post("remember", key="a", word="a")
    outbox.cancel("a")
    assert outbox.drain("decide") == 0


def test_every_errand_of_the_house_has_a_handler():
    from config import settings as house

    assert settings.ERRANDS != house.ERRANDS
    for _lane, name in house.ERRANDS.values():
        from django.utils.module_loading import import_string

        assert callable(import_string(name))


def test_long_work_keeps_its_lease_for_as_long_as_it_lasts(settings, monkeypatch):
    """Nobody takes over work whose worker lives; once it is dead, the lease runs out."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.3))
    settings.ERRANDS = {"work": ("work", "tests.core.test_outbox.outlast")}
    outbox.post("work", key="a", word="a")
    assert outbox.drain("work") == 1
    assert done == ["a", "nobody else could take it"]


def outlast(word: str) -> None:
    """Work until the lease was renewed past the end that it had at first."""
    remember(word)
    first = Errand.objects.get().due_at
    patience = Event()
    while Errand.objects.get().due_at == first:
        patience.wait(0.01)
    patience.wait(max(0, (first - database_now()).total_seconds()))
    assert outbox.drain("work") == 0
    remember("nobody else could take it")


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only there may a constraint wait for the commit"
)
def test_an_errand_that_fails_as_it_is_committed_keeps_no_other_from_being_done():
    outbox.post("dangle", key="dangle")
    outbox.post("remember", key="after", word="after")
    assert outbox.drain("decide") == 2
    assert done == ["after"]
    failed = Errand.objects.get(key="dangle")
    assert (failed.tries, failed.done_at) == (1, None)
    assert "IntegrityError" in failed.error


@pytest.mark.parametrize("sweeps", [["tests.core.test_outbox.broken", "tests.core.test_outbox.found"]])
def test_a_sweep_that_fails_keeps_no_other_from_looking(sweeps, settings):
    settings.SWEEPS = sweeps
    assert outbox.sweep() == 3


def test_whoever_stands_behind_goes_last_and_not_for_ever():
    outbox.post("remember", key="behind", behind=1, word="behind")
    for k in range(6):
        outbox.post("remember", key=f"in front {k}", word=f"in front {k}")
    outbox.drain("decide")
    # One of three goes by its age, and this one is the oldest.
    assert done.index("behind") <= 2
    assert len(done) == 7


def test_whoever_lost_an_errand_while_they_stood_still_finishes_nothing():
    """The one who took it over is at it, and may still die."""
    outbox.post("send", key="x", word="a")
    first = outbox._lease("send")
    Errand.objects.filter(pk=first.pk).update(due_at=database_now())
    second = outbox._lease("send")
    assert (first.turn, second.turn) == (1, 2)
    outbox._do(first)
    assert outbox.waits("x")
    outbox._do(second)
    assert not outbox.waits("x")


def test_whoever_has_an_errand_in_hand_does_not_put_it_off_over_the_instant_it_was_given_meanwhile():
    """A page and a worker that wait for each other: the worker loses, and its errand has another hour by then."""
    outbox.post("remember", key="moved", word="a")
    in_hand = Errand.objects.get()
    later = database_now() + timedelta(days=2)
    outbox.reschedule("moved", later)
    outbox._put_off(in_hand, RuntimeError("deadlock"))
    outbox._finish(in_hand)
    assert Errand.objects.filter(done_at=None, due_at=later, tries=0, error="").exists()


@pytest.mark.parametrize("kind", ["move", "revive"])
def test_an_errand_that_gives_itself_another_instant_is_done_then(kind):
    outbox.post(kind, key="moved")
    assert outbox.drain("decide") == 1
    assert outbox.waits("moved")
    assert Errand.objects.get().due_at > database_now() + timedelta(days=1)
