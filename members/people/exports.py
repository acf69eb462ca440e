"""The register of members as a table: what stands in each cell, in the reader's language.

What is exported can be imported again, so the headings are the names of the fields of an import.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from members.people.models import Member, Person, Representative, Status, on_day


def head() -> list[str]:
    """The names of the columns; for an organisation, the person is the one who represents it."""
    return [
        _("Seat"), _("Name"), _("Kind"), _("SIREN"), _("College"), _("Status"), _("Admitted on"), _("Decision"),
        _("Left on"), _("E-mail"), _("Postal address"), _("Given name"), _("Family name"), _("Language"),
        _("Reason for leaving"), _("Departure decided by"), _("Rights suspended from"), _("Rights suspended until"),
        _("Reason for the suspension"), _("Agreed to notices by e-mail on"), _("Shown in the directory"),
    ]  # fmt: skip


def rows(seats: QuerySet[Member], day: date) -> Iterable[list[Any]]:
    """The seats as they stood on a day, cell by cell, read as they are written."""
    acting = Representative.objects.filter(on_day(day)).select_related("person")
    members = seats.prefetch_related(Prefetch("representatives", acting, to_attr="acting"))
    return (_row(member) for member in members.iterator(chunk_size=2000))


def _row(member: Any) -> list[Any]:
    person = member.person or next((term.person for term in member.acting), Person(language=""))
    return [
        member.number, str(member), member.get_kind_display(), member.siren, member.college_name,
        Status(member.status).label, member.admitted_on, member.admitted_by, member.left_on, person.email or "",
        member.postal_address, person.given_name, person.family_name, person.get_language_display(),
        member.left_because, member.left_by, member.suspended_from, member.suspended_to, member.suspended_because,
        member.e_notice_on, _("yes") if member.in_directory else _("no"),
    ]  # fmt: skip
