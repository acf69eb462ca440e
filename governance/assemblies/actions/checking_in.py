"""Acts at the door of a meeting: who comes, who leaves, and what was noted by mistake."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage, hold, not_over, not_past
from governance.meetings.votes import open_votes
from governance.proxies.actions.ending import finish
from governance.proxies.actions.mistakes import stand_again
from governance.proxies.counted_in_votes import attendance_not_counted
from governance.proxies.models import Attendance, Proxy
from governance.proxies.rules import rules_of
from members.people.models import Member, Person
from votes.rounds.models import Voice


@transaction.atomic
def check_in(meeting: Meeting, member: Member, *, how: str, actor: Person) -> Attendance:
    """Note that a member came; where the code says so, the proxy they gave ends.

    Raises WrongMeetingStage before the day of the meeting and once it is over, Refusal when they have no voice there or are
    there already.
    """
    meeting = hold(meeting)
    not_over(meeting)
    _on_its_day(meeting)
    if not Member.objects.voting(meeting.record_on).filter(pk=member.pk).exists():
        raise Refusal(
            _("%(member)s was not on the register with whole rights on %(day)s, the record date.")
            % {"member": member, "day": date_format(meeting.record_on)}
        )
    if meeting.attendances.filter(member=member, left_at=None).exists():
        raise Refusal(_("%(member)s is in the meeting already.") % {"member": member})
    attendance = Attendance.objects.create(meeting=meeting, member=member, how=how, arrived_at=database_now())
    record("sitting.arrived", actor=actor, topics=[meeting.topic], sitting=meeting.pk, member=member.pk)
    _proxy_ends(meeting, member, actor)
    return attendance


def _proxy_ends(meeting: Meeting, member: Member, actor: Person) -> None:
    """Whoever is there votes in person: where the code says so, the proxy they gave ends."""
    if rules_of(meeting).proxy.presence_cancels:
        proxies = meeting.proxies.standing().filter(giver=member)
        for proxy in proxies.select_related("giver", "holder", "meeting"):
            finish(proxy, Proxy.End.CAME, actor=actor)


def _on_its_day(meeting: Meeting) -> None:
    not_past(meeting)
    day = timezone.localdate(meeting.meets_at)
    if meeting.opened_at is None and timezone.localdate(database_now()) < day:
        raise WrongMeetingStage(
            _("The meeting is called for %(day)s: members are checked in from that day on.")
            % {"day": date_format(day)}
        )


@transaction.atomic
def check_out(attendance: Attendance, *, actor: Person) -> None:
    """Note that a member left; the voices they carry leave with them, in a vote that is open too."""
    meeting = hold(attendance.meeting)
    not_over(meeting)
    attendance = Attendance.objects.select_for_update().select_related("member").get(pk=attendance.pk)
    if attendance.left_at is not None:
        return
    attendance.left_at = database_now()
    attendance.save(update_fields=["left_at"])
    _takes_along(meeting, attendance.member)
    record(
        "sitting.left", actor=actor, topics=[meeting.topic], sitting=meeting.pk, member=attendance.member_id
    )


def _takes_along(meeting: Meeting, member: Member) -> None:
    """In the votes that are open, nothing more is cast for the voices that a seat carries; what was cast stays.

    Those that were cast are marked like the others: what a departure changes must not tell who has voted. They are those
    of the roll as the vote opened, whoever acts for the seat, gave a proxy or chairs by now.
    """
    Voice.objects.filter(round__in=open_votes(meeting), through=member).update(gone=True)


@transaction.atomic
def never_left(attendance: Attendance, *, actor: Person) -> None:
    """Put right a departure that was noted by mistake, on record: they were there all the while.

    A proxy that they gave in between ends. In a vote that is open, they carry again the voices that left with them, but
    those whose proxy ended meanwhile; a vote that opened since keeps its roll. Raises WrongMeetingStage once the meeting is over, Refusal when they came back, or
    never came.
    """
    meeting = hold(attendance.meeting)
    not_over(meeting)
    _on_its_day(meeting)
    attendance = Attendance.objects.select_for_update().select_related("member").get(pk=attendance.pk)
    member = attendance.member
    if attendance.left_at is None or meeting.attendances.filter(member=member, left_at=None).exists():
        raise Refusal(_("%(member)s is in the meeting already.") % {"member": member})
    if attendance.mistake:
        raise WrongMeetingStage(_("This was put right already."))
    if meeting.attendances.filter(member=member, mistake="", arrived_at__gt=attendance.arrived_at).exists():
        raise WrongMeetingStage(
            _("%(member)s came again since, and left: put that departure right first.") % {"member": member}
        )
    left_at, attendance.left_at = attendance.left_at, None
    attendance.save(update_fields=["left_at"])
    _proxy_ends(meeting, member, actor)
    _brings_back(meeting, attendance, left_at)
    record(
        "sitting.never_left", actor=actor, topics=[meeting.topic], sitting=meeting.pk, member=member.pk,
        noted_at=left_at.isoformat(),
    )  # fmt: skip


def _brings_back(meeting: Meeting, attendance: Attendance, left_at: datetime) -> None:
    """Give back the voices that a departure took along, but those whose giver came meanwhile, and has their own from the next vote on.

    In a vote that opened before they came, they carried nothing: what an earlier departure took stays away.
    """
    came = meeting.attendances.filter(mistake="", arrived_at__gt=left_at).values("member")
    votes = open_votes(meeting).filter(opened_at__gte=attendance.arrived_at)
    theirs = Voice.objects.filter(round__in=votes, through=attendance.member)
    theirs.exclude(how__in=("proxy", "blank"), member__in=came).update(gone=False)


@transaction.atomic
def never_came(attendance: Attendance, *, because: str, actor: Person) -> None:
    """Put right a presence that was noted by mistake, on record; the proxy that it ended stands again.

    Raises WrongMeetingStage once the meeting is over, while a vote is open that counts them, or when it was put right.
    """
    meeting = hold(attendance.meeting)
    not_over(meeting)
    attendance = Attendance.objects.select_for_update().select_related("member").get(pk=attendance.pk)
    if attendance.mistake:
        raise WrongMeetingStage(_("This was put right already."))
    attendance_not_counted(attendance)
    attendance.mistake, attendance.left_at = because, attendance.left_at or database_now()
    attendance.save(update_fields=["mistake", "left_at"])
    _proxy_again(meeting, attendance, actor)
    record(
        "sitting.never_came", actor=actor, topics=[meeting.topic], sitting=meeting.pk, member=attendance.member_id,
        because=because,
    )  # fmt: skip


def _proxy_again(meeting: Meeting, attendance: Attendance, actor: Person) -> None:
    """Let the proxy that a presence ended stand again."""
    proxies = meeting.proxies.filter(giver=attendance.member_id).select_related(
        "giver", "holder", "meant_for"
    )
    ended = proxies.filter(end=Proxy.End.CAME, ended_at__gte=attendance.arrived_at).in_order().last()
    if ended is not None:
        stand_again(ended, actor=actor)
