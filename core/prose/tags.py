"""Template filters and tags for words: Markdown, exact figures, and the rest of a list page."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.prose.days import first_of_month
from core.prose.markdown import markdown, plain
from core.prose.shares import percentage

register = template.Library()


@register.filter(name="markdown")
def markdown_filter(text: str) -> SafeString:
    """Render members' Markdown."""
    return markdown(text or "")


@register.filter(name="plain")
def plain_filter(text: str, length: int = 200) -> str:
    """Show the first words of a Markdown text."""
    return plain(text or "", length)


@register.filter
def percent(share: Any, places: int | None = None) -> str:
    """Write an exact share ("217/225" or a Fraction) as a percentage, as `shares.percentage` does."""
    return percentage(share, places=None if places is None else int(places))


@register.filter
def behind(text: Any, mark: str) -> str:
    """Show a text behind a mark, such as a comma; nothing where there is none."""
    return f"{mark}{text}" if text else ""


@register.filter
def euros(amount: Any) -> str:
    """Write an amount as the reader does, cents only where there are some."""
    exact = Decimal(str(amount))
    places = 0 if exact == exact.to_integral_value() else 2
    written = number_format(abs(exact), places, use_l10n=True, force_grouping=True)
    sign = "−" if exact < 0 else ""
    return sign + _("€%(amount)s") % {"amount": written}


@register.filter(expects_localtime=True)
def date(day: Any, form: str | None = None) -> str:
    """Write a day as Django does, and the first of a month as French does."""
    return first_of_month(str(django_date(day, form)))


@register.filter
def iso(instant: datetime | None) -> str:
    """Write an instant for a machine, as data-until and <time datetime> want it."""
    return instant.isoformat() if instant else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look a key up in a dictionary."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's query string with some keys changed, for filters and pages of a list."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}" if query else "?"
