"""What a code says of joining and leaving, of shares and capital, of roles, and of those who keep the proofs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from core.clock import database_now, living_at
from core.outbox import actions as outbox
from governance.circles.actions import appoint
from governance.circles.models import Role
from governance.decisions import errands
from governance.notifications.models import Notice
from members.joining.actions import applications, exclusions
from members.joining.models import Application
from members.people.models import College
from members.shares import actions as shares
from tests import make
from tests.governance.parameters.walk import come_of, refusal_of, shows

EXCLUDED, ADMITTED = "Exclusion of Bob Durand", "Admission of Gus Noir"


# --- joining and leaving ----------------------------------------------------------------------


def applied(cast: Any) -> Application:
    """Gus asks for a seat."""
    college = College.objects.get(code="U")
    return applications.apply(cast.gus, college=college, shares=1, why="To help", postal_address="Here")


@shows("admission.by")
def an_admission_without_a_decision_or_by_that_of_members_or_of_the_centre(cast: Any) -> Any:
    """Which of them admits."""
    asked = applied(cast)
    by = ["", make.agreed(cast.alice, title=ADMITTED), make.agreed(cast.dana, title=ADMITTED, kind="circle", where=cast.centre)]  # fmt: skip
    told = []
    for decision in by:
        reference = decision.reference if decision else ""
        told.append(come_of(lambda reference=reference: _admitted_and_taken_back(cast, asked, reference)))
    return told


def _admitted_and_taken_back(cast: Any, asked: Application, decision: str) -> None:
    applications.admit_applicant(asked, on=make.today(), decision=decision, actor=cast.sara)
    Application.objects.filter(pk=asked.pk).update(outcome="", answered_at=None, member=None)


@shows("admission.ratified")
def an_admission_that_a_meeting_ratifies(cast: Any) -> Any:
    """Whether there is anything to note."""
    asked, admission = applied(cast), make.decision(ADMITTED).reference
    applications.admit_applicant(asked, on=make.today(), decision=admission, actor=cast.sara)
    meeting = make.decision("Admissions are ratified").reference
    return refusal_of(lambda: applications.ratify(asked, decision=meeting, actor=cast.sara))


@shows("leaving.notice", 30)
def somebody_who_would_leave_today(cast: Any) -> Any:
    """Whether the page takes today as their last day."""
    client = Client()
    client.force_login(cast.bob)
    leaves = {"on": make.today().isoformat(), "because": "", "understood": "on"}
    return client.post(f"/join/leave/{cast.seats['bob'].number}/", leaves).status_code


@shows("exclusion.hearing", 15)
def a_member_who_would_be_heard_in_nine_days(cast: Any) -> Any:
    return refusal_of(lambda: _invited(cast))


def _invited(cast: Any) -> Any:
    return exclusions.open_exclusion(
        cast.seats["bob"], grounds="The tools were sold.", hearing_at=database_now() + timedelta(days=9),
        hearing_place="Hall", actor=cast.sara,
    )  # fmt: skip


@shows("exclusion.by")
@shows("exclusion.kind")
def an_exclusion_by_an_extraordinary_vote(cast: Any) -> Any:
    """Whether that vote excludes."""
    procedure = _invited(cast)
    with living_at(database_now() + timedelta(days=10)):
        exclusions.hear(procedure, heard="He spoke.", actor=cast.sara)
        decision = make.agreed(cast.alice, title=EXCLUDED, kind="extraordinary").reference
        on = timezone.localdate(database_now())
        return refusal_of(lambda: exclusions.exclude(procedure, decision=decision, on=on, actor=cast.sara))


# --- shares and capital -----------------------------------------------------------------------


@shows("shares.nominal", "100")
@shows("capital.floor", "4/5")
@shows("capital.floor_of")
@shows("capital.stated", "20000", given={"capital.floor_of": "stated"})
def a_refund_of_sixty_shares_of_two_hundred(cast: Any) -> Any:
    """What they cost, and what is paid back: 10 000 € of capital would fall to 7 000 €."""
    bob, today = cast.seats["bob"], make.today()
    bought = shares.subscribe(bob, 200, on=today).paid
    return bought, come_of(lambda: Decimal(shares.refund(bob, 60, on=today).paid))


# --- roles and proofs -------------------------------------------------------------------------


@shows("election.term_months", 6)
def a_role_that_is_given_today(cast: Any) -> Any:
    """How many days it is held."""
    role = Role.objects.create(circle=cast.workshop, name="Keys")
    mandate = appoint(role, cast.bob, on=make.today())
    return mandate.to_on and (mandate.to_on - mandate.from_on).days


@shows("proofs.witnesses")
def a_day_on_which_something_was_decided(cast: Any) -> Any:
    """Who is sent its fingerprints."""
    make.decision()
    errands.sweep()
    for lane in ("work", "send"):
        while outbox.drain(lane):
            pass
    told = Notice.objects.filter(kind="anchored").select_related("person")
    return sorted(str(notice.person) for notice in told)
