"""Papers come out whatever was typed: a sign that they have no letter for is written as its number."""

import pytest
from django.urls import reverse

from core.paper import written
from governance.code.actions import copy_edition, enact
from governance.code.models import Edition
from members.shares.actions import subscribe
from tests import make

pytestmark = pytest.mark.django_db
FOREIGN = "伟王 한국 あい ไทย አማ தமி ⵣ 😀 👩‍👩‍👧 \uf0b7 un logement \u202e 𠀀"


def test_what_a_paper_can_write_stays_as_it_is():
    said = {"name": "Zoë Ţîşe Ἀθηνᾶ Ольга אבג अआ", "rows": [["– “12,50 €”", 3, None, True]]}
    assert written(said) == said


def test_what_it_cannot_write_is_told_by_its_number():
    assert written(["王 a"]) == ["[U+738B] a"]
    assert written("\uf0b7") == "[U+F0B7]"


@pytest.mark.parametrize("page", ["shares:export_pdf", "shares:statement_pdf"])
def test_one_name_keeps_nobody_from_reading_the_register_on_paper(page, cast, code, sign_in):
    seat = make.member(make.person(FOREIGN))
    subscribe(seat, 3, on=make.today(), actor=cast.erik)
    at = [seat.number] if page == "shares:statement_pdf" else []
    answer = sign_in(cast.sara).get(reverse(page, args=at))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_one_article_keeps_nobody_from_reading_the_code_on_paper(code, client):
    edition = copy_edition(Edition.objects.enacted().last(), effective_from=make.today())
    edition.articles.update(title=FOREIGN, body=f"- {FOREIGN}\n\n{FOREIGN * 40}")
    enact(edition)
    answer = client.get(reverse("portal:edition_pdf", args=[edition.number]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
