"""The page of the versions of a text: two of them, compared."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.prose.difference import difference
from governance.circles.marks import mark
from governance.proposals.models import Proposal, Version

Page = dict[str, Any]


def versions(proposal: Proposal, query: Mapping[str, str]) -> Page:
    """Two versions side by side in one text; the last two unless asked otherwise."""
    written = list(proposal.versions.select_related("author"))
    mark(version.author for version in written)
    by_number = {version.number: version for version in written}
    after = by_number.get(_whole(query.get("to")), written[-1])
    before = by_number.get(_whole(query.get("from")), by_number.get(after.number - 1, after))
    return {
        "proposal": proposal,
        "versions": written,
        "before": before,
        "after": after,
        "parts": _compared(before, after),
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _compared(before: Version, after: Version) -> list[tuple[str, str, bool]]:
    names = {
        "title": _("Title"),
        "driver": _("Why"),
        "body": _("What is proposed"),
        "measure": _("How we will know it works"),
    }
    return [
        (
            label,
            difference(getattr(before, name), getattr(after, name)),
            getattr(before, name) != getattr(after, name),
        )
        for name, label in names.items()
        if getattr(before, name) or getattr(after, name)
    ]
