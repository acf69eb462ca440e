"""Check a round against what was frozen, what was written in the journal, and what its box gives when it is counted again."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.journal.models import Entry
from core.journal.verifying import Journal
from votes.ballots import signing
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.freezing import fingerprint as fingerprint_of_opening
from votes.rounds.freezing import fingerprint_of_roll
from votes.rounds.merging import carried_otherwise
from votes.rounds.models import Round
from votes.rules.shapes import RuleError
from votes.tally.actions import recount
from votes.tally.arithmetic import Json, as_stored, fingerprint
from votes.tally.copies import copies, differences
from votes.tally.masking import as_salted
from votes.tally.models import Result
from votes.tally.published import sealed

# What a stored shape raises that somebody turned into another.
UNREADABLE = (TypeError, KeyError, ValueError, AttributeError, IndexError, RuleError)
EVERYTHING = "all that the opening froze is as the journal saw it"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it holds, None where there is nothing to look at, and what was found."""

    holds: bool | None
    sentence: str
    # Whether it compares the round with something that was known from elsewhere.
    outside: bool = False


def checks(round_: Round, journal: Journal | None = None, anchors: Sequence[str] = ()) -> Iterator[Check]:
    """Check a round that opened, whatever became of it since; what comes after the closing once it is closed.

    `anchors` are seals of the journal that somebody kept elsewhere.
    """
    yield from _readable(_itself(round_))
    lines = {event: _written(round_, event) for event in ("opened", "closed")}
    lines["extended"] = _extended(round_, lines["closed"])
    known_lines = {event: line for event, line in lines.items() if line is not None}
    yield from _sealed(journal or Journal(), known_lines, anchors)


def _readable(checks: Iterator[Check]) -> Iterator[Check]:
    """Say so where something stored was rewritten into what no house writes, and go on with what is sealed of it."""
    try:
        yield from checks
    except UNREADABLE as problem:
        yield Check(False, f"what is stored of it can be read ({type(problem).__name__})")


def _itself(round_: Round) -> Iterator[Check]:
    yield from _twice(round_)
    yield from _frozen(round_, _written(round_, "opened"))
    result = Result.objects.filter(round=round_).first()
    if round_.closed_at is None:
        yield Check(None, "it is not closed: there is nothing to count")
        return
    yield _signed_roll(round_, counted=result is not None)
    closing = _written(round_, "closed")
    if result is None and (closing is not None or round_.proclaimed_at is not None):
        yield Check(False, "it has a result, as the journal says")
        return
    if result is None:
        yield Check(None, "its result is not proclaimed: there is nothing to count")
        return
    if closing is None:
        yield Check(False, "the journal has no line of its closing")
    if round_.secret:
        yield _box(round_, result, closing)
        yield _signatures(round_)
    yield from _result(round_, result, closing)
    yield from _copies(round_, result)


def _written(round_: Round, event: str) -> Entry | None:
    """The line that the journal keeps of an opening or a closing."""
    kind = f"rehearsal.{event}" if round_.rehearsal else f"round.{event}"
    return Entry.objects.filter(kind=kind, facts__round=round_.pk).order_by("pk").first()


def _twice(round_: Round) -> Iterator[Check]:
    """A vote opens once, and closes once: of two lines one was written by somebody else."""
    for event, name in (("opened", "opening"), ("closed", "closing")):
        kind = f"rehearsal.{event}" if round_.rehearsal else f"round.{event}"
        count = Entry.objects.filter(kind=kind, facts__round=round_.pk).count()
        if count > 1:
            yield Check(False, f"the journal has one line of its {name}, and not {count}")


def _extended(round_: Round, closing: Entry | None) -> Entry | None:
    """The last line that put the closing off, of those that were written before the vote closed."""
    lines = Entry.objects.filter(kind="round.extended", facts__round=round_.pk)
    if (opening := _written(round_, "opened")) is not None:
        lines = lines.filter(pk__gt=opening.pk)
    if closing is not None:
        lines = lines.filter(pk__lt=closing.pk, at__lte=closing.at)
    return lines.order_by("-pk").first()


