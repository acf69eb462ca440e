"""Which rules were in force on that day? Rounds read their parameters from here, and cite the article."""

from datetime import date

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.prose.days import date_format
from governance.code.models import Edition
from governance.code.vocabulary.values import Applied, Code


class NoCode(Refusal):
    """No edition is in force on the day asked."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("No code social was in force on %(day)s, so nothing can be decided or entered on that day.")
            % {"day": date_format(day)}
        )


def in_force(day: date) -> Code:
    """Read the edition in force on a day, in two queries. Raises NoCode before the first one."""
    edition = Edition.objects.in_force(day)
    if edition is None:
        raise NoCode(day)
    return read_edition(edition)


def read_edition(edition: Edition) -> Code:
    """Read one edition, in force or not."""
    rows = edition.parameters.select_related("article")
    return Code(
        edition=edition.number,
        title=edition.title,
        effective_from=edition.effective_from,
        form=edition.form,
        parameters={
            row.key: Applied(row.value, row.kind, row.article.number, row.source, row.confidence)
            for row in rows
        },
    )


def in_force_or_silent(day: date) -> Code:
    """The code in force on a day; where there is none yet, one that says nothing."""
    try:
        return in_force(day)
    except NoCode:
        return Code(edition=0, title="", effective_from=day, parameters={})
