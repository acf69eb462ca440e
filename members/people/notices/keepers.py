"""The notices to those who keep the register, or administer the site: that something waits at the desk."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import DESK, Audience, Wording
from members.people.staff import KEEPERS, staff


def keepers(entry: Entry) -> Audience:
    """Those who keep the register."""
    return Audience(staff(KEEPERS))


def because_they_keep() -> str:
    """Why a keeper is told."""
    return _("You are told because you keep the register.")


def because_they_administer() -> str:
    """Why an administrator is told."""
    return _("You are told because you administer this site.")


def at_desk(
    title: Callable[[Entry], str], icon: str, because: Callable[[], str] = because_they_keep
) -> Callable[[Entry], Wording]:
    """What a mail says of something that the desk alone reads: that it waits, and not of whom it is."""
    return lambda entry: Wording(
        title(entry),
        _("Sign in with your second factor to read it."),
        _("Open the desk"),
        because(),
        icon,
        DESK,
    )
