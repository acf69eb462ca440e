"""Acts on a meeting as it is held: open it, close it."""

from datetime import timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.prose.days import date_format
from core.prose.quotes import quoted
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMeetingStage, hold, not_past
from governance.meetings.votes import open_votes, standing_votes, votes_of
from governance.proxies.attendance_sheet import missed_now
from members.people.models import Person
from votes.tally.ending import unlink

EARLY = timedelta(hours=1)


@transaction.atomic
def open_meeting(meeting: Meeting, *, actor: Person | None) -> None:
    """Open the meeting: from now on no proxy is given or taken back, and presence counts.

    Raises WrongMeetingStage before its day, or when that day is past: those who were called for it would not be there.
    """
    meeting = hold(meeting)
    if meeting.opened_at is not None:
        raise WrongMeetingStage(_("The meeting is open already."))
    not_past(meeting)
    now, day = database_now(), timezone.localdate(meeting.meets_at)
    if timezone.localdate(now) < day:
        raise WrongMeetingStage(
            _("The meeting is called for %(day)s: open it that day, or call it for another day first.")
            % {"day": date_format(day)}
        )
    if now < meeting.meets_at - EARLY:
        raise WrongMeetingStage(
            _(
                "The meeting is called for %(hour)s: open it in the hour before, or call it for another hour first."
            )
            % {"hour": formats.date_format(timezone.localtime(meeting.meets_at), "TIME_FORMAT")}
        )
    meeting.opened_at = now
    meeting.save(update_fields=["opened_at"])
    record("sitting.opened", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk)


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Person | None) -> None:
    """Close the meeting; what was noted stays, but what is nobody's to know of a secret vote.

    Raises WrongMeetingStage while one of its questions is being voted on. Paper may be counted afterwards.
    """
    meeting = hold(meeting)
    if meeting.opened_at is None or meeting.closed_at is not None:
        raise WrongMeetingStage(_("Only a meeting that is open can be closed."))
    if titles := quoted(open_votes(meeting).values_list("title", flat=True)):
        raise WrongMeetingStage(
            _("Votes are open: %(titles)s. Close them, or cancel them, then close the meeting.")
            % {"titles": titles}
        )
    meeting.closed_at = database_now()
    meeting.save(update_fields=["closed_at"])
    _note_what_was_missed(meeting)
    for over in votes_of(meeting).filter(secret=True, rehearsal=False).select_for_update():
        unlink(over)
    record("sitting.closed", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk)


def _note_what_was_missed(meeting: Meeting) -> None:
    """Write down for which questions too few were there as the meeting ended: who asks later reads it."""
    put = {vote.electorate["item"] for vote in standing_votes(meeting)}
    items = list(meeting.items.exclude(number__in=put).select_related("meeting"))
    missed = missed_now(items)
    for item in items:
        item.missed = missed[item.pk]
    AgendaItem.objects.bulk_update(items, ["missed"])
