"""What the house promises of its votes, checked from outside: what voters saw, against what the database keeps.

A history holds what every client asked and was answered, with the machine's clock; `Stored` is what is in the
tables at the end. Nothing here asks the house to judge itself: ballots are counted anew, and what an opening
froze is hashed anew. An answer that never came may have been either, until the voter looks it up.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from governance.decisions.chain import verify
from governance.decisions.models import Decision

TAKEN, REFUSED, UNKNOWN = "taken", "refused", "unknown"
# Between a client's clock reading and the database's there is the way of a message; they share one machine.
BLUR = 0.01


@dataclass(frozen=True)
class Cast:
    """One ballot sent: instants in seconds since 1970, `receipt` what was shown for it, `code` what a secret form drew."""

    who: int
    round: int
    content: str
    began: float
    ended: float
    answer: str
    receipt: str = ""
    code: str = ""


@dataclass(frozen=True)
class Look:
    """One visit to the page of receipts; an empty receipt says “you have not voted”."""

    who: int
    round: int
    at: float
    receipt: str
    content: str


@dataclass(frozen=True)
class Glimpse:
    """Ballots and marks on the roll, as one committed state showed them."""

    round: int
    ballots: int
    marks: int


@dataclass
class History:
    casts: list[Cast] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    glimpses: list[Glimpse] = field(default_factory=list)

    def of(self, round_id: int) -> dict[int, list[Cast]]:
        """The casts of a round, by person."""
        found = defaultdict(list)
        for cast in self.casts:
            if cast.round == round_id:
                found[cast.who].append(cast)
        return found


@dataclass(frozen=True)
class Stored:
    """The tables that votes are kept in, row by row."""

    rounds: Mapping[int, dict[str, Any]]
    voices: list[dict[str, Any]]
    ballots: list[dict[str, Any]]
    secrets: list[dict[str, Any]]
    results: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    errands: list[dict[str, Any]]

    def roll(self, round_id: int) -> list[dict[str, Any]]:
        return [voice for voice in self.voices if voice["round_id"] == round_id]

    def box(self, round_id: int) -> list[dict[str, Any]]:
        """The open ballots of a round, each with its voice's bearer, college and weight."""
        return [ballot for ballot in self.ballots if ballot["round_id"] == round_id]

    def urn(self, round_id: int) -> list[dict[str, Any]]:
        """The secret ballots of a round."""
        return [ballot for ballot in self.secrets if ballot["round_id"] == round_id]

    def told(self, kind: str, round_id: int) -> list[dict[str, Any]]:
        return [
            line for line in self.lines if line["kind"] == kind and line["facts"].get("round") == round_id
        ]


QUESTIONS = {
    "voices": "SELECT * FROM rounds_voice WHERE round_id = ANY(%s) ORDER BY id",
    "ballots": "SELECT b.*, v.round_id, v.bearer_id, v.weight FROM ballots_ballot b JOIN rounds_voice v ON v.id = b.voice_id "
    "WHERE v.round_id = ANY(%s)",
    "secrets": "SELECT * FROM ballots_secretballot WHERE round_id = ANY(%s)",
    "results": "SELECT * FROM tally_result WHERE round_id = ANY(%s)",
    "lines": "SELECT * FROM journal_entry WHERE cardinality(%s::bigint[]) > 0 ORDER BY id",
    "decisions": "SELECT * FROM decisions_decision WHERE cardinality(%s::bigint[]) > 0 ORDER BY no",
    "errands": "SELECT * FROM outbox_errand WHERE kind = 'settle' AND cardinality(%s::bigint[]) > 0",
}  # fmt: skip


def read(connection: psycopg.Connection[Any], rounds: list[int]) -> Stored:
    """Read what is kept of some rounds, and the whole journal and register."""
    with connection.cursor(row_factory=dict_row) as cursor:
        asked = cursor.execute("SELECT * FROM rounds_round WHERE id = ANY(%s)", [rounds]).fetchall()
        tables = {name: cursor.execute(query, [rounds]).fetchall() for name, query in QUESTIONS.items()}
    return Stored({row["id"]: row for row in asked}, **tables)


