"""Acts on meetings: plan, revise, name the chair; what hangs on a meeting follows, by name only."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from core.stamps import stamp, still
from governance.code.in_force import Code, code_of
from governance.meetings.models import Meeting
from governance.meetings.stamps import plan_stamp
from members.people.models import Member, Person

# A meeting that is called for the evening may begin after midnight; none begins much before its hour.
A_NIGHT = timedelta(hours=12)


class Change(StrEnum):
    """What changes about a meeting, for what hangs on it."""

    ANOTHER_DAY = "another_day"  # it is about to be held another day
    REVISED = "revised"
    CHAIR = "chair"
    AGENDA = "agenda"


class WrongMoment(Refusal):
    """The act does not fit where the meeting stands."""


@transaction.atomic
def plan(
    title: str, *, meets_at: datetime, place: str = "", chair: Member | None = None, actor: Person | None = None
) -> Meeting:  # fmt: skip
    """Call a meeting: from now on proxies may be given for it, on the register of the day that the code names.

    Raises WrongMoment where the code asks for more notice, Refusal when the chair is not on that register.
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


def follows(meeting: Meeting, change: Change, actor: Person | None) -> None:
    """Let what hangs on a meeting follow a change of it, in the same transaction; it may refuse the change."""
    import_string(settings.MEETING_FOLLOWED)(meeting, change, actor)


def in_time(meets_at: datetime, today: date, key: str) -> None:
    """The days between the notice, which is sent today, and the meeting: calendar days. Raises WrongMoment."""
    days, first = first_day(today, key)
    if timezone.localdate(meets_at) < first or meets_at <= database_now():
        raise WrongMoment(
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
    days = days_of_notice(code_of(today), key)
    return days, today + timedelta(days=days)


def days_of_notice(code: Code, key: str) -> int:
    """The days of notice of a first or second call; none where the code says nothing of them."""
    said = code.says(key) or (key == "second_call.days" and code.says("notice.days"))
    return max(code.value(key), 0) if said else 0


def notice_key(meeting: Meeting) -> str:
    """Which value of the code says the notice of a meeting: that of a first or of a second call."""
    return "second_call.days" if meeting.follows_id else "notice.days"


def record_day(meets_at: datetime, notice: date) -> date:
    """The day whose register counts, as the code has it: that of the notice, or that of the meeting."""
    return notice if code_of(notice).value("record.on") == "notice" else timezone.localdate(meets_at)


@transaction.atomic
def revise(
    meeting: Meeting, *, title: str, meets_at: datetime, place: str, chair: Member | None, seen: str = "",
    actor: Person,
) -> None:  # fmt: skip
    """Change what was planned, until the meeting opens; another day is another notice.

    A form that came too late for the day as it was counts if it is in time for the new one. Raises WrongMoment when the
    meeting has begun, or the code asks for more notice of the new day; Overtaken when it is not planned any more as it
    was `seen`; Refusal where that chair cannot be (see `name_chair`).
    """
    meeting = hold(meeting)
    if meeting.opened_at is not None:
        raise WrongMoment(_("The meeting has begun: what was planned stays as it was."))
    still(seen, plan_stamp(meeting), stands=_planned(meeting))
    today, before = timezone.localdate(database_now()), meeting.record_on
    if meets_at != meeting.meets_at and meets_at <= database_now():
        raise WrongMoment(_("This moment has passed: choose a later one."))
    if timezone.localdate(meets_at) != timezone.localdate(meeting.meets_at):
        follows(meeting, Change.ANOTHER_DAY, actor)
        in_time(meets_at, today, notice_key(meeting))
        # Another day is another notice, and its day the one of the register.
        meeting.record_on = record_day(meets_at, meeting.follows.record_on if meeting.follows else today)
        _is_member(chair, meeting.record_on)
    meeting.title, meeting.meets_at, meeting.place = title, meets_at, place
    meeting.save()
    _chairs_now(meeting, chair, actor)
    follows(meeting, Change.REVISED, actor)
    record(
        "sitting.revised", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk,
        other_rules=has_other_rules(before, meeting.record_on),
    )  # fmt: skip


def has_other_rules(before: date, day: date) -> bool:
    """Whether another edition of the code is in force on a day than on the one for which members spoke."""
    return code_of(before).edition != code_of(day).edition


def _planned(meeting: Meeting) -> str:
    """What is planned of a meeting, in one line."""
    when = formats.date_format(timezone.localtime(meeting.meets_at), "DATETIME_FORMAT")
    return ", ".join(str(one) for one in (meeting.title, when, meeting.place, meeting.chair) if one)


@transaction.atomic
def name_chair(meeting: Meeting, chair: Member | None, *, seen: str = "", actor: Person) -> None:
    """Name who chairs, until the meeting is over; whoever gave their voice in blank is told, and in the open meeting it counts from the next vote on.

    Raises WrongMoment once it is over, Refusal for nobody while proxies in blank stand, for somebody who is not on the
    register of the meeting, or who gave their own voice away for it; Overtaken when another chair was `seen`.
    """
    meeting = hold(meeting)
    not_over(meeting)
    still(seen, chair_stamp(meeting), stands=str(meeting.chair or _("nobody")))
    _chairs_now(meeting, chair, actor)


def chair_stamp(meeting: Meeting) -> str:
    """The stamp of who chairs a meeting, for the form that names somebody else."""
    return stamp(meeting.chair_id)


def _chairs_now(meeting: Meeting, chair: Member | None, actor: Person) -> None:
    before, meeting.chair = meeting.chair_id, chair
    if before == meeting.chair_id:
        return
    _is_member(chair, meeting.record_on)
    meeting.save(update_fields=["chair"])
    record("sitting.chair_named", actor=actor, topics=[meeting.topic, "home"], sitting=meeting.pk)
    follows(meeting, Change.CHAIR, actor)


def _is_member(chair: Member | None, day: date) -> None:
    if chair is not None and not Member.objects.voting(day).filter(pk=chair.pk).exists():
        raise Refusal(
            _("%(member)s is not on the register with whole rights that day: choose another chair.")
            % {"member": chair}
        )


def not_past(meeting: Meeting) -> None:
    """Raise WrongMoment where the day of a meeting that did not open is past."""
    now, day = database_now(), timezone.localdate(meeting.meets_at)
    if meeting.opened_at is None and now > meeting.meets_at + A_NIGHT and timezone.localdate(now) > day:
        raise WrongMoment(
            _("The meeting was called for %(day)s, which is past: call it for another day first.")
            % {"day": date_format(day)}
        )


def hold(meeting: Meeting) -> Meeting:
    """Lock a meeting: one act at a time."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def not_over(meeting: Meeting) -> None:
    """Raise WrongMoment once a meeting is over."""
    if meeting.closed_at is not None:
        raise WrongMoment(_("The meeting is over: what was noted stays as it is."))
