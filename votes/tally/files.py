"""A proclaimed result as files: the tables people read as CSV, the stored facts as JSON."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.spreadsheet import cell
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.tally import chosen
from votes.tally.masking import is_small, masked, masked_below
from votes.tally.readings import ALONE, Around, Table, readings, small
from votes.tally.readings.shapes import Json
from votes.tally.result_words import decided_verdict, shown_outcome, why_left_open


def as_csv(paper: Paper, outcome: Json, *, smallest: int = 0, around: Around = ALONE) -> str:
    """Write every table of a result one below the other, semicolons between cells, safe to open.

    The first lines say the verdict; exact fractions stand beside decimals as on the page.
    """
    return _csv(_lines(paper, outcome, smallest, around))


def of_round(round_: Round) -> str:
    """Write the CSV of a round, between options or for and against."""
    outcome = round_.result.outcome
    disclosed = masked(outcome) if "salt" in outcome else outcome
    if round_.is_motion:
        return _csv([[_("Result"), _verdict(round_)], [], *_motion(disclosed, masked_below(round_))])
    return as_csv(round_.ballot_paper, disclosed, smallest=masked_below(round_), around=_around(round_))


def _around(round_: Round) -> Around:
    """What stands around a ballot: whom those before it chose, and whether nothing may follow it."""
    return Around(chosen.before(round_), over=_is_over(round_))


def _is_over(round_: Round) -> bool:
    """Whether the register has a decision on a ballot."""
    return bool(import_string(settings.ROUND_SEAL)(round_))


def _verdict(round_: Round) -> str:
    """The verdict of a vote for or against, as the page of its decision says it; or why it settled nothing yet."""
    result = round_.result
    if result.outcome.get("undecided") and not _is_over(round_):
        return why_left_open(round_, result.outcome)
    return decided_verdict(round_, shown_outcome(round_, result.outcome), result.adopted).sentence


def _csv(lines: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    safe = ([cell(value) for value in line] for line in lines)
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(safe)
    return text.getvalue()


def _lines(paper: Paper, outcome: Json, smallest: int, around: Around) -> list[list[str | int]]:
    lines: list[list[str | int]] = []
    for reading in readings(paper, outcome, smallest=smallest, around=around):
        lines.append([reading.heading, reading.sentence])
        for table in reading.tables:
            lines += [[], *_written(table)]
        lines.append([])
    return lines


def _written(table: Table) -> list[list[str | int]]:
    return [[table.heading], list(table.columns), *map(list, table.rows)]


def _motion(outcome: Json, smallest: int) -> list[list[str | int]]:
    """The voices for and against, college by college unless one of them is small; none where few voted at all.

    Blank and void ones have their column since the vote could have some.
    """
    named = {
        "registered": _("On the roll"), "for": _("For"), "against": _("Against"), "abstain": _("Abstention"),
        "blank": _("Blank vote"), "null": _("Void"), "absent": _("Not voted"),
    }  # fmt: skip
    sides = [side for side in named if outcome.get(side) is not None]
    head = [_("College"), *(named[side] for side in sides)]
    whole = [_("All voices"), *(outcome[side] for side in sides)]
    colleges = [line for line in outcome["colleges"] or () if line["code"]]
    lines = [[line["code"], *(line[side] for side in sides)] for line in colleges]
    college_lines = [] if small(outcome, smallest) else lines
    return [head, *college_lines, whole]


def as_json(round_: Round) -> dict[str, Any]:
    """Write what was asked, how it is counted and what it gave, with the hash of the outcome.

    In a secret vote, colleges in which few voted are told in the total only, and no mark where few voted at all; then the
    hash is that of facts which are not all here, and `masked` says so. No ballot, no voter.
    """
    result = round_.result
    hidden = is_small(round_, result.outcome)
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
        "chosen_before": chosen.before(round_),
        "outcome": masked(result.outcome) if hidden else result.outcome,
        "masked": hidden,
        "sha256": result.sha256,
    }
