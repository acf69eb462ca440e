"""The demo organisation: the year of Les Lisières, with its exact figures, alive on any day."""

import re
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from core.clock import database_now, living_at
from core.journal.models import Entry
from core.outbox.models import Errand
from demo.load import is_empty, load
from governance.assemblies.actions import holding
from governance.circles.models import Circle
from governance.decisions.models import Decision
from governance.meetings.models import Meeting
from governance.proposals.models import Proposal, State
from governance.proxies.attendance_sheet import attendance_sheet
from members.people.models import Member, Organisation, Person, StakeholderGroup
from members.shares.models import Movement
from tests import make
from votes.rounds.models import Round
from votes.tally.models import Result

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Title, weighted "for", outcome. Source: the general assembly of 12 June 2027 of the fictional company.
ASSEMBLY = [
    ("Comptes de l’exercice", "217/225", True),
    ("Affectation du résultat", "1", True),
    ("fonds pour les communs", "323/720", False),
    ("Ratifier les admissions", "49/50", True),
    ("Élargir l’objet", "839/1200", True),
]


def test_the_house_is_as_the_story_says():
    assert is_empty()
    load()
    assert not is_empty()
    today = make.today()
    sizes = Counter(Member.objects.on(today).values_list("college__code", flat=True))
    assert sizes == {"F": 6, "S": 9, "U": 24, "P": 13, "C": 8}
    employees = StakeholderGroup.objects.get(code="employees").people.count()
    assert (employees, Circle.objects.count()) == (12, 4)


def test_the_assembly_comes_out_to_the_last_fraction(town):
    for words, share, adopted in ASSEMBLY:
        decision = Decision.objects.get(title__contains=words)
        outcome = decision.ground["outcome"]
        assert (outcome["ratio"], decision.adopted) == (share, adopted), decision.title
        assert (outcome["cast"], outcome["registered"]) == (45, 60)


def test_the_meeting_of_the_story_is_over_and_its_voices_add_up(town):
    meeting = Meeting.objects.get()
    there = attendance_sheet(meeting)
    assert meeting.closed_at is not None
    assert there.counts == {"room": 18, "remote": 7, "proxy": 11, "blank": 3, "postal": 6}
    assert (there.taking_part, there.registered) == (45, 60)
    assert [str(proxy.giver) for proxy in meeting.proxies.filter(end="refused")] == ["Omar Tahri"]
    assert meeting.postal_forms.filter(on_time=False).count() == 1


@pytest.mark.parametrize(
    ("chapter", "members", "capital", "meetings"), [("january", 59, 41250, 0), ("june", 60, 41400, 1)]
)
def test_one_may_move_in_on_another_day_of_the_year(chapter, members, capital, meetings):
    load(chapter)
    assert (Member.objects.on(make.today()).count(), Movement.objects.capital()) == (members, capital)
    assert Meeting.objects.coming().count() == meetings


@pytest.mark.parametrize("hour", ["00:10", "13:30"])
def test_whoever_moves_in_on_the_day_of_the_meeting_opens_it_at_any_hour(hour):
    local = datetime.combine(make.today(), time.fromisoformat(hour), timezone.get_current_timezone())
    with time_machine.travel(local, tick=False), living_at(local):
        load("june")
        meeting = Meeting.objects.get()
        holding.open_meeting(meeting, actor=meeting.chair.person)
        meeting.refresh_from_db()
        assert meeting.opened_at == local


def test_there_is_something_in_every_state_and_something_to_do(town):
    states = Counter(proposal.stage for proposal in Proposal.objects.current())
    assert set(states) >= set(State) - {State.COUNTING}
    assert sum(states.values()) >= 25
    assert states[State.VOTING] >= 3


def test_the_capital_is_that_of_the_story_before_and_after_the_admission(town):
    admission = Movement.objects.order_by("no").last()
    before = Movement.objects.filter(no__lt=admission.no)
    assert (sum(before.holdings().values()), before.capital()) == (825, 41250)
    assert (sum(Movement.objects.holdings().values()), Movement.objects.capital()) == (828, 41400)
    assert (admission.to_name, admission.shares, admission.paid) == ("Inès Carlier", 3, 150)
    assert Decision.objects.get(title__startswith="Admission").reference == admission.decision


def test_its_register_verifies_and_no_address_is_a_real_one(town):
    call_command("verify_register", verbosity=0)
    assert not Person.objects.exclude(email=None).exclude(email__endswith=".example").exists()


def test_the_accounts_approved_are_those_of_the_year_before(town):
    accounts = Decision.objects.get(title__startswith="Comptes de l’exercice")
    assert accounts.title.endswith(str(accounts.decided_at.year - 1))


def test_nobody_is_mailed_about_what_is_long_past(town):
    waiting = Errand.objects.filter(done_at=None, kind__in=["fan_out", "deliver"])
    told = Entry.objects.filter(pk__in=[errand.payload["entry_id"] for errand in waiting])
    assert told.exists()
    assert not told.filter(at__lt=database_now() - timedelta(days=8)).exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "now",
    ["2026-03-29T00:30", "2026-10-25T00:30", "2027-12-31T22:59", "2028-02-29T12:00", "2030-06-12T05:00"],
)
def test_the_demo_is_alive_on_any_day_even_when_clocks_change(now):
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    with time_machine.travel(instant, tick=False), living_at(instant):
        load()
    for round_ in Round.objects.filter(closed_at=None, cancelled_at=None):
        assert round_.opened_at < instant < round_.closes_at < instant + timedelta(days=30)
    assert Result.objects.count() >= 10
    latest = Decision.objects.order_by("-no").first()
    assert timedelta(0) < instant - latest.decided_at < timedelta(days=40)


def test_every_word_of_the_demo_is_set_as_french_is(town):
    texts = [v.body for p in Proposal.objects.all() for v in p.versions.all()]
    wrong = [found for text in texts for found in re.findall(r"\w'\w|\w [;:!?»]|« ", text)]
    assert wrong == []


def test_every_siren_of_the_demo_has_a_key_that_holds(town):
    from members.people.siren import is_siren

    sirens = [
        Organisation.objects.get().siren,
        *Member.objects.exclude(siren="").values_list("siren", flat=True),
    ]
    assert len(sirens) == 9
    assert [siren for siren in sirens if not is_siren(siren)] == []
