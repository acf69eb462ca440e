"""What doors are about: a request of somebody who is signed in."""

from django.http import HttpRequest

from members.people.models import Person


class PersonRequest(HttpRequest):
    """A request behind `login_required`: there is a person."""

    user: Person
