"""A proclaimed result as files: the tables people read as CSV, the stored facts as JSON."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheet import cell
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.tally.readings import Table, readings, small
from votes.tally.readings.shapes import Json


def as_csv(paper: Paper, outcome: Json, *, smallest: int = 0) -> str:
    """Write every table of a result one below the other, semicolons between cells, safe to open.

    The first lines say the verdict; exact fractions stand beside decimals as on the page.
    """
    return _csv(_lines(paper, outcome, smallest))


def of_round(round_: Round) -> str:
    """Write the CSV of a round, between options or for and against."""
    if round_.is_motion:
        return _csv(_motion(round_.result.outcome, masked_below(round_)))
    return as_csv(round_.ballot_paper, round_.result.outcome, smallest=masked_below(round_))


def _csv(lines: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    safe = ([cell(value) for value in line] for line in lines)
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(safe)
    return text.getvalue()


def _lines(paper: Paper, outcome: Json, smallest: int) -> list[list[str | int]]:
    lines: list[list[str | int]] = []
    for reading in readings(paper, outcome, smallest=smallest):
        lines.append([reading.heading, reading.sentence])
        for table in reading.tables:
            lines += [[], *_written(table)]
        lines.append([])
    return lines


def _written(table: Table) -> list[list[str | int]]:
    return [[table.heading], list(table.columns), *map(list, table.rows)]


def _motion(outcome: Json, smallest: int) -> list[list[str | int]]:
    """The voices for and against, college by college unless one of them is small."""
    sides = ("registered", "for", "against", "abstain", "absent")
    head = [_("College"), _("On the roll"), _("For"), _("Against"), _("Abstention"), _("Absent")]
    whole = [_("All voices"), *(outcome[side] for side in sides)]
    lines = [[line["code"], *(line[side] for side in sides)] for line in outcome["colleges"] if line["code"]]
    shown = [] if small(outcome, smallest) else lines
    return [head, *shown, whole]


def as_json(round_: Round) -> dict[str, Any]:
    """Write what was asked, how it is counted and what it gave, with the hash of the outcome.

    In a secret vote, colleges in which few voted are told in the total only; then the hash is that of
    facts which are not all here, and `masked` says so. No ballot, no voter.
    """
    result = round_.result
    smallest = masked_below(round_)
    hidden = small(result.outcome, smallest)
    return {
        "format": 1,
        "round": round_.pk,
        "title": round_.title,
        "method": round_.method,
        "paper": round_.paper,
        "terms": round_.rule,
        "text_sha256": round_.text_sha256,
        "opened_at": round_.opened_at,
        "closed_at": round_.closed_at,
        "proclaimed_at": round_.proclaimed_at,
        "outcome": masked(result.outcome) if hidden else result.outcome,
        "masked": bool(hidden),
        "sha256": result.sha256,
    }


def masked_below(round_: Round) -> int:
    """The number of voters under which a college is not told by itself: 0 where ballots are open."""
    return round_.smallest if round_.secret else 0


def masked(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Copy an outcome without its colleges, and without the heads beside weights that would tell them."""
    facts = {**outcome, "colleges": None}
    between_options = isinstance(outcome["heads"], Mapping) and "method" in outcome
    return {**facts, "heads": None} if between_options and outcome["weighted"] else facts
