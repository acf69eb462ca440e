"""The rows of an attendance sheet in words: how each member takes part, or why nobody carries their voice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from governance.proxies.attendance_sheet import AttendanceSheet, SheetLine
from governance.proxies.models import Attendance
from members.people.models import Member

PER_PAGE = 60


@dataclass(frozen=True)
class AttendanceRow:
    """One member in the list of a meeting: how they take part or why not, in words."""

    line: SheetLine
    words: str
    attendance: Attendance | None
    # Where they left: what was noted of it, to be put right if it was a mistake.
    left: Attendance | None = None

    @property
    def member(self) -> Member:
        return self.line.member


def rows(sheet: AttendanceSheet, query: Mapping[str, str]) -> Any:
    """A page of the roll, or of those whose number, name or college bears every word typed; what it does not show is not worded."""
    words = query.get("q", "").casefold().split()
    lines = [line for line in sheet.lines if all(word in _named(line.member) for word in words)]
    page: Any = Paginator(lines, PER_PAGE).get_page(query.get("page"))
    page.object_list = [_row(sheet, line) for line in page.object_list]
    return page


def _row(sheet: AttendanceSheet, line: SheetLine) -> AttendanceRow:
    key = str(line.member.pk)
    return AttendanceRow(line, how_or_why(sheet, line), sheet.attendances.get(key), sheet.departures.get(key))


def _named(member: Member) -> str:
    return f"{member.number} {member} {member.college_name}".casefold()


def how_or_why(sheet: AttendanceSheet, line: SheetLine) -> str:
    """How somebody takes part, or why nobody carries their voice: that the proxy they gave does not count too."""
    if line.how:
        return str(HOW[line.how]())
    sentence, reason = str(WHY[line.why]()), sheet.reasons.get(str(line.member.pk))
    return f"{sentence} ({REASONS[reason]()})" if reason and line.why == "absent" else sentence


def refused(sheet: AttendanceSheet) -> list[tuple[Member, str]]:
    """The proxies that were given and do not count, each with its reason in words."""
    return [
        (sheet.members[giver], str(REASONS[reason]()))
        for giver, reason in sheet.voices.refused
        if giver in sheet.members
    ]


HOW = {
    "room": lambda: _("in the room"),
    "remote": lambda: _("on line, identified"),
    "proxy": lambda: _("by proxy"),
    "blank": lambda: _("in blank, to the chair"),
    "postal": lambda: _("by post"),
}
WHY = {
    "absent": lambda: _("absent, and represented by nobody"),
    "interested": lambda: _("sits this question out"),
    "holder_interested": lambda: _("their holder sits this question out"),
}
REASONS = {
    "giver_not_member": lambda: _("the giver is not on the register"),
    "holder_not_member": lambda: _("the holder is not on the register"),
    "giver_present": lambda: _("the giver came"),
    "holder_absent": lambda: _("the holder is not there"),
    "chair_absent": lambda: _("the chair is not there"),
    "holder_interested": lambda: _("the holder sits this question out"),
    "college_mismatch": lambda: _("the holder is of another college"),
    "limit_exceeded": lambda: _("the holder carries enough"),
    "form_sent": lambda: _("a postal form goes before it"),
    "revoked_by_later": lambda: _("replaced by a later one"),
    "revoked": lambda: _("taken back by its giver"),
    "declined": lambda: _("declined by its holder"),
    "agenda_changed": lambda: _("the agenda it was given for has changed"),
    "not_registered": lambda: _(
        "the meeting was moved, and one of the two is not on the register of the new day"
    ),
}
