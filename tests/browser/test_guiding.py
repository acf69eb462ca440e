"""Choosing a rule and trying it out, in a real browser: for every eye, and without script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.clock import database_now
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import preparing
from governance.proposals.vote.desk import options
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from tests.browser.pages import DESK, PHONE, Window
from votes.rounds.paper import Choice

NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def prepared(town):
    """The demo, where a vote between four colours is prepared on one proposal."""
    proposal = Proposal.objects.current().get(number=17)
    colours = tuple(Choice(str(k), title) for k, title in enumerate(("Bleu", "Ocre", "Vert", "Brique"), 1))
    ask = VoteRequest(
        "consultation",
        Electorate(timezone.localdate()),
        paper=options.make_paper("majority_judgment", colours),
    )
    closes_at = database_now() + timedelta(days=3)
    preparing.prepare(proposal, ask, closes_at=closes_at, actor=proposal.author)


def try_out(window):
    window.open("/proposals/17/vote/try/")
    window.page.locator("form.tryout button").click()
    expect(window.page.locator("#tried .outcome-reading")).to_be_visible()


@pytest.mark.parametrize(("look_like", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 px", "desk"])
def test_axe_has_nothing_to_say_about_the_guide_and_the_try_out(browser, served, prepared, look_like, scheme):
    window = Window(browser, served, color_scheme=scheme, locale="fr-FR", **look_like).be("chair")
    faults = []
    for query in ("", "?what=order&say=order&matters=simple"):
        window.open(f"/proposals/17/vote/guide/{query}")
        faults += [window.faults(), window.runs_sideways()]
    try_out(window)
    faults += [window.faults(), window.runs_sideways(), window.complaints]
    window.close()
    assert not any(faults), faults


def test_without_script_the_guide_leads_to_the_form_and_ballots_are_counted(browser, served, prepared):
    window = Window(browser, served, java_script_enabled=False, **PHONE).be("chair")
    window.open("/proposals/17/vote/guide/")
    for name, value in (("what", "one"), ("say", "order"), ("matters", "broad")):
        window.page.locator(f'input[name="{name}"][value="{value}"]').check()
    window.page.locator("main form button").click()
    window.page.locator("#suggestion a.btn").click()
    expect(window.page.locator('select[name="method"]')).to_have_value("schulze")
    try_out(window)
    window.page.locator("form.tryout textarea").fill("2 × 9")
    window.page.locator("form.tryout button").click()
    expect(window.page.locator("form.tryout .error")).to_contain_text("1")
    window.close()
