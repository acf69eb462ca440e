"""The result of any round as pages tell it: the verdict, and what a choice between options shows beside it."""

from typing import Any

from django.utils.translation import gettext as _

from members.people.queries import college_names
from votes.rounds.models import Round
from votes.tally import chosen, published
from votes.tally.masking import masked_below
from votes.tally.readings import Around, Reading, readings
from votes.tally.verdict import Outcome, Verdict, reasons, verdict


def decided_verdict(round_: Round, outcome: Outcome, adopted: bool) -> Verdict:
    """Say the verdict that a decision holds: for or against a text, or between options, over all the ballots it took."""
    if round_.is_motion:
        return verdict(round_.motion, outcome, adopted, _names(outcome))
    decides = shown_readings(round_, outcome, over=True)[0]
    in_part = not adopted and bool(decides.winners or chosen.before(round_))
    return Verdict(adopted or in_part, _word(decides, adopted, in_part), "", decides.sentence)


def _word(decides: Reading, adopted: bool, in_part: bool) -> str:
    if in_part:
        return _("Adopted in part")
    return decides.word if adopted or decides.mood != "open" else _("Not adopted")


def shown_outcome(round_: Round, sealed: Outcome) -> Outcome:
    """The outcome that a decision sealed, for pages: without what would tell somebody's vote.

    Of a choice between options that was counted before results had a salt, readings leave out themselves what they
    must, college by college: they want it whole.
    """
    if sealed["colleges"] is None and (round_.is_motion or "withheld" in sealed):
        return sealed
    whole = sealed if sealed["colleges"] is not None else round_.result.outcome
    return published.public_outcome(round_, whole) if round_.is_motion or "salt" in whole else whole


def why_left_open(round_: Round, outcome: Outcome) -> str:
    """Say why a count settled nothing, with its figures."""
    disclosed = shown_outcome(round_, outcome)
    if round_.is_motion:
        return " ".join(reasons(round_.motion, disclosed, _names(outcome)))
    return shown_readings(round_, disclosed)[0].sentence


def _names(outcome: Outcome) -> dict[str, str]:
    """The names of colleges, where a verdict has to name some."""
    return college_names() if outcome.get("college_quorums") or outcome.get("double") else {}


def shown_readings(
    round_: Round, outcome: Outcome, *, colleges: dict[str, str] | None = None, over: bool = False
) -> list[Reading]:
    """Read a choice between options: the count that decides, and the other figure beside it.

    `over`: a decision was entered on it, so what it left open is not voted on any more.
    """
    return readings(
        round_.ballot_paper, dict(outcome), colleges=colleges or _names(outcome), smallest=masked_below(round_),
        around=Around(chosen.before(round_), over),
    )  # fmt: skip


def figures(round_: Round, outcome: Outcome) -> dict[str, Any]:
    """The voices on the roll and in the box, whatever was voted on."""
    counted = outcome if round_.is_motion else outcome["turnout"]
    return {"registered": counted["registered"], "cast": counted["cast"]}
