"""How a new proposal begins when something else calls for it: an application to decide, an exclusion, a draft of the code social."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.circles.models import Circle
from governance.code.queries import drafts_to_propose
from governance.decisions.models import Visibility
from governance.meetings.models import AgendaItem
from members.joining.models import Application, Exclusion
from members.joining.rules import membership_rules
from members.people.access import at_desk
from members.people.models import Person
from members.people.staff import KEEPERS

Words = dict[str, Any]


def first_words(user: Person, query: Mapping[str, str]) -> Words:
    """The words a new proposal starts with; none unless the desk comes from an application, an exclusion, a draft of the code or a question."""
    ways = (("admits", _admission), ("excludes", _exclusion), ("amends", _amendment), ("question", _question))
    for name, write in ways:
        key = query.get(name, "")
        if key.isdecimal() and at_desk(user, KEEPERS):
            return write(int(key[:15]))
    return {}


def _admission(pk: int) -> Words:
    application = Application.objects.select_related("person", "college").filter(pk=pk, outcome="").first()
    if application is None:
        return {}
    rules = membership_rules(timezone.localdate())
    values = {"name": application, "college": application.college, "count": application.shares}
    text = ngettext(
        "%(name)s is admitted to the college %(college)s and subscribes %(count)s share.",
        "%(name)s is admitted to the college %(college)s and subscribes %(count)s shares.",
        application.shares,
    )
    words = {"title": _("Admission of %(name)s") % values, "body": text % values, "driver": application.why}
    return {**words, **_for(rules.admission_by)}


def _exclusion(pk: int) -> Words:
    procedure = Exclusion.objects.select_related("member__person").filter(pk=pk, outcome="").first()
    if procedure is None:
        return {}
    rules = membership_rules(timezone.localdate())
    values = {"name": procedure.member, "grounds": procedure.grounds}
    words = {
        "title": _("Exclusion of %(name)s") % values,
        "body": _("%(name)s is excluded.") % values,
        "driver": values["grounds"],
    }
    return {**words, **_for(rules.exclusion_by)}


def _amendment(number: int) -> Words:
    return {"amends": drafts_to_propose().filter(number=number).first()}


def _for(body: str) -> Words:
    """Where the proposal is read: what is said of a person is for those who decide it."""
    if body != "centre":
        return {"visibility": Visibility.MEMBERS}
    centre = Circle.objects.filter(parent=None).first()
    return {"visibility": Visibility.CIRCLE if centre else Visibility.MEMBERS, "circle": centre}


def _question(pk: int) -> Words:
    """A question of an agenda that waits for its text."""
    item = AgendaItem.objects.filter(pk=pk, proposal=None, meeting__opened_at=None).first()
    return {"title": item.title} if item else {}
