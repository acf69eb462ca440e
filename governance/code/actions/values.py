"""Values of a draft: said in an article, taken away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.journal.actions import record
from core.stamps import read, still
from governance.code.locks import Clash, open_draft
from governance.code.models import Article, Parameter
from governance.code.review import InvalidCode
from governance.code.stamps import value_stamp
from governance.code.vocabulary import TERMS, name_of
from governance.code.vocabulary.shapes import fault
from governance.code.wording import value_in_words
from members.people.models import Person
from members.people.queries import college_names


@transaction.atomic
def set_value(
    article: Article, key: str, value: Any, *, source: str = "", confidence: str = "", seen: str = "",
    actor: Person,
) -> None:  # fmt: skip
    """Let an article of a draft say a value, as JSON has it. Raises NotADraft, InvalidCode, Clash or Overtaken.

    `key` is one of the vocabulary; an edition says each of them in one article. `seen` is the stamp of what it said.
    """
    edition, term = open_draft(article.edition), TERMS[key]
    if wrong := fault(term, value):
        raise InvalidCode(wrong)
    elsewhere = edition.parameters.filter(key=key).exclude(article=article).select_related("article").first()
    if elsewhere:
        raise Clash(
            _("Article %(article)s says “%(name)s” already. Change it there, or take it away first.")
            % {"article": elsewhere.article.number, "name": name_of(key)}
        )
    before = article.parameters.filter(key=key).first()
    still(
        seen, value_stamp(before), stands=value_in_words(before, college_names()) if before else _("nothing")
    )
    stated = {"kind": term.kind, "value": value, "source": source, "confidence": confidence}
    Parameter.objects.update_or_create(edition=edition, article=article, key=key, defaults=stated)
    record("code.value_set", actor=actor, number=edition.number, key=key)


@transaction.atomic
def remove_value(parameter: Parameter, *, seen: str = "", actor: Person) -> None:
    """Let a draft be silent on a value. Raises NotADraft, or Overtaken when it is not the one that was `seen`."""
    edition = open_draft(parameter.edition)
    now = Parameter.objects.get(pk=parameter.pk)
    read(seen, value_stamp(now), stands=value_in_words(now, college_names()))
    parameter.delete()
    record("code.value_removed", actor=actor, number=edition.number, key=parameter.key)
