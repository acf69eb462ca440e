"""However a secret vote ends, whoever steals the files of the database does not learn who cast which ballot."""

import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models.functions import Now
from django.utils import translation

from core.clock import database_now
from core.outbox import actions as outbox
from core.outbox.models import Errand
from core.outbox.watch import troubles
from core.rewriting import NotForgotten
from governance.proxies.actions.postal_forms import receive_form
from governance.proxies.models import PostalForm
from tests import make, owner
from tests.house import House
from tests.security import thief
from tests.votes.test_options import people
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import cast_secret, sweep
from votes.rounds.actions import Question, RollSeat, RoundClosed, begin, enrol, open_round
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Choice, Paper
from votes.rules.terms import Terms
from votes.tally import actions, ending
from votes.tellers.models import Sheet, Slip, Teller

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 80  # two pages of ballots on PostgreSQL, three on SQLite
LUCK = 9  # as in tests/votes/test_linkage.py
ROLL, BOX = Voice._meta.db_table, SecretBallot._meta.db_table
DAYS = Paper("plurality", tuple(Choice(str(k), f"Day {k}") for k in range(1, 4)))


# --- the ends of a secret vote ------------------------------------------------------------------


def closed(round_):
    actions.close_round(round_.pk, early=True)


def counted_with_paper(round_):
    """Closed first; its paper ballots come into the box as it is counted."""
    owner.rewrite(round_, by_hand=True)
    signed = round_.voices.filter(voted_at=None).values("pk")[:1]
    Voice.objects.filter(pk__in=list(signed.values_list("pk", flat=True))).update(
        on_paper=True, voted_at=round_.opened_at
    )
    actions.close_round(round_.pk, early=True)
    somebody = make.person("Teller Here")
    reading = Teller.objects.create(round=round_, person=somebody, done_at=round_.opened_at)
    Slip.objects.create(teller=reading, number=1, content="1")
    Sheet.objects.create(
        round=round_, agreed_at=round_.opened_at, agreed_by=somebody, marks=1, slips=1, void=0
    )
    actions.count_by_hand(round_.pk)


def cancelled(round_):
    actions.cancel(round_.pk, because="The text was wrong.", actor=None)


def wiped(round_):
    owner.rewrite(round_, rehearsal=True)
    actions.wipe(Round.objects.get(pk=round_.pk), actor=None)


def left_alone(round_):
    """A rehearsal that nobody counts nor wipes: its deadline is all that ends it."""
    owner.rewrite(
        round_, rehearsal=True, opened_at=Now() - timedelta(hours=2), closes_at=Now() - timedelta(hours=1)
    )


def cancelled_by_an_earlier_release(round_):
    """Only a date, as it was before: neither sealed, nor swept."""
    owner.rewrite(
        round_,
        opened_at=Now() - timedelta(days=2),
        closes_at=Now() - timedelta(hours=1),
        cancelled_at=Now() - timedelta(days=1),
    )


ENDS = (closed, counted_with_paper, cancelled, wiped, left_alone, cancelled_by_an_earlier_release)


def question(**more):
    return Question(
        "proposal.1", "Which day?", "Which day?", "ordinary", Terms(), [], 4, {"kind": "members"}, paper=DAYS, secret=True, **more
    )  # fmt: skip


def opened(who, **more):
    seats = [RollSeat(str(voter), bearer_id=voter.pk) for voter in who]
    return open_round(question(**more), seats, closes_at=database_now() + timedelta(days=1), actor=None)


def vote(rounds, who):
    """Everybody votes in all of these rounds, in an order of chance; for each round, the code of each voice.

    The log of an embedded house is not begun anew meanwhile, so that a thief who finds nothing was not just late.
    """
    chance = random.Random(2026)
    truth = {round_: {} for round_ in rounds}
    lines = {(voice.round_id, voice.bearer_id): voice.pk for voice in Voice.objects.all()}
    for voter in chance.sample(who, len(who)):
        for round_ in chance.sample(rounds, len(rounds)):
            (receipt,) = cast_secret(voter, round_.pk, chance.choice("123"))
            truth[round_][lines[round_.pk, voter.pk]] = receipt.code
    return truth


# --- what somebody takes away -------------------------------------------------------------------


