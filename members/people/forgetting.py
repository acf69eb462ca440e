"""Forgetting somebody: what the law lets go is erased at once, what it obliges to keep stays, and both are said.

Each room erases what it holds and says what stands in the way; settings name them, because most of them
live upstairs. Source: GDPR art. 17(3)(b) and (e): not what a legal duty or a legal claim requires.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from members.people.models import Member, Person, Representative, Stake, on_day


class NotYet(Refusal):
    """Something must end before a person can be forgotten."""


def obstacles(person: Person) -> list[str]:
    """What stands in the way, in sentences that say what to do; empty when nothing does."""
    return [sentence for room in rooms() for sentence in room.obstacles(person)]


def stays(person: Person) -> list[str]:
    """What is kept all the same, each with its reason."""
    return [sentence for room in rooms() for sentence in room.stays(person)]


def rooms() -> Iterable[Any]:
    """What each room does when somebody is forgotten, in the order that settings give."""
    return [import_string(name)() for name in settings.FORGETTING]


class Room:
    """What one room does when somebody is forgotten."""

    def obstacles(self, person: Person) -> Iterable[str]:
        """Yield what must end first."""
        return ()

    def stays(self, person: Person) -> Iterable[str]:
        """Yield what is kept, and why."""
        return ()

    def forget(self, person: Person) -> None:
        """Erase what this room holds."""


class People(Room):
    """The person: name, addresses, keys, sessions. A seat that ended keeps its number."""

    def obstacles(self, person: Person) -> Iterable[str]:
        today = timezone.localdate()
        if Member.objects.on(today).filter(person=person).exists():
            yield _("You hold a seat: leave first, on the page of your seat.")
        for term in Representative.objects.filter(on_day(today), person=person).select_related("member"):
            yield _("You act for %(member)s: have somebody else named.") % {"member": term.member}
        if person.duties_held:
            yield _("You hold a duty at the desk: have it ended first.")
        if person.household.exists():
            yield _("Others are reached through your address: have theirs changed first.")

    def stays(self, person: Person) -> Iterable[str]:
        if Member.objects.filter(person=person).exists():
            yield _(
                "The number of your seat, its dates and its college: the register of members must stay whole."
            )

    def forget(self, person: Person) -> None:
        today = timezone.localdate(database_now())
        Stake.objects.filter(person=person, to_on=None).update(to_on=today)
        Member.objects.filter(person=person).update(
            postal_address="", in_directory=False, shows_email=False, left_because="", suspended_because=""
        )
        for model in (EmailAddress, Authenticator, UserSession):
            model.objects.filter(user=person).delete()
        person.given_name = person.family_name = ""
        person.email, person.mail_through, person.is_active = None, None, False
        person.forgotten_at = database_now()
        person.set_unusable_password()
        person.save()
