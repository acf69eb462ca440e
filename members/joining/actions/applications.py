"""Acts on applications: apply, withdraw, admit, refuse. An admission makes the seat and its shares at once."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from members.joining.models import Application
from members.joining.rules import (
    BeforeItsDecision,
    Body,
    NotThatDecision,
    cite,
    membership_rules,
    quote,
    takes_effect,
)
from members.people.actions.names import take
from members.people.actions.representatives import name_representative
from members.people.actions.seats import admit
from members.people.models import College, Member, Person
from members.people.naming import is_registered
from members.shares.actions import subscribe

Outcome = Application.Outcome


class AlreadyAnswered(Refusal):
    """Somebody answered this application meanwhile."""


@transaction.atomic
def apply(
    person: Person,
    *,
    college: College,
    shares: int,
    why: str,
    postal_address: str,
    given_name: str = "",
    family_name: str = "",
    name: str = "",
    siren: str = "",
) -> Application:
    """Ask for a seat, for oneself or for an organisation that one represents; one's own name is learnt by it.

    Raises Refusal when the person holds a seat already, or has an application that nobody answered.
    """
    if not name and Member.objects.filter(person=person, left_on=None).exists():
        raise Refusal(_("You hold a seat already: there is nothing to apply for."))
    # The row of the person queues two clicks of the same hand up.
    Person.objects.select_for_update().get(pk=person.pk)
    if person.applications.filter(outcome=Outcome.OPEN).exists():
        raise Refusal(_("Your application is being examined already. You will be told."))
    application = Application.objects.create(
        person=person,
        submitted_at=database_now(),
        college=college,
        shares=shares,
        why=why,
        postal_address=postal_address,
        given_name=given_name,
        family_name=family_name,
        name=name,
        siren=siren,
    )
    if given_name or family_name:
        take(person, given_name=given_name, family_name=family_name)
    record("application.submitted", actor=person, topics=["applications"], application=application.pk)
    return application


@transaction.atomic
def apply_for_household(person: Person, *, given_name: str, family_name: str, **facts: Any) -> Application:
    """Ask for a seat for somebody who is reached at the same address; they become known to the house.

    Raises Refusal when somebody of that name in the household is known, and has a seat or an open application.
    """
    root = person.mail_through or person
    Person.objects.select_for_update(of=("self",)).get(pk=root.pk)
    called = {"given_name__iexact": given_name, "family_name__iexact": family_name}
    applied = {f"applications__{name}": value for name, value in called.items()}
    known = root.household.filter(Q(**called) | Q(**applied)).first()
    applicant = known or Person.objects.create_user(None)
    if known is None:
        applicant.mail_through, applicant.language = root, person.language
        applicant.save(update_fields=["mail_through", "language"])
    return apply(applicant, given_name=given_name, family_name=family_name, **facts)


@transaction.atomic
def withdraw(application: Application, *, actor: Person) -> None:
    """Take one's application back. Raises AlreadyAnswered."""
    application = _lock(application)
    _answer(application, Outcome.WITHDRAWN)
    record("application.withdrawn", actor=actor, topics=["applications"], application=application.pk)


@transaction.atomic
def refuse(
    application: Application, *, grounds: str, decision: str = "", sure: bool = False, actor: Person
) -> None:  # fmt: skip
    """Say no, with the grounds that the applicant will read. Raises AlreadyAnswered, or NotThatDecision (see `cite`)."""
    application = _lock(application)
    _is_open(application)
    if decision:
        since = application.submitted_at
        decision = cite(decision, about=application, since=since, reader=actor, sure=sure).reference
    _answer(application, Outcome.REFUSED, decision=decision, grounds=grounds)
    record("application.refused", actor=actor, topics=_topics(application), application=application.pk)


