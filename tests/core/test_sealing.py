"""The seals of the journal: every line under one seal, late ones too, and whatever is changed afterwards is named."""

from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.clock import database_now, living_at
from core.journal import sealing, spans
from core.journal.actions import record, record_all
from core.journal.models import Entry, Seal
from core.journal.verifying import Journal
from tests import owner

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def lines_of_tests(settings):
    settings.JOURNAL_LINES = [*settings.JOURNAL_LINES, "tests.lines"]


def write(*kinds):
    with transaction.atomic():
        return [record(kind, topics=["house"], note=kind).pk for kind in kinds]


def verified(*arguments):
    """What `verify_journal` says, and its exit status."""
    told = StringIO()
    try:
        call_command("verify_journal", *arguments, stdout=told, stderr=told)
    except CommandError as problem:
        return problem.returncode, told.getvalue() + str(problem)
    return 0, told.getvalue()


def faults():
    return [(fault.no, fault.why) for fault in Journal().faults()]


# --- spans: pure arithmetic ---------------------------------------------------------------------------------

SETS = st.sets(st.integers(1, 60))


def numbers(found):
    return {n for first, last in found for n in range(first, last + 1)}


@given(SETS, SETS)
def test_spans_say_the_same_as_sets(some, others):
    one, other = spans.spans_of(sorted(some)), spans.spans_of(sorted(others))
    assert numbers(one) == some
    assert numbers(spans.united(one, other)) == some | others
    assert numbers(spans.without(one, other)) == some - others
    assert {n for n in range(70) if spans.holds(one, n)} == some
    above = spans.spans_of(sorted(n for n in some if n > 20))
    assert numbers(spans.between(above, 20)) == set(range(21, max(numbers(above), default=20))) - some
    # Neither touching nor overlapping: each set has one writing.
    for found in (one, spans.united(one, other), spans.without(one, other)):
        assert all(a[1] + 1 < b[0] for a, b in pairwise(found))


# --- sealing ------------------------------------------------------------------------------------------------


def test_each_seal_holds_the_lines_since_the_one_before_and_that_one():
    write("a", "b")
    first = sealing.seal()
    write("c")
    second = sealing.seal()
    assert (first.no, second.no, second.previous) == (1, 2, first.hash)
    assert first.facts["format"] == "assemblage journal 1"
    assert second.facts["heads"] == {"register": {"no": 0, "hash": "0" * 64}}
    journal = Journal()
    assert journal.faults() == []
    assert [journal.seal_of(pk).no for pk in Entry.objects.order_by("pk").values_list("pk", flat=True)] == [
        1,
        1,
        2,
    ]


def test_where_nothing_was_written_there_is_nothing_to_seal():
    assert sealing.seal() is None
    write("a")
    assert sealing.seal() == sealing.seal()
    assert Seal.objects.count() == 1


def test_a_journal_without_a_seal_could_not_be_checked():
    assert verified() == (2, "Nothing is sealed yet, so there is nothing to check.")


def test_the_command_says_what_it_checked_and_that_it_vouches_for_itself_alone():
    write("a", "b")
    first = sealing.seal()
    write("c")
    status, said = verified()
    assert status == 0
    assert said.splitlines() == [
        "The journal is intact: 2 lines under 1 seals; 1 wait for the next.",
        "It vouches for itself alone: with --anchor and a seal that you kept, it is checked.",
        f"Last seal: {first.hash}",
    ]
    sealing.seal()
    kept = " ".join(
        first.hash[at : at + 8].upper() for at in range(0, 64, 8)
    )  # as somebody may have noted it
    status, said = verified("--anchor", kept)
    assert status == 0
    assert "The seal that you know is no. 1: nothing that it holds was rewritten." in said


# --- lines that come late -----------------------------------------------------------------------------------


def take_numbers(count):
    """Take numbers as a transaction does that is not committed yet; return them."""
    if connection.vendor == "sqlite":
        # Writers come one by one here: what a number left behind looks like, all the same.
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'")
            (last,) = cursor.fetchone() or (0,)
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = 'journal_entry'", [count])
        return list(range(last + 1, last + 1 + count))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('journal_entry_id_seq') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def commit_late(*pks):
    for pk in pks:
        Entry.objects.create(pk=pk, kind="late")


