"""Closing times: a local wall-clock time becomes one instant, or a sentence that says why not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Refusal

LONGEST = timedelta(days=366)
FARTHEST = 10  # years; beyond, nothing is reckoned


class BadDeadline(Refusal):
    """A closing time that cannot be kept."""


def occurrences(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which a wall clock shows this time: none, one or two, in order.

    >>> [len(occurrences(datetime(2027, *day), ZoneInfo("Europe/Paris")))
    ...  for day in ((3, 28, 2, 30), (6, 12, 2, 30), (10, 31, 2, 30))]
    [0, 1, 2]
    """
    found = set()
    for fold in (0, 1):
        instant = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == local.replace(fold=0):
            found.add(instant)
    return sorted(found)


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
    instants = occurrences(local, zone)
    if not instants:
        raise BadDeadline(_("The clocks go forward that night: this time does not exist. Pick another hour."))
    if len(instants) == 2:
        raise BadDeadline(_("The clocks go back that night: this time occurs twice. Pick another hour."))
    if instants[0] <= now:
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    return instants[0]
