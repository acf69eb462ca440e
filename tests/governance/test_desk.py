"""The desk of the code social, as a person uses it with plain forms: start, write, mend, propose, put in force."""

import html
import re

import pytest
from django.urls import reverse

from core.journal.models import Entry
from governance.code.actions.amending import freeze
from governance.code.actions.drafts import copy_edition, start_from_preset
from governance.code.in_force import in_force
from governance.code.models import Article, Edition
from governance.proposals.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db
QUORUM = "ordinary.quorum"


@pytest.fixture
def desk(cast, sign_in):
    """Erik, at the desk, in a house that has no code social yet."""
    return sign_in(cast.erik)


@pytest.fixture
def draft(cast, code):
    """Edition 5, a copy of the one in force."""
    return copy_edition(Edition.objects.enacted().last())


def words(response):
    return html.unescape(response.content.decode())


def path(draft, page="", article=None):
    inside = f"articles/{article.pk}/" if article else ""
    return f"/desk/code/{draft.number}/{inside}{page}"


def fields(response):
    """What a browser would post back from the form of a page: names and values as they stand."""
    form = response.context["form"]
    return {
        name: form[name].value() or "" for name in form.fields if not hasattr(form[name].value(), "pk")
    } | {name: form[name].value().pk for name in form.fields if hasattr(form[name].value(), "pk")}


def write(desk, draft, article, **changed):
    """Open an article, change something, save."""
    where = path(draft, article=article)
    return desk.post(where, fields(desk.get(where)) | changed)


def test_a_house_without_a_code_starts_from_a_preset_and_puts_its_first_edition_in_force(desk, cast):
    assert "This house has no code social yet." in words(desk.get("/desk/code/"))
    start = words(desk.get("/desk/code/start/"))
    assert "SARL" in start
    assert "here each member has one voice" in start
    assert "Have your counsel confirm them" in start
    made = desk.post("/desk/code/start/", {"start_from": "scop", "effective_from": "2026-01-01"})
    edition = Edition.objects.get()
    assert made.headers["Location"] == f"/desk/code/{edition.number}/"
    page = words(desk.get(path(edition)))
    assert "an example. Put the value of your statutes" in page
    assert "Put it in force" in page
    assert "Propose this amendment" not in page
    asked = words(desk.get(path(edition, "enact/")))
    assert "Nobody edits it any more" in asked
    assert Edition.objects.in_force(make.today()) is None
    desk.post(path(edition, "enact/"))
    assert in_force(make.today()).value("proxy.limit") == "scop"
    assert Entry.objects.filter(kind="code.enacted", actor=cast.erik).exists()


def test_a_house_with_a_code_is_amended_by_a_decision_and_not_at_the_desk(desk, cast, draft):
    page = words(desk.get(path(draft)))
    assert "Propose this amendment" in page
    assert "Put it in force" not in page
    refused = desk.post(path(draft, "enact/"))
    assert refused.status_code == 409
    assert "a decision changes it. Propose this amendment instead." in words(refused)
    assert Edition.objects.get(pk=draft.pk).enacted_at is None


def test_an_amendment_is_proposed_with_its_draft_chosen_already(desk, cast, draft):
    link = re.search(r'href="(/proposals/new/\?amends=\d+)"', desk.get(path(draft)).content.decode())[1]
    form = desk.get(link).context["form"]
    assert form["amends"].value() == draft.pk
    desk.post(link, {"title": "Amend", "body": "Words", "visibility": "members", "amends": draft.pk})
    carried = words(desk.get(path(draft)))
    assert Proposal.objects.get(title="Amend").amends == draft
    assert "The proposal that carries this edition" in carried
    assert "Propose this amendment" not in carried
    for nonsense in ("9999", "x", "1" * 30, str(draft.number)):
        assert desk.get(f"/proposals/new/?amends={nonsense}").status_code == 200


def test_the_list_says_how_each_edition_stands(desk, draft):
    copy_edition(draft)
    freeze(draft)
    page = words(desk.get("/desk/code/"))
    states = re.findall(r"</svg>(draft|frozen for its vote|in force|past)</span>", page)
    assert states == ["draft", "frozen for its vote", "in force", "past"]


