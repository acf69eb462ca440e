"""A ballot of a secret vote is in its box and nowhere else: no log, report of an error, message, errand or session repeats it."""

import logging
import sys

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.signals import got_request_exception
from django.db import connection
from django.views.debug import ExceptionReporter

from core.broker import client as redis_client
from core.journal.models import Entry
from core.outbox.models import Errand
from governance.notifications.models import Notice
from tests.votes.test_options import opened, people
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import new_code
from votes.rounds.paper import Choice, Paper

pytestmark = pytest.mark.django_db
MARKED = "8675309"  # what is marked, as the box keeps it: in no other text
PAPER = Paper("plurality", (Choice("1", "Saturday"), Choice(MARKED, "Sunday")))


@pytest.fixture
def vote(sign_in):
    """Gives a secret vote, and a function that sends the form of a voter to the end of the booth."""
    voters = people(6)
    round_ = opened(PAPER, voters, secret=True)
    there = f"/rounds/{round_.pk}/ballot/"

    def cast(voter):
        browser, code = sign_in(voter), new_code()
        browser.raise_request_exception = False
        browser.get(there)
        form = {"paper": "1", "code": code, "choice": MARKED}
        assert "Nothing is cast yet" in browser.post(there, form).content.decode()
        return code, browser.post(there, {**form, "cast": "1"})

    return round_, voters, cast


def kept_elsewhere():
    """All that the house keeps or sends beside its tables of votes."""
    kept = [repr(list(model.objects.values())) for model in (Errand, Entry, Notice)]
    kept += [repr(session.get_decoded()) for session in Session.objects.all()]
    kept += [repr((sent.subject, sent.body, sent.alternatives)) for sent in mail.outbox]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM config_kept")
        kept.append(repr(cursor.fetchall()))
    if settings.REDIS_URL:
        asked = redis_client()
        kept += [f"{key!r} {asked.dump(key)!r}" for key in asked.scan_iter()]
    return "\n".join(kept)


def test_what_is_marked_and_its_code_are_in_the_box_alone(vote, caplog):
    caplog.set_level(logging.DEBUG)
    _round, voters, cast = vote
    drawn = [cast(voter)[0] for voter in voters]
    codes = [*drawn, *SecretBallot.objects.filter(content=MARKED).values_list("code", flat=True)]
    assert len(codes) == 12
    # What the driver of the database says at its most talkative is not a log that a house keeps.
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    told = logged + kept_elsewhere()
    assert [word for word in (MARKED, *codes) if word in told] == []


@pytest.fixture
def reports(settings):
    """The reports of errors: those that are mailed, and the longer ones that a tool would show."""
    settings.ADMINS = [("Root", "root@example.example")]
    found = []

    def report(sender, request, **_more):
        reporter = ExceptionReporter(request, *sys.exc_info(), is_email=True)
        found.extend([reporter.get_traceback_html(), reporter.get_traceback_text()])

    got_request_exception.connect(report)
    yield found
    got_request_exception.disconnect(report)


REFUSED = {
    "postgresql": f"ALTER TABLE ballots_secretballot ADD CONSTRAINT refused CHECK (content <> '{MARKED}')",
    "sqlite": "CREATE TRIGGER refused BEFORE INSERT ON ballots_secretballot BEGIN SELECT RAISE(ABORT, 'refused'); END",
}


def test_a_database_that_refuses_a_ballot_is_reported_without_the_ballot(vote, caplog, reports):
    _round, voters, cast = vote
    with connection.cursor() as cursor:
        cursor.execute(REFUSED[connection.vendor])
    code, answer = cast(voters[0])
    assert answer.status_code == 500
    logged = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    # Somebody is told, with the place in the code; nobody is told what was in the box.
    assert "could not be cast" in logged
    assert len(reports) == 2
    assert all("could not be cast" in report for report in reports)
    assert ["could not be cast" in sent.body for sent in mail.outbox] == [True]
    told = "\n".join([logged, *reports, kept_elsewhere()])
    assert [word for word in (MARKED, code) if word in told] == []
