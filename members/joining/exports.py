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


def rows(applications: QuerySet[Application]) -> Iterable[list[Any]]:
    """Each application, cell by cell."""
    return (_row(application) for application in applications.iterator(chunk_size=2000))


def _row(application: Application) -> list[Any]:
    named = application if application.given_name or application.family_name else application.person
    return [
        str(application), named.given_name, named.family_name, application.siren, application.person.email or "",
        application.postal_address, str(application.college), application.shares, application.why, timezone.localdate(application.submitted_at),
        application.get_outcome_display(), timezone.localdate(application.answered_at) if application.answered_at else None, application.decision,
        application.grounds,
    ]  # fmt: skip
