"""Articles of a draft: written, put in their place, taken out."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.journal.actions import record
from core.stamps import read, still
from governance.code.locks import Clash, open_draft
from governance.code.models import Article, Edition
from governance.code.stamps import article_stamp, text_stamp
from members.people.models import Person


@transaction.atomic
def write_article(
    edition: Edition,
    *,
    number: str,
    title: str,
    body: str,
    after: Article | None,
    article: Article | None = None,
    seen: str = "",
    actor: Person,
) -> Article:
    """Write an article of a draft, a new one unless `article` is given, and put it behind another, or first.

    `seen` is the stamp of the article that was read before. Raises NotADraft, Clash when the number is
    taken, or Overtaken when somebody changed the article meanwhile.
    """
    edition = open_draft(edition)
    neighbours = [
        neighbour for neighbour in edition.articles.all() if article is None or neighbour.pk != article.pk
    ]
    if any(neighbour.number == number for neighbour in neighbours):
        raise Clash(
            _("Another article bears the number %(number)s. Choose another one.") % {"number": number}
        )
    if article is None:
        article = Article(edition=edition)
    else:
        now = Article.objects.get(pk=article.pk)
        still(seen, text_stamp(now), stands=f"{now.number}. {now.title}\n\n{now.body}")
    article.number, article.title, article.body = number, title, body
    article.save()
    behind = next((k for k, neighbour in enumerate(neighbours, 1) if after and neighbour.pk == after.pk), 0)
    _place([*neighbours[:behind], article, *neighbours[behind:]])
    record("code.article_written", actor=actor, number=edition.number, article=number)
    return article


def _place(ordered: list[Article]) -> None:
    for position, article in enumerate(ordered):
        article.position = position
    Article.objects.bulk_update(ordered, ["position"])


@transaction.atomic
def remove_article(article: Article, *, seen: str = "", actor: Person) -> None:
    """Take an article out of a draft, with its values. Raises NotADraft, or Overtaken when it says more than was `seen`."""
    edition = open_draft(article.edition)
    read(seen, article_stamp(Article.objects.get(pk=article.pk)))
    row = article.pk
    article.delete()
    record("code.article_removed", actor=actor, number=edition.number, article=article.number, row=row)