@transaction.atomic
def admit_applicant(
    application: Application, *, on: date, decision: str, sure: bool = False, paid: Decimal | None = None, actor: Person
) -> Member:  # fmt: skip
    """Give the seat from a day by a decision, and enter the subscription; all of it or nothing.

    `paid` in euros, everything when left out; `sure` that the decision is about them though it names nobody. Raises
    AlreadyAnswered, NotThatDecision (without a decision, unless the management itself admits), BeforeItsDecision, or
    what `admit` and `subscribe` refuse.
    """
    application = _lock(application)
    _is_open(application)
    decision = _admitting(application, decision, sure, on, actor)
    organisation = bool(application.name)
    _name(application)
    member = admit(
        college=application.college, on=on, decision=decision, actor=actor, name=application.name,
        siren=application.siren, person=None if organisation else application.person,
    )  # fmt: skip
    member.postal_address = application.postal_address
    member.save(update_fields=["postal_address"])
    if organisation:
        name_representative(member, application.person, on=on, entering=True, actor=actor)
    subscribe(member, application.shares, on=on, paid=paid, decision=decision, actor=actor)
    application.member = member
    _answer(application, Outcome.ADMITTED, decision=decision)
    record("application.admitted", actor=actor, topics=_topics(application), application=application.pk)
    return member


def _admitting(application: Application, decision: str, sure: bool, on: date, actor: Person) -> str:
    """The decision by which somebody is admitted from a day: that of the body which the code names."""
    body = membership_rules(timezone.localdate(database_now())).admits
    if decision:
        quoted = quote(
            decision,
            about=application,
            since=application.submitted_at,
            by=body,
            reader=actor,
            sure=sure,
            to_the_day=True,
        )
        takes_effect(quoted, on)
        return quoted.reference
    if body.name != "desk":
        raise NotThatDecision(
            _("The code social says who admits: %(who)s. Quote that decision.") % {"who": body.words}
        )
    asked_on = timezone.localdate(application.submitted_at)
    if on < asked_on:
        raise BeforeItsDecision(
            _("They asked for a seat on %(day)s: admit them from that day or a later one.")
            % {"day": date_format(asked_on)}
        )
    return ""


@transaction.atomic
def ratify(application: Application, *, decision: str, sure: bool = False, actor: Person) -> None:
    """Note the decision of the general meeting that ratifies an admission.

    Raises Refusal when it was noted, or where the code of the day of the admission asks for none; NotThatDecision when
    it is older than the admission, not of the members, or names somebody else: unless one is `sure` that it is about
    them, as where a meeting ratifies everybody at once and names nobody.
    """
    application = _lock(application)
    if application.outcome != Outcome.ADMITTED or application.ratified_by or application.answered_at is None:
        raise Refusal(_("There is nothing to ratify here, or it was done already."))
    admitted_on = timezone.localdate(application.answered_at)
    if not membership_rules(admitted_on).admission_ratified:
        raise Refusal(
            _("The code social asked nobody to ratify admissions that day: there is nothing to note.")
        )
    members = Body("members", _("the members, by a vote"))
    quoted = quote(
        decision, about=application, since=application.answered_at, by=members, reader=actor, sure=sure,
        to_the_day=True,
    )  # fmt: skip
    application.ratified_by = quoted.reference
    application.save(update_fields=["ratified_by"])
    record("application.ratified", actor=actor, topics=_topics(application), application=application.pk)


def _name(application: Application) -> None:
    """Give an admitted person the name under which they applied, even if somebody else has the same one."""
    person, names = application.person, (application.given_name, application.family_name)
    if any(names) and not is_registered(person):
        person.given_name, person.family_name = names
        person.save(update_fields=["given_name", "family_name"])


def _lock(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("person", "college")
    return rows.get(pk=application.pk)


def _is_open(application: Application) -> None:
    if not application.is_open:
        outcome = application.get_outcome_display()
        raise AlreadyAnswered(_("This application is answered already: %(outcome)s.") % {"outcome": outcome})


def _answer(
    application: Application, outcome: Application.Outcome, *, decision: str = "", grounds: str = ""
) -> None:
    _is_open(application)
    application.outcome, application.answered_at = outcome, database_now()
    application.decision, application.grounds = decision, grounds
    application.save(update_fields=["outcome", "answered_at", "decision", "grounds", "member"])


def _topics(application: Application) -> list[str]:
    return ["applications", f"person.{application.person_id}"]
