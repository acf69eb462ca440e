"""The result of any round as pages tell it: the verdict, and what a choice between options shows beside it."""

from typing import Any

from votes.rounds.models import Round
from votes.tally.files import masked_below
from votes.tally.readings import Reading, readings
from votes.tally.verdict import Outcome, Verdict, reasons, verdict


def told(round_: Round, outcome: Outcome, adopted: bool) -> Verdict:
    """Say the verdict of a round: for or against a text, or between options."""
    if round_.is_motion:
        return verdict(round_.motion, outcome, adopted)
    decides = read(round_, outcome)[0]
    return Verdict(adopted, decides.word, "", decides.sentence)


def left_open(round_: Round, outcome: Outcome) -> str:
    """Say why a count settled nothing, with its figures."""
    if round_.is_motion:
        return " ".join(reasons(round_.motion, outcome))
    return read(round_, outcome)[0].sentence


def read(round_: Round, outcome: Outcome, *, colleges: dict[str, str] | None = None) -> list[Reading]:
    """Read a choice between options: the count that decides, and the other figure beside it."""
    return readings(
        round_.ballot_paper, dict(outcome), colleges=colleges or {}, smallest=masked_below(round_)
    )


def figures(round_: Round, outcome: Outcome) -> dict[str, Any]:
    """The voices on the roll and in the box, whatever was voted on."""
    counted = outcome if round_.is_motion else outcome["turnout"]
    return {"registered": counted["registered"], "cast": counted["cast"]}
