"""Acts on stakeholder groups."""

from datetime import date

from django.db import transaction

from core.journal.actions import record
from members.people.models import Person, Stake, StakeholderGroup


@transaction.atomic
def join_group(person: Person, group: StakeholderGroup, *, on: date, actor: Person | None = None) -> Stake:
    """Count a person among a stakeholder group from a day."""
    stake, _created = Stake.objects.get_or_create(
        person=person, group=group, to_on=None, defaults={"from_on": on}
    )
    record("stake.joined", actor=actor, topics=[f"group.{group.code}"], person=person.pk)
    return stake
