"""A browser that sends twice: a double click, and the back button, with scripts or without."""

import pytest
from playwright.sync_api import expect

from governance.proposals.models import Comment
from members.people.models import Interest
from tests import make
from tests.browser.pages import PHONE, Window

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(served, sign_in):
    """A house, and a way to open a window of somebody who signed in."""
    make.code()
    cast = make.cast()

    def window(browser, person, **options):
        opened = Window(browser, served, **PHONE, **options)
        key = sign_in(person).cookies["session"].value
        opened.context.add_cookies([{"name": "session", "value": key, "url": served}])
        return opened

    return cast, window


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_says_it_once(scripts, house, browser):
    cast, window = house
    made = make.proposal(cast.alice, where=cast.workshop)
    bob = window(browser, cast.bob, java_script_enabled=scripts).open(f"/proposals/{made.number}/")
    bob.page.fill("#say textarea", "I like it")
    bob.page.locator("#say button").last.dblclick()
    bob.page.wait_for_url("**/#comment-*")
    assert Comment.objects.count() == 1
    bob.close()


def test_going_back_and_sending_again_is_the_same_form_and_other_words_are_refused(house, browser):
    """The page comes back with what was typed, and is not another form for it."""
    cast, window = house
    path = f"/members/{cast.seats['bob'].number}/interest/"
    bob = window(browser, cast.bob).open(path)
    send = bob.page.locator("main form button").last
    bob.page.fill("[name=what]", "Owns the roof")
    send.click()
    bob.page.wait_for_url("**/members/*/")
    bob.page.go_back()
    expect(bob.page.locator("[name=what]")).to_have_value("Owns the roof")
    send.click()
    expect(bob.page.get_by_text("what you sent arrived twice")).to_be_visible()
    bob.page.go_back()
    bob.page.fill("[name=what]", "Owns the walls")
    send.click()
    expect(bob.page.get_by_text("was sent before with other content")).to_be_visible()
    assert bob.faults() == [] and not bob.runs_sideways()
    bob.page.get_by_role("link", name="See what was done").click()
    expect(bob.page.get_by_text("Owns the roof").first).to_be_visible()
    assert [interest.what for interest in Interest.objects.all()] == ["Owns the roof"]
    # Whoever opens the form again says something else.
    bob.open(path)
    bob.page.fill("[name=what]", "Owns the walls")
    send.click()
    bob.page.wait_for_url("**/members/*/")
    assert Interest.objects.count() == 2
    assert [told for told in bob.complaints if "409" not in told] == []
    bob.close()
