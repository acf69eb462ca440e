"""Put a proposal on the agenda of a meeting, or take it off again; how it would be voted on elsewhere is said anew."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from governance.code.in_force import in_force
from governance.meetings import moments
from governance.meetings.actions import agenda
from governance.meetings.models import AgendaItem, Meeting
from governance.proposals.agendas import goes_on, is_closed_to_members, may_leave, waiting_for_text
from governance.proposals.amendment import amends_by
from governance.proposals.locking import WrongMoment, lock
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.ways import ways
from governance.proxies.actions import meeting_changes
from members.people.models import Person


class ClosedToMembers(Refusal):
    """Nobody is asked about a text that they may not read."""


class AlreadyTabled(Refusal):
    """A proposal stands on one agenda at a time."""


@transaction.atomic
def table(
    proposal: Proposal, meeting: Meeting, *, decision_type: str, supported: bool, dismissal: bool = False,
    actor: Person,
) -> AgendaItem:  # fmt: skip
    """Put a proposal at the end of the agenda of a meeting, where it will be voted on.

    `supported` says whether the management presents or approves it, which blank proxies follow. What a meeting that is
    over could not decide goes to another one. Raises WrongMoment unless it waits for a vote and the agenda is open to
    it (see `agenda.add_item`), ClosedToMembers where its circle alone may read it, AlreadyTabled, or WrongWayToAmend
    for an amendment under another kind of vote than the one that amends.
    """
    proposal = _off_any_agenda(proposal)
    item = agenda.add_item(
        meeting, title=proposal.title, decision_type=decision_type, supported=supported, dismissal=dismissal,
        actor=actor,
    )  # fmt: skip
    _stands_on(proposal, item, actor)
    return item


@transaction.atomic
def give_text(proposal: Proposal, item: AgendaItem, *, actor: Person) -> None:
    """Let a proposal be the text of a question that stands on an agenda without one.

    The question stays as it was announced: its place, its title, its kind of vote, what the management says of it, who
    sits it out. Raises WrongMoment unless the proposal waits for a vote, or where the question got its text or left the
    agenda meanwhile, its meeting is open, or somebody spoke of it before it had a text; ClosedToMembers; AlreadyTabled;
    WrongWayToAmend.
    """
    proposal = _off_any_agenda(proposal)
    moments.hold(item.meeting)
    if not waiting_for_text().filter(pk=item.pk).exists():
        raise WrongMoment(_("This question has its text, or left the agenda. Choose again."))
    meeting_changes.nobody_spoke(item)
    agenda.now_with_its_text(item, actor=actor)
    _stands_on(proposal, item, actor)


def _off_any_agenda(proposal: Proposal) -> Proposal:
    """Lock a proposal that waits for a vote and stands on no agenda to come, to be read by all who are asked.

    Raises WrongMoment, ClosedToMembers or AlreadyTabled.
    """
    proposal = lock(proposal, *((State.DISCUSSED, State.AGAIN) if goes_on(proposal) else (State.DISCUSSED,)))
    if is_closed_to_members(proposal):
        raise ClosedToMembers(
            _(
                "Only its circle may read this proposal, and members would give their voice for a text that is closed to them. Let somebody propose it for members to read, and put that proposal on the agenda."
            )
        )
    if proposal.item is not None and proposal.item.meeting.closed_at is None:
        raise AlreadyTabled(
            _("This proposal is on the agenda of “%(meeting)s” already. Take it off first.")
            % {"meeting": proposal.item.meeting}
        )
    return proposal


def _stands_on(proposal: Proposal, item: AgendaItem, actor: Person) -> None:
    if proposal.amends is not None:
        amends_by(in_force(item.meeting.record_on), item.decision_type)
    for way in ways():
        way.let_go(proposal, actor=actor)
    if proposal.item is not None:
        agenda.leave(proposal.item, actor=actor)
    proposal.item = item
    proposal.save(update_fields=["item"])
    record(
        "proposal.tabled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk, sitting=item.meeting_id,
        item=item.number,
    )  # fmt: skip


@transaction.atomic
def take_off(proposal: Proposal, *, actor: Person) -> None:
    """Take a proposal off the agenda, until it is voted on; of a meeting that is over, the agenda stays as it was.

    What such a meeting voted on without settling it stays there until it goes to another one. Raises WrongMoment.
    """
    proposal = lock(proposal, State.DISCUSSED, State.AGAIN)
    if not may_leave(proposal):
        raise WrongMoment(
            _("This meeting voted on it. A second call takes it along, or it is put on another agenda.")
        )
    if proposal.item is not None:
        for way in ways():
            way.let_go(proposal, actor=actor)
        leave_agenda(proposal, actor=actor)


def leave_agenda(proposal: Proposal, *, actor: Person | None) -> None:
    """Take a proposal off its agenda; that of a meeting which is over stays as it was."""
    item, proposal.item = proposal.item, None
    if item is None:
        return
    proposal.save(update_fields=["item"])
    agenda.leave(item, actor=actor)
    record("proposal.untabled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
