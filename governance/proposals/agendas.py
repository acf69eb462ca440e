"""What may be put on the agenda of a meeting, and what may leave it."""

from django.db.models import QuerySet

from governance.decisions.models import Visibility
from governance.meetings.models import AgendaItem
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
