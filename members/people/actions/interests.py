"""Acts on interests that members declare."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from members.people.models import Interest, Member, Person


@transaction.atomic
def declare_interest(
    member: Member, what: str, *, on: date, until: date | None = None, actor: Person | None = None
) -> Interest:
    """Note what may pull a member two ways, from a day. Raises Refusal when it ends before it starts."""
    if until is not None and until < on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    declared = member.interests.create(what=what, from_on=on, to_on=until)
    record("member.interest", actor=actor, topics=[f"member.{member.pk}"], interest=declared.pk)
    return declared


@transaction.atomic
def end_interest(interest: Interest, *, on: date, actor: Person | None = None) -> None:
    """Note the last day of a declared interest; it stays on the register. Raises Refusal where it is over already."""
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    if interest.to_on is not None and interest.to_on < on:
        raise Refusal(
            _("“%(interest)s” is over since %(day)s already.")
            % {"interest": interest, "day": date_format(interest.to_on)}
        )
    if on < interest.from_on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    interest.to_on = on
    interest.save(update_fields=["to_on"])
    topics = [f"member.{interest.member_id}"]
    record("member.interest_ended", actor=actor, topics=topics, interest=interest.pk)
