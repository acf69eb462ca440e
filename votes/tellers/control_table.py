"""The control sheet of a vote on paper as a table: its heads, its lines, what is not shown while a secret vote is open."""

from typing import Any

from django.utils.translation import gettext as _

from members.people.queries import college_names
from votes.rounds.hiding import too_few
from votes.rounds.models import Round
from votes.rounds.participation import in_steps
from votes.tellers.control import ControlRow, ControlSheet, channel_names


def table_of(round_: Round, control: ControlSheet) -> list[list[Any]]:
    """The control sheet as a table: the college, each channel, void, missing, not voted, roll, box, verdict.

    While a secret vote is open, only all colleges together, and only what people of the desk put in: the rest counts
    those who vote online, one by one.
    """
    if in_steps(round_):
        return [_quiet_cells(control.total)]
    names, few = college_names(), too_few(round_)
    colleges = [row for row in control.rows if row.college]
    rows = [_cells(names.get(row.college, row.college), row, few=few) for row in colleges]
    return [*rows, _cells(_("Total"), control.total, few=few)]


def _cells(name: str, row: ControlRow, *, few: bool) -> list[Any]:
    """A line of the sheet; where few voted, it says nothing of what is void, as the result says nothing of what was marked."""
    void = _("not shown") if few else row.void
    aside = [_("in the total only") if value is None else value for value in (void, row.missing)]
    ballots = [_("in the total only") if value is None else value for value in (row.expected, row.box)]
    return [
        name, *(row.channels[channel] for channel in channel_names()), row.not_voted, row.roll, *aside, *ballots,
        verdict(row),
    ]  # fmt: skip


def _quiet_cells(row: ControlRow) -> list[Any]:
    later = _("once it is closed")
    by_hand = {channel: row.channels[channel] for channel in ("blank", "postal", "paper")}
    return [
        _("Total"), *(by_hand.get(channel, later) for channel in channel_names()), later, row.roll, row.void, row.missing,
        later, later, later,
    ]  # fmt: skip


def table_head() -> list[str]:
    """The heads of the control sheet."""
    return [
        _("College"), *channel_names().values(), _("Not voted"), _("On the roll"), _("Void"), _("Missing"),
        _("Ballots expected"), _("Ballots in the box"), _("Agreement"),
    ]  # fmt: skip


def verdict(row: ControlRow) -> str:
    """Whether a line agrees, in a word."""
    if row.agrees is None:
        return _("in the total only")
    return _("agrees") if row.agrees else _("differs")
