"""The notices about joining and being excluded: applications and their answers, procedures step by step."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import Audience, NoticeContent, NoticeKind, Wording, fact
from core.prose.days import date_format
from members.joining.access import applications, procedures
from members.joining.models import Application, Exclusion
from members.people.models import Person
from members.people.notices.keepers import at_desk, because_they_keep, keepers
from members.people.notices.seats import acting


def _applications(reader: Person, keys: Collection[int]) -> Mapping[int, Application]:
    return applications(reader).in_bulk(keys)


def _procedures(reader: Person, keys: Collection[int]) -> Mapping[int, Exclusion]:
    return procedures(reader).in_bulk(keys)


APPLICATION = fact(_applications, "application")
PROCEDURE = fact(_procedures, "exclusion")


def _applicant(entry: Entry) -> Audience:
    """Whoever applied."""
    return Audience(Person.objects.filter(applications=entry.facts["application"], is_active=True))


def _subject(entry: Entry) -> Audience:
    """Whoever acts for the member whom a procedure is about."""
    about = Exclusion.objects.filter(pk=entry.facts["exclusion"]).values_list("member_id", flat=True)
    return Audience(acting(list(about)))


# --- in which words -----------------------------------------------------------------------------


def _submitted(notice: NoticeContent) -> Wording:
    return Wording(
        _("%(name)s asks to join") % {"name": notice.application},
        _("The application waits to be examined, then decided by the body that the code social names.")
        if notice.application.is_open
        else _("There is nothing more to do: the application is closed."),
        _("Read the application"),
        because_they_keep(),
        "user-plus",
        reverse("joining:application", args=[notice.application.pk]),
    )


def _answered(notice: NoticeContent) -> Wording:
    because, path = _("You are told because you applied."), reverse("joining:welcome")
    if notice.application.outcome == Application.Outcome.ADMITTED:
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
        _("The grounds given: %(grounds)s") % {"grounds": notice.application.grounds},
        _("Read the answer"),
        because,
        "x",
        path,
    )


def _opened(notice: NoticeContent) -> Wording:
    procedure = notice.procedure
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


def _answers(notice: NoticeContent) -> Wording:
    return Wording(
        _("%(name)s answered in writing") % {"name": notice.procedure.member},
        _("The answer stands beside the grounds, for those who decide."),
        _("Read the answer"),
        because_they_keep(),
        "user-x",
        _page(notice.procedure),
    )


def _heard(notice: NoticeContent) -> Wording:
    return Wording(
        _("Your hearing was noted"),
        _("You can read what was written down, and answer as long as nothing is decided."),
        _("Read what was noted"),
        _("You are told because this procedure is about you."),
        "user-x",
        _page(notice.procedure),
    )


def _decided(notice: NoticeContent) -> Wording:
    return Wording(
        _("You are excluded, by decision %(decision)s") % {"decision": notice.procedure.decision},
        _("The decision and its grounds are here. Your shares are refunded as for any departure."),
        _("Read the decision"),
        _("You are told because this procedure is about you."),
        "user-x",
        _page(notice.procedure),
    )


def _dropped(notice: NoticeContent) -> Wording:
    return Wording(
        _("The procedure about you is dropped"),
        _("The reason given: %(because)s.") % {"because": notice.procedure.because.rstrip(".")},
        _("Read"),
        _("You are told because this procedure was about you."),
        "check",
        _page(notice.procedure),
    )


SUBMITTED = NoticeKind(
    "application_submitted",
    keepers,
    _submitted,
    {"application": APPLICATION},
    withheld=at_desk(lambda entry: _("Somebody asks to join"), "user-plus"),
)
ANSWERED = NoticeKind("application_answered", _applicant, _answered, {"application": APPLICATION})
OPENED = NoticeKind("exclusion_opened", _subject, _opened, {"procedure": PROCEDURE})
ANSWER = NoticeKind(
    "exclusion_answered",
    keepers,
    _answers,
    {"procedure": PROCEDURE},
    withheld=at_desk(lambda entry: _("A member answered in writing"), "user-x"),
)
HEARD = NoticeKind("exclusion_heard", _subject, _heard, {"procedure": PROCEDURE})
DECIDED = NoticeKind("exclusion_decided", _subject, _decided, {"procedure": PROCEDURE})
DROPPED = NoticeKind("exclusion_dropped", _subject, _dropped, {"procedure": PROCEDURE})
