"""What the attendance page of a meeting shows: every member, how they take part, and the quorum at a glance."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from governance.assemblies.attendance_rows import rows
from governance.assemblies.quorum_panel import quorum_panel
from governance.meetings.models import Meeting
from governance.proxies.attendance_sheet import attendance_sheet

Page = dict[str, Any]


def attendance_page(meeting: Meeting, query: Mapping[str, str]) -> Page:
    """The list to check in by, a page of it, with the quorum at a glance."""
    sheet = attendance_sheet(meeting)
    items = list(meeting.items.all())
    return {
        "meeting": meeting,
        "items": items,
        "words": query.get("q", ""),
        "page": rows(sheet, query),
        "takes_forms": sheet.rules.postal_allowed,
        "may_arrive": meeting.opened_at is not None
        or timezone.localdate() >= timezone.localdate(meeting.meets_at),
        **quorum_panel(sheet, items),
    }
