"""Where a meeting stands, and the lock under which its acts look at it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.prose.days import date_format
from governance.meetings.models import Meeting

# A meeting that is called for the evening may begin after midnight; none begins much before its hour.
A_NIGHT = timedelta(hours=12)


class WrongMeetingStage(Refusal):
    """The act does not fit where the meeting stands."""


def not_past(meeting: Meeting) -> None:
    """Raise WrongMeetingStage where the day of a meeting that did not open is past."""
    now, day = database_now(), timezone.localdate(meeting.meets_at)
    if meeting.opened_at is None and now > meeting.meets_at + A_NIGHT and timezone.localdate(now) > day:
        raise WrongMeetingStage(
            _("The meeting was called for %(day)s, which is past: call it for another day first.")
            % {"day": date_format(day)}
        )


def hold(meeting: Meeting) -> Meeting:
    """Lock a meeting: one act at a time."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def not_over(meeting: Meeting) -> None:
    """Raise WrongMeetingStage once a meeting is over."""
    if meeting.closed_at is not None:
        raise WrongMeetingStage(_("The meeting is over: what was noted stays as it is."))