def _stored_fact(line: Entry | None, name: str) -> str | None:
    """A fingerprint of a line; None where lines had no such thing yet, "" where one before it has.

    What was written by an earlier release is not known, and not wrong; to leave a fingerprint out later is.
    """
    if line is None:
        return ""
    if name in line.facts:
        return str(line.facts[name])
    earlier = Entry.objects.filter(kind=line.kind, pk__lt=line.pk, facts__has_key=name)
    return "" if earlier.exists() else None


def _compared(stored: str | None, computed: str, sentence: str) -> Check:
    if stored is None:
        return Check(None, f"{sentence}: not known, since it is of before there was a fingerprint of it")
    return Check(stored == computed, sentence)


def _frozen(round_: Round, opening: Entry | None) -> Iterator[Check]:
    yield Check(
        hashlib.sha256(round_.text.encode()).hexdigest() == round_.text_sha256, "the text has its fingerprint"
    )
    if opening is None:
        yield Check(False, "the journal has no line of its opening")
    frozen = _stored_fact(opening, "frozen_sha256")
    on_roll, roll_sha256 = fingerprint_of_roll(round_)
    # What is frozen holds the fingerprint of the roll: without the one, there never was the other.
    of_roll = None if frozen is None and not round_.roll_sha256 else round_.roll_sha256
    yield _compared(of_roll, roll_sha256, f"the roll of {on_roll} lines is that of the opening")
    moved, unexplained = carried_otherwise(round_)
    if moved:
        yield Check(
            not unexplained,
            f"lines of the roll whose person became one with another: {moved}, each as the journal says",
        )
    if opening is None:
        return
    yield _compared(
        frozen,
        fingerprint_of_opening(round_),
        EVERYTHING
        if round_.frozen_format > 1
        else "text, options, rule, roll and secrecy are those that the journal saw frozen",
    )
    yield _closing(round_, opening)
    if round_.lot_nonce or "lot_sha256" in opening.facts:
        sealed_number = opening.facts.get("lot_sha256")
        yield Check(sealed_number == round_.lot_sha256, "the number of the lot is the one that was sealed")


def _closing(round_: Round, opening: Entry) -> Check:
    """Compare the closing with the one that was announced last: at the opening, or where it was put off."""
    extended = _extended(round_, _written(round_, "closed"))
    announced = (extended or opening).facts.get("closes_at")
    if announced is None:
        return Check(None, "the closing: not known, since it is of before the journal had it")
    return Check(datetime.fromisoformat(announced) == round_.closes_at, "it closes when that was announced")


def _signed_roll(round_: Round, *, counted: bool) -> Check:
    """Compare the ballots with the marks on the roll. Slips may be void, and enter the box as it is counted."""
    boxed = (
        SecretBallot.objects.filter(round=round_)
        if round_.secret
        else Ballot.objects.filter(voice__round=round_)
    )
    ballots = boxed.count()
    on_paper = round_.voices.filter(on_paper=True).count()
    by_other_ways = round_.voices.filter(on_paper=False, voted_at__isnull=False).count()
    most = by_other_ways + (on_paper if counted else 0)
    sentence = f"{ballots} ballots for {by_other_ways} marks on the roll"
    return Check(
        by_other_ways <= ballots <= most, sentence + (f" and {on_paper} on paper" if on_paper else "")
    )


def _box(round_: Round, result: Result, closing: Entry | None) -> Check:
    stored = _stored_fact(closing, "box_sha256")
    return _compared(stored, sealed(round_, result.outcome), "the box is the one that was counted")


