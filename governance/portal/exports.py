"""The code social on paper, each value in words where the text names it; the register as a table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.prose.days import date_format
from core.prose.markdown import plain
from governance.code.models import Edition
from governance.code.vocabulary.shapes import NAMED_KEY
from governance.code.wording import value_in_words
from governance.decisions.models import Decision, Visibility
from members.people.letterhead import letterhead

LONGEST = 100_000


def code(edition: Edition, articles: Sequence[Any], colleges: Mapping[str, str]) -> dict[str, Any]:
    """What templates/pdf/code.typ prints."""
    day = edition.effective_from
    living = articles[0].living if articles else {}
    values = {key: value_in_words(parameter, colleges) for key, parameter in living.items()}
    since = {"number": edition.number, "day": date_format(day)}
    validity = (
        _("Edition %(number)d, in force since %(day)s") % since
        if day <= timezone.localdate()
        else _("Edition %(number)d, in force from %(day)s on") % since
    )
    return {
        **letterhead(edition.title, validity, day),
        "adopted": _("Adopted: %(by)s") % {"by": edition.adopted_by} if edition.adopted_by else "",
        "articles": [
            {
                "head": _("Article %(number)s") % {"number": article.number} + f" · {article.title}",
                "paragraphs": _paragraphs(article.body, values),
            }
            for article in articles
        ],
    }


def decisions_head() -> list[str]:
    """The names of the columns of the register."""
    return [
        _("Reference"), _("Decided on"), _("Decided by"), _("Title"), _("Text"), _("Outcome"), _("Review on"), _("Seal"),
    ]  # fmt: skip


def decisions_rows() -> Iterable[list[Any]]:
    """The entries that anyone may read, oldest first; the seals of the others are in the export as JSON."""
    public = Decision.objects.filter(visibility=Visibility.PUBLIC).order_by("no")
    return (
        [
            decision.reference, timezone.localdate(decision.decided_at), decision.body, decision.title, decision.text,
            decision.word, decision.review_on, decision.hash,
        ]
        for decision in public.iterator(chunk_size=500)
    )  # fmt: skip


def _paragraphs(body: str, values: Mapping[str, str]) -> list[str]:
    text = NAMED_KEY.sub(lambda name: values.get(name[1], name[0]), body)
    return [plain(part, LONGEST) for part in re.split(r"\n\s*\n", text) if part.strip()]
