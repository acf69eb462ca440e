"""Acts on where somebody is written to and signs in: who hears of it.

The address that was left is told: the new one may be that of whoever did it.
"""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.journal.actions import record
from core.mail import actions as mail
from members.people.addresses import holds_duty
from members.people.models import Organisation, Person
from members.people.staff import ADMINISTRATORS, staff

# However long the mail server is away, within reason: nobody waits for it, and it must arrive.
A_WARNING_LASTS = timedelta(days=30)


@transaction.atomic
def give_address(person: Person) -> None:
    """Make the person's e-mail the one address they sign in with; none when it is empty.

    The first code typed back proves that it is theirs, so it starts unproven.
    """
    addresses = EmailAddress.objects.filter(user=person)
    addresses.exclude(email__iexact=person.email or "").delete()
    if person.email:
        EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"primary": True})


def note_correction(person: Person, *, was: str, actor: Person, first: bool = False) -> None:
    """Write the line of a correction; where the address moved, `was` hears of it, and so do administrators of a duty.

    Where there was none, no address hears of the first one: the other administrators do. So they do where it is the
    `first` of a row that somebody took for their own.
    """
    moved = was.lower() != person.mail_to.lower()
    first = first or (moved and not was and actor.pk != person.pk)
    record(
        "person.corrected", actor=actor, topics=[f"person.{person.pk}"], person=person.pk, moved=moved,
        duty=moved and holds_duty(person), first=first,
    )  # fmt: skip
    if moved and was:
        _warn(person, was, actor)


def _warn(person: Person, address: str, actor: Person) -> None:
    """Promise a mail to the address that somebody had until now, in their language."""
    with translation.override(person.language):
        organisation = Organisation.objects.first()
        page = {
            "person": person, "actor": actor, "organisation": organisation, "whom": _whom(organisation, actor),
            "themselves": actor.pk == person.pk,
        }  # fmt: skip
        subject = _("Your e-mail address was changed: %(organisation)s") % {
            "organisation": organisation or ""
        }
        message = EmailMessage(subject, render_to_string("emails/moved.txt", page), to=[address])
    mail.hand_over(message, life=A_WARNING_LASTS)


def _whom(organisation: Organisation | None, actor: Person) -> str:
    """Whom to tell that it was not asked for: the administrators, whoever did it aside, and the address of the house."""
    names = [str(person) for person in staff(ADMINISTRATORS).exclude(pk=actor.pk)]
    contact = organisation.contact_email if organisation else ""
    return ", ".join([*names, *([contact] if contact else [])])


@receiver(email_changed)
def changed(user: Person, from_email_address: Any = None, **_signal: Any) -> None:
    """Note that somebody gave their own account another address, and tell the one that they had."""
    with transaction.atomic():
        note_correction(user, was=from_email_address.email if from_email_address else "", actor=user)
