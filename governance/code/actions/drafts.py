"""Drafts: started from a legal form or from an edition, described, thrown away."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.journal.actions import record
from core.numbering import next_number
from core.prose.days import date_format
from core.stamps import read, still
from governance.code.locks import Clash, open_draft
from governance.code.models import Article, Edition, Parameter
from governance.code.stamps import edition_stamp, heading_stamp
from governance.code.vocabulary import TERMS
from governance.code.vocabulary.presets import PRESETS
from governance.code.vocabulary.presets.shapes import ArticleText
from members.people.models import Person

TITLE = "Code social"


@transaction.atomic
def start_from_preset(name: str, *, effective_from: date, actor: Person | None = None) -> Edition:
    """Start a draft with the articles and values of a legal form; nobody has enacted it yet.

    In a house that has a code it changes the last edition, as a whole. Raises KeyError on a form that has no preset.
    """
    preset = PRESETS[name]
    edition = Edition.objects.create(
        number=next_number(Edition), title=TITLE, effective_from=effective_from, form=name,
        base=Edition.objects.last_enacted(),
    )  # fmt: skip
    write_articles(edition, preset.texts)
    record("code.started", actor=actor, number=edition.number, preset=name)
    return edition


def write_articles(edition: Edition, texts: Iterable[ArticleText]) -> None:
    """Write articles and their values into an edition, in order; the kinds are those of the vocabulary."""
    for position, text in enumerate(texts):
        article = Article.objects.create(
            edition=edition, number=text.number, title=text.title, body=text.body, position=position
        )
        Parameter.objects.bulk_create(
            Parameter(
                edition=edition, article=article, key=key, kind=TERMS[key].kind, value=stated.value,
                source=stated.source, confidence=stated.confidence,
            )
            for key, stated in text.values.items()
        )  # fmt: skip


@transaction.atomic
def copy_edition(
    edition: Edition, *, effective_from: date | None = None, actor: Person | None = None
) -> Edition:
    """Start the next edition with the text and the values of this one; nobody has enacted it yet.

    It changes this one; a copy of an edition that nobody enacted changes what that one would have changed.
    """
    fresh = Edition.objects.create(
        number=next_number(Edition),
        title=edition.title,
        effective_from=effective_from or edition.effective_from,
        form=edition.form,
        base=edition if edition.enacted_at is not None else edition.base,
    )
    for article in edition.articles.prefetch_related("parameters"):
        parameters = list(article.parameters.all())
        article.pk, article.edition = None, fresh
        article.save(force_insert=True)
        Parameter.objects.bulk_create(
            Parameter(
                edition=fresh, article=article, key=old.key, kind=old.kind, value=old.value,
                source=old.source, confidence=old.confidence,
            )
            for old in parameters
        )  # fmt: skip
    record("code.copied", actor=actor, number=fresh.number, from_number=edition.number)
    return fresh


@transaction.atomic
def describe(
    edition: Edition, *, title: str, effective_from: date, seen: str = "", actor: Person
) -> None:  # fmt: skip
    """Give a draft its title and its day. Raises NotADraft, or Overtaken when they are not those that were seen."""
    edition = open_draft(edition)
    still(seen, heading_stamp(edition), stands=f"{edition.title}, {date_format(edition.effective_from)}")
    edition.title, edition.effective_from = title, effective_from
    edition.save(update_fields=["title", "effective_from"])
    record("code.described", actor=actor, number=edition.number)


@transaction.atomic
def discard(edition: Edition, *, seen: str = "", actor: Person) -> None:
    """Throw a draft away. Raises NotADraft, Clash when a proposal carries it, or Overtaken when it says more than was `seen`."""
    edition = open_draft(edition)
    read(seen, edition_stamp(edition))
    number = edition.number
    try:
        edition.delete()
    except ProtectedError:
        raise Clash(_("A proposal carries this draft, so it stays. You may still change it.")) from None
    record("code.discarded", actor=actor, number=number)
