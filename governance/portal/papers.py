"""The code social on paper: articles in order, each value in words where the text names it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.prose.markdown import plain
from governance.code.models import Edition
from governance.portal.tags import shown
from members.people.models import Organisation

_NAMED = re.compile(r"\[\[([^\]]+)\]\]")
LONGEST = 100_000


def code(edition: Edition, articles: Sequence[Any], colleges: Mapping[str, str]) -> dict[str, Any]:
    """What templates/pdf/code.typ prints."""
    house = Organisation.objects.first()
    day = edition.effective_from
    return {
        "language": (get_language() or "fr")[:2],
        "title": edition.title,
        "house": house.name if house else "Assemblage",
        "form": ", ".join(part for part in (house.legal_form, house.city) if part) if house else "",
        "siren": f"SIREN {house.siren}" if house and house.siren else "",
        "as_of": _("Edition %(number)d, in force since %(day)s") % {"number": edition.number, "day": date_format(day)},
        "adopted": _("Adopted: %(by)s") % {"by": edition.adopted_by} if edition.adopted_by else "",
        "year": day.year, "month": day.month, "day": day.day,
        "page": _("page"),
        "articles": [
            {
                "head": _("Article %(number)s") % {"number": article.number} + f" · {article.title}",
                "paragraphs": _paragraphs(article, colleges),
            }
            for article in articles
        ],
    }  # fmt: skip


def _paragraphs(article: Any, colleges: Mapping[str, str]) -> list[str]:
    values = {parameter.key: shown(parameter, colleges) for parameter in article.parameters.all()}
    text = _NAMED.sub(lambda name: values.get(name[1], name[0]), article.body)
    return [plain(part, LONGEST) for part in re.split(r"\n\s*\n", text) if part.strip()]
