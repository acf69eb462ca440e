"""Acts on the agenda of a meeting: a question comes on it, leaves it, gets its text, and who sits it out."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.stamps import still
from governance.code.in_force import in_force_or_silent
from governance.meetings.changes import MeetingChange, follows
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMeetingStage, hold, not_over
from governance.meetings.notice import notice_runs
from governance.meetings.stamps import interested_stamp
from governance.meetings.votes import votes_on
from members.people.models import Member, Person


@transaction.atomic
def add_item(
    meeting: Meeting, *, title: str, decision_type: str, supported: bool = True, dismissal: bool = False,
    actor: Person | None = None,
) -> AgendaItem:  # fmt: skip
    """Put a question at the end of the agenda, under a number that no other had; `dismissal`: of somebody in office.

    Raises WrongMeetingStage once the meeting is over, or once its notice runs, but where the code lets it be added.
    """
    meeting = hold(meeting)
    not_over(meeting)
    _agenda_is_open(meeting, dismissal=dismissal)
    meeting.last_number += 1
    meeting.save(update_fields=["last_number"])
    item = AgendaItem.objects.create(
        meeting=meeting, number=meeting.last_number, title=title, decision_type=decision_type, supported=supported,
        added_at=database_now(),
    )  # fmt: skip
    record(
        "sitting.item_added", actor=actor, topics=[meeting.topic], sitting=meeting.pk, item=item.number,
        dismissal=dismissal,
    )  # fmt: skip
    follows(meeting, MeetingChange.AGENDA, actor)
    return item


def _agenda_is_open(meeting: Meeting, *, dismissal: bool) -> None:
    """Whether a question may still be added: until the notice runs, and later as the code has it. Source: C. com. L225-105."""
    added = in_force_or_silent(meeting.record_on).value("agenda.added")
    if not notice_runs(meeting) or added == "always" or (added == "dismissal" and dismissal):
        return
    sentence = _(
        "The notice of this meeting runs: members come, or send their vote, for the agenda as it is. Put this question to another meeting, or call this one for a later day first."
    )
    if added == "dismissal":
        sentence = f"{sentence} {_('Only the dismissal of somebody in office may still be added.')}"
    raise WrongMeetingStage(sentence)


@transaction.atomic
def remove_item(item: AgendaItem, *, actor: Person | None) -> None:
    """Take a question off the agenda; its number stays its own, and whoever spoke of it beforehand is told.

    Raises WrongMeetingStage once the meeting is over, or the question was put to a vote.
    """
    meeting = hold(item.meeting)
    not_over(meeting)
    _not_voted(item)
    record("sitting.item_removed", actor=actor, topics=[meeting.topic], sitting=meeting.pk, item=item.number)
    item.delete()
    follows(meeting, MeetingChange.AGENDA, actor)


@transaction.atomic
def strike(item: AgendaItem, *, actor: Person) -> None:
    """Take a question that has no text off the agenda. Raises WrongMeetingStage for a proposal, or as `remove_item` does."""
    hold(item.meeting)
    # Upstairs, a question may be a proposal.
    item = AgendaItem.objects.select_related("proposal").get(pk=item.pk)
    if hasattr(item, "proposal"):
        raise WrongMeetingStage(
            _("“%(question)s” is a proposal: take it off from its page.") % {"question": item}
        )
    remove_item(item, actor=actor)


def now_with_its_text(item: AgendaItem, *, actor: Person) -> None:
    """Note that a question has its text from now on: blank proxies and forms from before say nothing of it.

    What was carried over from a first call was given for another agenda. Source: C. com. R225-79.
    Whoever calls it has made sure that nobody spoke of it when it had a title alone (see `proxies.actions.meeting_changes`).
    """
    item.added_at = database_now()
    item.save(update_fields=["added_at"])
    follows(item.meeting, MeetingChange.AGENDA, actor)


@transaction.atomic
def leave(item: AgendaItem, *, actor: Person | None) -> None:
    """Take off an agenda what goes elsewhere; that of a meeting which is over stays as it was, and a second call leaves it out."""
    if hold(item.meeting).closed_at is None:
        remove_item(item, actor=actor)
    else:
        AgendaItem.objects.filter(pk=item.pk).update(gone_at=database_now())


def _not_voted(item: AgendaItem) -> None:
    if votes_on(item).exists():
        raise WrongMeetingStage(
            _("“%(question)s” was put to a vote: it stays as it was.") % {"question": item}
        )


@transaction.atomic
def set_interested(item: AgendaItem, members: list[Member], *, seen: str = "", actor: Person) -> None:
    """Say who sits a question out because it concerns them.

    Raises WrongMeetingStage once the meeting is over, or the question was put to a vote: its roll is written; Overtaken when
    others were named than were `seen`.
    """
    meeting = hold(item.meeting)
    not_over(meeting)
    _not_voted(item)
    named = list(item.interested.select_related("person"))
    still(seen, interested_stamp(named), stands=", ".join(map(str, named)) or _("nobody"))
    item.interested.set(members)
    record(
        "sitting.interested", actor=actor, topics=[meeting.topic], sitting=meeting.pk, item=item.number,
        members=[member.pk for member in members],
    )  # fmt: skip
