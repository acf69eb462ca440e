"""What hangs on a meeting follows its changes; it is known by name only."""

from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string

from governance.meetings.models import Meeting
from members.people.models import Person


class MeetingChange(StrEnum):
    """What changes about a meeting, for what hangs on it."""

    ANOTHER_DAY = "another_day"  # it is about to be held another day
    REVISED = "revised"
    CHAIR = "chair"
    AGENDA = "agenda"


def follows(meeting: Meeting, change: MeetingChange, actor: Person | None) -> None:
    """Let what hangs on a meeting follow a change of it, in the same transaction; it may refuse the change."""
    import_string(settings.MEETING_FOLLOWED)(meeting, change, actor)