def _signatures(round_: Round) -> Check:
    if round_.public_key and round_.public_key != signing.public_key():
        return Check(None, "this house has another key today: the codes cannot be signed again")
    codes = SecretBallot.objects.filter(round=round_).values_list("code", flat=True)
    key = round_.public_key or signing.public_key()
    good = [signing.is_ours(round_.pk, code, signing.sign(round_.pk, code), key) for code in codes]
    return Check(all(good), f"{sum(good)} codes of {len(good)} are signed with the key of the opening")


def _result(round_: Round, result: Result, closing: Entry | None) -> Iterator[Check]:
    counted, why = _counted(round_, result.outcome)
    yield Check(counted == result.outcome, f"the count gives the stored result{why}")
    facts = closing.facts if closing else {}
    fingerprints = {fingerprint(result.outcome), result.sha256, facts.get("sha256")}
    yield Check(len(fingerprints) == 1, "the stored result has the fingerprint that went into the journal")
    verdicts = {result.adopted, result.outcome["adopted"], facts.get("adopted", result.adopted)}
    yield Check(len(verdicts) == 1, "the verdict is that of the result")


def _counted(round_: Round, stored: Json) -> tuple[Any, str]:
    try:
        return as_salted(as_stored(recount(round_), stored), stored), ""
    except (RuleError, KeyError) as problem:
        return None, f": it cannot be counted ({problem})"


def _copies(round_: Round, result: Result) -> Iterator[Check]:
    """Compare with everything else that was sealed of it: whoever forges must have forged all of it."""
    if round_.rehearsal:
        return
    sealed_copies = copies(round_)
    for copy in sealed_copies:
        wrong = ", ".join(differences(copy, round_, result))
        yield Check(not wrong, f"{copy.name} says the same" + (f": it has another {wrong}" if wrong else ""))
    if not sealed_copies:
        settled = Entry.objects.filter(kind="proposal.settled", facts__round=round_.pk).exists()
        sentence = "the register has no decision of it"
        yield Check(
            False if settled else None, sentence + (", which the journal says was entered" if settled else "")
        )


# --- the journal that all this was compared with ----------------------------------------------------

EVENT_NAMES = {"opened": "its opening", "closed": "its closing", "extended": "its later hour"}


def _sealed(journal: Journal, lines: dict[str, Entry], anchors: Sequence[str]) -> Iterator[Check]:
    """Whether the lines are those that were sealed, by seals that are one chain, and whether that is known elsewhere."""
    for fault in journal.chain:
        yield Check(False, f"the seals of the journal are one chain: at no. {fault.no}, {fault.why}")
    if journal.chain:
        return
    for event, line in lines.items():
        yield _as_sealed(journal, line, EVENT_NAMES[event])
    for anchor in anchors:
        yield _vouched(journal, lines, anchor)


def _as_sealed(journal: Journal, line: Entry, subject: str) -> Check:
    if (seal := journal.seal_of(line.pk)) is None and not journal.may_wait(line.pk):
        return Check(False, f"the line of {subject} is under no seal, and none will hold it")
    if seal is None:
        return Check(None, f"the line of {subject} waits for the next seal of the journal")
    wrong = journal.stretch(seal)
    return Check(
        not wrong, f"the line of {subject} is under seal no. {seal.no}" + (f": {wrong}" if wrong else "")
    )


def _vouched(journal: Journal, lines: dict[str, Entry], anchor: str) -> Check:
    """What a seal that is known from elsewhere vouches for: everything that it, and those before it, hold."""
    known = journal.known(anchor)
    if known is None:
        sentence = f"no seal of the journal is {anchor} any more: what it held was rewritten"
        return Check(False, sentence, outside=True)
    seals = {event: journal.seal_of(line.pk) for event, line in lines.items()}
    held = [EVENT_NAMES[event] for event, seal in seals.items() if seal is not None and seal.no <= known.no]
    if len(held) == len(lines):
        sentence = f"the seal that you know (no. {known.no}) vouches for {' and '.join(held)}"
        return Check(True, sentence, outside=True)
    sentence = f"the seal that you know (no. {known.no}) was made before all of this was written"
    return Check(None, sentence, outside=True)
