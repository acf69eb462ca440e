"""Doors of the code social: the desk reads every edition, and writes in drafts."""

from django.shortcuts import get_object_or_404

from governance.code.actions import NotADraft
from governance.code.models import Article, Edition, Parameter
from members.people.access import desk
from members.people.models import Person
from members.people.staff import KEEPERS, READERS


def edition(user: Person, number: int, duties: frozenset[str] = READERS) -> Edition:
    """Lend an edition to the desk, whatever its state. Raises PermissionDenied, or 404."""
    desk(user, duties)
    return get_object_or_404(Edition.objects.select_related("amendment"), number=number)


def draft(user: Person, number: int, duties: frozenset[str] = KEEPERS) -> Edition:
    """Lend an edition that may still be written. Raises NotADraft besides."""
    found = edition(user, number, duties)
    if not found.is_draft:
        raise NotADraft
    return found


def article(user: Person, number: int, pk: int) -> Article:
    """Lend an article of a draft."""
    found = get_object_or_404(Article, edition=draft(user, number), pk=pk)
    return found


def value(user: Person, number: int, pk: int, key: str) -> Parameter:
    """Lend a value that an article of a draft says."""
    return get_object_or_404(Parameter, article=article(user, number, pk), key=key)