def test_an_article_is_written_shown_as_it_will_be_read_and_put_in_its_place(desk, draft):
    typed = {
        "number": "12 bis",
        "title": "Urgent matters",
        "body": "Half of us: [[ordinary.threshold]].",
        "after": "",
    }
    first = draft.articles.get(number="1")
    desk.post(path(draft, "articles/new/"), typed | {"after": first.pk})
    made = draft.articles.get(number="12 bis")
    assert [one.number for one in draft.articles.all()][:3] == ["1", "12 bis", "2"]
    page = words(desk.get(path(draft, article=made)))
    assert 'Half of us: <strong class="living">half</strong>.' in page
    write(desk, draft, made, after="", title="Urgency")
    assert [one.number for one in draft.articles.all()][:3] == ["12 bis", "1", "2"]
    assert draft.articles.get(number="12 bis").title == "Urgency"
    assert [one.position for one in draft.articles.all()] == list(range(draft.articles.count()))


def test_a_preview_keeps_nothing(desk, draft):
    shown = words(desk.post(path(draft, "preview/"), {"body": "So: **[[notice.days]]** <script>x</script>"}))
    assert '<strong><strong class="living">15 days</strong></strong>' in shown
    assert (
        "<script>x" not in desk.post(path(draft, "preview/"), {"body": "<script>x</script>"}).content.decode()
    )
    assert "Nothing to show yet." in words(desk.post(path(draft, "preview/"), {}))
    assert not Article.objects.filter(body__contains="So:").exists()


