"""Closing times: a local wall-clock time becomes one instant, or a sentence that says why not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Refusal


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


def deadline(local: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """Turn a naive local closing time into an instant in UTC.

    Raises BadDeadline when the time is past, occurs twice, or never occurs (clock changes).
    """
    instants = occurrences(local, zone)
    if not instants:
        raise BadDeadline(_("The clocks go forward that night: this time does not exist. Pick another hour."))
    if len(instants) == 2:
        raise BadDeadline(_("The clocks go back that night: this time occurs twice. Pick another hour."))
    if instants[0] <= now:
        raise BadDeadline(_("This date has passed. Pick tomorrow or later."))
    return instants[0]
