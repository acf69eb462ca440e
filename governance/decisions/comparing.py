"""The register beside what else was written of the same: the vote a decision came from, its line in the journal, the seals.

A chain that holds proves that nothing in it was changed. It says nothing of what stands outside it: so a
result that was forged whole is found here, because the decision that was sealed still says the other thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.journal.models import Entry
from core.journal.verifying import Journal
from governance.decisions.integrity import is_sealed
from governance.decisions.models import Decision
from votes.rounds.models import Round
from votes.tally.copies import Copy, differences
from votes.tally.models import Result


@dataclass(frozen=True)
class Contradiction:
    """An entry of the register, by number and reference, and what says otherwise."""

    no: int
    reference: str
    sentence: str


def copies_of_round(round_: Round) -> list[Copy]:
    """What the register sealed of a round: each decision that names it as its ground."""
    entered = Decision.objects.filter(ground__round=round_.pk).order_by("no")
    return [_copy(decision, whole=is_sealed(decision)) for decision in entered]


def _copy(decision: Decision, *, whole: bool) -> Copy:
    texts = {"title": decision.title, "text": decision.text}
    return Copy(f"the decision {decision.reference}", whole, decision.adopted, texts, decision.ground)


def contradictions(journal: Journal) -> Iterator[Contradiction]:
    """Yield the entries that say another thing than their vote, their line in the journal, or a seal of that time."""
    yield from _other_votes()
    yield from _other_lines()
    yield from _other_heads(journal)


def _other_votes() -> Iterator[Contradiction]:
    voted = {
        decision.ground["round"]: decision
        for decision in Decision.objects.filter(ground__has_key="round").order_by("no")
    }
    results = Result.objects.filter(round__in=voted).select_related("round")
    result_of = {result.round_id: result for result in results.iterator(chunk_size=500)}
    for number, decision in voted.items():
        origin = f"the vote that it came from (round {number}) has"
        if number not in result_of:
            yield Contradiction(decision.no, decision.reference, f"{origin} no result")
            continue
        result = result_of[number]
        for difference in differences(_copy(decision, whole=True), result.round, result):
            yield Contradiction(decision.no, decision.reference, f"{origin} another {difference}")


def _other_lines() -> Iterator[Contradiction]:
    lines = Entry.objects.filter(kind="decision.entered")
    written = dict(lines.values_list("facts__decision", "facts__hash"))
    for decision in Decision.objects.order_by("no").only("no", "year", "rank", "hash"):
        if decision.pk not in written:
            yield Contradiction(decision.no, decision.reference, "the journal has no line of its entry")
        elif written[decision.pk] != decision.hash:
            yield Contradiction(
                decision.no, decision.reference, "the journal says that another seal was entered"
            )


def _other_heads(journal: Journal) -> Iterator[Contradiction]:
    """Entries that were there when the journal was sealed, and are others today, or none."""
    if journal.chain:
        yield Contradiction(0, "journal", "its seals are not one chain: see verify_journal")
        return
    stored = {no: (reference, hash_) for no, reference, hash_ in _stored()}
    for seal in journal.seals:
        head = seal.facts["heads"]["register"]
        reference, hash_ = stored.get(head["no"], (f"no. {head['no']}", ""))
        if head["no"] and hash_ != head["hash"]:
            yield Contradiction(head["no"], reference, f"seal no. {seal.no} of the journal knew another one")


def _stored() -> Iterator[tuple[int, str, str]]:
    for decision in Decision.objects.only("no", "year", "rank", "hash").iterator(chunk_size=2000):
        yield decision.no, decision.reference, decision.hash


def vouched(journal: Journal, anchor: str) -> str | None:
    """What a fingerprint that was kept elsewhere vouches for: it is that of an entry, or of a seal; None where it is neither."""
    if (entry := Decision.objects.filter(hash=anchor).first()) is not None:
        return f"the register up to {entry.reference}"
    if (seal := journal.known(anchor)) is not None:
        return f"the register up to entry no. {seal.facts['heads']['register']['no']}, by seal no. {seal.no} of the journal"
    return None