def test_a_line_that_is_committed_after_others_with_higher_numbers_is_held_by_the_next_seal():
    write("a")
    sealing.seal()  # numbers that earlier tests took are missing from it
    pending = take_numbers(3)
    write("b")
    first = sealing.seal()
    assert first.facts["missing"] == [[pending[0], pending[-1]]]
    assert Journal().faults() == []
    commit_late(pending[1])
    assert Journal().waiting() == 1
    second = sealing.seal()
    assert second.facts["late"] == [[pending[1], pending[1]]]
    assert second.upto == first.upto
    journal = Journal()
    assert (journal.faults(), journal.waiting()) == ([], 0)
    assert journal.seal_of(pending[1]) == second
    assert journal.seal_of(pending[0]) is None
    # The others may still come, beside new lines.
    write("c")
    commit_late(pending[0])
    third = sealing.seal()
    assert third.facts["late"] == [[pending[0], pending[0]]]
    assert Journal().faults() == []


def test_a_number_that_is_missing_for_more_than_a_day_is_held_by_no_seal_and_named_when_it_turns_up():
    write("a")
    pending = take_numbers(1)
    write("b")
    with living_at(database_now() - timedelta(days=1, minutes=1)):
        sealing.seal()
    commit_late(*pending)
    write("c")
    assert sealing.seal().facts["late"] == []
    assert faults() == [(2, f"line {pending[0]} was written into a stretch that had been sealed")]


def test_a_seal_made_to_hold_a_line_that_came_too_late_is_refused():
    """Whoever slips a line in and seals it themselves: the seal says that the line came late, and when."""
    write("a")
    pending = take_numbers(1)
    write("b")
    with living_at(database_now() - timedelta(days=3)):
        sealing.seal()
    commit_late(*pending)
    last = Seal.objects.get()
    _numbers, digest = sealing.read(sealing.lines(last.upto, [(pending[0], pending[0])]))
    facts = {**last.facts, "no": 2, "previous": last.hash, "missing": [], "late": [[pending[0], pending[0]]], "digest": digest, "sealed_at": database_now().isoformat()}  # fmt: skip
    Seal.objects.create(
        no=2, upto=last.upto, facts=facts, previous=last.hash, hash=sealing.canonical.sha256(facts)
    )
    assert faults() == [(2, "it holds lines that came too late for it")]


def test_many_lines_and_many_gaps_are_held_one_by_one():
    with transaction.atomic():
        record_all([("a", None, [], {"k": k}) for k in range(500)])
        for pk in Entry.objects.filter(kind="a").order_by("pk").values_list("pk", flat=True)[::2]:
            with owner.unguarded("journal_entry"):
                Entry.objects.filter(pk=pk).delete()
    # Every second number is missing from the first on: more spans than are asked for one by one.
    seal = sealing.seal()
    gaps = [first for first, _last in sealing.spans_in(seal.facts, "missing")]
    assert len(gaps) > sealing.SPANS_AT_ONCE
    commit_late(*gaps[:3])
    assert len(sealing.seal().facts["late"]) == 3
    assert Journal().faults() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time there")
def test_sealing_waits_for_no_writer_and_no_writer_for_it():
    """A transaction that wrote and is not committed: lines after it are sealed, and its own as soon as it is over."""
    write("a")
    sealing.seal()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_entry (kind, topics, facts) VALUES ('slow', '[]', '{}') RETURNING id"
            )
            (slow,) = cursor.fetchone()
        write("quick")
        first = sealing.seal()
        assert first.facts["missing"] == [[slow, slow]]
        assert Journal().faults() == []
        other.commit()
    finally:
        other.close()
    assert sealing.seal().facts["late"] == [[slow, slow]]
    assert Journal().faults() == []


# --- what is changed afterwards is named --------------------------------------------------------------------


