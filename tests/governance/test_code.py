"""The code social over time: which rules on which day, what changed, and that nothing past is touched."""

from datetime import timedelta

import pytest
from django.utils import translation

from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact
from governance.code.history import changes_between, reigns
from governance.code.in_force import in_force
from governance.code.models import Edition
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editions(code):
    """Editions 3 and 4 of the cast's code; a draft of edition 5 that nobody enacted."""
    third, fourth = Edition.objects.enacted()
    draft = copy_edition(fourth)
    with translation.override("en"):
        yield third, fourth, draft


def page(client, path):
    return client.get(path, headers={"accept-language": "en"}).content.decode()


def test_each_day_has_one_edition_and_the_last_has_no_end(editions):
    third, fourth, _draft = editions
    first, second = reigns()
    assert (first.edition, second.edition, second.until) == (third, fourth, None)
    assert first.until + timedelta(days=1) == second.since == fourth.effective_from
    for day, edition in ((first.until, third), (second.since, fourth)):
        assert in_force(day).edition == edition.number
        assert [reign.edition for reign in reigns() if reign.holds(day)] == [edition]


def test_an_edition_replaced_on_its_first_day_never_applied(editions):
    _third, fourth, draft = editions
    draft.effective_from = fourth.effective_from
    draft.save()
    enact(draft)
    assert [reign.edition.number for reign in reigns()] == [3, 5]


def test_the_page_shows_the_rules_of_the_day_that_is_asked(editions, client):
    third, fourth, _draft = editions
    today = page(client, "/open/functioning/")
    assert "Edition 4" in today
    assert "not those of today" not in today
    past = page(client, f"/open/functioning/?day={fourth.effective_from - timedelta(days=1)}")
    assert "Edition 3" in past
    assert "not those of today" in past
    before = page(client, f"/open/functioning/?day={third.effective_from - timedelta(days=1)}")
    assert "No edition was in force on that day" in before
    assert "Edition 4" in page(client, "/open/functioning/?day=31-31-31")


def test_what_changed_is_said_in_words_and_in_values(editions, client):
    _third, fourth, draft = editions
    article = draft.articles.get(number="12")
    article.body = article.body.replace("An ordinary decision", "Each ordinary decision")
    article.save()
    draft.parameters.filter(key="ordinary.quorum").update(value="1/5")
    draft.articles.get(number="25").delete()
    draft.articles.create(number="99", title="New one", body="Fresh words.", position=99)
    changes = {change.number: change for change in changes_between(fourth, draft)}
    assert list(changes) == ["12", "99", "25"]
    assert "<ins>Each </ins>" in changes["12"].words
    assert [(change.before.value, change.after.value) for change in changes["12"].parameters] == [
        ("1/3", "1/5")
    ]
    assert (changes["99"].before, changes["25"].after) == (None, None)
    shown = page(client, "/open/code/compare/?from=3&to=4")
    assert "Quorum" in shown
    assert "half" in shown
    assert "one third" in shown


def test_an_edition_compared_with_itself_has_not_changed(editions, client):
    assert changes_between(editions[0], editions[0]) == []
    assert "both editions say the same" in page(client, "/open/code/compare/?from=4&to=4")


def test_a_house_without_a_code_says_so(db, client):
    assert reigns() == []
    for path in ("/open/functioning/", "/open/code/"):
        assert "No edition is in force yet." in page(client, path)


def test_a_draft_is_nobodys_to_read(editions, client):
    assert client.get("/open/code/5/").status_code == 404
    assert client.get("/open/code/5.pdf").status_code == 404
    assert "Edition 5" not in page(client, "/open/code/")


def test_the_code_on_paper_is_a_pdf(editions, client):
    answer = client.get("/open/code/4.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_a_new_edition_changes_no_vote_that_is_open(editions, cast):
    _third, _fourth, draft = editions
    proposal = make.voting(cast.alice)
    rule = dict(proposal.round.rule)
    draft.parameters.filter(key="ordinary.threshold").update(value="3/4")
    draft.effective_from = make.today()
    draft.save()
    enact(draft)
    proposal.round.refresh_from_db()
    assert proposal.round.rule == rule
    assert make.voting(cast.alice, title="Later").round.rule["threshold"] == "3/4"
