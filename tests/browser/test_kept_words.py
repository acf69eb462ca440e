"""What was typed is kept until the house has carried it out, and no longer; and nobody else finds it."""

import pytest
from playwright.sync_api import expect

from governance.proposals.models import Comment
from tests import make
from tests.browser.pages import PHONE, Window
from votes.ballots.models import Ballot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(served, sign_in):
    make.code()
    return make.cast()


@pytest.fixture
def bob(house, served, browser, sign_in):
    window = Window(browser, served, **PHONE)
    come_in(window, served, sign_in, house.bob)
    yield window
    window.close()


def come_in(window, served, sign_in, person):
    key = sign_in(person).cookies["session"].value
    window.context.add_cookies([{"name": "session", "value": key, "url": served}])


def test_a_comment_that_was_sent_leaves_an_empty_box(house, bob):
    made = make.proposal(house.alice, where=house.workshop)
    bob.open(f"/proposals/{made.number}/")
    for words in ("I like it", "I still like it"):
        bob.page.fill("#say textarea", words)
        bob.page.locator("#say button").last.click()
        expect(bob.page.locator("#discussion")).to_contain_text(words)
        expect(bob.page.locator("#say textarea")).to_have_value("")
    assert Comment.objects.count() == 2


def test_what_was_typed_outlasts_a_session_that_ends_and_waits_for_its_writer_alone(
    house, bob, served, sign_in
):
    made = make.proposal(house.alice, where=house.workshop)
    bob.open(f"/proposals/{made.number}/")
    bob.page.fill("#say textarea", "A long thought")
    bob.context.clear_cookies(name="session")
    bob.page.locator("#say button").last.click()
    bob.page.wait_for_url("**/account/login/**")
    come_in(bob, served, sign_in, house.alice)
    bob.open(f"/proposals/{made.number}/")
    expect(bob.page.locator("#say textarea")).to_have_value("")
    come_in(bob, served, sign_in, house.bob)
    bob.open(f"/proposals/{made.number}/")
    expect(bob.page.locator("#say textarea")).to_have_value("A long thought")


def test_who_goes_back_to_an_open_vote_chooses_again_as_the_page_says(house, bob):
    round_ = make.round_of(make.voting(house.alice, where=house.workshop))
    bob.open(f"/rounds/{round_.pk}/ballot/")
    bob.page.get_by_role("button", name="For", exact=True).click()
    bob.page.wait_for_url("**/receipt/")
    bob.page.go_back()
    expect(bob.page.get_by_text("Choosing again replaces it")).to_be_visible()
    bob.page.get_by_role("button", name="Against", exact=True).click()
    bob.page.wait_for_url("**/receipt/")
    assert [ballot.content for ballot in Ballot.objects.all()] == ["against"]


def test_who_lost_the_network_reads_so_wherever_they_are_on_the_page(house, bob):
    made = make.proposal(house.alice, where=house.workshop, body="A long text.\n\n" * 80)
    bob.open(f"/proposals/{made.number}/")
    bob.page.fill("#say textarea", "I like it")
    bob.context.set_offline(True)
    bob.page.locator("#say button").last.click()
    expect(bob.page.locator("[data-offline]")).to_be_in_viewport(ratio=1)
