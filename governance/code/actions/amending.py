"""Amendments: a draft frozen for its vote and thawed again, or brought up to date with the edition that came since."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.stamps import read
from governance.code.amendments import base_edition, check_mergeable, check_up_to_date, newer_edition
from governance.code.locks import Clash, hold_history, lock_draft, open_draft
from governance.code.merging import TITLE, Content, Place, content_of, merge
from governance.code.models import Article, Edition, Parameter
from governance.code.review import check_edition
from governance.code.stamps import edition_stamp
from members.people.models import Person


@transaction.atomic
def freeze(edition: Edition) -> Edition:
    """Let nobody write in a draft any more, because it is put to a vote. Raises OutOfDate, InvalidCode or NotADraft."""
    hold_history()
    edition = lock_draft(edition)
    check_up_to_date(edition)
    check_edition(edition)
    check_mergeable(edition)
    edition.base, edition.frozen_at = base_edition(edition), database_now()
    edition.save(update_fields=["base", "frozen_at"])
    return edition


@transaction.atomic
def thaw(edition: Edition) -> None:
    """Let a draft be written again, because its vote was cancelled."""
    Edition.objects.filter(pk=edition.pk, enacted_at=None).update(frozen_at=None)


@transaction.atomic
def bring_up_to_date(
    edition: Edition, last: Edition, *, keep: Collection[Place] = (), seen: str = "", actor: Person
) -> Edition:
    """Let a draft change the last edition: what came since is taken in, and what the draft changes stays.

    Where both changed the same, the last edition holds, save in the places to `keep`. `last` is the edition that was
    read when saying so. Raises NotADraft, Clash when yet another one came, or Overtaken when the draft says more than
    was `seen`.
    """
    hold_history()
    edition = open_draft(edition)
    if newer_edition(edition) != last:
        raise Clash(_("Another edition came meanwhile. Open this page again, and read what it changes."))
    read(seen, edition_stamp(edition))
    base, before = content_of(base_edition(edition)), set(edition.articles.values_list("pk", flat=True))
    write_content(edition, merge(base, content_of(edition), content_of(last), keep))
    removed = before - set(edition.articles.values_list("pk", flat=True))
    edition.base = last
    edition.effective_from = max(edition.effective_from, last.effective_from)
    edition.save(update_fields=["base", "effective_from"])
    record(
        "code.brought_up_to_date",
        actor=actor,
        number=edition.number,
        with_number=last.number,
        row=sorted(removed),
    )
    return edition


def write_content(edition: Edition, content: Content) -> None:
    """Let a draft say a content: articles that stay keep their row, so that a form that is open still finds it."""
    edition.title = content.at[TITLE]
    edition.save(update_fields=["title"])
    rows = {article.number: article for article in edition.articles.all()}
    edition.parameters.all().delete()
    for number in rows.keys() - set(content.order):
        rows.pop(number).delete()
    for position, number in enumerate(content.order):
        article = rows.setdefault(number, Article(edition=edition, number=number))
        article.title, article.body = content.at["article", number]
        article.position = position
        article.save()
    Parameter.objects.bulk_create(
        Parameter(
            edition=edition, article=rows[stated.article], key=key, kind=stated.kind, value=stated.value,
            source=stated.source, confidence=stated.confidence,
        )
        for key, stated in content.values().items()
    )  # fmt: skip
