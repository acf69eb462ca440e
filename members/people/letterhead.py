"""The head of every document on paper: whose it is, what it is, of which day."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.people.models import Organisation


def letterhead(title: str, as_of: str, day: date) -> dict[str, Any]:
    """What templates/pdf/sheet.typ prints around a document; `day` dates the file itself."""
    house = Organisation.objects.first() or Organisation(name="Assemblage")
    return {
        "language": (get_language() or "fr")[:2],
        "title": title,
        "house": house.name,
        "form": ", ".join(part for part in (house.legal_form, house.city) if part),
        "siren": f"SIREN {house.siren}" if house.siren else "",
        "as_of": as_of,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "page": _("page"),
    }
