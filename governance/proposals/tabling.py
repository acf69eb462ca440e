"""Put a proposal on the agenda of a meeting, or take it off again."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from governance.proposals.actions import WrongMoment, lock, topics_of
from governance.proposals.models import Proposal, State
from governance.proxies import sittings
from governance.proxies.models import Item, Sitting
from members.people.models import Person


class AlreadyTabled(Refusal):
    """A proposal stands on one agenda at a time."""


@transaction.atomic
def table(
    proposal: Proposal, sitting: Sitting, *, decision_type: str, supported: bool, actor: Person
) -> Item:
    """Put a proposal at the end of the agenda of a meeting, where it will be voted on.

    `supported` says whether the management presents or approves it, which blank proxies follow. Raises
    WrongMoment unless it is discussed and the meeting not over, or AlreadyTabled.
    """
    proposal = lock(proposal, State.DISCUSSED)
    if proposal.item is not None:
        raise AlreadyTabled(
            _("This proposal is on the agenda of “%(meeting)s” already. Take it off first.")
            % {"meeting": proposal.item.sitting}
        )
    item = sittings.add_item(
        sitting, title=proposal.title, decision_type=decision_type, supported=supported, actor=actor
    )
    proposal.item = item
    proposal.save(update_fields=["item"])
    record(
        "proposal.tabled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk, sitting=sitting.pk,
        item=item.number,
    )  # fmt: skip
    return item


@transaction.atomic
def take_off(proposal: Proposal, *, actor: Person) -> None:
    """Take a proposal off the agenda, until it is voted on. Raises WrongMoment."""
    proposal = lock(proposal, State.DISCUSSED)
    item = proposal.item
    if item is None:
        return
    if item.sitting.closed_at is not None:
        raise WrongMoment(_("The meeting is over: its agenda stays as it was."))
    proposal.item = None
    proposal.save(update_fields=["item"])
    sittings.remove_item(item, actor=actor)
    record("proposal.untabled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
