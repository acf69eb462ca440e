"""Doors of joining: the desk, and applicants at their own application."""

from django.shortcuts import get_object_or_404

from members.joining.models import Application
from members.people.access import desk
from members.people.models import Person


def application(user: Person, pk: int) -> Application:
    """Lend an application to the desk. Raises PermissionDenied, or 404."""
    desk(user)
    return get_object_or_404(Application.objects.select_related("person", "college", "member"), pk=pk)


def mine(user: Person) -> Application | None:
    """The last application of a person, if they ever made one."""
    return user.applications.select_related("college", "member").last()
