"""The applications as a table."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.joining.models import Application


def head() -> list[str]:
    """The names of the columns."""
    return [
        _("Name"), _("Given name"), _("Family name"), _("SIREN"), _("E-mail"), _("Postal address"), _("College"),
        _("Shares"), _("Why I join"), _("Sent"), _("Outcome"), _("Answered on"), _("Decision"), _("Grounds"),
    ]  # fmt: skip


def rows(found: QuerySet[Application]) -> Iterable[list[Any]]:
    """Each application, cell by cell."""
    return (_row(application) for application in found.iterator(chunk_size=2000))


def _row(one: Application) -> list[Any]:
    named = one if one.given_name or one.family_name else one.person
    return [
        str(one), named.given_name, named.family_name, one.siren, one.person.email or "",
        one.postal_address, str(one.college), one.shares, one.why, timezone.localdate(one.submitted_at),
        one.get_outcome_display(), timezone.localdate(one.answered_at) if one.answered_at else None, one.decision,
        one.grounds,
    ]  # fmt: skip
