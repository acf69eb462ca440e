"""Acts on meetings that move the proposals on their agenda."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.prose.quotes import quoted
from governance.proposals import plans
from governance.proposals.models import Plan, Proposal, State, topics_of
from governance.proxies import second_calls, sittings
from governance.proxies.models import Sitting
from members.people.models import Person


@transaction.atomic
def call_again(sitting: Sitting, *, meets_at: datetime, actor: Person) -> Sitting:
    """Call a meeting again for what it could not decide, and take those proposals along to the second call.

    Raises WrongMoment while the result of one is still to come, or what `second_calls.call_again` refuses.
    """
    tabled = _tabled(sitting)
    again = second_calls.call_again(sitting, meets_at=meets_at, actor=actor)
    items = dict(again.items.values_list("carried_from", "pk"))
    for proposal in tabled:
        if proposal.item_id in items:
            _take_along(proposal, items[proposal.item_id], actor)
    return again


def _tabled(sitting: Sitting) -> list[Proposal]:
    """Lock the proposals of an agenda, before its meeting: whoever puts one on an agenda locks them in that order.

    Raises WrongMoment while one waits for its result.
    """
    rows = Proposal.objects.current().filter(item__sitting=sitting).order_by("pk")
    tabled = list(rows.select_for_update(of=("self",)))
    waiting = [one for one in tabled if one.state(database_now()) in {State.VOTING, State.COUNTING}]
    if waiting:
        raise sittings.WrongMoment(
            _("The result of this is still to come: %(titles)s. Proclaim it first, then call again.")
            % {"titles": quoted(one.title for one in waiting)}
        )
    return tabled


def _take_along(proposal: Proposal, item: int, actor: Person) -> None:
    """Move a proposal to the agenda of the second call; how it would have been voted on is said anew there."""
    for plan in Plan.objects.filter(proposal=proposal).select_related("proposal"):
        plans.drop(plan, actor=actor)
    proposal.item_id = item
    proposal.save(update_fields=["item"])
    record(
        "proposal.called_again", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        sitting=proposal.item.sitting_id if proposal.item else None,
    )  # fmt: skip