Promise = Callable[[History, Stored], Iterator[str]]
PROMISES: dict[str, Promise] = {}


def promise(check: Promise) -> Promise:
    PROMISES[check.__name__] = check
    return check


def broken(history: History, stored: Stored) -> dict[str, list[str]]:
    """Every promise that was not kept, with the sentences that say where; empty when all were."""
    found = {name: list(check(history, stored)) for name, check in PROMISES.items()}
    return {name: sentences for name, sentences in found.items() if sentences}


@promise
def acknowledged_ballots_are_kept(history: History, stored: Stored) -> Iterator[str]:
    """I1: what was acknowledged is in the box, unless the same voter replaced it later."""
    for pk, row in stored.rounds.items():
        if row["secret"]:
            yield from _kept_in_secret(history, stored, pk)
            continue
        kept = {ballot["bearer_id"]: ballot for ballot in stored.box(pk)}
        for who, casts in history.of(pk).items():
            taken = [cast for cast in casts if cast.answer == TAKEN]
            if taken and who not in kept:
                yield f"round {pk}: the ballot of {who} was acknowledged and is gone"
            elif who in kept and kept[who]["content"] not in _may_be_last(casts):
                yield f"round {pk}: {who} chose otherwise than {kept[who]['content']!r}"


def _may_be_last(casts: list[Cast]) -> set[str]:
    """What may stand at the end: any ballot that no other acknowledged one came wholly after."""
    taken = [cast for cast in casts if cast.answer == TAKEN]
    possible = [cast for cast in casts if cast.answer != REFUSED]
    return {
        cast.content
        for cast in possible
        if cast.answer == UNKNOWN or not any(other.began > cast.ended for other in taken)
    }


def _kept_in_secret(history: History, stored: Stored, pk: int) -> Iterator[str]:
    kept = {ballot["code"]: ballot["content"] for ballot in stored.urn(pk)}
    for who, casts in history.of(pk).items():
        for cast in casts:
            if cast.answer == TAKEN and kept.get(cast.receipt) != cast.content:
                yield f"round {pk}: the secret ballot of {who} was acknowledged and is not in the box as it was cast"


@promise
def a_voice_counts_once(history: History, stored: Stored) -> Iterator[str]:
    """I3: one ballot a voice at most, and in a secret vote one code once."""
    for pk in stored.rounds:
        voices = Counter(ballot["voice_id"] for ballot in stored.box(pk))
        codes = Counter(ballot["code"] for ballot in stored.urn(pk))
        for what, times in (voices + codes).items():
            if times > 1:
                yield f"round {pk}: {times} ballots of {what}"


@promise
def nothing_comes_from_nowhere(history: History, stored: Stored) -> Iterator[str]:
    """A ballot was sent by its voter; one that was refused each time it was sent is in no box."""
    for pk, row in stored.rounds.items():
        sent = {who: [c for c in casts if c.answer != REFUSED] for who, casts in history.of(pk).items()}
        if row["secret"]:
            forms = {
                hashlib.sha256(f"{cast.code}:{voice['id']}".encode()).hexdigest()[:32]
                for voice in stored.roll(pk)
                for cast in sent.get(voice["bearer_id"], [])
            }
            for ballot in stored.urn(pk):
                if ballot["code"] not in forms:
                    yield f"round {pk}: nobody sent the secret ballot {ballot['code']}"
            continue
        for ballot in stored.box(pk):
            if not any(cast.content == ballot["content"] for cast in sent.get(ballot["bearer_id"], [])):
                yield f"round {pk}: {ballot['bearer_id']} never sent this ballot, or was refused"


