"""Acts on the code social: enact an edition."""

from datetime import date
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from governance.code.in_force import READ, read_edition
from governance.code.models import Edition, Parameter
from members.people.models import Person


class InvalidCode(Refusal):
    """An edition whose parameters cannot be applied."""


@transaction.atomic
def enact(edition: Edition, *, actor: Person | None = None) -> None:
    """Put an edition in force from its date; from then on nobody edits it.

    Raises InvalidCode with the parameter to mend; nothing is half-enacted.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.enacted_at is not None:
        return
    check(edition)
    edition.enacted_at = database_now()
    edition.save(update_fields=["enacted_at"])
    record(
        "code.enacted",
        actor=actor,
        topics=["code", "portal"],
        number=edition.number,
        title=edition.title,
    )


@transaction.atomic
def freeze(edition: Edition) -> Edition:
    """Let nobody write in a draft any more, because it is put to a vote. Raises InvalidCode, or Refusal."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_draft:
        raise Refusal(_("This edition of the code is not a draft any more."))
    check(edition)
    edition.frozen_at = database_now()
    edition.save(update_fields=["frozen_at"])
    return edition


@transaction.atomic
def thaw(edition: Edition) -> None:
    """Let a draft be written again, because its vote was cancelled."""
    Edition.objects.filter(pk=edition.pk, enacted_at=None).update(frozen_at=None)


@transaction.atomic
def enact_as_decided(edition: Edition, *, reference: str, on: date, actor: Person | None = None) -> None:
    """Put an amendment in force by a decision: on the date it names, never before the decision itself."""
    edition.adopted_by = reference
    edition.effective_from = max(edition.effective_from, on)
    edition.save(update_fields=["adopted_by", "effective_from"])
    enact(edition, actor=actor)


@transaction.atomic
def copy_edition(edition: Edition, *, actor: Person | None = None) -> Edition:
    """Start the next edition with the text and the values of this one; nobody has enacted it yet."""
    fresh = Edition.objects.create(
        number=next_number(Edition), title=edition.title, effective_from=edition.effective_from
    )
    for article in edition.articles.prefetch_related("parameters"):
        parameters = list(article.parameters.all())
        article.pk, article.edition = None, fresh
        article.save(force_insert=True)
        Parameter.objects.bulk_create(
            Parameter(edition=fresh, article=article, key=old.key, kind=old.kind, value=old.value)
            for old in parameters
        )
    record("code.copied", actor=actor, number=fresh.number, from_number=edition.number)
    return fresh


def check(edition: Edition) -> None:
    """Raise InvalidCode on a value of the wrong type, or weights that do not sum to one."""
    for parameter in edition.parameters.all():
        try:
            READ[parameter.kind](parameter.value)
        except (TypeError, ValueError, ZeroDivisionError, AttributeError):
            raise InvalidCode(
                _("Parameter “%(key)s” cannot be read as “%(kind)s”. Correct it and try again.")
                % {"key": parameter.key, "kind": parameter.get_kind_display()}
            ) from None
    code = read_edition(edition)
    if "colleges.weights" in code.parameters:
        total = sum(code.value("colleges.weights").values(), Fraction(0))
        if total != 1:
            raise InvalidCode(
                _("The weights of the colleges add up to %(total)s instead of 1.") % {"total": total}
            )
