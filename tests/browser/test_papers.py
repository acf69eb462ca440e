"""Papers of every shape in a real browser: by thumb, by mouse, by keyboard alone, with and without a script."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests import make
from tests.browser.pages import DESK, PHONE, Window
from tests.votes.papers.shapes import PAPERS
from tests.votes.test_options import opened
from votes.ballots.models import Ballot

NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def voter(served):
    make.code()
    return make.person("Alice Martin")


def window_of(person, browser, served, **look_like):
    """A window in which somebody is signed in already."""
    client = Client()
    client.force_login(person)
    window = Window(browser, served, **look_like)
    value, host = client.cookies[settings.SESSION_COOKIE_NAME].value, urlsplit(served).hostname
    window.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": host, "path": "/"}]
    )
    return window


def paper_shown(window, voter, paper):
    """Open the booth of a vote on this paper."""
    round_ = opened(paper, [voter], may_change=True)
    window.open(f"/rounds/{round_.pk}/ballot/")
    return window.page.locator("[data-marks]")


def cast(window):
    """Cast what is marked; gives the line that is in the box."""
    window.page.get_by_role("button", name="Cast my ballot").click()
    expect(window.page.locator(".receipt")).to_be_visible()
    return Ballot.objects.latest("pk").content


@pytest.mark.timeout(400)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say_of_any_paper_and_none_runs_sideways(browser, served, voter, scheme):
    faults = []
    for look_like in (NARROW, DESK):
        window = window_of(voter, browser, served, color_scheme=scheme, **look_like)
        for shape, paper in PAPERS.items():
            marks = paper_shown(window, voter, paper)
            window.page.get_by_role("button", name="Cast my ballot").click()
            expect(marks.get_by_role("alert")).to_be_visible()
            faults += [f"{shape}: {fault}" for fault in window.faults()]
            if window.runs_sideways():
                faults.append(f"{shape} runs sideways at {look_like['viewport']['width']}")
        # A page that refuses answers 422, and the browser tells of it.
        faults += [words for words in window.complaints if "422" not in words]
        window.close()
    assert faults == []


def press(window, *keys):
    for key in keys:
        window.page.keyboard.press(key)


def test_grades_are_given_with_the_keyboard_alone(browser, served, voter):
    window = window_of(voter, browser, served, **DESK)
    marks = paper_shown(window, voter, PAPERS["grades"])
    marks.get_by_role("radio", name="Very good").first.focus()
    press(window, "ArrowRight", "Tab", "ArrowLeft", "Tab", "Space", "Tab", "Space")
    assert cast(window) == "3,0,4,4"
    window.close()


def test_an_order_is_made_with_arrows_and_said_aloud(browser, served, voter):
    window = window_of(voter, browser, served, **DESK)
    marks = paper_shown(window, voter, PAPERS["strict_ranking"])
    for title in ("Monday", "Saturday", "Tuesday"):
        marks.get_by_role("button", name=f"Higher – {title}").focus()
        press(window, "Enter")
    press(window, "Enter")
    expect(marks.locator("[data-said]")).to_have_text("Tuesday: place 2")
    marks.get_by_role("button", name="Lower – Saturday").click()
    expect(marks.locator("[data-said]")).to_have_text("Saturday: not ranked")
    assert cast(window) == "3,4"
    window.close()


def test_an_order_is_dragged_with_the_mouse(browser, served, voter):
    window = window_of(voter, browser, served, **DESK)
    marks = paper_shown(window, voter, PAPERS["strict_ranking"])
    row = lambda title: marks.locator("[data-row]", has_text=title)  # noqa: E731 — a name for what is dragged
    for title in ("Saturday", "Sunday"):
        marks.get_by_role("button", name=f"Higher – {title}").click()
    row("Tuesday").locator("label").drag_to(row("Saturday").locator("label"))
    assert cast(window) == "4,1,2"
    window.close()


@pytest.mark.parametrize(
    ("shape", "presses", "left", "line"),
    [
        ("points", 3, "7 left of 10", "1:3"),
        ("credits", 3, "7 left of 16", "1:3"),
        ("credits", 9, "0 left of 16", "1:4"),
    ],
)
def test_points_are_added_by_thumb_and_what_is_left_is_shown(
    browser, served, voter, shape, presses, left, line
):
    window = window_of(voter, browser, served, **PHONE)
    marks = paper_shown(window, voter, PAPERS[shape])
    for _press in range(presses):
        marks.get_by_role("button", name="One more – Saturday").tap()
    expect(marks.locator("[data-left]")).to_have_text(left)
    assert cast(window) == line
    window.close()


def test_money_left_is_shown_and_marking_takes_the_blank_away(browser, served, voter):
    window = window_of(voter, browser, served, **DESK)
    marks = paper_shown(window, voter, PAPERS["money"])
    marks.get_by_label("I cast a blank ballot").check()
    marks.get_by_label("Oven").check()
    expect(marks.locator("[data-left]")).to_have_text("€400 left of €1,000")
    expect(marks.get_by_label("I cast a blank ballot")).not_to_be_checked()
    marks.get_by_label("Garden").check()
    expect(marks.locator(".marks-left")).to_have_class("marks-left is-over")
    window.close()


@pytest.mark.parametrize(
    ("shape", "fill", "line"),
    [
        ("strict_ranking", [("Monday", "1"), ("Saturday", "2")], "3,1"),
        ("points", [("Sunday", "4"), ("Saturday", "1")], "1:1,2:4"),
    ],
)
def test_without_a_script_numbers_are_typed(browser, served, voter, shape, fill, line):
    window = window_of(voter, browser, served, java_script_enabled=False, **PHONE)
    marks = paper_shown(window, voter, PAPERS[shape])
    expect(marks.get_by_role("button")).to_have_count(0)
    for title, number in fill:
        marks.get_by_role("textbox", name=title).fill(number)
    assert cast(window) == line
    window.close()