@promise
def roll_box_and_journal_agree(history: History, stored: Stored) -> Iterator[str]:
    """I2: as many ballots as marks on the roll at every commit; each open one has its line in the journal."""
    lines: Counter[tuple[int | None, str]] = Counter()
    for line in stored.lines:
        if line["kind"] == "ballot.cast":
            lines[line["actor_id"], line["topics"][0]] += line["facts"]["voices"]
    for pk, row in stored.rounds.items():
        box = stored.urn(pk) if row["secret"] else stored.box(pk)
        marked = {voice["id"] for voice in stored.roll(pk) if voice["voted_at"] is not None}
        if len(box) != len(marked) or (not row["secret"] and {b["voice_id"] for b in box} != marked):
            yield f"round {pk}: {len(box)} ballots, {len(marked)} marks on the roll"
        for ballot in stored.box(pk):
            if not lines[ballot["cast_by_id"], f"round.{pk}"]:
                yield f"round {pk}: no line of the journal for {ballot['bearer_id']}"
    for seen in history.glimpses:
        if seen.ballots != seen.marks:
            yield f"round {seen.round}: {seen.ballots} ballots beside {seen.marks} marks, in one committed state"


@promise
def the_closing_is_an_instant(history: History, stored: Stored) -> Iterator[str]:
    """I4: nothing enters from the closing on, and nothing is turned away before it."""
    for pk, row in stored.rounds.items():
        closes = row["closes_at"].timestamp()
        for ballot in stored.box(pk):
            if not row["opened_at"] <= ballot["cast_at"] < row["closes_at"]:
                yield f"round {pk}: a ballot of {ballot['cast_at']} for a closing at {row['closes_at']}"
        for cast in history.casts:
            if (
                cast.round == pk
                and cast.answer == TAKEN
                and cast.began > closes + BLUR
                and not _is_there(cast, stored)
            ):
                yield f"round {pk}: {cast.who} was told “taken” after the closing"
            if cast.round == pk and cast.answer == REFUSED and cast.ended < closes - BLUR:
                yield f"round {pk}: {cast.who} was turned away before the closing"


def _is_there(cast: Cast, stored: Stored) -> bool:
    """Whether a secret form sent again after the closing was only shown the receipt that it has already."""
    return bool(cast.code) and any(ballot["code"] == cast.receipt for ballot in stored.urn(cast.round))


@promise
def nothing_is_counted_before_the_closing(history: History, stored: Stored) -> Iterator[str]:
    """I5: until the closing there is no figure that anybody could read."""
    for result in stored.results:
        if result["counted_at"] < stored.rounds[result["round_id"]]["closes_at"]:
            yield f"round {result['round_id']} was counted while it was open"


@promise
def a_round_closes_once(history: History, stored: Stored) -> Iterator[str]:
    """I6: one closing, one result, one line; one entry in the register where it settles something, else none."""
    for pk, row in stored.rounds.items():
        results = [r for r in stored.results if r["round_id"] == pk]
        entries = [d for d in stored.decisions if d["ground"].get("round") == pk]
        facts = (row["closed_at"] is not None, len(results), len(stored.told("round.closed", pk)))
        if facts != (True, 1, 1):
            yield f"round {pk}: closed, results, lines of closing: {facts}"
        settles = any(not r["outcome"]["undecided"] for r in results)
        if len(entries) != settles:
            yield f"round {pk}: {len(entries)} entries in the register"