def asked(sentence):
    with connection.cursor() as cursor:
        cursor.execute(sentence)
        return cursor.fetchall() if cursor.description else []


def read(path):
    ((content,),) = asked(f"SELECT pg_read_binary_file('{path}')")
    return bytes(content)


@pytest.fixture
def found(tmp_path):
    """What the thief believes of each ballot, after reading all the files there are."""

    def steal():
        if connection.vendor == "postgresql":
            asked("CHECKPOINT")
            return thief.of_postgresql(asked, read, roll=ROLL, box=BOX)
        stolen = thief.steal(Path(connection.settings_dict["NAME"]), tmp_path / "stolen")
        return thief.of_sqlite(stolen, roll=ROLL, box=BOX)

    return steal


def on_disk():
    """What the files of the box hold, and those of its indexes, its TOAST and the roll; an embedded house is one file."""
    if connection.vendor == "postgresql":
        asked("CHECKPOINT")
        places = thief.files_of(asked, BOX)
        box = read(places.pop(BOX))
        return box, b"".join(
            read(place) for place in [*places.values(), *thief.files_of(asked, ROLL).values()]
        )
    path = Path(connection.settings_dict["NAME"])
    there = [file for end in ("", "-wal", "-journal") if (file := Path(f"{path}{end}")).exists()]
    return b"".join(file.read_bytes() for file in there), b""


def bytes_of(table):
    """What the files of a table hold, its indexes and its TOAST with it; an embedded house is one file."""
    if connection.vendor == "postgresql":
        asked("CHECKPOINT")
        return b"".join(read(place) for place in thief.files_of(asked, table).values())
    return on_disk()[0]


@pytest.fixture
def whole_log():
    """The log of an embedded house is not begun anew meanwhile: a thief who finds nothing was not just late."""
    if connection.vendor == "sqlite":
        asked("PRAGMA wal_checkpoint(TRUNCATE)")
        asked("PRAGMA wal_autocheckpoint = 0")
    yield
    if connection.vendor == "sqlite":
        asked("PRAGMA wal_autocheckpoint = 1000")


@pytest.fixture
def over(whole_log):
    """One secret vote for each end, and one that goes on: everybody voted in all of them, and all but one are over."""
    who = people(VOTERS)
    absent = people(1, "Absent")
    rounds = {end: opened([*who, *absent]) for end in (*ENDS, None)}
    truth = vote(list(rounds.values()), who)
    for end, round_ in rounds.items():
        if end is not None:
            end(round_)
    return {end: (round_, truth[round_]) for end, round_ in rounds.items()}


def given_away(found, over):
    """How many voters the thief finds, by how their vote ended."""
    return {
        end.__name__ if end else "still open": thief.given_away(found, truth)
        for end, (_round, truth) in over.items()
    }


def do_what_waits():
    """What the clock and the workers do: look for what is missing, and do it."""
    ending.look()
    while outbox.drain("work"):
        pass


def kept():
    """Every ballot and every line of the rolls, whatever the files say beside them."""
    ballots = SecretBallot.objects.order_by("round", "code").values_list(
        "round", "code", "content", "college"
    )
    return list(ballots), list(Voice.objects.order_by("pk").values_list())


def test_however_it_ended_the_files_tell_nobody_s_ballot(over, found):
    before, there = given_away(found(), over), kept()
    # The thief is a good one: as long as nobody cleaned it finds most of them, whatever the tables say. It misses some
    # of those whose vote ended first, where the others were written over them.
    assert sum(before.values()) > len(over) * VOTERS * 3 // 4
    do_what_waits()
    after = given_away(found(), over)
    assert {end: count for end, count in after.items() if count > LUCK} == {}
    # Each code lies where it should, and nowhere else: an index of PostgreSQL repeats some, to find its way.
    box, beside = on_disk()
    for end, (_round, truth) in over.items():
        once = 0 if end is wiped else 1 if connection.vendor == "postgresql" else 2
        assert {box.count(code.encode()) for code in truth.values()} == {once}
        assert end is not wiped or not any(code.encode() in beside for code in truth.values())
    # Nothing of what was voted is lost on the way, where it is over and where it goes on.
    assert kept() == there
    assert not ending.remembered().exists()
    goes_on, _truth = over[None]
    assert Round.objects.get(pk=goes_on.pk).unlinked_at is None
    assert cast_secret(goes_on.voices.get(voted_at=None).bearer, goes_on.pk, "1")


