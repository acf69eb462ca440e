"""Where things stand: nothing reaches past its card, is crushed, or takes a screen for one line."""

import pytest

from tests import make
from tests.browser.pages import DESK, PHONE, Window

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"viewport": {"width": 320, "height": 700}}


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_a_field_ends_where_its_card_ends(browser, served, town):
    window = Window(browser, served, locale="fr-FR", **NARROW).be("administrator").open("/meetings/1/again/")
    card, field = box(window.page, "main .sheet"), box(window.page, "main .sheet input:not([type=hidden])")
    assert field["x"] + field["width"] < card["x"] + card["width"]
    window.close()


def test_a_long_date_leaves_room_for_the_title_before_it(browser, served, town):
    window = Window(browser, served, locale="fr-FR", **PHONE).be("administrator").open("/desk/code/")
    rows = window.page.locator("main .rows > li > div")
    assert min(rows.nth(k).bounding_box()["width"] for k in range(rows.count())) > 150
    window.close()


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_a_note_is_as_tall_as_its_words_in_a_booth_that_has_nothing_more_to_ask(
    screen, browser, served, sign_in
):
    make.code()
    cast = make.cast()
    round_ = make.secret_round(cast.alice, cast.bob)
    window = Window(browser, served, **screen)
    key = sign_in(cast.bob).cookies["session"].value
    window.context.add_cookies([{"name": "session", "value": key, "url": served}])
    window.open(f"/rounds/{round_.pk}/ballot/").page.get_by_role("button", name="For", exact=True).click()
    window.page.get_by_role("button", name="Cast it, for good").click()
    window.page.wait_for_selector(".receipt-code")
    window.open(f"/rounds/{round_.pk}/ballot/")
    assert box(window.page, "#booth .note")["height"] < 150
    window.close()
