"""Where somebody is written to and signs in: who may change it.

Codes to sign in go to the address, so whoever changes it may come in as them.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refusal
from members.people.models import Person, StaffRole


def may_move(person: Person, actor: Person) -> None:
    """Let the address of somebody who holds a duty, or will, be changed by another administrator alone.

    Raises Refusal: whoever signs in as them does what the duty allows.
    """
    if not holds_duty(person):
        return
    if actor.pk == person.pk:
        raise Refusal(
            _(
                "You hold a duty: change your address yourself, under “My e-mail addresses” in your space, or ask another administrator."
            )
        )
    if not actor.is_administrator:
        raise Refusal(
            _("%(person)s holds a duty. Ask an administrator to change their address.") % {"person": person}
        )


def holds_duty(person: Person) -> bool:
    """Whether somebody holds a duty today, or is given one from a day to come."""
    lasting = Q(to_on__isnull=True) | Q(to_on__gte=timezone.localdate())
    return person.is_staff or StaffRole.objects.filter(lasting, person=person).exists()
