"""The votes that are taken in a meeting, and on each question of its agenda."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prose.quotes import quoted
from governance.meetings.models import AgendaItem, Meeting
from votes.rounds.models import Round


def votes_on(item: AgendaItem) -> QuerySet[Round]:
    """The votes on a question of an agenda that opened and stand, a rehearsal aside."""
    on_item = {
        "electorate__kind": "meeting",
        "electorate__meeting": item.meeting_id,
        "electorate__item": item.number,
    }
    return Round.objects.filter(**on_item, opened_at__isnull=False, cancelled_at=None, rehearsal=False)


def standing_votes(meeting: Meeting) -> QuerySet[Round]:
    """The votes of a meeting that opened and stand, a rehearsal aside, the last on each question last."""
    standing = votes_of(meeting).filter(opened_at__isnull=False, cancelled_at=None, rehearsal=False)
    return standing.select_related("result").order_by("pk")


def votes_of(meeting: Meeting) -> QuerySet[Round]:
    """Every vote of a meeting, whatever became of it; rehearsals too."""
    return Round.objects.filter(electorate__kind="meeting", electorate__meeting=meeting.pk)


def uncounted_votes(meeting: Meeting) -> QuerySet[Round]:
    """The votes of a meeting that are closed, and wait for somebody to count their paper, a rehearsal aside."""
    waiting = {"closed_at__isnull": False, "proclaimed_at": None, "cancelled_at": None}
    return votes_of(meeting).filter(rehearsal=False, **waiting)


def open_votes(meeting: Meeting) -> QuerySet[Round]:
    """The votes of a meeting that are open, a rehearsal aside."""
    return votes_of(meeting).filter(rehearsal=False) & Round.objects.open()


def left_over(meeting: Meeting) -> str:
    """What of an agenda was not put to a vote, in one sentence; empty where everything was."""
    put = {vote.electorate["item"] for vote in standing_votes(meeting)}
    left = [item.title for item in meeting.items.filter(gone_at=None) if item.number not in put]
    if not left:
        return ""
    return ngettext(
        "%(count)d question was not put to a vote: %(titles)s.",
        "%(count)d questions were not put to a vote: %(titles)s.",
        len(left),
    ) % {"count": len(left), "titles": quoted(left)}


def to_count(meeting: Meeting) -> str:
    """Which votes wait for their paper to be counted, in one sentence; empty where none does."""
    titles = quoted(uncounted_votes(meeting).values_list("title", flat=True))
    return (
        _("The paper of these votes is still to be counted: %(titles)s.") % {"titles": titles}
        if titles
        else ""
    )


def without_text(meeting: Meeting) -> str:
    """Which questions of an agenda cannot be voted on, having no text, in one sentence; empty where all have one."""
    bare = [item.title for item in meeting.items.filter(gone_at=None, proposal=None)]
    if not bare:
        return ""
    return ngettext(
        "%(count)d question has no text, and cannot be voted on: %(titles)s. Put a proposal in its place first, or take it off.",
        "%(count)d questions have no text, and cannot be voted on: %(titles)s. Put proposals in their place first, or take them off.",
        len(bare),
    ) % {"count": len(bare), "titles": quoted(bare)}


def missed_in(vote: Round, meeting: Meeting) -> bool:
    """Whether a vote was taken in a meeting and missed its quorum: that meeting does not vote on it once more."""
    taken = vote.electorate.get("meeting") == meeting.pk and hasattr(vote, "result")
    return taken and vote.result.outcome["undecided"] == Round.Again.QUORUM
