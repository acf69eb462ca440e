"""Votes of Les Lisières, played by hand: grades, a secret election found again and recounted, paper, a rehearsal."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from governance.proposals.models import Proposal
from tests.browser.pages import DESK, PHONE, Window

FRENCH = {"locale": "fr-FR"}


def number_of(title):
    return next(p.number for p in Proposal.objects.current() if title in p.title)


def round_of(title):
    return next(p.round_id for p in Proposal.objects.current() if title in p.title)


def test_grades_are_given_by_the_keyboard_alone_and_the_receipt_reads_them_back(browser, served, town):
    ines = Window(browser, served, **FRENCH, **DESK).be("associate")
    ines.open(f"/rounds/{round_of('l’affiche')}/ballot/")
    grades = ines.page.locator("[data-row] input[type=radio]:visible, [data-row] input[type=radio]")
    assert not any(grades.nth(k).is_checked() for k in range(grades.count()))
    for row in range(4):
        first = ines.page.locator("[data-row]").nth(row).locator("input[type=radio]").first
        first.focus()
        ines.page.keyboard.press("Space")
        for _step in range(row):
            ines.page.keyboard.press("ArrowRight")
    ines.page.get_by_role("button", name="Déposer mon bulletin").press("Enter")
    receipt = ines.page.locator(".receipt")
    expect(receipt).to_contain_text("La péniche jaune")
    expect(receipt).to_contain_text("Excellent")
    expect(receipt).to_contain_text("Très bien")
    assert ines.faults() == []
    assert ines.complaints == []


def test_a_member_finds_a_secret_ballot_and_recounts_the_box_with_the_program(
    browser, served, town, tmp_path
):
    round_id, number = round_of("médiation"), number_of("médiation")
    ines = Window(browser, served, **FRENCH, **PHONE).be("associate")
    ines.open(f"/proposals/{number}/").page.get_by_role("link", name="Ouvrir mon bulletin").click()
    ines.page.get_by_label("Rosa Ferrand").check()
    ines.page.get_by_role("button", name="Relire mon bulletin").click()
    expect(ines.page.locator("main")).to_contain_text("Rosa Ferrand")
    ines.page.get_by_role("button", name="Changer quelque chose").click()
    ines.page.get_by_label("Yasmina Ouali").check()
    ines.page.get_by_role("button", name="Relire mon bulletin").click()
    ines.page.get_by_role("button", name="Voter pour de bon").click()
    code = ines.page.locator(".receipt-code").inner_text().strip()
    assert re.fullmatch(r"[0-9a-f]{32}", code)
    assert not ines.runs_sideways()
    assert ines.faults() == []
    assert ines.page.request.get(f"{served}/rounds/{round_id}/box/").status == 404
    chair = Window(browser, served, **FRENCH, **DESK).be("chair")
    chair.open(f"/proposals/{number}/vote/close/").page.get_by_role("button", name="Clore le vote").click()
    ines.complaints.clear()
    ines.open(f"/rounds/{round_id}/box/")
    ines.page.get_by_label("Code de votre reçu").fill(code)
    ines.page.get_by_role("button", name="Chercher dans l’urne").click()
    expect(ines.page.locator("main")).to_contain_text("Yasmina Ouali")
    assert ines.faults() == []
    assert ines.complaints == []
    for name in ("box.json", "recount.py"):
        (tmp_path / name).write_bytes(ines.page.request.get(f"{served}/rounds/{round_id}/{name}").body())
    key, _none = ines.page.locator("#count .hash").all_inner_texts()
    counted = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "recount.py"), str(tmp_path / "box.json"), "--key", key],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # So few voted that nothing is settled, and nothing sealed: the rest of the box is right.
    assert counted.returncode == 2, counted.stderr
    assert "il ne montre ici aucune décision sur ce vote" in counted.stderr
    assert "le résultat est celui qui est publié" in counted.stderr
    assert "winners" in counted.stdout


@pytest.mark.parametrize(
    ("title", "word", "said"),
    [
        ("grande halle", "Adoptée", "Profil de mérite"),
        ("comité du lieu", "Élection acquise", "Vers le quota"),
        ("budget des usagers", "Financement acquis", "Le budget"),
    ],
)
def test_every_result_shows_its_verdict_its_picture_and_its_figures(browser, served, town, title, word, said):
    ines = Window(browser, served, **FRENCH, **PHONE).be("associate")
    ines.open(f"/proposals/{number_of(title)}/result/")
    expect(ines.page.locator(".verdict-word")).to_have_text(word)
    expect(ines.page.locator("main")).to_contain_text(said)
    ines.page.locator("summary", has_text="étape par étape").first.click()
    expect(ines.page.locator(".outcome-steps li").first).to_be_visible()
    assert ines.faults() == []
    assert not ines.runs_sideways()
    assert ines.complaints == []


def test_paper_ballots_are_read_twice_agreed_and_counted_with_the_others(browser, served, town):
    round_id, number = round_of("horaires d’été"), number_of("horaires d’été")
    desk = Window(browser, served, **FRENCH, **DESK).be("secretary").open(f"/rounds/{round_id}/paper/")
    desk.page.get_by_role("button", name="Émarge").first.click()
    expect(desk.page.locator("main")).to_contain_text("1 voix a émargé")
    hugo = Window(browser, served, **FRENCH, **DESK).be("representative")
    chair = Window(browser, served, **FRENCH, **DESK).be("chair")
    chair.open(f"/proposals/{number}/vote/close/").page.get_by_role("button", name="Clore le vote").click()
    for teller in (desk, hugo):
        teller.open(f"/rounds/{round_id}/paper/").page.get_by_role(
            "button", name="Lire les bulletins"
        ).click()
        teller.page.get_by_label("Pour", exact=True).check()
        teller.page.get_by_role("button", name="Noter ce bulletin").click()
        teller.page.get_by_role("button", name="J’ai lu tous les bulletins").click()
    hugo.open(f"/rounds/{round_id}/paper/compare/")
    assert hugo.faults() == []
    hugo.page.get_by_role("button", name=re.compile("accord", re.I)).click()
    desk.open(f"/rounds/{round_id}/paper/control/")
    expect(desk.page.locator("main")).to_contain_text("Le compte y est")
    chair.open(f"/proposals/{number}/").page.get_by_role("button", name=re.compile("proclamer", re.I)).click()
    chair.open(f"/proposals/{number}/result/")
    expect(chair.page.locator("main")).to_contain_text("12 voix")


def test_a_rehearsal_is_tried_counted_and_wiped(browser, served, town):
    number = number_of("chantiers")
    noe = Window(browser, served, **FRENCH, **DESK).be("chair").open(f"/proposals/{number}/vote/plan/")
    noe.page.get_by_role("link", name="Essayer mon bulletin").click()
    expect(noe.page.locator("main")).to_contain_text("Répétition")
    noe.page.locator("[data-row]").nth(2).get_by_role("button").first.click()
    noe.page.get_by_role("button", name="Déposer mon bulletin").click()
    expect(noe.page.locator(".receipt")).to_be_visible()
    noe.open(f"/proposals/{number}/vote/plan/")
    noe.page.get_by_role("button", name="Dépouiller les bulletins d’essai").click()
    noe.page.get_by_role("button", name="Effacer la répétition").click()
    expect(noe.page.locator("main")).to_contain_text("Un vote se prépare")
    assert noe.complaints == []
