"""What the register of shares says of forgetting: nothing there is erased."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.people.forgetting import Room
from members.people.models import Member, Person
from members.shares.models import Movement


class Shares(Room):
    """Movements keep the names and addresses of their day (C. com. R228-9)."""

    def stays(self, person: Person) -> Iterable[str]:
        seat = Member.objects.filter(person=person).first()
        if seat is not None and Movement.objects.of(seat).exists():
            yield _(
                "Your name and address on the lines of the register of shares: a legal duty for the life of the company, and five years after."
            )
