"""What is told of joining and leaving: applications and their answers, departures, exclusions."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.prose.days import date_format
from governance.notifications.kinds.seats import MEMBER, acting
from governance.notifications.kinds.shapes import Audience, Line, Reader, Told, Wording, fact
from members.joining.access import applications, procedures
from members.joining.models import Application, Exclusion
from members.people.models import Person
from members.people.staff import KEEPERS, staff


def _applications(reader: Reader, keys: Collection[int]) -> Mapping[int, Application]:
    return applications(reader.person).in_bulk(keys)


def _procedures(reader: Reader, keys: Collection[int]) -> Mapping[int, Exclusion]:
    return procedures(reader.person).in_bulk(keys)


APPLICATION = fact(_applications, "application")
PROCEDURE = fact(_procedures, "exclusion")


def _keepers(entry: Entry) -> Audience:
    return Audience(staff(KEEPERS))


def _applicant(entry: Entry) -> Audience:
    return Audience(Person.objects.filter(applications=entry.facts["application"], is_active=True))


def _subject(entry: Entry) -> Audience:
    """Whoever acts for the member whom a procedure is about."""
    about = Exclusion.objects.filter(pk=entry.facts["exclusion"]).values_list("member_id", flat=True)
    return Audience(acting(list(about)))


# --- in which words -----------------------------------------------------------------------------


def _because_they_keep() -> str:
    return _("You are told because you keep the register.")


def _at_desk(title: Callable[[], str], icon: str) -> Callable[[Entry], Wording]:
    """What a mail says of something that the desk alone reads: that it waits, and not of whom it is."""
    return lambda entry: Wording(
        title(),
        _("Sign in with your second factor to read it."),
        _("Open the desk"),
        _because_they_keep(),
        icon,
        reverse("home:desk"),
    )


def _submitted(told: Told) -> Wording:
    return Wording(
        _("%(name)s asks to join") % {"name": told.application},
        _("The application waits to be examined, then decided by the body that the code social names.")
        if told.application.is_open
        else _("There is nothing more to do: the application is closed."),
        _("Read the application"),
        _because_they_keep(),
        "user-plus",
        reverse("joining:application", args=[told.application.pk]),
    )


def _answered(told: Told) -> Wording:
    because, path = _("You are told because you applied."), reverse("joining:welcome")
    if told.application.outcome == Application.Outcome.ADMITTED:
        return Wording(
            _("Welcome: you are a member"),
            _(
                "Your seat and your shares are in the register. You may vote from the next vote on; the page below tells your rights, the rules, and how your data are kept."
            ),
            _("See my place"),
            because,
            "party-popper",
            path,
        )
    return Wording(
        _("Your application was refused"),
        _("The grounds given: %(grounds)s") % {"grounds": told.application.grounds},
        _("Read the answer"),
        because,
        "x",
        path,
    )


def _resigned(told: Told) -> Wording:
    day = date_format(date.fromisoformat(told.entry.facts["on"]))
    return Wording(
        _("%(name)s leaves") % {"name": told.member},
        _("The last day is %(day)s. The refund of the shares is yours to enter.") % {"day": day},
        _("See the seat"),
        _because_they_keep(),
        "log-out",
        reverse("members:seat", args=[told.member.number]),
    )


def _opened(told: Told) -> Wording:
    procedure = told.procedure
    hearing = date_format(timezone.localtime(procedure.hearing_at), "DATETIME_FORMAT")
    lead = _(
        "Your exclusion is asked for. The grounds are in writing; you are heard on %(hearing)s, %(place)s."
    )
    if not procedure.is_open:
        lead = _("Your exclusion was asked for. The procedure is over: its page says what came of it.")
    return Wording(
        _("You are invited to be heard") if procedure.is_open else _("You were invited to be heard"),
        lead % {"hearing": hearing, "place": procedure.hearing_place},
        _("Read the grounds and answer") if procedure.is_open else _("Read"),
        _(
            "You are told because this procedure is about you. Nothing changes in your rights until a decision."
        ),
        "user-x",
        _page(procedure),
    )


def _page(procedure: Exclusion) -> str:
    return reverse("joining:exclusion", args=[procedure.pk])


def _answers(told: Told) -> Wording:
    return Wording(
        _("%(name)s answered in writing") % {"name": told.procedure.member},
        _("The answer stands beside the grounds, for those who decide."),
        _("Read the answer"),
        _because_they_keep(),
        "user-x",
        _page(told.procedure),
    )


def _heard(told: Told) -> Wording:
    return Wording(
        _("Your hearing was noted"),
        _("You can read what was written down, and answer as long as nothing is decided."),
        _("Read what was noted"),
        _("You are told because this procedure is about you."),
        "user-x",
        _page(told.procedure),
    )


def _decided(told: Told) -> Wording:
    return Wording(
        _("You are excluded, by decision %(decision)s") % {"decision": told.procedure.decision},
        _("The decision and its grounds are here. Your shares are refunded as for any departure."),
        _("Read the decision"),
        _("You are told because this procedure is about you."),
        "user-x",
        _page(told.procedure),
    )


def _dropped(told: Told) -> Wording:
    return Wording(
        _("The procedure about you is dropped"),
        _("The reason given: %(because)s.") % {"because": told.procedure.because.rstrip(".")},
        _("Read"),
        _("You are told because this procedure was about you."),
        "check",
        _page(told.procedure),
    )


LINES = (
    Line(
        "application_submitted", ("application.submitted",), _keepers, _submitted, {"application": APPLICATION},
        _at_desk(lambda: _("Somebody asks to join"), "user-plus"),
    ),
    Line(
        "application_answered", ("application.admitted", "application.refused"),
        _applicant, _answered, {"application": APPLICATION},
    ),
    Line(
        "member_resigned", ("member.resigned",), _keepers, _resigned, {"member": MEMBER},
        _at_desk(lambda: _("A member leaves"), "log-out"),
    ),
    Line("exclusion_opened", ("exclusion.opened",), _subject, _opened, {"procedure": PROCEDURE}),
    Line(
        "exclusion_answered", ("exclusion.answered",), _keepers, _answers, {"procedure": PROCEDURE},
        _at_desk(lambda: _("A member answered in writing"), "user-x"),
    ),
    Line("exclusion_heard", ("exclusion.heard",), _subject, _heard, {"procedure": PROCEDURE}),
    Line("exclusion_decided", ("exclusion.decided",), _subject, _decided, {"procedure": PROCEDURE}),
    Line("exclusion_dropped", ("exclusion.dropped",), _subject, _dropped, {"procedure": PROCEDURE}),
)  # fmt: skip
