"""Whether a meeting may be called a second time, and for what: the questions that missed its quorum."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.code.in_force import in_force_or_silent
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMeetingStage
from governance.meetings.votes import missed_in, standing_votes
from governance.proxies.attendance_sheet import missed_now
from votes.rounds.models import Round


def may_be_called_again(first: Meeting) -> bool:
    """Whether a second call may follow, as far as its page can tell."""
    try:
        check_second_call(first, timezone.localdate())
    except WrongMeetingStage:
        return False
    return True


def check_second_call(first: Meeting, today: date) -> None:
    """Raise WrongMeetingStage where no second call may follow."""
    if first.closed_at is None:
        raise WrongMeetingStage(
            _("Close the first call first: a second one follows a meeting that could not decide.")
        )
    if hasattr(first, "second_call"):
        raise WrongMeetingStage(_("It was called again already."))
    if first.follows_id is not None:
        raise WrongMeetingStage(_("This was the second call already: plan another meeting."))
    if not in_force_or_silent(today).value("second_call.allowed"):
        raise WrongMeetingStage(_("The code social has no second call: plan another meeting."))
    if not left_by_quorum(first):
        raise WrongMeetingStage(
            _("No question of this meeting missed its quorum: there is nothing to call it again for.")
        )


def left_by_quorum(first: Meeting) -> list[AgendaItem]:
    """The questions of a meeting that is over for which too few took part: a second call asks them, and no others.

    Either their vote missed the quorum, or none was taken and those who were there at the end were too few. What was
    decided, withdrawn, tied, or goes to another meeting is not among them. Source: C. com. L225-96, L225-105.
    """
    over = Q(proposal__decision__isnull=False) | Q(proposal__withdrawn_at__isnull=False)
    items = (
        first.items.filter(gone_at=None)
        .exclude(over)
        .select_related("meeting", "proposal")
        .prefetch_related("interested")
    )
    vote_of = {vote.electorate["item"]: vote for vote in standing_votes(first)}
    return [item for item in items if _missed(item, vote_of.get(item.number))]


def _missed(item: AgendaItem, vote: Round | None) -> bool:
    if vote is not None:
        return hasattr(item, "proposal") and missed_in(vote, item.meeting)
    # A meeting that an earlier release closed noted nothing.
    return missed_now([item])[item.pk] if item.missed is None else item.missed
