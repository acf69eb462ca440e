"""A page that was opened before a colleague wrote: what they wrote is neither replaced nor taken away unread."""

import html

import pytest
from django.urls import reverse

from governance.code.actions.drafts import copy_edition, start_from_preset
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Article, Edition, Parameter
from governance.meetings.models import Meeting
from tests import make
from tests.filled import form_of

pytestmark = pytest.mark.django_db
MEANWHILE = "Somebody changed this meanwhile."


def words(page):
    return html.unescape(page.content.decode())


def overtaken(page):
    """A page that refuses, and says why."""
    return page.status_code in {409, 422} and MEANWHILE in words(page)


@pytest.fixture
def draft(cast, code):
    """Edition 5, a copy of the one in force."""
    return copy_edition(Edition.objects.enacted().last())


@pytest.fixture
def article(draft):
    """The one that says how long before a meeting members are called."""
    return draft.parameters.get(key="notice.days").article


@pytest.fixture
def desk(cast, sign_in):
    """Sara, whose page was opened before."""
    return sign_in(cast.sara)


@pytest.fixture
def colleague(cast, sign_in):
    """Erik, who writes meanwhile."""
    return sign_in(cast.erik)


def write(colleague, article, **changed):
    where = reverse("code:article", args=[article.edition.number, article.pk])
    assert colleague.post(where, form_of(colleague.get(where)) | changed).status_code == 302


def test_the_form_that_names_the_chair_shows_who_chairs_and_replaces_nobody_unread(
    cast, code, desk, colleague
):
    meeting = make.meeting(chair=cast.seats["dana"])
    where = reverse("meetings:chair", args=[meeting.pk])
    stale = form_of(desk.get(where))
    assert stale["chair"] == f"{cast.seats['dana'].number} · Dana Roy"
    colleague.post(where, form_of(colleague.get(where)) | {"chair": "Bob Durand"})
    late = desk.post(where, stale | {"chair": "Fay Blanc"})
    assert overtaken(late)
    assert "It says now: Bob Durand." in words(late)
    assert Meeting.objects.get().chair == cast.seats["bob"]
    assert desk.post(where, form_of(late)).status_code == 302
    assert Meeting.objects.get().chair == cast.seats["fay"]


@pytest.mark.parametrize("what", ["words", "value"])
def test_an_article_is_not_taken_out_with_what_somebody_wrote_in_it_unread(desk, colleague, article, what):
    where = reverse("code:remove_article", args=[article.edition.number, article.pk])
    stale = form_of(desk.get(where))
    if what == "words":
        write(colleague, article, body="A text of a whole afternoon.")
    else:
        article.parameters.filter(key="notice.days").update(value=40)
    late = desk.post(where, stale)
    assert overtaken(late)
    assert "your words are still here" not in words(late)
    assert ("A text of a whole afternoon." if what == "words" else "40 days") in words(late)
    assert Article.objects.filter(pk=article.pk).exists()
    assert desk.post(where, form_of(late)).status_code == 302
    assert not Article.objects.filter(pk=article.pk).exists()


def test_a_draft_is_not_thrown_away_with_what_somebody_wrote_in_it_unread(desk, colleague, draft, article):
    where = reverse("code:discard", args=[draft.number])
    stale = form_of(desk.get(where))
    write(colleague, article, body="A text of a whole afternoon.")
    late = desk.post(where, stale)
    assert overtaken(late)
    assert Edition.objects.filter(pk=draft.pk).exists()
    assert desk.post(where, form_of(late)).status_code == 302
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_a_value_is_not_taken_away_after_it_was_said_anew(desk, article):
    page = reverse("code:article", args=[article.edition.number, article.pk])
    where = reverse("code:remove_value", args=[article.edition.number, article.pk, "notice.days"])
    stale = form_of(desk.get(page), where)
    Parameter.objects.filter(article=article, key="notice.days").update(value=40)
    late = desk.post(where, stale)
    assert overtaken(late)
    assert "It says now: 40 days." in words(late)
    assert Parameter.objects.filter(article=article, key="notice.days").exists()
    assert desk.post(where, form_of(desk.get(page), where)).status_code == 302
    assert not Parameter.objects.filter(article=article, key="notice.days").exists()


def test_the_first_code_of_a_house_comes_into_force_as_it_was_read(cast, colleague):
    first = start_from_preset("scop", effective_from=make.today())
    where = reverse("code:enact", args=[first.number])
    stale = form_of(colleague.get(where))
    article = first.articles.first()
    Article.objects.filter(pk=article.pk).update(body="Written by somebody else.")
    late = colleague.post(where, stale)
    assert overtaken(late)
    assert not Edition.objects.enacted().exists()
    assert colleague.post(where, form_of(late)).status_code == 302
    assert Edition.objects.enacted().exists()


def test_which_of_two_changes_holds_is_said_of_what_was_read(cast, desk, draft, article):
    theirs = copy_edition(Edition.objects.enacted().last())
    theirs.articles.filter(number=article.number).update(body="Decided meanwhile.")
    enact_by_hand(theirs, actor=cast.erik)
    Article.objects.filter(pk=article.pk).update(body="What the draft says.")
    where = reverse("code:update", args=[draft.number])
    stale = form_of(desk.get(where)) | {"place-0": "last"}
    Article.objects.filter(pk=article.pk).update(body="What a colleague wrote since.")
    late = desk.post(where, stale)
    assert overtaken(late)
    assert Article.objects.get(pk=article.pk).body == "What a colleague wrote since."
    assert desk.post(where, form_of(desk.get(where)) | {"place-0": "last"}).status_code == 302
    assert Article.objects.get(pk=article.pk).body == "Decided meanwhile."


def test_an_article_that_a_colleague_wrote_is_shown_before_it_is_replaced(desk, colleague, article):
    where = reverse("code:article", args=[article.edition.number, article.pk])
    mine = form_of(desk.get(where)) | {"body": "What I wrote."}
    write(colleague, article, body="A text of a whole afternoon.")
    refused = desk.post(where, mine)
    assert overtaken(refused) and "A text of a whole afternoon." in words(refused)
    assert desk.post(where, form_of(refused) | {"body": "What I wrote."}).status_code == 302