def test_what_was_read_of_paper_ballots_is_in_no_file_once_they_are_counted(whole_log):
    round_ = opened(people(6), by_hand=True)
    round_.voices.filter(pk=round_.voices.first().pk).update(on_paper=True, voted_at=round_.opened_at)
    closed(round_)
    somebody = make.person("Teller Here")
    reading = Teller.objects.create(round=round_, person=somebody, done_at=round_.opened_at)
    # A pile that no vote has, so that its letters are found nowhere else.
    Slip.objects.create(teller=reading, number=1, content="1", college="Zq7Wx9Kv")
    Sheet.objects.create(
        round=round_, agreed_at=round_.opened_at, agreed_by=somebody, marks=1, slips=1, void=0
    )
    actions.count_by_hand(round_.pk)
    assert b"Zq7Wx9Kv" in bytes_of(Slip._meta.db_table)
    do_what_waits()
    assert b"Zq7Wx9Kv" not in bytes_of(Slip._meta.db_table)
    assert Round.objects.get(pk=round_.pk).unlinked_at is not None


def test_what_a_form_said_of_a_secret_question_is_in_no_file_once_it_is_voted_on(whole_log):
    names = [f"F{k}" for k in range(1, 7)]
    house = House({
        "members": {"F": 6}, "code": {"postal.allowed": True, "secret.smallest_college": 5, "ordinary.quorum": "0"},
        "secret": True, "meeting": {"present": names[:5]}, "votes": {},
    })  # fmt: skip
    round_ = house.vote()
    # It came too late to be counted, so that its mark is in no box.
    late = receive_form(
        house.meeting,
        house.seats["F6"],
        received_at=database_now(),
        choices={"1": "Zq7Wx9Kv"},
        actor=house.desk,
    )
    assert not late.on_time
    assert b"Zq7Wx9Kv" in bytes_of(PostalForm._meta.db_table)
    closed(round_)
    do_what_waits()
    assert b"Zq7Wx9Kv" not in bytes_of(PostalForm._meta.db_table)
    assert Round.objects.get(pk=round_.pk).unlinked_at is not None


# --- new files ----------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded house is one file")
def test_the_tables_their_indexes_and_their_toast_have_new_files():
    before = {table: thief.files_of(asked, table) for table in (BOX, ROLL)}
    assert any("toast" in name for name in before[BOX])
    sweep()
    for table, files in before.items():
        after = thief.files_of(asked, table)
        assert not set(after.values()) & set(files.values())


def test_nothing_is_swept_inside_a_transaction():
    with transaction.atomic(), pytest.raises(NotForgotten):
        sweep()


def test_a_table_that_somebody_reads_keeps_its_files_until_later_and_whoever_administers_is_told(code):
    round_ = opened(people(6))
    closed(round_)
    with somebody_reads():
        while outbox.drain("work"):
            pass
    assert Errand.objects.get(key__startswith=f"sweep:{round_.pk}:").error.startswith("NotForgotten")
    assert said_of_secrecy() == []
    an_hour_ago = Now() - timedelta(hours=1)
    owner.rewrite(round_, opened_at=an_hour_ago, closed_at=an_hour_ago)
    assert said_of_secrecy() == ["in 1 secret vote"]
    Errand.objects.update(due_at=Now())
    do_what_waits()
    assert said_of_secrecy() == []
    assert Round.objects.get().unlinked_at is not None


@contextmanager
def somebody_reads():
    """Another connection in the middle of a transaction that has read the roll."""
    other = connections.create_connection("default")
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"SELECT * FROM {ROLL}")  # noqa: S608 - our own name
        cursor.fetchall()
        yield
        cursor.execute("ROLLBACK")


def said_of_secrecy():
    """What whoever administers is told of secret votes."""
    with translation.override("en"):
        return [
            re.search(r"in \d+ secret votes?", trouble.sentence)[0]
            for trouble in troubles()
            if "secret" in trouble.sentence
        ]


