"""Acts on the code social: start an edition, freeze it, enact it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from core.prose.days import date_format
from core.stamps import read, still
from governance.code.history import article_stamp, edition_stamp, heading_stamp, stamp, value_stamp
from governance.code.models import Article, Edition, Parameter
from governance.code.review import InvalidCode, check
from governance.code.vocabulary import TERMS, name_of
from governance.code.vocabulary.presets import PRESETS
from governance.code.vocabulary.presets.shapes import Text
from governance.code.vocabulary.shapes import fault
from governance.code.wording import shown
from members.people.models import Person
from members.people.queries import college_names

TITLE = "Code social"


class NotADraft(Refusal):
    """An edition that is voted on, or was enacted: nobody writes in it."""

    def __init__(self) -> None:
        super().__init__(_("This edition of the code is not a draft any more."))


class OnAnAgenda(Refusal):
    """An edition that members are called to vote on: nobody writes in it until it is off the agenda."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This draft is on the agenda of a meeting: members are called to vote on it as it stands. Take its proposal off the agenda first."
            )
        )


class Clash(Refusal):
    """What is written stands elsewhere already."""


class DecidedOnly(Refusal):
    """Once a house has a code social, only a decision changes it."""


def open_draft(edition: Edition) -> Edition:
    """Lock a draft, for the act that writes in it. Raises NotADraft or OnAnAgenda."""
    edition = lock_draft(edition)
    if is_tabled(edition):
        raise OnAnAgenda
    return edition


def is_tabled(edition: Edition) -> bool:
    """Whether members are called to vote on a draft: its proposal is on an agenda."""
    return Edition.objects.filter(pk=edition.pk, amendment__item__isnull=False).exists()


def lock_draft(edition: Edition) -> Edition:
    """Lock a draft as it stands. Raises NotADraft."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_draft:
        raise NotADraft
    return edition


@transaction.atomic
def enact(edition: Edition, *, actor: Person | None = None) -> None:
    """Put an edition in force from its date, never before the last one; from then on nobody edits it.

    Raises InvalidCode with the parameter to mend; nothing is half-enacted.
    """
    hold_history()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.enacted_at is not None:
        return
    check(edition)
    last = Edition.objects.last_enacted()
    if last is not None:
        # An edition that applied before the one it changes would bring that one forward, and end with it.
        edition.effective_from = max(edition.effective_from, last.effective_from)
    edition.enacted_at = database_now()
    edition.save(update_fields=["enacted_at", "effective_from"])
    record(
        "code.enacted",
        actor=actor,
        topics=["code", "portal"],
        number=edition.number,
        title=edition.title,
    )


def hold_history() -> None:
    """Let one edition at a time come into force: whoever holds this knows which one is the last."""
    list(Edition.objects.select_for_update().order_by("number")[:1])


@transaction.atomic
def enact_first(edition: Edition, *, seen: str = "", actor: Person) -> None:
    """Put the very first edition of a house in force. Raises DecidedOnly afterwards, InvalidCode, or Overtaken."""
    # Two who do so at once: the second finds what the first did.
    hold_history()
    if Edition.objects.enacted().exists():
        raise DecidedOnly(
            _("This house has a code social, so a decision changes it. Propose this amendment instead.")
        )
    read(seen, edition_stamp(lock_draft(edition)))
    enact(edition, actor=actor)


@transaction.atomic
def thaw(edition: Edition) -> None:
    """Let a draft be written again, because its vote was cancelled."""
    Edition.objects.filter(pk=edition.pk, enacted_at=None).update(frozen_at=None)


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
def start_from_preset(name: str, *, effective_from: date, actor: Person | None = None) -> Edition:
    """Start a draft with the articles and values of a legal form; nobody has enacted it yet.

    In a house that has a code it changes the last edition, as a whole. Raises KeyError on a form that has no preset.
    """
    preset = PRESETS[name]
    edition = Edition.objects.create(
        number=next_number(Edition), title=TITLE, effective_from=effective_from, form=name,
        base=Edition.objects.last_enacted(),
    )  # fmt: skip
    compose(edition, preset.texts)
    record("code.started", actor=actor, number=edition.number, preset=name)
    return edition


def compose(edition: Edition, texts: Iterable[Text]) -> None:
    """Write articles and their values into an edition, in order; the kinds are those of the vocabulary."""
    for position, text in enumerate(texts):
        article = Article.objects.create(
            edition=edition, number=text.number, title=text.title, body=text.body, position=position
        )
        Parameter.objects.bulk_create(
            Parameter(
                edition=edition, article=article, key=key, kind=TERMS[key].kind, value=one.value,
                source=one.source, confidence=one.confidence,
            )
            for key, one in text.values.items()
        )  # fmt: skip


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
    others = [other for other in edition.articles.all() if article is None or other.pk != article.pk]
    if any(other.number == number for other in others):
        raise Clash(
            _("Another article bears the number %(number)s. Choose another one.") % {"number": number}
        )
    if article is None:
        article = Article(edition=edition)
    else:
        now = Article.objects.get(pk=article.pk)
        still(seen, stamp(now), stands=f"{now.number}. {now.title}\n\n{now.body}")
    article.number, article.title, article.body = number, title, body
    article.save()
    behind = next((k for k, other in enumerate(others, 1) if after and other.pk == after.pk), 0)
    _place([*others[:behind], article, *others[behind:]])
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
    still(seen, value_stamp(before), stands=shown(before, college_names()) if before else _("nothing"))
    said = {"kind": term.kind, "value": value, "source": source, "confidence": confidence}
    Parameter.objects.update_or_create(edition=edition, article=article, key=key, defaults=said)
    record("code.value_set", actor=actor, number=edition.number, key=key)


@transaction.atomic
def remove_value(parameter: Parameter, *, seen: str = "", actor: Person) -> None:
    """Let a draft be silent on a value. Raises NotADraft, or Overtaken when it is not the one that was `seen`."""
    edition = open_draft(parameter.edition)
    now = Parameter.objects.get(pk=parameter.pk)
    read(seen, value_stamp(now), stands=shown(now, college_names()))
    parameter.delete()
    record("code.value_removed", actor=actor, number=edition.number, key=parameter.key)


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
