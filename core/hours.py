"""Hours on the wall: a local time is one instant, but in the two nights when the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Refusal


class NoSuchHour(Refusal):
    """An hour that the clock skips, or strikes twice."""


def occurrences(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which a wall clock shows this time: none, one or two, in order.

    >>> [len(occurrences(datetime(2027, *day), ZoneInfo("Europe/Paris")))
    ...  for day in ((3, 28, 2, 30), (6, 12, 2, 30), (10, 31, 2, 30))]
    [0, 1, 2]
    """
    instants = set()
    for fold in (0, 1):
        instant = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == local.replace(fold=0):
            instants.add(instant)
    return sorted(instants)


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The one instant, in UTC, at which a wall clock shows this time. Raises NoSuchHour."""
    instants = occurrences(local, zone)
    if not instants:
        raise NoSuchHour(_("The clocks go forward that night: this time does not exist. Pick another hour."))
    if len(instants) == 2:
        raise NoSuchHour(_("The clocks go back that night: this time occurs twice. Pick another hour."))
    return instants[0]
