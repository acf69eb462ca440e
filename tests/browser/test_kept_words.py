"""What was typed is kept until the house has carried it out, and no longer; and nobody else finds it."""

import pytest
from playwright.sync_api import expect

from governance.code.actions.articles import write_article
from governance.code.actions.drafts import copy_edition
from governance.code.models import Article, Edition
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
def sara(house, served, browser, sign_in):
    """The secretary, who writes in drafts of the code."""
    window = Window(browser, served, **PHONE)
    come_in(window, served, sign_in, house.sara)
    yield window
    window.close()


@pytest.fixture
def article(house):
    """An article of a draft."""
    draft = copy_edition(Edition.objects.enacted().last())
    return draft.articles.get(number="12")


def page_of(article):
    return f"/desk/code/{article.edition.number}/articles/{article.pk}/"


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


PUT_BACK = "is put back"
PAGE_HAS, TYPED = "Show what the page has", "Show what I typed"


def test_what_was_typed_over_a_text_outlasts_a_session_that_ends_and_is_put_back_in_sight(
    house, sara, served, sign_in, article
):
    sara.open(page_of(article))
    body, old = sara.page.locator("[name=body]"), article.body.replace("\r\n", "\n")
    expect(sara.page.get_by_text(PUT_BACK)).to_have_count(0)
    body.fill("A text of a whole afternoon")
    sara.context.clear_cookies(name="session")
    sara.page.get_by_role("button", name="Save the article").click()
    sara.page.wait_for_url("**/account/login/**")
    expect(
        sara.page.get_by_text("Your session has ended: nothing of the last form was recorded.")
    ).to_be_visible()
    expect(sara.page.get_by_text("What you typed is kept in this browser")).to_be_visible()
    come_in(sara, served, sign_in, house.sara)
    sara.open(page_of(article))
    expect(body).to_have_value("A text of a whole afternoon")
    expect(sara.page.get_by_text(PUT_BACK)).to_be_visible()
    expect(sara.page.locator("#preview")).to_contain_text("A text of a whole afternoon")
    expect(sara.page.get_by_role("button", name=TYPED)).to_have_count(0)
    # What stands is one touch away, and so are the words.
    sara.page.get_by_role("button", name=PAGE_HAS).click()
    expect(body).to_have_value(old)
    sara.page.get_by_role("button", name=TYPED).click()
    expect(body).to_have_value("A text of a whole afternoon")
    expect(sara.page.locator("#preview")).to_contain_text("A text of a whole afternoon")
    assert sara.faults() == []
    sara.page.get_by_role("button", name="Save the article").click()
    expect(sara.page.get_by_text("Article 12 is saved.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).body == "A text of a whole afternoon"
    # What was taken in is not offered again.
    sara.open(page_of(article))
    expect(sara.page.get_by_text(PUT_BACK)).to_have_count(0)
    assert not [line for line in sara.complaints if "401" not in line and "403" not in line]


def test_who_goes_on_with_what_the_page_has_is_not_offered_the_words_again(house, sara, article):
    sara.open(page_of(article))
    sara.page.fill("[name=body]", "Given up")
    sara.page.reload()
    sara.page.get_by_role("button", name=PAGE_HAS).click()
    sara.page.reload()
    expect(sara.page.locator("[name=body]")).to_have_value(article.body.replace("\r\n", "\n"))
    expect(sara.page.get_by_text(PUT_BACK)).to_have_count(0)


def test_words_put_back_over_what_a_colleague_wrote_since_are_refused_until_that_is_read(
    house, sara, article
):
    sara.open(page_of(article))
    sara.page.fill("[name=body]", "Mine")
    write_article(
        article.edition,
        number="12",
        title=article.title,
        body="Theirs",
        after=None,
        article=article,
        actor=house.erik,
    )
    sara.page.reload()
    expect(sara.page.locator("[name=body]")).to_have_value("Mine")
    sara.page.get_by_role("button", name="Save the article").click()
    expect(sara.page.get_by_text("Somebody changed this meanwhile.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).body == "Theirs"
    expect(sara.page.locator("[name=body]")).to_have_value("Mine")
    sara.page.get_by_role("button", name="Save the article").click()
    expect(sara.page.get_by_text("Article 12 is saved.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).body == "Mine"


@pytest.mark.parametrize("kept", [True, False])
def test_a_form_that_is_too_old_promises_to_keep_only_what_is_kept(house, sara, article, kept):
    sara.open(page_of(article) if kept else "/meetings/new/")
    field = sara.page.locator("[name=body]" if kept else "[name=title]")
    field.fill("Words")
    for name, value in {} if kept else {"meets_at": "2030-01-01T10:00"}.items():
        sara.page.fill(f"[name={name}]", value)
    sara.context.clear_cookies(name="csrftoken")
    sara.page.locator("main form button.btn--ink").first.click()
    expect(sara.page.get_by_text("Nothing was recorded.")).to_be_visible()
    promise = sara.page.get_by_text("What you typed is kept in this browser")
    (expect(promise).to_be_visible if kept else expect(promise).to_be_hidden)()
    sara.page.get_by_role("link", name="Look again").click()
    expect(field).to_have_value("Words" if kept else "")
