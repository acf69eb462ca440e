"""A proposal under lock, at the stage where an act finds it."""

from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from governance.proposals.models import Proposal, State
from governance.proposals.ways import ways


class WrongMoment(Refusal):
    """The act does not fit where the proposal stands."""


def lock(proposal: Proposal, *states: State) -> Proposal:
    """Lock the proposal's row and refuse unless it stands in one of these states."""
    locked = Proposal.objects.select_for_update(of=("self",)).current().get(pk=proposal.pk)
    is_at(locked, *states)
    return locked


def is_at(proposal: Proposal, *states: State) -> None:
    """Raise WrongMoment unless a proposal stands in one of these states, by the database clock."""
    state = proposal.state(database_now())
    if state not in states:
        raise wrong_moment(state)


def wrong_moment(state: State) -> WrongMoment:
    """The refusal of an act that does not fit a stage."""
    return WrongMoment(
        _("That is not possible now: this proposal is at the stage “%(stage)s”.") % {"stage": state.label}
    )


def lock_text(proposal: Proposal) -> Proposal:
    """Lock a proposal whose text and files may still change.

    Nothing that decides froze them, nothing that would is being opened on them, and nobody is called to a meeting, or speaks beforehand, for them.
    """
    locked = lock(proposal, State.DRAFT, State.DISCUSSED)
    if locked.item is not None:
        raise WrongMoment(
            _(
                "This text is on the agenda of “%(meeting)s”: members are called to vote on it as it stands. Those who make the agenda take it off first."
            )
            % {"meeting": locked.item.meeting}
        )
    for way in ways():
        if because := way.holds_text(locked):
            raise WrongMoment(because)
    return locked
