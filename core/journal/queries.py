"""Questions to the journal: who did something, and when."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.prose.days import date_format


def lines(kind: str, **facts: Any) -> QuerySet[Entry]:
    """The lines of a kind that keep these facts, the last one first."""
    conditions = {f"facts__{name}": value for name, value in facts.items()}
    return Entry.objects.filter(kind=kind, **conditions).select_related("actor").order_by("-at", "-pk")


def last(kind: str, **facts: Any) -> Entry | None:
    """The last of them, if there is one."""
    return lines(kind, **facts).first()


def author_and_moment(entry: Entry) -> dict[str, Any]:
    """Who wrote a line and when, for a sentence with %(person)s and %(moment)s."""
    moment = date_format(timezone.localtime(entry.at), "DATETIME_FORMAT")
    return {"person": entry.actor or _("the house itself"), "moment": moment}
