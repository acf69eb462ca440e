"""What the code social says of joining and leaving, and what the register of decisions holds.

Both live upstairs, so they are asked by the names that settings give.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class MembershipRules:
    """Who admits and who excludes, and how long one waits.

    Bodies are "centre", "members" or "desk"; nobody excludes where the code does not say who (C. com. L231-6).
    """

    admission_by: str = "centre"
    admission_ratified: bool = False
    leaving_notice: int = 0
    exclusion_by: str = ""
    exclusion_kind: str = "extraordinary"
    hearing_days: int = 8
    articles: tuple[str, ...] = ()

    @property
    def who_admits(self) -> str:
        """The body that admits, in words."""
        return _body(self.admission_by)

    @property
    def allows_exclusion(self) -> bool:
        return bool(self.exclusion_by)

    @property
    def who_excludes(self) -> str:
        """The body that excludes, in words."""
        return _body(self.exclusion_by)


def _body(name: str) -> str:
    words = {"members": _("the members, by a vote"), "centre": _("the circle at the centre, by consent")}
    return words.get(name, _("the management"))


@dataclass(frozen=True, slots=True)
class Found:
    """A decision of the register, as much as an admission or an exclusion must know of it."""

    reference: str
    title: str
    on: date
    adopted: bool


def membership_rules(day: date) -> MembershipRules:
    """The rules in force on a day; the usual ones where no code social says otherwise."""
    rules: MembershipRules = import_string(settings.MEMBERSHIP_RULES)(day)
    return rules


def decision(reference: str) -> Found | None:
    """The decision that a reference such as D-2026-004 names, if the register holds it."""
    found: Found | None = import_string(settings.DECISION_NAMED)(reference)
    return found
