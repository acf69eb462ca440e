"""One storm with a fixed seed; every promise holds, in the database and in its backup. Then each is broken on purpose."""
# ruff: noqa: S608 — the sentences are made of constants

import subprocess
from dataclasses import replace

import psycopg
import pytest

from tests.faults.promises import PROMISES, REFUSED, TAKEN, UNKNOWN, Glimpse, History, broken, read
from tests.faults.storm import Storm, found
from tests.processes import production

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]
SEED = 20261125


@pytest.fixture(scope="module")
def storm():
    with production(demo=False) as house:
        over = Storm(house, found(house), SEED)
        over.kept = over.run()
        yield over


def test_every_promise_holds_through_a_storm(storm):
    assert broken(storm.history, storm.kept) == {}


def test_the_storm_was_one(storm):
    """Ballots were taken, turned away and left without an answer; in the open and in secret; more of them where the machine is free."""
    answers = {cast.answer for cast in storm.history.casts}
    assert answers == {TAKEN, REFUSED, UNKNOWN}
    assert len(storm.kept.ballots) > 20
    assert storm.kept.secrets
    assert len(storm.history.glimpses) > 20


def test_closing_again_and_counting_again_give_the_same_result(storm):
    stored = {result["round_id"]: {result["sha256"]} for result in storm.kept.results}
    assert storm.close_again() == stored
    assert "intact" in storm.house.manage("verify_register")


def test_a_restored_backup_keeps_every_promise(storm):
    url = storm.house.database.database("restored")
    dump = subprocess.run(["pg_dump", "--dbname", storm.house.url], capture_output=True, check=True)
    subprocess.run(
        ["psql", "-qX", "-v", "ON_ERROR_STOP=1", url], input=dump.stdout, capture_output=True, check=True
    )
    with psycopg.connect(url) as connection:
        assert broken(storm.history, read(connection, storm.pks)) == {}


# --- the checker can say no: each promise broken on purpose, and found ------------------------------

ONE = "(SELECT max(id) FROM ballots_ballot)"
FREE = """ALTER TABLE ballots_ballot DROP CONSTRAINT IF EXISTS ballots_ballot_voice_id_key;
ALTER TABLE tally_result DROP CONSTRAINT IF EXISTS tally_result_round_id_key;
ALTER TABLE ballots_secretballot DROP CONSTRAINT IF EXISTS ballots_one_code_a_round;
ALTER TABLE journal_entry DISABLE TRIGGER ALL;
ALTER TABLE decisions_decision DISABLE TRIGGER ALL;
ALTER TABLE rounds_round DISABLE TRIGGER ALL;
ALTER TABLE rounds_voice DISABLE TRIGGER ALL;
ALTER TABLE tally_result DISABLE TRIGGER ALL;
SET session_replication_role = replica;"""
COPY = "INSERT INTO ballots_ballot (voice_id, content, receipt, cast_at, cast_by_id) SELECT voice_id, content, receipt, cast_at, cast_by_id FROM ballots_ballot WHERE id = "
DOCTORED = {
    # All of them: of one alone nobody may know, whose answer was lost in the storm.
    "the ballots are gone": ("acknowledged_ballots_are_kept", "DELETE FROM ballots_ballot"),
    "the secret ballots are gone": ("acknowledged_ballots_are_kept", "DELETE FROM ballots_secretballot"),
    "a ballot twice": ("a_voice_counts_once", COPY + ONE),
    "a secret ballot twice": (
        "a_voice_counts_once",
        "INSERT INTO ballots_secretballot (id, round_id, college, content, code) SELECT gen_random_uuid(), round_id, college, content, code FROM ballots_secretballot LIMIT 1",
    ),
    "another choice": (
        "nothing_comes_from_nowhere",
        f"UPDATE ballots_ballot SET content = 'nobody chose this' WHERE id = {ONE}",
    ),
    "secret ballots stuffed": (
        "nothing_comes_from_nowhere",
        "INSERT INTO ballots_secretballot (id, round_id, college, content, code) SELECT gen_random_uuid(), round_id, college, content, 'x' || n FROM ballots_secretballot, generate_series(1, 99) n",
    ),
    "a mark that is missing": (
        "roll_box_and_journal_agree",
        f"UPDATE rounds_voice SET voted_at = NULL WHERE id = (SELECT voice_id FROM ballots_ballot WHERE id = {ONE})",
    ),
    "a ballot without its line": (
        "roll_box_and_journal_agree",
        f"DELETE FROM journal_entry WHERE kind = 'ballot.cast' AND actor_id = (SELECT cast_by_id FROM ballots_ballot WHERE id = {ONE})",
    ),
    "a late ballot": (
        "the_closing_is_an_instant",
        f"UPDATE ballots_ballot b SET cast_at = r.closes_at FROM rounds_round r, rounds_voice v WHERE v.id = b.voice_id AND r.id = v.round_id AND b.id = {ONE}",
    ),
    "a count while it is open": (
        "nothing_is_counted_before_the_closing",
        "UPDATE tally_result t SET counted_at = r.closes_at - interval '1 ms' FROM rounds_round r WHERE r.id = t.round_id",
    ),
    "two results": (
        "a_round_closes_once",
        "INSERT INTO tally_result (round_id, rehearsal, adopted, outcome, sha256, counted_at) SELECT round_id, rehearsal, adopted, outcome, sha256, counted_at FROM tally_result LIMIT 1",
    ),
    "two closings": (
        "a_round_closes_once",
        "INSERT INTO journal_entry (at, kind, actor_id, topics, facts) SELECT at, kind, actor_id, topics, facts FROM journal_entry WHERE kind = 'round.closed' LIMIT 1",
    ),
    "never closed": ("a_round_closes_once", "UPDATE rounds_round SET closed_at = NULL"),
    "a result that lies": (
        "the_outcome_is_a_recount",
        "UPDATE tally_result SET outcome = jsonb_set(outcome, '{for}', '999')",
    ),
    "a result sealed anew": ("the_outcome_is_a_recount", "UPDATE tally_result SET sha256 = repeat('0', 64)"),
    "a text changed while it was open": ("what_was_frozen_stays_frozen", "UPDATE rounds_round SET text = text || '.'"),
    "somebody added to the roll": (
        "what_was_frozen_stays_frozen",
        "UPDATE rounds_voice SET weight = 2 WHERE id = (SELECT max(id) FROM rounds_voice)",
    ),
    "an entry rewritten": ("the_register_is_one_chain", "UPDATE decisions_decision SET title = 'Other' WHERE no = 1"),
    "an entry torn out": ("the_register_is_one_chain", "DELETE FROM decisions_decision WHERE no = 1"),
    "another receipt on the page than in the box": (
        "doubts_can_be_cleared",
        "UPDATE ballots_ballot SET receipt = 'ZZZZ2222'",
    ),
    "a closing that nobody will do": ("what_was_promised_is_done", "DELETE FROM outbox_errand WHERE kind = 'settle'"),
}  # fmt: skip