@promise
def the_outcome_is_a_recount(history: History, stored: Stored) -> Iterator[str]:
    """I7: counted from the rows, the box gives the stored figures, and they are the ones that were sealed."""
    for result in stored.results:
        pk, outcome = result["round_id"], result["outcome"]
        text = json.dumps(outcome, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != result["sha256"]:
            yield f"round {pk}: the figures are not those that were sealed"
        said = {word: outcome.get(word) for word in ("for", "against", "abstain")}
        if said != _recounted(stored, pk):
            yield f"round {pk}: the box gives {_recounted(stored, pk)}, the result says {said}"
        for line in stored.told("round.closed", pk):
            if line["facts"]["sha256"] != result["sha256"]:
                yield f"round {pk}: the journal saw another result"


def _recounted(stored: Stored, pk: int) -> dict[str, int]:
    votes = Counter({"for": 0, "against": 0, "abstain": 0})
    for ballot in stored.box(pk):
        votes[ballot["content"]] += ballot["weight"]
    for ballot in stored.urn(pk):
        votes[ballot["content"]] += 1
    return dict(votes)


ALONG = (
    "title", "second_call", "by_college", "smallest", "subject", "decision_type", "articles", "edition", "electorate", "may_change", "persons",
    "rehearsal", "by_hand", "may_extend", "closes_early", "again", "public_key",
)  # fmt: skip


@promise
def what_was_frozen_stays_frozen(history: History, stored: Stored) -> Iterator[str]:
    """I8: text, rule and roll are those whose fingerprints the journal published at the opening."""
    for pk, row in stored.rounds.items():
        roll = hashlib.sha256()
        for voice in stored.roll(pk):
            whose = (
                f"m{voice['member_id']}"
                if voice["member_id"]
                else f"p{voice['enrolled'] or voice['bearer_id']}"
            )
            roll.update(f"{whose}|{voice['college']}|{voice['weight']}\n".encode())
        frozen = {
            "text": hashlib.sha256(row["text"].encode()).hexdigest(), "method": row["method"], "paper": row["paper"],
            "rule": row["rule"], "roll": roll.hexdigest(), "secret": row["secret"], "format": 2, "follows": row["follows_id"],
            "lot": hashlib.sha256(row["lot_nonce"].encode()).hexdigest() if row["lot_nonce"] else "",
            **{name: row[name] for name in ALONG},
        }  # fmt: skip
        text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        published = [line["facts"]["frozen_sha256"] for line in stored.told("round.opened", pk)]
        if published != [hashlib.sha256(text.encode()).hexdigest()]:
            yield f"round {pk}: what was frozen at the opening was changed"


@promise
def the_register_is_one_chain(history: History, stored: Stored) -> Iterator[str]:
    """I9: every entry follows the one before, in its own words; and says what its round gave."""
    for fault in verify(Decision(**row).facts() for row in stored.decisions):
        yield f"entry {fault.no}: {fault.why}"


@promise
def the_same_form_has_the_same_answer(history: History, stored: Stored) -> Iterator[str]:
    """I10: whoever sends one form many times has one receipt."""
    for pk in stored.rounds:
        for who, casts in history.of(pk).items():
            if len({cast.content for cast in casts}) > 1:
                continue
            receipts = {cast.receipt for cast in casts if cast.answer == TAKEN and cast.receipt}
            receipts |= {
                look.receipt for look in history.looks if (look.who, look.round) == (who, pk) and look.receipt
            }
            if len(receipts) > 1:
                yield f"round {pk}: {who} has {len(receipts)} receipts for one form"


@promise
def doubts_can_be_cleared(history: History, stored: Stored) -> Iterator[str]:
    """I11: whoever had no answer reads on a page whether they voted, and that page says what is in the box."""
    for pk, row in stored.rounds.items():
        if row["secret"]:
            continue
        kept = {b["bearer_id"]: (b["receipt"], b["content"]) for b in stored.box(pk)}
        last = {
            look.who: look for look in sorted(history.looks, key=lambda look: look.at) if look.round == pk
        }
        for who, casts in history.of(pk).items():
            seen = last.get(who)
            if seen is None or seen.at < max(cast.ended for cast in casts):
                if any(cast.answer == UNKNOWN for cast in casts):
                    yield f"round {pk}: {who} cannot learn what became of the ballot"
            elif kept.get(who, ("", "")) != (seen.receipt, seen.content):
                yield f"round {pk}: {who} reads {seen.receipt or 'nothing'}, the box says otherwise"


@promise
def what_was_promised_is_done(history: History, stored: Stored) -> Iterator[str]:
    """I12: the errand of each closing is there, and done."""
    done = {e["key"]: e["done_at"] is not None for e in stored.errands}
    for pk in stored.rounds:
        if not done.get(f"settle:{pk}", False):
            yield f"round {pk}: its closing is still to be done"
