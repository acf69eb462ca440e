"""What notices forget: all that a person was told."""

from members.people.forgetting import Room
from members.people.models import Person


class Notices(Room):
    """Notices are for their reader alone, so they go."""

    def forget(self, person: Person) -> None:
        person.notices.all().delete()
