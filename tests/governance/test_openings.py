"""What opens is what was read and asked for: from an old page, at its hour, and while a long roll is being written."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.clock import database_now
from core.journal.models import Entry
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.proposals.actions import tabling
from governance.proposals.models import State
from governance.proposals.vote.actions import opening as opening_acts
from governance.proposals.vote.actions import preparing
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from tests import make
from tests.forms import form_to
from tests.governance.test_again import DAYS, now, path, words
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast, code):
    return make.proposal(cast.dana, title="Lend the tools", body="First words")


@pytest.fixture
def dana(cast, sign_in):
    return sign_in(cast.dana)


def in_days(count):
    return database_now() + timedelta(days=count)


def planned(proposal, **more):
    ask = VoteRequest("ordinary", Electorate(make.today()))
    return preparing.prepare(proposal, ask, closes_at=in_days(3), actor=proposal.author, **more)


def consulted(proposal):
    """Another tab: the same proposal is planned as a choice for an opinion."""
    ask = VoteRequest("consultation", Electorate(make.today()), paper=Paper("plurality", DAYS))
    return preparing.prepare(proposal, ask, closes_at=in_days(9), actor=proposal.author)


def form_of(client, proposal, act):
    """The form of an act, as it stands on the page of the plan."""
    return form_to(client.get(path(proposal, "vote/plan/")).content.decode(), path(proposal, f"vote/{act}/"))


def written(**fields):
    """A new version, as its author sends it."""
    return {
        "title": "Lend the tools",
        "body": "Second words",
        "based_on": 1,
        "visibility": "public",
        **fields,
    }


# --- from a page that is old ----------------------------------------------------------------------


@pytest.mark.parametrize("act", ["open", "rehearse", "drop"])
def test_a_button_of_an_old_page_does_nothing_to_a_plan_that_nobody_read_there(proposal, dana, act):
    planned(proposal)
    old = form_of(dana, proposal, act)
    consulted(proposal)
    page = path(proposal, "vote/plan/")
    refused = dana.post(old.action, old.fields, headers={"referer": f"http://testserver{page}"})
    assert refused.status_code == 409
    assert "This plan was changed after you opened the page: read it as it is now." in words(refused)
    assert f'href="{page}">Look again' in refused.content.decode()
    assert (now(proposal).stage, Plan.objects.get().rehearsal) == (State.DISCUSSED, None)
    fresh = form_of(dana, proposal, act)
    assert dana.post(fresh.action, fresh.fields).status_code == 302


def test_a_vote_is_not_opened_on_a_text_that_was_written_after_the_page_was_read(proposal, dana):
    planned(proposal)
    old = form_of(dana, proposal, "open")
    dana.post(path(proposal, "edit/"), written())
    assert dana.post(old.action, old.fields).status_code == 409
    assert now(proposal).stage == State.DISCUSSED


def test_a_vote_is_not_opened_by_a_form_that_says_not_what_was_read(proposal, dana):
    planned(proposal)
    assert dana.post(path(proposal, "vote/open/")).status_code == 409


def test_a_rehearsal_does_not_make_the_page_of_a_plan_old(proposal, dana):
    planned(proposal)
    old = form_of(dana, proposal, "open")
    dana.post(path(proposal, "vote/rehearse/"), form_of(dana, proposal, "rehearse").fields)
    assert dana.post(old.action, old.fields).status_code == 302


def test_a_plan_that_was_made_in_another_tab_is_not_written_over_unseen(proposal, dana):
    address = path(proposal, "vote/")
    old = form_to(dana.get(address).content.decode(), address, here=address)
    consulted(proposal)
    closes = f"{timezone.localtime() + timedelta(days=4):%Y-%m-%dT%H:%M}"
    fields = {**old.fields, "decision_type": "ordinary", "electorate": "members", "closes": closes}
    refused = dana.post(address, fields)
    assert refused.status_code == 422
    assert "This vote was prepared otherwise meanwhile." in words(refused)
    assert Plan.objects.get().request["decision_type"] == "consultation"
    again = form_to(refused.content.decode(), address, here=address)
    assert dana.post(address, {**again.fields, "closes": closes}).status_code == 302
    assert Plan.objects.get().request["decision_type"] == "ordinary"


# --- while a long roll is being written -------------------------------------------------------------


@pytest.fixture
def opening(proposal, dana, monkeypatch):
    """A vote of so many that its roll is written in the lane for long work; here two are many."""
    monkeypatch.setattr(opening_acts, "MOST_AT_ONCE", 2)
    plan = planned(proposal)
    form = form_of(dana, proposal, "open")
    assert dana.post(form.action, form.fields).headers["Location"] == path(proposal, "vote/plan/")
    return plan


@contextmanager
def as_it_is_written(act):
    """Do something at the moment at which the members are read for the roll of a round that is begun."""
    waiting, begun = [act], []

    def watch(execute, sql, *more):
        if 'INSERT INTO "rounds_round"' in sql:
            begun.append(sql)
        elif begun and waiting and 'FROM "people_member"' in sql:
            waiting.pop()()
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        yield
    assert not waiting


def lane(act=None):
    """The lane for long work writes the roll, and something happens meanwhile."""
    if act is None:
        outbox.drain("work")
        return
    with as_it_is_written(act):
        outbox.drain("work")


def nothing_opened(proposal):
    unopened = Round.objects.filter(opened_at=None).exists() or Voice.objects.exists()
    return now(proposal).round is None and not unopened


def test_a_long_roll_is_written_and_the_vote_opens(proposal, opening):
    lane()
    assert now(proposal).stage == State.VOTING
    assert now(proposal).round.voices.count() == 5


def test_a_text_is_frozen_while_the_roll_of_its_vote_is_being_written(proposal, opening, dana):
    answers = []

    def acts():
        answers.append(dana.post(path(proposal, "edit/"), written()))

    lane(acts)
    assert [one.status_code for one in answers] == [409]
    assert "the text is frozen. Drop the plan of the vote first." in words(answers[0])
    assert (now(proposal).round.text, now(proposal).latest.body) == (
        now(proposal).latest.frozen_text(),
        "First words",
    )


def dropped(proposal, dana, cast):
    form = form_of(dana, proposal, "drop")
    assert dana.post(form.action, form.fields).status_code == 302


def withdrawn(proposal, dana, cast):
    assert dana.post(path(proposal, "withdraw/")).status_code == 302


def prepared_anew(proposal, dana, cast):
    consulted(proposal)


def tabled(proposal, dana, cast):
    tabling.table(proposal, make.meeting(), decision_type="ordinary", supported=True, actor=cast.sara)


@pytest.mark.parametrize("act", [dropped, withdrawn, prepared_anew, tabled])
@pytest.mark.parametrize("when", ["before its roll is written", "as it is written"])
def test_an_opening_that_nobody_asks_for_any_more_opens_nothing(cast, proposal, opening, dana, act, when):
    if when == "as it is written":
        lane(lambda: act(proposal, dana, cast))
    else:
        act(proposal, dana, cast)
    lane()
    assert nothing_opened(proposal)
    assert not Plan.objects.filter(opening_at__isnull=False).exists()
    assert not Entry.objects.filter(kind="plan.not_opened").exists()


def test_a_plan_that_was_prepared_anew_opens_when_somebody_opens_it(cast, proposal, opening, dana):
    lane(lambda: consulted(proposal))
    form = form_of(dana, proposal, "open")
    assert dana.post(form.action, form.fields).status_code == 302
    lane()
    assert (now(proposal).stage, now(proposal).round.decision_type) == (State.VOTING, "consultation")


def test_a_long_opening_that_fails_leaves_nothing_of_its_roll_and_says_why(cast, proposal, opening):
    Plan.objects.update(closes_at=database_now() - timedelta(minutes=1))
    lane()
    assert nothing_opened(proposal)
    assert Entry.objects.filter(kind="plan.not_opened").count() == 1


def test_a_long_opening_whose_errand_is_over_is_found_and_done(proposal, opening):
    """Whoever stood still, and came back, may have marked it done while another was at it."""
    Errand.objects.filter(kind="open_long").update(done_at=database_now())
    outbox.sweep()
    lane()
    assert now(proposal).stage == State.VOTING