@pytest.mark.parametrize("case", DOCTORED)
def test_a_database_where_a_promise_is_broken_is_found_out(storm, case):
    name, doctoring = DOCTORED[case]
    with psycopg.connect(storm.house.url) as connection:
        connection.execute(FREE)
        assert connection.execute(doctoring).rowcount
        found_out = broken(storm.history, read(connection, storm.pks))
        connection.rollback()
    assert name in found_out


def with_first(history: History, answer: str, **changes) -> History:
    """The same history, but for one attempt."""
    casts = list(history.casts)
    k = next(k for k, cast in enumerate(casts) if cast.answer == answer and not cast.code)
    casts[k] = replace(casts[k], **changes)
    return History(casts, list(history.looks), list(history.glimpses))


def told_otherwise(history: History) -> dict[str, tuple[str, History]]:
    """Histories that no house should give."""
    unknown = next(cast for cast in history.casts if cast.answer == UNKNOWN and not cast.code)
    blind = [look for look in history.looks if (look.who, look.round) != (unknown.who, unknown.round)]
    one = next(look for look in history.looks if look.receipt)
    steady = next(
        look for look in history.looks
        if look.receipt and len({c.content for c in history.casts if (c.who, c.round) == (look.who, look.round)}) == 1
    )  # fmt: skip
    return {
        "turned away in time": (
            "the_closing_is_an_instant",
            with_first(history, REFUSED, began=0.0, ended=1.0),
        ),
        "taken too late": ("the_closing_is_an_instant", with_first(history, TAKEN, began=4e9, ended=4e9 + 1)),
        "two receipts for one form": (
            "the_same_form_has_the_same_answer",
            History(
                history.casts, [replace(steady, receipt="ZZZZ2222", at=0.0), *history.looks], history.glimpses
            ),
        ),
        "no page that clears a doubt": (
            "doubts_can_be_cleared",
            History(history.casts, blind, history.glimpses),
        ),
        "a commit with a ballot and no mark": (
            "roll_box_and_journal_agree",
            History(history.casts, history.looks, [*history.glimpses, Glimpse(one.round, 2, 1)]),
        ),
    }


CASES = ("turned away in time", "taken too late", "two receipts for one form", "no page that clears a doubt", "a commit with a ballot and no mark")  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_history_where_a_promise_is_broken_is_found_out(storm, case):
    name, history = told_otherwise(storm.history)[case]
    assert name in broken(history, storm.kept)


def test_every_promise_was_broken_at_least_once(storm):
    shown = {name for name, _doctoring in DOCTORED.values()}
    shown |= {name for name, _history in told_otherwise(storm.history).values()}
    assert shown == set(PROMISES)
