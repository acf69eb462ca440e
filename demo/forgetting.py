"""What the demo's mailbox forgets: letters to somebody who is gone."""

from demo.models import Letter
from members.people.forgetting import Room
from members.people.models import Person


class Mailbox(Room):
    """Letters go with the address they were sent to."""

    def forget(self, person: Person) -> None:
        if person.mail_to:
            Letter.objects.filter(to=person.mail_to).delete()
