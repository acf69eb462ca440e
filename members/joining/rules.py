"""What the code social says of joining and leaving, and what the register of decisions holds.

Both live upstairs, so they are asked by the names that settings give.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.prose.days import date_format
from core.prose.named import is_named
from members.joining.models import Application
from members.people.models import Member, Person
from members.people.quoting import Found, NotThatDecision, held


class BeforeItsDecision(Refusal):
    """A day on which what was decided would be so before it was decided."""


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
    # What that kind of vote is called; empty where no code says who excludes.
    exclusion_vote: str = ""
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
        """The body that excludes, in words; of members, by which vote."""
        if self.exclusion_by == "members" and self.exclusion_vote:
            return _("the members, by a vote: %(kind)s") % {"kind": self.exclusion_vote}
        return _body(self.exclusion_by)

    @property
    def admits(self) -> "Body":
        """The body that admits, as a decision is compared with it."""
        return Body(self.admission_by, self.who_admits)

    @property
    def excludes(self) -> "Body":
        """The body that excludes, and the kind of vote by which members do."""
        kind = self.exclusion_kind if self.exclusion_by == "members" else ""
        return Body(self.exclusion_by, self.who_excludes, kind)


def _body(name: str) -> str:
    words = {"members": _("the members, by a vote"), "centre": _("the circle at the centre, by consent")}
    return words.get(name, _("the management"))


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides: "centre", "members" or "desk", in words, and the kind of vote where it is one and no other."""

    name: str
    words: str
    kind: str = ""

    def decided(self, decision: "Found") -> bool:
        """Whether this body took a decision; yes of one that was entered from elsewhere, whose body is not known."""
        if not decision.body or self.name not in ("centre", "members"):
            return True
        return decision.body == self.name and self.kind in ("", decision.kind)


def membership_rules(day: date) -> MembershipRules:
    """The rules in force on a day; the usual ones where no code social says otherwise."""
    rules: MembershipRules = import_string(settings.MEMBERSHIP_RULES)(day)
    return rules


def quote(
    reference: str,
    *,
    about: Application | Member,
    since: datetime,
    by: Body,
    reader: Person,
    sure: bool = False,
    to_the_day: bool = False,
) -> Found:
    """The decision of the register that an act carries out.

    Raises NotThatDecision when the register does not hold it or `reader` may not read it, when it was not adopted, when another body took it, when
    it is older than what it would conclude (`to_the_day`, than the day of it), or when it names somebody else: unless
    somebody is `sure` that it is about them.
    """
    decision = held(reference, reader)
    facts = {"reference": decision.reference, "title": decision.title}
    if not decision.adopted:
        raise NotThatDecision(_("Decision %(reference)s, “%(title)s”, was not adopted.") % facts)
    if not by.decided(decision):
        raise NotThatDecision(
            _(
                "Decision %(reference)s, “%(title)s”, was taken otherwise: %(how)s. The code social says who decides here: %(who)s."
            )
            % {**facts, "how": decision.how, "who": by.words}
        )
    _late_enough(decision, since, to_the_day=to_the_day)
    _about(decision, about, sure=sure)
    return decision


def cite(
    reference: str, *, about: Application | Member, since: datetime, reader: Person, sure: bool = False
) -> Found:
    """The decision that grounds a refusal, adopted or not: one that `reader` may read, about them, not older than what they ask.

    Raises NotThatDecision.
    """
    decision = held(reference, reader)
    _late_enough(decision, since, to_the_day=True)
    _about(decision, about, sure=sure)
    return decision


def _late_enough(decision: Found, since: datetime, *, to_the_day: bool) -> None:
    facts = {"reference": decision.reference, "title": decision.title}
    if decision.on < timezone.localdate(since) if to_the_day else decision.at < since:
        moment = timezone.localtime(since)
        raise NotThatDecision(
            _(
                "Decision %(reference)s, “%(title)s”, is older than %(day)s: it cannot conclude what came after it."
            )
            % {**facts, "day": date_format(moment) if to_the_day else date_format(moment, "DATETIME_FORMAT")}
        )


def _about(decision: Found, about: Application | Member, *, sure: bool) -> None:
    if not sure and not is_named(decision.words, *_called(about)):
        raise NotThatDecision(
            _(
                "Decision %(reference)s, “%(title)s”, does not name %(name)s. Quote the one that does, or say that it is about them."
            )
            % {"reference": decision.reference, "title": decision.title, "name": about}
        )


def _called(about: Application | Member) -> tuple[str, str]:
    """The given and the family name of a person, as they applied or as the register has them; of an organisation its name."""
    if about.name or about.person is None:
        return about.name, ""
    sources: list[Any] = [about, about.person] if isinstance(about, Application) else [about.person]
    names = [(source.given_name, source.family_name) for source in sources]
    return next(filter(any, names), (str(about), ""))


def takes_effect(decision: Found, on: date) -> None:
    """Check that an effect does not begin before the day of its decision. Raises BeforeItsDecision."""
    if on < decision.on:
        raise BeforeItsDecision(
            _("Decision %(reference)s, “%(title)s”, is of %(day)s: what it decides begins that day or later.")
            % {"reference": decision.reference, "title": decision.title, "day": date_format(decision.on)}
        )
