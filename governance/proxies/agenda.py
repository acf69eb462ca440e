"""Acts on the agenda of a meeting: a question comes on it, leaves it, gets its text, and who sits it out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.stamps import still
from governance.proxies.actions import finish
from governance.proxies.models import Item, Proxy, Sitting, choices_of
from governance.proxies.questions_voted import votes_on
from governance.proxies.rules import code_of
from governance.proxies.seen import interested_stamp
from governance.proxies.sittings import WrongMoment, days_of_notice, hold, not_over, notice_key
from members.people.models import Member, Person


@transaction.atomic
def add_item(
    sitting: Sitting, *, title: str, decision_type: str, supported: bool = True, dismissal: bool = False,
    actor: Person | None = None,
) -> Item:  # fmt: skip
    """Put a question at the end of the agenda, under a number that no other had; `dismissal`: of somebody in office.

    Raises WrongMoment once the meeting is over, or once its notice runs, but where the code lets it be added.
    """
    sitting = hold(sitting)
    not_over(sitting)
    _agenda_is_open(sitting, dismissal=dismissal)
    sitting.last_number += 1
    sitting.save(update_fields=["last_number"])
    item = Item.objects.create(
        sitting=sitting, number=sitting.last_number, title=title, decision_type=decision_type, supported=supported,
        added_at=database_now(),
    )  # fmt: skip
    record(
        "sitting.item_added", actor=actor, topics=[sitting.topic], sitting=sitting.pk, item=item.number,
        dismissal=dismissal,
    )  # fmt: skip
    _agenda_changed(sitting, actor)
    return item


def _agenda_is_open(sitting: Sitting, *, dismissal: bool) -> None:
    """Whether a question may still be added: until the notice runs, and later as the code has it. Source: C. com. L225-105."""
    added = code_of(sitting.record_on).value("agenda.added")
    if not notice_runs(sitting) or added == "always" or (added == "dismissal" and dismissal):
        return
    said = _(
        "The notice of this meeting runs: members come, or send their vote, for the agenda as it is. Put this question to another meeting, or call this one for a later day first."
    )
    if added == "dismissal":
        said = f"{said} {_('Only the dismissal of somebody in office may still be added.')}"
    raise WrongMoment(said)


def notice_runs(sitting: Sitting) -> bool:
    """Whether members come, or sent their vote, for the agenda as it is: its notice runs, or the meeting is open."""
    days = days_of_notice(code_of(sitting.record_on), notice_key(sitting))
    last = timezone.localdate(sitting.meets_at) - timedelta(days=days)
    return sitting.opened_at is not None or timezone.localdate(database_now()) > last


@transaction.atomic
def remove_item(item: Item, *, actor: Person | None) -> None:
    """Take a question off the agenda; its number stays its own, and whoever spoke of it beforehand is told.

    Raises WrongMoment once the meeting is over, or the question was put to a vote.
    """
    sitting = hold(item.sitting)
    not_over(sitting)
    _not_voted(item)
    record("sitting.item_removed", actor=actor, topics=[sitting.topic], sitting=sitting.pk, item=item.number)
    item.delete()
    _agenda_changed(sitting, actor)


@transaction.atomic
def strike(item: Item, *, actor: Person) -> None:
    """Take a question that has no text off the agenda. Raises WrongMoment for a proposal, or as `remove_item` does."""
    hold(item.sitting)
    # Upstairs, a question may be a proposal.
    item = Item.objects.select_related("proposal").get(pk=item.pk)
    if hasattr(item, "proposal"):
        raise WrongMoment(_("“%(question)s” is a proposal: take it off from its page.") % {"question": item})
    remove_item(item, actor=actor)


def now_with_its_text(item: Item, *, actor: Person) -> None:
    """Note that a question has its text from now on: blank proxies and forms from before say nothing of it.

    What was carried over from a first call was given for another agenda. Source: C. com. R225-79.
    Raises WrongMoment where a form or a proxy spoke of it when it had a title alone.
    """
    forms = item.sitting.postal_forms.standing().values_list("choices", flat=True)
    wishes = item.sitting.proxies.standing().values_list("instructions", flat=True)
    if any(choices_of(said, item.number) is not None for said in (*forms, *wishes)):
        raise WrongMoment(
            _("Members voted or said their wishes on “%(question)s” before it had a text. Take it off, and put the proposal on the agenda as a question of its own.")
            % {"question": item}
        )  # fmt: skip
    item.added_at = database_now()
    item.save(update_fields=["added_at"])
    _agenda_changed(item.sitting, actor)


@transaction.atomic
def leave(item: Item, *, actor: Person | None) -> None:
    """Take off an agenda what goes elsewhere; that of a meeting which is over stays as it was, and a second call leaves it out."""
    if hold(item.sitting).closed_at is None:
        remove_item(item, actor=actor)
    else:
        Item.objects.filter(pk=item.pk).update(gone_at=database_now())


def _agenda_changed(sitting: Sitting, actor: Person | None) -> None:
    """A proxy goes on to a later call of the same agenda; an agenda that changed binds nobody. Source: C. com. R225-79.

    It is the agenda of the call: what an open meeting leaves out, or takes up, ends no proxy.
    """
    if sitting.opened_at is not None:
        return
    carried = sitting.proxies.standing().filter(carried_from__isnull=False)
    for proxy in carried.select_related("giver", "holder", "sitting"):
        finish(proxy, Proxy.End.AGENDA, actor=actor)


def _not_voted(item: Item) -> None:
    if votes_on(item).exists():
        raise WrongMoment(_("“%(question)s” was put to a vote: it stays as it was.") % {"question": item})


@transaction.atomic
def set_interested(item: Item, members: list[Member], *, seen: str = "", actor: Person) -> None:
    """Say who sits a question out because it concerns them.

    Raises WrongMoment once the meeting is over, or the question was put to a vote: its roll is written; Overtaken when
    others were named than were `seen`.
    """
    sitting = hold(item.sitting)
    not_over(sitting)
    _not_voted(item)
    named = list(item.interested.select_related("person"))
    still(seen, interested_stamp(named), stands=", ".join(map(str, named)) or _("nobody"))
    item.interested.set(members)
    record(
        "sitting.interested", actor=actor, topics=[sitting.topic], sitting=sitting.pk, item=item.number,
        members=[member.pk for member in members],
    )  # fmt: skip