@pytest.mark.parametrize(
    ("changed", "sentence", "status"),
    [
        ({"number": "13"}, "Another article bears the number 13.", 409),
        ({"number": ""}, "This field is required.", 422),
        ({"number": "<b>"}, "Use letters, figures, spaces, dots and hyphens.", 422),
        ({"body": "x" * 20_001}, "at most 20000 characters", 422),
        ({"after": "999999"}, "Select a valid choice.", 422),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_is_still_there(
    changed, sentence, status, desk, draft
):
    article = draft.articles.get(number="12")
    before = (article.number, article.title, article.body)
    response = write(desk, draft, article, title="My new title", **changed)
    assert response.status_code == status
    assert sentence in words(response)
    assert "My new title" in words(response)
    article.refresh_from_db()
    assert (article.number, article.title, article.body) == before


def test_two_people_at_the_desk_do_not_write_over_each_other(desk, draft):
    article = draft.articles.get(number="12")
    where = path(draft, article=article)
    mine = fields(desk.get(where)) | {"body": "Mine"}
    write(desk, draft, article, body="Theirs")
    late = desk.post(where, mine)
    assert late.status_code == 409
    assert "Somebody changed this meanwhile." in words(late)
    assert ">\nMine</textarea>" in words(late)
    assert draft.articles.get(number="12").body == "Theirs"
    # Who has read that sends the same words again, from the page that said so.
    assert desk.post(where, fields(late)).status_code == 302
    assert draft.articles.get(number="12").body == "Mine"


def test_a_title_and_a_day_written_meanwhile_are_read_before_they_are_replaced(desk, draft):
    where = path(draft, "about/")
    mine = fields(desk.get(where)) | {"title": "Mine"}
    desk.post(where, fields(desk.get(where)) | {"title": "Theirs"})
    late = desk.post(where, mine)
    assert late.status_code == 422
    assert "It says now: Theirs, " in words(late)
    draft.refresh_from_db()
    assert draft.title == "Theirs"
    assert desk.post(where, fields(late)).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Mine"


@pytest.mark.parametrize("taken_away", [False, True])
def test_a_value_said_meanwhile_is_read_before_it_is_replaced(desk, draft, taken_away):
    said = draft.parameters.get(key="notice.days")
    where = path(draft, "values/notice.days/", said.article)
    mine = fields(desk.get(where)) | {"value": "40"}
    if taken_away:
        said.delete()
    else:
        desk.post(where, fields(desk.get(where)) | {"value": "21"})
    late = desk.post(where, mine)
    assert late.status_code == 409
    assert f"It says now: {'nothing' if taken_away else '21 days'}." in words(late)
    assert desk.post(where, fields(late)).status_code == 302
    assert draft.parameters.get(key="notice.days").value == 40


def test_an_article_is_taken_out_with_its_values_once_asked(desk, draft):
    article = draft.articles.get(number="15")
    assert "Its text and its values leave this draft." in words(desk.get(path(draft, "remove/", article)))
    assert draft.articles.filter(number="15").exists()
    desk.post(path(draft, "remove/", article))
    assert not draft.articles.filter(number="15").exists()
    assert not draft.parameters.filter(key="postal.paper_days").exists()
    assert Edition.objects.enacted().last().articles.filter(number="15").exists()


def test_a_value_is_chosen_from_the_vocabulary_and_said_with_its_source(desk, cast, draft):
    article = draft.articles.get(number="12")
    page = words(desk.get(path(draft, article=article)))
    assert '<option value="ordinary.quorum_second">Quorum on second call</option>' in page
    assert '<option value="ordinary.quorum">' not in page
    chosen = desk.get(path(draft, "values/?key=ordinary.quorum_second", article))
    where = path(draft, "values/ordinary.quorum_second/", article)
    assert chosen.headers["Location"] == where
    asked = words(desk.get(where))
    assert "the same as “Quorum”. The quorum of the first call holds unless the code lowers it." in asked
    desk.post(where, {"value": "20 %", "source": "Statutes, art. 9", "confidence": "R"})
    said = draft.parameters.get(key="ordinary.quorum_second")
    assert (said.value, said.kind, said.source, said.confidence) == (
        "1/5",
        "fraction",
        "Statutes, art. 9",
        "R",
    )
    assert "Statutes, art. 9, our reading, or a choice" in words(desk.get(path(draft, article=article)))
    desk.post(where, {"value": "1/6", "source": "", "confidence": ""})
    assert draft.parameters.get(key="ordinary.quorum_second").value == "1/6"
    desk.post(path(draft, "values/ordinary.quorum_second/remove/", article))
    assert not draft.parameters.filter(key="ordinary.quorum_second").exists()
    assert Entry.objects.filter(kind="code.value_set", actor=cast.erik).count() == 2


@pytest.mark.parametrize(
    ("number", "key", "typed", "kept"),
    [
        ("12", QUORUM, "1/3", "1/3"),
        ("12", QUORUM, "33,5 %", "67/200"),
        ("12", QUORUM, "0.25", "1/4"),
        ("12", QUORUM, "0", "0"),
        ("12", "ordinary.base", "registered", "registered"),
        ("12", "ordinary.may_change", "no", False),
        ("11", "notice.days", "21", 21),
        ("15", "postal.eve_hour", "18", 18),
        ("5", "shares.nominal", "12.50", "12.50"),
        ("5", "shares.nominal", "20", "20"),
    ],
)  # fmt: skip
def test_each_kind_of_value_is_typed_as_people_write_it_and_kept_exactly(
    number, key, typed, kept, desk, draft
):
    article = draft.articles.get(number=number)
    desk.post(path(draft, f"values/{key}/", article), {"value": typed})
    assert draft.parameters.get(key=key).value == kept


@pytest.mark.parametrize(
    ("number", "key", "typed", "sentence"),
    [
        ("12", QUORUM, "a third", "Write a fraction such as 2/3, or a percentage such as 50 %."),
        ("12", QUORUM, "1/0", "Write a fraction such as 2/3"),
        ("12", QUORUM, "-1/3", "Write a fraction such as 2/3"),
        ("12", QUORUM, "150 %", "“3/2” is out of bounds: give a value from 0 to 1."),
        ("12", "ordinary.base", "people", "Select a valid choice."),
        ("12", "ordinary.may_change", "", "This field is required."),
        ("11", "notice.days", "-1", "greater than or equal to 0"),
        ("15", "postal.eve_hour", "25", "less than or equal to 23"),
        ("5", "shares.nominal", "12.345", "no more than 2 decimal places"),
    ],
)
def test_a_value_that_cannot_be_applied_is_refused_beside_its_field(
    number, key, typed, sentence, desk, draft
):
    article = draft.articles.get(number=number)
    before = draft.parameters.get(key=key).value
    response = desk.post(path(draft, f"values/{key}/", article), {"value": typed, "source": "My source"})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "My source" in words(response)
    assert draft.parameters.get(key=key).value == before


def test_weights_have_a_field_for_each_college_and_must_add_up(desk, draft):
    article = draft.articles.get(number="8")
    where = path(draft, "values/colleges.weights/", article)
    page = words(desk.get(where))
    for college in ("Founders", "Staff", "Users", "Partners", "Commons"):
        assert f">{college}</label>" in page
    typed = {"weight_F": "10 %", "weight_S": "1/2", "weight_U": "30%", "weight_P": "", "weight_C": ""}
    short = desk.post(where, typed)
    assert short.status_code == 422
    assert "The weights of the colleges add up to 9/10 instead of 1." in words(short)
    desk.post(where, typed | {"weight_P": "0,1"})
    assert draft.parameters.get(key="colleges.weights").value == {
        "F": "1/10",
        "S": "1/2",
        "U": "3/10",
        "P": "1/10",
    }
    assert "gives no weight to college C" in words(desk.get(path(draft)))


def test_a_college_that_the_house_lacks_still_has_its_field(desk, draft):
    draft.parameters.filter(key="colleges.weights").update(value={"F": "1/2", "Z": "1/2"})
    article = draft.articles.get(number="8")
    assert ">Z</label>" in words(desk.get(path(draft, "values/colleges.weights/", article)))


def test_a_house_without_colleges_is_told_to_create_them(desk, cast):
    from members.people.models import College, Member

    edition = start_from_preset("association", effective_from=make.today())
    Member.objects.all().delete()
    College.objects.all().delete()
    where = path(edition, "values/colleges.weights/", edition.articles.first())
    response = desk.post(where, {"source": "Statutes"})
    assert response.status_code == 422
    assert "This house has no college yet." in words(response)


def test_an_edition_says_a_value_in_one_article(desk, draft):
    elsewhere = draft.articles.get(number="13")
    response = desk.post(path(draft, f"values/{QUORUM}/", elsewhere), {"value": "1/5"})
    assert response.status_code == 409
    assert "Article 12 says “Quorum” already. Change it there" in words(response)
    assert draft.parameters.get(key=QUORUM).value == "1/3"


def test_a_key_that_nothing_reads_has_no_page(desk, draft):
    article = draft.articles.get(number="12")
    assert desk.get(path(draft, "values/coffee.sugar/", article)).status_code == 404
    assert desk.get(path(draft, "values/?key=coffee.sugar", article)).headers["Location"] == path(
        draft, article=article
    )


def test_what_is_missing_is_said_on_every_page_of_the_draft(desk, draft):
    article = draft.articles.get(number="12")
    assert "Every value can be applied." in words(desk.get(path(draft)))
    draft.parameters.filter(key="ordinary.base").delete()
    for page in (path(draft), path(draft, article=article), path(draft, "articles/new/")):
        assert "Article 12, “Majority”: it needs “Counted on” too." in words(desk.get(page))


@pytest.mark.parametrize(
    ("key", "value"),
    [("ordinary.threshold", "x"), ("notice.days", "x"), ("colleges.weights", "x"), ("shares.nominal", []), ("ordinary.base", [])],
)  # fmt: skip
def test_a_draft_with_a_value_that_cannot_be_read_still_opens_and_says_so(key, value, desk, draft):
    draft.parameters.filter(key=key).update(value=value)
    page = words(desk.get(path(draft)))
    assert "Cannot be adopted yet" in page
    assert "cannot be read as" in page
    article = draft.parameters.get(key=key).article
    assert desk.get(path(draft, article=article)).status_code == 200
    assert desk.get(path(draft, f"values/{key}/", article)).status_code == 200


@pytest.mark.parametrize(
    "page", ["about/", "update/", "enact/", "discard/", "articles/new/", "article", "remove", "value"]
)
def test_nobody_writes_in_an_edition_that_is_voted_on_or_was_enacted(page, desk, draft):
    freeze(draft)
    for edition in (draft, Edition.objects.enacted().last()):
        article = edition.articles.get(number="12")
        inside = {"article": "", "remove": "remove/", "value": f"values/{QUORUM}/"}
        where = path(edition, inside.get(page, page), article if page in inside else None)
        for answer in (desk.get(where), desk.post(where, {"value": "1/5", "title": "Other"})):
            assert answer.status_code == 409
            assert "is not a draft any more" in words(answer)
    assert not Article.objects.filter(title="Other").exists()
    assert words(desk.get(path(draft))).count("frozen for its vote") == 1


def test_title_and_date_are_changed_and_a_wrong_date_is_said(desk, draft):
    wrong = desk.post(path(draft, "about/"), {"title": "Next year", "effective_from": "soon"})
    assert wrong.status_code == 422
    assert "Next year" in words(wrong)
    desk.post(path(draft, "about/"), {"title": "Next year", "effective_from": "2030-01-01"})
    draft.refresh_from_db()
    assert (draft.title, str(draft.effective_from)) == ("Next year", "2030-01-01")


def test_a_draft_says_what_it_changes(desk, draft):
    assert "both editions say the same" in words(desk.get(path(draft, "changes/")))
    desk.post(path(draft, f"values/{QUORUM}/", draft.articles.get(number="12")), {"value": "1/4"})
    page = words(desk.get(path(draft, "changes/")))
    assert "Compared with edition 4" in page
    assert page.index("one third") < page.index("one quarter")
    past = words(desk.get("/desk/code/4/changes/"))
    assert "Compared with edition 3" in past
    assert "it is the first edition" in words(desk.get("/desk/code/3/changes/"))


def test_a_draft_is_thrown_away_unless_a_proposal_carries_it(desk, cast, draft):
    assert "Its articles and values go with it." in words(desk.get(path(draft, "discard/")))
    other = copy_edition(draft)
    desk.post(path(other, "discard/"))
    assert not Edition.objects.filter(pk=other.pk).exists()
    desk.post("/proposals/new/", {"title": "Amend", "body": "W", "visibility": "members", "amends": draft.pk})
    refused = desk.post(path(draft, "discard/"))
    assert refused.status_code == 409
    assert "A proposal carries this draft, so it stays." in words(refused)


def test_a_draft_starts_from_the_edition_in_force_or_one_that_was_not_adopted(desk, draft):
    draft.parameters.filter(key=QUORUM).update(value="1/9")
    freeze(draft)
    page = desk.get(f"/desk/code/start/?from={draft.number}")
    assert page.context["form"]["start_from"].value() == str(draft.number)
    assert [str(number) for number in page.context["form"].editions] == ["4", str(draft.number)]
    desk.post("/desk/code/start/", {"start_from": str(draft.number), "effective_from": "2031-02-03"})
    fresh = Edition.objects.last()
    assert (fresh.parameters.get(key=QUORUM).value, str(fresh.effective_from)) == ("1/9", "2031-02-03")
    wrong = desk.post("/desk/code/start/", {"start_from": "monarchy", "effective_from": "2031-02-03"})
    assert wrong.status_code == 422
    assert desk.post("/desk/code/start/", {"start_from": "scop"}).status_code == 422


def test_putting_in_force_by_hand_says_what_the_rule_is_and_is_in_the_journal(desk, cast, draft):
    act = {"action": "put_in_force", "_selected_action": [draft.pk]}
    where = reverse("admin:code_edition_changelist")
    said = words(desk.post(where, act, follow=True))
    assert "The code’s own rule is that a decision does this" in said
    assert Entry.objects.filter(kind="code.enacted_by_hand", actor=cast.erik).count() == 1
    again = words(desk.post(where, act, follow=True))
    assert "is not a draft any more" in again
    assert Entry.objects.filter(kind="code.enacted_by_hand").count() == 1


def test_an_edition_being_voted_on_is_not_put_in_force_by_hand(desk, draft):
    freeze(draft)
    where = reverse("admin:code_edition_changelist")
    desk.post(where, {"action": "put_in_force", "_selected_action": [draft.pk]})
    assert Edition.objects.get(pk=draft.pk).enacted_at is None


@pytest.mark.parametrize("pages", ["edition", "article", "public"])
def test_an_edition_of_thirty_articles_asks_as_many_questions_as_one_of_one(
    pages, desk, cast, draft, django_assert_max_num_queries
):
    draft.articles.exclude(number="12").delete()
    article = draft.articles.get()
    where = {"edition": path(draft), "article": path(draft, article=article), "public": "/open/functioning/"}[
        pages
    ]
    if pages == "public":
        Edition.objects.filter(pk=draft.pk).update(
            enacted_at="2026-01-01T00:00Z", effective_from=make.today()
        )
    desk.get(where)
    with django_assert_max_num_queries(16) as one:
        assert desk.get(where).status_code == 200
    for k in range(29):
        more = draft.articles.create(
            number=f"x{k}", title="More", body="[[ordinary.quorum]]", position=k + 100
        )
        draft.parameters.create(article=more, key=f"more.k{k}", kind="whole", value=k)
    with django_assert_max_num_queries(16) as many:
        desk.get(where)
    assert len(many) == len(one)


def test_the_list_asks_as_many_questions_with_thirty_editions(desk, draft, django_assert_max_num_queries):
    desk.get("/desk/code/")
    with django_assert_max_num_queries(10) as few:
        desk.get("/desk/code/")
    for _time in range(27):
        start_from_preset("association", effective_from=make.today())
    with django_assert_max_num_queries(10) as many:
        desk.get("/desk/code/")
    assert len(many) == len(few)


def test_anyone_reads_each_value_with_its_source_at_an_address_of_its_own(cast, code, client):
    page = words(client.get("/open/functioning/", headers={"accept-language": "en"}))
    assert 'id="article-12"' in page
    assert "Values and sources" in page
    assert "C. com. R225-77 (SA)" in page
    assert "A tie inside a college" in page
    assert page.index("<dt>Majority</dt>") < page.index("<dt>Counted on</dt>") < page.index("<dt>Quorum</dt>")
    assert "our reading" not in page
