"""What a vote that is open counts of a meeting stays under it: its roll and its quorum were written as it opened.

So what was noted by mistake is put right before a vote, after it, or once it was cancelled.
"""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage
from governance.meetings.votes import open_votes
from governance.proxies.models import Attendance, PostalForm, Proxy
from members.people.models import Member
from votes.rounds.models import Round


def attendance_not_counted(attendance: Attendance) -> None:
    """Raise WrongMeetingStage while a vote is open that counts somebody as there by this presence."""
    for vote in open_votes(attendance.meeting):
        if _at(vote.opened_at).filter(pk=attendance.pk).exists():
            raise _counted(vote, attendance.member)


def proxy_not_counted(proxy: Proxy) -> None:
    """The same of a proxy of a meeting: it counts where the roll has it, or its holder was there as the vote opened."""
    meeting = proxy.meeting
    assert meeting is not None
    for vote in open_votes(meeting):
        represented = vote.voices.filter(member=proxy.giver_id, how__in=("proxy", "blank")).exists()
        # Of a blank one, somebody may chair by now who did not then.
        in_blank = proxy.holder_id is None and not _was_there(meeting, proxy.giver_id, vote)
        if represented or in_blank or _was_there(meeting, proxy.holder_id, vote):
            raise _counted(vote, proxy.giver)


def form_not_counted(form: PostalForm) -> None:
    """The same of a postal form that came in time: it counts where the roll has it, or its sender was not there."""
    for vote in open_votes(form.meeting) if form.on_time else ():
        by_post = vote.voices.filter(member=form.member_id, how="postal").exists()
        if by_post or not _was_there(form.meeting, form.member_id, vote):
            raise _counted(vote, form.member)


def _was_there(meeting: Meeting, member: int | None, vote: Round) -> bool:
    return (
        member is not None and _at(vote.opened_at).filter(meeting=meeting, member=member, mistake="").exists()
    )


def _at(moment: datetime | None) -> QuerySet[Attendance]:
    """The presences of a moment."""
    return Attendance.objects.filter(Q(left_at=None) | Q(left_at__gt=moment), arrived_at__lte=moment)


def _counted(vote: Round, member: Member) -> WrongMeetingStage:
    return WrongMeetingStage(
        _(
            "“%(title)s” is being voted on, and %(member)s counts in it. Cancel that vote first, put this right, and open it anew; or wait until it is closed."
        )
        % {"title": vote.title, "member": member}
    )
