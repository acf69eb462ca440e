"""The notice of a meeting: how long before it members are called, and the day whose register and rules count."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clock import database_now
from core.prose.days import date_format
from governance.code.in_force import in_force_or_silent
from governance.code.vocabulary.values import Code
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage

# What the code may let be added to an agenda when its notice runs already.
DISMISSAL = gettext_lazy("It dismisses somebody in office")


def in_time(meets_at: datetime, today: date, key: str) -> None:
    """The days between the notice, which is sent today, and the meeting: calendar days. Raises WrongMeetingStage."""
    days, first = first_day(today, key)
    if timezone.localdate(meets_at) < first or meets_at <= database_now():
        raise WrongMeetingStage(
            ngettext(
                "The code social asks for %(days)s day of notice: choose %(first)s or a later day.",
                "The code social asks for %(days)s days of notice: choose %(first)s or a later day.",
                days,
            )
            % {"days": days, "first": date_format(first)}
            if days
            else _("This moment has passed: choose a later one.")
        )


def first_day(today: date, key: str) -> tuple[int, date]:
    """The days of notice that the code of today asks for, and the first day for which members may be called now."""
    days = days_of_notice(in_force_or_silent(today), key)
    return days, today + timedelta(days=days)


def days_of_notice(code: Code, key: str) -> int:
    """The days of notice of a first or second call; none where the code says nothing of them."""
    is_stated = code.says(key) or (key == "second_call.days" and code.says("notice.days"))
    return max(code.value(key), 0) if is_stated else 0


def notice_key(meeting: Meeting) -> str:
    """Which value of the code says the notice of a meeting: that of a first or of a second call."""
    return "second_call.days" if meeting.follows_id else "notice.days"


def record_day(meets_at: datetime, notice: date) -> date:
    """The day whose register counts, as the code has it: that of the notice, or that of the meeting."""
    return (
        notice if in_force_or_silent(notice).value("record.on") == "notice" else timezone.localdate(meets_at)
    )


def has_other_rules(before: date, day: date) -> bool:
    """Whether another edition of the code is in force on a day than on the one for which members spoke."""
    return in_force_or_silent(before).edition != in_force_or_silent(day).edition


def notice_runs(meeting: Meeting) -> bool:
    """Whether members come, or sent their vote, for the agenda as it is: its notice runs, or the meeting is open."""
    days = days_of_notice(in_force_or_silent(meeting.record_on), notice_key(meeting))
    last = timezone.localdate(meeting.meets_at) - timedelta(days=days)
    return meeting.opened_at is not None or timezone.localdate(database_now()) > last
