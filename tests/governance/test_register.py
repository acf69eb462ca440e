"""The register of decisions: numbered, chained, verifiable by anyone, never edited."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.clock import database_now
from governance.decisions import actions, chain
from governance.decisions.models import Decision
from governance.portal import queries
from tests import make

PROGRAM = Path(__file__).parents[2] / "governance/decisions/verify_register.py"


def enter(title="A decision", visibility="public"):
    deed = actions.Deed(
        title=title,
        text="Words.",
        adopted=True,
        body="Here",
        source="history",
        ground={"how": "consent"},
        visibility=visibility,
        decided_at=database_now(),
    )
    return actions.enter(deed)


def program(tmp_path, entries, *arguments):
    """Run the stand-alone verifier on entries, as anybody would."""
    file = tmp_path / "register.jsonl"
    file.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(file), *arguments], capture_output=True, text=True
    )


@pytest.mark.django_db
def test_decisions_are_numbered_without_gap_and_chained():
    first, second = enter("One"), enter("Two")
    assert (first.no, second.no) == (1, 2)
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert second.reference == f"D-{make.today().year}-002"
    assert actions.verify_register() == []


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(verb):
    enter()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if verb == "update":
            Decision.objects.update(title="Rewritten")
        else:
            Decision.objects.all().delete()
    assert Decision.objects.get().title == "A decision"


@pytest.mark.django_db(transaction=True)
def test_an_entry_changed_behind_the_house_is_named():
    """Somebody with the owner's rights removes the guard and rewrites: the chain says which entry."""
    enter("One")
    enter("Two")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER decisions_decision_no_update")
        else:
            cursor.execute("ALTER TABLE decisions_decision DISABLE TRIGGER USER")
        cursor.execute("UPDATE decisions_decision SET title = 'Forged' WHERE no = 1")
        if connection.vendor == "sqlite":
            from core.append_only import sqlite_triggers

            cursor.execute(sqlite_triggers("decisions_decision")[0])
        else:
            cursor.execute("ALTER TABLE decisions_decision ENABLE TRIGGER USER")
    [fault] = actions.verify_register()
    assert fault.no == 1
    assert "changed" in fault.why


@pytest.mark.django_db
def test_anyone_checks_the_export_with_the_stand_alone_program(tmp_path):
    enter("Publique")
    secret = enter("Entre nous", visibility="members")
    entries = list(queries.public_entries())
    assert entries[1] == {"no": 2, "previous": entries[0]["hash"], "hash": secret.hash}
    done = program(tmp_path, entries, "--after", secret.hash)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 entries, 1 not public, 0 faults" in done.stdout


def forge_words(entries):
    entries[1]["text"] = "Other words."


def forge_with_new_hash(entries):
    entries[1]["text"] = "Other words."
    entries[1]["hash"] = chain.seal(entries[1])


def drop_one(entries):
    del entries[1]


def swap_two(entries):
    entries[0], entries[1] = entries[1], entries[0]


def add_one(entries):
    entries.insert(1, dict(entries[0]))


def withhold_and_break(entries):
    entries[1] = {"no": 2, "previous": "f" * 64, "hash": entries[1]["hash"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forge", [forge_words, forge_with_new_hash, drop_one, swap_two, add_one, withhold_and_break]
)
def test_every_forgery_is_seen_by_both_verifiers(tmp_path, forge):
    for title in ("One", "Two", "Three"):
        enter(title)
    entries = list(queries.public_entries())
    forge(entries)
    assert chain.verify(entries) != []
    done = program(tmp_path, entries)
    assert done.returncode == 1
    assert "FAULT" in done.stdout


@pytest.mark.django_db
def test_a_register_rewritten_from_the_start_is_seen_by_who_kept_a_hash(tmp_path):
    kept = enter("One").hash
    entries = list(queries.public_entries())
    entries[0]["text"] = "Rewritten."
    entries[0]["hash"] = chain.seal(entries[0])
    assert program(tmp_path, entries).returncode == 0
    assert program(tmp_path, entries, "--after", kept).returncode == 1


def test_a_file_that_is_no_export_gets_one_sentence(tmp_path):
    file = tmp_path / "x"
    file.write_text("not json")
    done = subprocess.run([sys.executable, "-I", str(PROGRAM), str(file)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "not an export" in done.stdout


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.none(), max_size=4))
def test_a_seal_depends_on_the_facts_and_not_on_their_order(facts):
    shuffled = dict(reversed(list(facts.items())))
    assert chain.seal(facts) == chain.seal(shuffled)
    assert chain.seal({**facts, "more": 1}) != chain.seal(facts)
