"""The code social on paper: articles in order, each value in words where the text names it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.prose.markdown import plain
from governance.code.models import Edition
from governance.code.tags import NAMED
from governance.code.wording import shown
from members.people.letterhead import letterhead

LONGEST = 100_000


def code(edition: Edition, articles: Sequence[Any], colleges: Mapping[str, str]) -> dict[str, Any]:
    """What templates/pdf/code.typ prints."""
    day = edition.effective_from
    living = articles[0].living if articles else {}
    values = {key: shown(parameter, colleges) for key, parameter in living.items()}
    said = _("Edition %(number)d, in force since %(day)s") % {
        "number": edition.number,
        "day": date_format(day),
    }
    return {
        **letterhead(edition.title, said, day),
        "adopted": _("Adopted: %(by)s") % {"by": edition.adopted_by} if edition.adopted_by else "",
        "articles": [
            {
                "head": _("Article %(number)s") % {"number": article.number} + f" · {article.title}",
                "paragraphs": _paragraphs(article.body, values),
            }
            for article in articles
        ],
    }


def _paragraphs(body: str, values: Mapping[str, str]) -> list[str]:
    text = NAMED.sub(lambda name: values.get(name[1], name[0]), body)
    return [plain(part, LONGEST) for part in re.split(r"\n\s*\n", text) if part.strip()]
