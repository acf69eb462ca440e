"""What the page of voices shows: who carries which, for a whole meeting or for one question, and what does not count."""

from collections.abc import Mapping
from typing import Any

from governance.assemblies.attendance_rows import refused, rows
from governance.assemblies.quorum_panel import quorum_panel
from governance.meetings.models import AgendaItem, Meeting
from governance.proxies.attendance_sheet import attendance_sheet

Page = dict[str, Any]


def voices_page(meeting: Meeting, query: Mapping[str, str]) -> Page:
    """Who carries which voice, for the whole meeting or for one question."""
    items = list(meeting.items.all())
    item = named_item(items, query)
    sheet = attendance_sheet(meeting, item)
    return {
        "meeting": meeting,
        "items": items,
        "item": item,
        "page": rows(sheet, {"page": query.get("page", "")}),
        "refused": refused(sheet),
        **quorum_panel(sheet, [item] if item else items),
    }


def named_item(items: list[AgendaItem], query: Mapping[str, str]) -> AgendaItem | None:
    """The question that an address names by its number, if it is on the agenda."""
    number = query.get("item", "")
    return next((item for item in items if str(item.number) == number), None)
