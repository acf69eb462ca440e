"""Acts on the register: admit, name a representative, suspend, leave, join a stakeholder group."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from members.people.models import (
    College,
    Member,
    Person,
    Representative,
    Stake,
    StakeholderGroup,
)


@transaction.atomic
def admit(
    *,
    college: College,
    on: date,
    person: Person | None = None,
    name: str = "",
    siren: str = "",
    actor: Person | None = None,
) -> Member:
    """Enter a seat in the register: a natural person, or an organisation by its name.

    Raises Refusal when the person already holds a seat.
    """
    if person is not None and Member.objects.filter(person=person).exists():
        raise Refusal(_("%(person)s already holds a seat.") % {"person": person})
    member = Member.objects.create(
        number=next_number(Member),
        kind=Member.Kind.NATURAL if person else Member.Kind.LEGAL,
        person=person,
        name="" if person else name,
        siren=siren,
        college=college,
        admitted_on=on,
    )
    record("member.admitted", actor=actor, topics=[f"member.{member.pk}"], number=member.number)
    return member


@transaction.atomic
def name_representative(
    member: Member, person: Person, *, on: date, actor: Person | None = None
) -> Representative:
    """Let a person act for an organisation from a day; whoever did so before stops the day before."""
    if member.kind != Member.Kind.LEGAL:
        raise Refusal(_("Only an organisation is represented; a person acts for themselves."))
    current = member.representatives.select_for_update().filter(to_on=None).first()
    if current is not None:
        current.to_on = max(current.from_on, on - timedelta(days=1))
        current.save(update_fields=["to_on"])
    fresh = Representative.objects.create(member=member, person=person, from_on=on)
    record("member.represented", actor=actor, topics=[f"member.{member.pk}"], person=person.pk)
    return fresh


@transaction.atomic
def suspend(member: Member, *, on: date, actor: Person | None = None) -> None:
    """Suspend a member's rights from a day; the seat stays in the register."""
    member.suspended_from = on
    member.save(update_fields=["suspended_from"])
    record("member.suspended", actor=actor, topics=[f"member.{member.pk}"], on=on.isoformat())


@transaction.atomic
def join_group(person: Person, group: StakeholderGroup, *, on: date, actor: Person | None = None) -> Stake:
    """Count a person among a stakeholder group from a day."""
    stake, _created = Stake.objects.get_or_create(
        person=person, group=group, to_on=None, defaults={"from_on": on}
    )
    record("stake.joined", actor=actor, topics=[f"group.{group.code}"], person=person.pk)
    return stake


@transaction.atomic
def give_address(person: Person) -> None:
    """Make the person's e-mail the one address they sign in with; none when it is empty.

    The first code typed back proves that it is theirs, so it starts unproven.
    """
    addresses = EmailAddress.objects.filter(user=person)
    addresses.exclude(email__iexact=person.email or "").delete()
    if person.email:
        EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"primary": True})
