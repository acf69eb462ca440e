"""Acts on what is planned of a meeting: plan it, revise it, name its chair."""

from datetime import date, datetime

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.stamps import still
from governance.meetings.changes import MeetingChange, follows
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage, hold, not_over
from governance.meetings.notice import has_other_rules, in_time, notice_key, record_day
from governance.meetings.stamps import chair_stamp, plan_stamp
from members.people.models import Member, Person


@transaction.atomic
def plan(
    title: str, *, meets_at: datetime, place: str = "", chair: Member | None = None, actor: Person | None = None
) -> Meeting:  # fmt: skip
    """Call a meeting: from now on proxies may be given for it, on the register of the day that the code names.

    Raises WrongMeetingStage where the code asks for more notice, Refusal when the chair is not on that register.
    """
    today = timezone.localdate(database_now())
    in_time(meets_at, today, "notice.days")
    record_on = record_day(meets_at, today)
    _is_member(chair, record_on)
    meeting = Meeting.objects.create(
        title=title, meets_at=meets_at, record_on=record_on, place=place, chair=chair
    )
    record("sitting.planned", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk)
    return meeting


@transaction.atomic
def revise(
    meeting: Meeting, *, title: str, meets_at: datetime, place: str, chair: Member | None, seen: str = "",
    actor: Person,
) -> None:  # fmt: skip
    """Change what was planned, until the meeting opens; another day is another notice.

    A form that came too late for the day as it was counts if it is in time for the new one. Raises WrongMeetingStage when the
    meeting has begun, or the code asks for more notice of the new day; Overtaken when it is not planned any more as it
    was `seen`; Refusal where that chair cannot be (see `name_chair`).
    """
    meeting = hold(meeting)
    if meeting.opened_at is not None:
        raise WrongMeetingStage(_("The meeting has begun: what was planned stays as it was."))
    still(seen, plan_stamp(meeting), stands=_planned(meeting))
    today, before = timezone.localdate(database_now()), meeting.record_on
    if meets_at != meeting.meets_at and meets_at <= database_now():
        raise WrongMeetingStage(_("This moment has passed: choose a later one."))
    if timezone.localdate(meets_at) != timezone.localdate(meeting.meets_at):
        follows(meeting, MeetingChange.ANOTHER_DAY, actor)
        in_time(meets_at, today, notice_key(meeting))
        # Another day is another notice, and its day the one of the register.
        meeting.record_on = record_day(meets_at, meeting.follows.record_on if meeting.follows else today)
        _is_member(chair, meeting.record_on)
    meeting.title, meeting.meets_at, meeting.place = title, meets_at, place
    meeting.save()
    _chairs_now(meeting, chair, actor)
    follows(meeting, MeetingChange.REVISED, actor)
    record(
        "sitting.revised", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk,
        other_rules=has_other_rules(before, meeting.record_on),
    )  # fmt: skip


def _planned(meeting: Meeting) -> str:
    """What is planned of a meeting, in one line."""
    moment = formats.date_format(timezone.localtime(meeting.meets_at), "DATETIME_FORMAT")
    return ", ".join(str(part) for part in (meeting.title, moment, meeting.place, meeting.chair) if part)


@transaction.atomic
def name_chair(meeting: Meeting, chair: Member | None, *, seen: str = "", actor: Person) -> None:
    """Name who chairs, until the meeting is over; whoever gave their voice in blank is told, and in the open meeting it counts from the next vote on.

    Raises WrongMeetingStage once it is over, Refusal for nobody while proxies in blank stand, for somebody who is not on the
    register of the meeting, or who gave their own voice away for it; Overtaken when another chair was `seen`.
    """
    meeting = hold(meeting)
    not_over(meeting)
    still(seen, chair_stamp(meeting), stands=str(meeting.chair or _("nobody")))
    _chairs_now(meeting, chair, actor)


def _chairs_now(meeting: Meeting, chair: Member | None, actor: Person) -> None:
    before, meeting.chair = meeting.chair_id, chair
    if before == meeting.chair_id:
        return
    _is_member(chair, meeting.record_on)
    meeting.save(update_fields=["chair"])
    record("sitting.chair_named", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk)
    follows(meeting, MeetingChange.CHAIR, actor)


def _is_member(chair: Member | None, day: date) -> None:
    if chair is not None and not Member.objects.voting(day).filter(pk=chair.pk).exists():
        raise Refusal(
            _("%(member)s is not on the register with whole rights that day: choose another chair.")
            % {"member": chair}
        )
