"""What an act on the code social holds while it works: a draft that nobody else writes, the history of editions."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.models import Edition


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


def hold_history() -> None:
    """Let one edition at a time come into force: whoever holds this knows which one is the last."""
    list(Edition.objects.select_for_update().order_by("number")[:1])
