"""Acts on duties: give one, end it."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from members.people.person import Person
from members.people.staff import Duty, StaffRole


@transaction.atomic
def give_duty(
    person: Person,
    duty: str,
    *,
    on: date,
    until: date | None = None,
    decision: str = "",
    actor: Person | None,
) -> StaffRole:
    """Give somebody a duty for a term. Raises Refusal when the term is upside down, or they hold it then."""
    if until is not None and until < on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    Person.objects.select_for_update().get(pk=person.pk)
    overlapping = Q(to_on__isnull=True) | Q(to_on__gte=on)
    if until is not None:
        overlapping &= Q(from_on__lte=until)
    if StaffRole.objects.filter(overlapping, person=person, duty=duty).exists():
        raise Refusal(
            _("%(person)s holds this duty during that time already: end that term first.")
            % {"person": person}
        )
    role = StaffRole.objects.create(person=person, duty=duty, from_on=on, to_on=until, decision=decision)
    record("duty.given", actor=actor, topics=[f"person.{person.pk}"], person=person.pk, duty=duty)
    return role


@transaction.atomic
def end_duty(role: StaffRole, *, on: date, actor: Person | None) -> None:
    """End a duty: `on` is its last day. Raises Refusal when no administrator would be left to give another."""
    role = StaffRole.objects.select_for_update().get(pk=role.pk)
    if on < role.from_on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    role.to_on = on
    role.save(update_fields=["to_on"])
    after = max(on, timezone.localdate(database_now()))
    if role.duty == Duty.ADMINISTRATOR and not _somebody_administers_after(after):
        raise Refusal(_("Nobody would administer the house any more: give this duty to somebody else first."))
    record(
        "duty.ended", actor=actor, topics=[f"person.{role.person_id}"], person=role.person_id, duty=role.duty
    )


def _somebody_administers_after(day: date) -> bool:
    lasting = StaffRole.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=day), duty=Duty.ADMINISTRATOR, person__is_active=True
    )
    return lasting.exists() or Person.objects.filter(is_staff=True, is_active=True).exists()