@pytest.fixture
def sealed():
    """Three stretches of two lines each, all sealed."""
    for pair in ("ab", "cd", "ef"):
        write(*pair)
        sealing.seal()
    assert faults() == []
    return Seal.objects.order_by("no")


def other(stretch, **values):
    with owner.unguarded("journal_entry"):
        Entry.objects.filter(kind=stretch).update(**values)


REWRITTEN = {
    "its facts": {"facts": {"note": "another"}},
    "its kind": {"kind": "other"},
    "its topics": {"topics": []},
    "its instant": {"at": database_now},
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_a_line_that_was_changed_gives_its_stretch_away(what, sealed):
    values = {name: value() if callable(value) else value for name, value in REWRITTEN[what].items()}
    other("d", **values)
    [(no, why)] = faults()
    assert no == 2
    assert why.startswith(f"lines {sealed[0].upto + 1} to {sealed[1].upto} are not those that it sealed on ")
    status, said = verified()
    assert status == 1
    assert "seal no. 2: lines" in said


def test_a_line_that_was_taken_away_or_moved_gives_its_stretch_away(sealed):
    with owner.unguarded("journal_entry"):
        Entry.objects.filter(kind="f").delete()
    assert [no for no, _why in faults()] == [3]


def test_the_last_lines_and_their_seal_taken_away_are_missed_by_whoever_kept_it(sealed):
    """Nothing within the house tells: that is what a seal kept elsewhere is for."""
    kept = sealed[2].hash
    with owner.unguarded("journal_entry", "journal_seal"):
        Entry.objects.filter(kind__in="ef").delete()
        Seal.objects.filter(no=3).delete()
    assert verified()[0] == 0
    status, said = verified("--anchor", kept)
    assert status == 1
    assert f"no seal is {kept} any more: what it held was rewritten" in said


def test_everything_sealed_anew_is_missed_by_whoever_kept_a_seal(sealed):
    kept = sealed[1].hash
    other("c", facts={"note": "rewritten"})
    with owner.unguarded("journal_seal"):
        Seal.objects.all().delete()
        sealing.seal()
    assert verified()[0] == 0
    assert verified("--anchor", kept)[0] == 1
    assert verified("--anchor", Seal.objects.get().hash)[0] == 0


FORGED = {
    "a seal is taken away": lambda: Seal.objects.filter(no=2).delete(),
    "a seal says another digest": lambda: forge(2, digest="0" * 64),
    "a seal says another number": lambda: Seal.objects.filter(no=3).update(no=9),
    "a seal knows fewer lines": lambda: Seal.objects.filter(no=3).update(upto=1),
    "a seal misses a line that is there": lambda: forge(3, missing=[[1, 1]]),
    "a seal says another head of the register": lambda: forge(1, heads={}),
    "a seal has a format of its own": lambda: forge(2, format="assemblage journal 2"),
    "a seal says more than there is to say": lambda: forge(2, note="trust me"),
    "a seal says numbers that are none": lambda: forge(2, upto=1.5),
    "a seal is no object": lambda: Seal.objects.filter(no=2).update(facts=[]),
    "a seal has another hash": lambda: Seal.objects.filter(no=2).update(hash="f" * 64),
    "a seal follows another": lambda: Seal.objects.filter(no=2).update(previous="f" * 64),
}


def forge(no, **values):
    seal = Seal.objects.get(no=no)
    Seal.objects.filter(no=no).update(facts={**seal.facts, **values})


@pytest.mark.parametrize("what", FORGED)
def test_a_seal_that_was_forged_is_named(what, sealed):
    with owner.unguarded("journal_seal"):
        FORGED[what]()
    assert faults() != []
    assert verified()[0] == 1


def test_what_is_no_fingerprint_is_not_looked_for(sealed):
    with pytest.raises(CommandError, match="is not a fingerprint"):
        call_command("verify_journal", "--anchor", "the last one")


def test_taking_away_every_seal_is_no_way_out(sealed):
    kept = sealed[2].hash
    with owner.unguarded("journal_seal"):
        Seal.objects.all().delete()
    assert verified() == (2, "Nothing is sealed yet, so there is nothing to check.")
    assert verified("--anchor", kept)[0] == 1
