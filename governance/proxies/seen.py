"""The stamps of what forms about meetings are filled in from (core/stamps.py)."""

from collections.abc import Iterable

from core.stamps import stamp
from governance.proxies.models import Sitting
from members.people.models import Member


def plan_stamp(sitting: Sitting) -> str:
    """The stamp of what is planned of a meeting, for the form that changes it."""
    return stamp(sitting.title, sitting.meets_at.isoformat(), sitting.place, sitting.chair_id)


def interested_stamp(members: Iterable[Member]) -> str:
    """The stamp of who sits a question out, in whatever order."""
    return stamp(sorted(member.pk for member in members))
