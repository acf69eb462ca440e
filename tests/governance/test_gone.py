"""What a colleague removed meanwhile: the page says so, leads on, and keeps the words of whoever wrote in it."""

import html

import pytest
from django.urls import reverse

from governance.code.actions.articles import write_article
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Article, Edition
from governance.meetings.actions import agenda
from tests import make
from tests.filled import form_of

pytestmark = pytest.mark.django_db


def words(page):
    return html.unescape(page.content.decode())


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


def gone(page, sentence, see):
    """A page that was not found, says why, and leads on."""
    said = words(page)
    return page.status_code == 404 and sentence in said and f'href="{see}"' in said


def test_who_writes_an_article_that_was_taken_out_reads_so_and_keeps_their_words(
    desk, colleague, draft, article
):
    where = reverse("code:article", args=[draft.number, article.pk])
    mine = form_of(desk.get(where)) | {"body": "Mine, of a whole afternoon."}
    remove = reverse("code:remove_article", args=[draft.number, article.pk])
    colleague.post(remove, form_of(colleague.get(remove)))
    late = desk.post(where, mine)
    assert gone(
        late,
        f"Article {article.number} was taken out of this draft",
        reverse("code:edition", args=[draft.number]),
    )
    assert "by Erik Gris" in words(late)
    assert "Mine, of a whole afternoon.</textarea>" in words(late)
    assert mine["csrfmiddlewaretoken"] not in words(late).split("</main>")[0].split("<main")[1]


def test_who_takes_out_an_article_twice_reads_who_did_it(desk, draft, article):
    remove = reverse("code:remove_article", args=[draft.number, article.pk])
    asked = form_of(desk.get(remove))
    desk.post(remove, asked)
    late = desk.post(remove, asked | {"once": "a" * 32})
    assert gone(
        late,
        f"Article {article.number} was taken out of this draft",
        reverse("code:edition", args=[draft.number]),
    )


@pytest.mark.parametrize("begun_again", [False, True])
def test_who_writes_in_a_draft_that_was_thrown_away_reads_so_and_keeps_their_words(
    desk, colleague, draft, article, begun_again
):
    where = reverse("code:article", args=[draft.number, article.pk])
    mine = form_of(desk.get(where)) | {"body": "Mine, of a whole afternoon."}
    discard = reverse("code:discard", args=[draft.number])
    colleague.post(discard, form_of(colleague.get(discard)))
    if begun_again:
        assert copy_edition(Edition.objects.enacted().last()).number == draft.number
    late = desk.post(where, mine)
    assert gone(late, f"Draft {draft.number} was thrown away", reverse("code:index"))
    assert "Mine, of a whole afternoon.</textarea>" in words(late)


def test_an_article_that_left_with_an_edition_which_came_since_is_told_so(cast, desk, draft, article):
    theirs = copy_edition(Edition.objects.enacted().last())
    spare = write_article(theirs, number="98", title="Free", body="Words", after=None, actor=cast.erik)
    enact_by_hand(theirs, actor=cast.erik)
    now = Edition.objects.last_enacted()
    mine, last = copy_edition(now), copy_edition(now)
    last.articles.filter(number="98").delete()
    enact_by_hand(last, actor=cast.erik)
    where = reverse("code:article", args=[mine.number, mine.articles.get(number="98").pk])
    update = reverse("code:update", args=[mine.number])
    assert desk.post(update, form_of(desk.get(update))).status_code == 302
    late = desk.get(where)
    see = reverse("code:edition", args=[mine.number])
    assert gone(late, "This article left the draft when it was brought up to date", see)
    assert Article.objects.filter(pk=spare.pk).exists()


def test_a_value_that_was_taken_away_already_is_told_so(desk, article):
    page = reverse("code:article", args=[article.edition.number, article.pk])
    where = reverse("code:remove_value", args=[article.edition.number, article.pk, "notice.days"])
    asked = form_of(desk.get(page), where)
    desk.post(where, asked)
    assert gone(desk.post(where, asked | {"once": "a" * 32}), "was taken away", page)


@pytest.mark.parametrize("name", ["interested", "remove_item"])
def test_a_question_that_was_taken_off_is_told_so(cast, code, desk, colleague, name):
    meeting = make.meeting(chair=cast.seats["dana"])
    agenda.add_item(meeting, title="The roof", decision_type="ordinary", actor=cast.sara)
    where = reverse(f"meetings:{name}", args=[meeting.pk, 1])
    mine = form_of(desk.get(where)) | ({"members": "Bob Durand"} if name == "interested" else {})
    off = reverse("meetings:remove_item", args=[meeting.pk, 1])
    colleague.post(off, form_of(colleague.get(off)))
    late = desk.post(where, mine)
    see = reverse("meetings:detail", args=[meeting.pk])
    assert gone(late, "Question 1 was taken off the agenda", see)
    assert "by Erik Gris" in words(late)
    assert ("Bob Durand</textarea>" in words(late)) is (name == "interested")


def test_what_never_was_and_what_one_may_not_know_of_is_not_found_as_before(
    cast, sign_in, desk, draft, article
):
    where = reverse("code:article", args=[draft.number, article.pk])
    desk.post(reverse("code:remove_article", args=[draft.number, article.pk]))
    never = desk.get(reverse("code:article", args=[draft.number, 10**6]))
    assert (never.status_code, "This page does not exist" in words(never)) == (404, True)
    assert desk.get(reverse("code:edition", args=[99])).status_code == 404
    assert desk.get(reverse("meetings:remove_item", args=[make.meeting().pk, 7])).status_code == 404
    for who in (cast.bob, cast.theo):
        assert "taken out" not in words(sign_in(who).get(where))
