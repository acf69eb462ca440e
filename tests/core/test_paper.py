"""Papers come out whatever was typed: a sign that they have no letter for is written as its number."""

import random

import pytest
from django.urls import reverse

from core.paper import written
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact
from governance.code.models import Edition
from members.shares.actions import subscribe
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FOREIGN = "1️⃣ #️⃣ v⃗ →⃗ k⃝ 伟王 한국 あい ไทย አማ தமி ⵣ 😀 👩‍👩‍👧 \uf0b7 un logement \u202e 𠀀"


def test_what_a_paper_can_write_stays_as_it_is():
    said = {"name": "Zoë Ţîşe Ἀθηνᾶ Ольга אבג अआ", "rows": [["– “12,50 €”", 3, None, True]]}
    assert written(said) == said


def test_what_it_cannot_write_is_told_by_its_number():
    assert written(["王 a"]) == ["[U+738B] a"]
    assert written("\uf0b7") == "[U+F0B7]"
    assert written("1\ufe0f\u20e3") == "1[U+FE0F][U+20E3]"
    assert written("e\u0301") == "e\u0301"
    assert written("王é", plain=True) == "[U+738B]é"


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


def test_a_paper_comes_out_of_whatever_signs_stand_beside_each_other(code, client):
    """Each has a sign, and so has each pair: what does not hold together is written in Latin and numbers."""
    draw = random.Random(7)
    signs = [chr(code) for code in draw.sample([*range(0x20, 0x600), *range(0x2000, 0x2C00)], 200)]
    edition = copy_edition(Edition.objects.enacted().last(), effective_from=make.today())
    edition.articles.update(body="\n\n".join("".join(draw.choices(signs, k=40)) for _line in range(20)))
    enact(edition)
    answer = client.get(reverse("portal:edition_pdf", args=[edition.number]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