def test_a_round_that_never_opened_leaves_nothing_to_forget():
    draft = begin(question(), closes_at=database_now() + timedelta(days=1), actor=None)
    enrol(draft, [RollSeat(str(voter), bearer_id=voter.pk) for voter in people(3)])
    actions.discard(draft)
    assert not Round.objects.exists()
    assert not Voice.objects.exists()
    assert not Errand.objects.filter(kind="sweep_box").exists()


def files():
    """Which file each table is in."""
    return asked(f"SELECT pg_relation_filenode('{ROLL}'), pg_relation_filenode('{BOX}')")[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded house has one file for everything")
@pytest.mark.parametrize("end", [closed, wiped])
def test_votes_that_end_together_are_forgotten_together(end):
    """Nobody can use the tables meanwhile: twenty votes of one assembly are not twenty times that."""
    who = people(6)
    rounds = [opened(who) for _k in range(4)]
    vote(rounds, who)
    for round_ in rounds:
        end(round_)
    before = files()
    assert outbox.drain("work", limit=1) == 1
    once = files()
    assert not set(once) & set(before)
    assert outbox.drain("work") == 3
    assert files() == once
    end(opened(who))
    outbox.drain("work")
    assert not set(files()) & set(once)


def test_an_errand_killed_once_the_files_are_new_is_done_again_to_its_end(monkeypatch):
    """Else the vote would be told as one that the files still know, though they do not."""

    class Killed(BaseException):
        pass

    def killed():
        raise Killed

    round_ = opened(people(6))
    closed(round_)
    (errand,) = Errand.objects.filter(kind="sweep_box", done_at=None)
    with monkeypatch.context() as meanwhile, pytest.raises(Killed):
        meanwhile.setattr(ending, "Now", killed)
        ending.forget(**errand.payload)
    ending.forget(**errand.payload)
    assert Round.objects.get(pk=round_.pk).unlinked_at is not None


# --- ballots that come while it ends -------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time: nobody waits for a row")
@pytest.mark.parametrize("end", [closed, cancelled])
def test_a_ballot_that_waits_for_the_end_is_told_that_it_came_too_late(end):
    """The end rewrites the roll: neither may wait for what the other holds."""
    voters, said = people(3), []
    round_ = opened(voters)

    def come():
        try:
            said.append(cast_secret(voters[0], round_.pk, "1"))
        except Exception as problem:  # collected, to be shown by the assertion below
            said.append(type(problem))
        finally:
            connections.close_all()

    late = threading.Thread(target=come)
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round_.pk)
        late.start()
        while not asked(
            "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        ):
            time.sleep(0.01)
        end(round_)
    late.join()
    assert said == [RoundClosed]


# --- a copy that was made while it was open -----------------------------------------------------


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tests/security/test_copies.py has a server for it")
def test_a_copy_of_an_embedded_house_gives_names_until_the_vote_in_it_is_cancelled(whole_log, tmp_path):
    who = people(VOTERS)
    round_ = opened(who)
    truth = vote([round_], who)[round_]
    house = Path(connection.settings_dict["NAME"])
    stolen = thief.steal(house, tmp_path / "stolen")
    assert thief.given_away(thief.of_sqlite(stolen, roll=ROLL, box=BOX), truth) == VOTERS
    copy = tmp_path / "assemblage.sqlite3"
    with closing(sqlite3.connect(house)) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
    came = list(truth.values())
    # Beside a log of who came when, the copy gives everybody a ballot.
    assert in_the_box(copy) == came
    act_in(tmp_path, "cancel", str(round_.pk))
    assert sum(one == other for one, other in zip(in_the_box(copy), came, strict=True)) <= LUCK
    assert {copy.read_bytes().count(code.encode()) for code in came} == {2}
    assert thief.given_away(thief.of_sqlite(copy, roll=ROLL, box=BOX), truth) <= LUCK


def in_the_box(file):
    """The codes of a copy, in the order in which its rows lie."""
    with closing(sqlite3.connect(file)) as copy:
        return [code for (code,) in copy.execute(f"SELECT code FROM {BOX} ORDER BY rowid")]  # noqa: S608 - our own name


def act_in(home, *arguments):
    """One act on another house, in a process of its own."""
    env = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip
    command = [sys.executable, "-m", "tests.security.secret_house", *arguments]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
