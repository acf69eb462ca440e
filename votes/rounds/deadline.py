"""Closing times: a local wall-clock time becomes one instant, or a sentence that says why not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.hours import NoSuchHour, instant_of

LONGEST = timedelta(days=366)
FARTHEST = 10  # years; beyond, nothing is reckoned


class BadDeadline(Refusal):
    """A closing time that cannot be kept."""


def within_reach(closing: datetime, now: datetime) -> None:
    """Refuse a closing so far away that it is a slip of the pen. Raises BadDeadline."""
    if closing > now + LONGEST:
        raise BadDeadline(_("A vote closes within a year. Check the year, and choose an earlier day."))


def deadline(local: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """Turn a naive local closing time into an instant in UTC.

    Raises BadDeadline when the time is past, too far away, occurs twice, or never occurs (clock changes).
    """
    # Two days cover every zone; beyond them, and in the year 9999, nothing can be reckoned.
    if local < now.replace(tzinfo=None) - timedelta(days=2):
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    if local.year > now.year + FARTHEST:
        raise BadDeadline(_("This date is more than ten years away. Check the year."))
    try:
        instant = instant_of(local, zone)
    except NoSuchHour as hour:
        raise BadDeadline(str(hour)) from None
    if instant <= now:
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    return instant
