"""The door of imports: whoever keeps the registers."""

from django.shortcuts import get_object_or_404

from members.imports.models import Import
from members.people.access import desk
from members.people.models import Person


def job(user: Person, pk: int) -> Import:
    """Lend an import to the desk. Raises PermissionDenied, or Http404."""
    desk(user)
    return get_object_or_404(Import.objects.select_related("added_by"), pk=pk)
