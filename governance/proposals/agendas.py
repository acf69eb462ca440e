"""What may be put on the agenda of a meeting, and what may leave it."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from governance.decisions.models import Visibility
from governance.meetings.models import AgendaItem
from governance.meetings.notice import notice_runs
from governance.proposals.models import Proposal


def waiting_for_text() -> QuerySet[AgendaItem]:
    """The questions of agendas to come that the desk wrote down without a text."""
    waiting = AgendaItem.objects.filter(proposal=None, gone_at=None, meeting__opened_at=None)
    return waiting.select_related("meeting").order_by("meeting__meets_at", "number")


def is_closed_to_members(proposal: Proposal) -> bool:
    """Whether a circle keeps a proposal to itself: an agenda would show its title to all members, and its text to none."""
    return proposal.visibility == Visibility.CIRCLE


def goes_on(proposal: Proposal) -> bool:
    """Whether what a vote left open is put on an agenda: it is on one, or was voted on in a meeting."""
    left = proposal.round
    return proposal.item is not None or (left is not None and left.electorate["kind"] == "meeting")


def may_leave(proposal: Proposal) -> bool:
    """Whether a proposal may leave its agenda: before a vote on it, or where the vote that left it open was elsewhere."""
    item, left = proposal.item, proposal.round
    if item is None or left is None:
        return True
    return item.meeting.closed_at is None and left.electorate.get("meeting") != item.meeting_id


def what_leaving_means(proposal: Proposal) -> str:
    """What cannot be undone about taking a proposal off the agenda of a meeting that is not over."""
    meeting = proposal.item.meeting if proposal.item is not None else None
    if meeting is None or meeting.closed_at is not None:
        return ""
    sentences = [
        _("Members who were called for it read the agenda without it from now on; its number stays empty.")
    ]
    if notice_runs(meeting):
        sentences.append(
            _("It cannot come back on this agenda: the notice of the meeting runs, or it is open.")
        )
    if meeting.opened_at is None and meeting.proxies.standing().filter(carried_from__isnull=False).exists():
        sentences.append(
            _("The proxies that went along from the first call end: they were given for its agenda.")
        )
    return " ".join(sentences)
