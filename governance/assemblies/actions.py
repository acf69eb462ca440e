"""Acts on meetings that move the proposals on their agenda."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.prose.days import date_format
from core.prose.quotes import quoted
from governance.assemblies import second_calls
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMoment, hold, not_past
from governance.meetings.votes import open_votes, standing_votes, votes_of
from governance.proposals.models import Plan, Proposal, State, topics_of
from governance.proposals.vote.actions import dropping
from governance.proxies.gathering import missed_now
from members.people.models import Person
from votes.tally.ending import unlink


@transaction.atomic
def call_again(meeting: Meeting, *, meets_at: datetime, actor: Person) -> Meeting:
    """Call a meeting again for what it could not decide, and take those proposals along to the second call.

    Raises WrongMoment while the result of one is still to come, or what `second_calls.call_again` refuses.
    """
    tabled = _tabled(meeting)
    again = second_calls.call_again(meeting, meets_at=meets_at, actor=actor)
    items = dict(again.items.values_list("carried_from", "pk"))
    for proposal in tabled:
        if proposal.item_id in items:
            _take_along(proposal, items[proposal.item_id], actor)
    return again


def _tabled(meeting: Meeting) -> list[Proposal]:
    """Lock the proposals of an agenda, before its meeting: whoever puts one on an agenda locks them in that order.

    Raises WrongMoment while one waits for its result.
    """
    rows = Proposal.objects.current().filter(item__meeting=meeting).order_by("pk")
    tabled = list(rows.select_for_update(of=("self",)))
    waiting = [one for one in tabled if one.state(database_now()) in {State.VOTING, State.COUNTING}]
    if waiting:
        raise WrongMoment(
            _("The result of this is still to come: %(titles)s. Proclaim it first, then call again.")
            % {"titles": quoted(one.title for one in waiting)}
        )
    return tabled


def _take_along(proposal: Proposal, item: int, actor: Person) -> None:
    """Move a proposal to the agenda of the second call; how it would have been voted on is said anew there."""
    for plan in Plan.objects.filter(proposal=proposal).select_related("proposal"):
        dropping.drop(plan, actor=actor)
    proposal.item_id = item
    proposal.save(update_fields=["item"])
    record(
        "proposal.called_again", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        sitting=proposal.item.meeting_id if proposal.item else None,
    )  # fmt: skip


EARLY = timedelta(hours=1)


@transaction.atomic
def open_meeting(meeting: Meeting, *, actor: Person | None) -> None:
    """Open the meeting: from now on no proxy is given or taken back, and presence counts.

    Raises WrongMoment before its day, or when that day is past: those who were called for it would not be there.
    """
    meeting = hold(meeting)
    if meeting.opened_at is not None:
        raise WrongMoment(_("The meeting is open already."))
    not_past(meeting)
    now, day = database_now(), timezone.localdate(meeting.meets_at)
    if timezone.localdate(now) < day:
        raise WrongMoment(
            _("The meeting is called for %(day)s: open it that day, or call it for another day first.")
            % {"day": date_format(day)}
        )
    if now < meeting.meets_at - EARLY:
        raise WrongMoment(
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

    Raises WrongMoment while one of its questions is being voted on. Paper may be counted afterwards.
    """
    meeting = hold(meeting)
    if meeting.opened_at is None or meeting.closed_at is not None:
        raise WrongMoment(_("Only a meeting that is open can be closed."))
    if titles := quoted(open_votes(meeting).values_list("title", flat=True)):
        raise WrongMoment(
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
