"""Finding a decision by the reference that people quote, for rooms downstairs."""

import re

from django.utils import timezone

from governance.decisions.models import Decision
from members.joining.rules import Found

_REFERENCE = re.compile(r"D-([0-9]{4})-([0-9]{1,6})")


def decision_named(reference: str) -> Found | None:
    """The decision that a reference names, whoever may read it: its title is shown at the desk alone."""
    parts = _REFERENCE.fullmatch(reference.strip().upper())
    if parts is None:
        return None
    found = Decision.objects.filter(year=int(parts[1]), rank=int(parts[2])).first()
    if found is None:
        return None
    return Found(found.reference, found.title, timezone.localdate(found.decided_at), found.adopted)
