"""What joining forgets: the words and the address of an application."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.people.forgetting import Room
from members.people.models import Person


class Joining(Room):
    """Applications keep their answer and their dates; a procedure of exclusion keeps its whole record."""

    def obstacles(self, person: Person) -> Iterable[str]:
        if person.applications.filter(outcome="").exists():
            yield _("Your application is being examined: withdraw it first.")

    def stays(self, person: Person) -> Iterable[str]:
        if person.applications.exists():
            yield _("That you applied, when, and the answer: proof of a decision.")

    def forget(self, person: Person) -> None:
        person.applications.update(postal_address="", why="", given_name="", family_name="")
