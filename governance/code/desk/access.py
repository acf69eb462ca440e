"""Doors of the code social: the desk reads every edition, and writes in drafts."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Gone
from core.journal.queries import author_and_moment, last, lines
from governance.code.locks import NotADraft
from governance.code.models import Article, Edition, Parameter
from governance.code.vocabulary import name_of
from members.people.access import desk
from members.people.models import Person
from members.people.staff import KEEPERS, READERS


def edition(user: Person, number: int, duties: frozenset[str] = READERS) -> Edition:
    """Lend an edition to the desk, whatever its state. Raises PermissionDenied, Gone once it was thrown away, or 404."""
    desk(user, duties)
    row = Edition.objects.select_related("amendment").filter(number=number).first()
    if row is None:
        _was_thrown_away(number)
        raise Http404
    return row


def _was_thrown_away(number: int) -> None:
    """Raise Gone where a draft of this number was thrown away."""
    line = last("code.discarded", number=number)
    if line is not None:
        sentence = _("Draft %(number)d was thrown away on %(moment)s, by %(person)s.")
        raise Gone(sentence % {"number": number, **author_and_moment(line)}, see=reverse("code:index"))


def draft(user: Person, number: int, duties: frozenset[str] = KEEPERS) -> Edition:
    """Lend an edition that may still be written. Raises NotADraft besides."""
    row = edition(user, number, duties)
    if not row.is_draft:
        raise NotADraft
    return row


def article(user: Person, number: int, pk: int) -> Article:
    """Lend an article of a draft. Raises Gone once it left it, or the draft that it was in was thrown away."""
    row = Article.objects.filter(edition=draft(user, number), pk=pk).first()
    if row is None:
        _was_taken_out(number, pk)
        # Another draft may bear the number of the one that it was in.
        _was_thrown_away(number)
        raise Http404
    return row


def _was_taken_out(number: int, pk: int) -> None:
    """Raise Gone where an article left its draft, by itself or with what came since."""
    address = reverse("code:edition", args=[number])
    if (line := last("code.article_removed", number=number, row=pk)) is not None:
        sentence = _("Article %(article)s was taken out of this draft on %(moment)s, by %(person)s.")
        raise Gone(sentence % {"article": line.facts["article"], **author_and_moment(line)}, see=address)
    for line in lines("code.brought_up_to_date", number=number):
        if pk in line.facts.get("row", []):
            sentence = _(
                "This article left the draft when it was brought up to date on %(moment)s, by %(person)s: the last edition has it no more."
            )
            raise Gone(sentence % author_and_moment(line), see=address)


def value(user: Person, number: int, pk: int, key: str) -> Parameter:
    """Lend a value that an article of a draft says. Raises Gone once it was taken away."""
    holder = article(user, number, pk)
    row = holder.parameters.filter(key=key).first()
    if row is None:
        line = last("code.value_removed", number=number, key=key)
        if line is None:
            raise Http404
        sentence = _("“%(name)s” was taken away on %(moment)s, by %(person)s.")
        address = reverse("code:article", args=[number, pk])
        raise Gone(sentence % {"name": name_of(key), **author_and_moment(line)}, see=address)
    return row
