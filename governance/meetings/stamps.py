"""The stamps of what forms about meetings are filled in from (core/stamps.py)."""

from collections.abc import Iterable

from core.stamps import stamp
from governance.meetings.models import Meeting
from members.people.models import Member


def plan_stamp(meeting: Meeting) -> str:
    """The stamp of what is planned of a meeting, for the form that changes it."""
    return stamp(meeting.title, meeting.meets_at.isoformat(), meeting.place, meeting.chair_id)


def interested_stamp(members: Iterable[Member]) -> str:
    """The stamp of who sits a question out, in whatever order."""
    return stamp(sorted(member.pk for member in members))


def chair_stamp(meeting: Meeting) -> str:
    """The stamp of who chairs a meeting, for the form that names somebody else."""
    return stamp(meeting.chair_id)
