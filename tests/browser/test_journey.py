"""The main journey: a member votes from a phone, a visitor's page moves, the decision is in the register."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESK, PHONE, Window
from tests.processes import REPLICAS, production

ROOT = Path(__file__).parents[2]
TITLE = "Accueillir une épicerie coopérative au rez-de-chaussée"


def journey(browser, address, tmp_path):
    member = Window(browser, address, locale="fr-FR", **PHONE).be("associate")
    member.page.wait_for_url("**/home/")
    expect(member.page.get_by_role("heading", name="À vous de jouer")).to_be_visible()

    visitor = Window(browser, address, locale="fr-FR", **DESK).open("/open/").live()
    visitor.page.get_by_role("link", name=TITLE).first.click()
    visitor.live()
    expect(visitor.page.locator(".turn-beads")).to_contain_text("38 voix sur 60")

    # She reads, then votes: one click.
    member.page.get_by_role("link", name=TITLE).first.click()
    member.live()
    member.page.get_by_role("button", name="Pour", exact=True).click()
    expect(member.page.get_by_role("heading", name="Votre voix est posée")).to_be_visible()
    code = member.page.locator(".receipt-code").inner_text()
    assert len(code.replace(" ", "")) == 8

    # The visitor's page moves by itself, without an account and without a reload.
    expect(visitor.page.locator(".turn-beads")).to_contain_text("39 voix sur 60")

    # The chair closes; both pages show the verdict by themselves.
    chair = Window(browser, address, locale="fr-FR", **DESK).be("chair").open("/proposals/21/")
    chair.page.get_by_role("link", name="Clore maintenant").click()
    chair.page.get_by_role("button", name="Clore le vote").click()
    expect(chair.page.locator(".verdict-word")).to_be_visible()
    expect(visitor.page.locator(".verdict-word")).to_be_visible()
    expect(member.page.get_by_role("link", name="Voir le résultat")).to_be_visible()

    # It is in the register, and anyone can check the chain with the downloaded program.
    visitor.open("/open/")
    entry = visitor.page.locator(".register > li").first
    expect(entry).to_contain_text(TITLE)
    visitor.open("/open/verify/")
    with visitor.page.expect_download() as export:
        visitor.page.get_by_role("link", name="Télécharger le registre").click()
    with visitor.page.expect_download() as program:
        visitor.page.get_by_role("link", name="Télécharger le programme").click()
    export.value.save_as(tmp_path / "register.jsonl")
    program.value.save_as(tmp_path / "verify.py")
    head, key = visitor.page.locator("dd.hash").all_inner_texts()[:2]
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            tmp_path / "verify.py",
            tmp_path / "register.jsonl",
            "--head",
            head,
            "--key",
            key,
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "31 entries" in done.stdout
    last = json.loads((tmp_path / "register.jsonl").read_text().splitlines()[-1])
    assert last["content"]["title"] == TITLE

    for window in (member, visitor, chair):
        assert window.complaints == []
        window.close()


def test_the_journey_in_one_process(browser, served, town, tmp_path):
    journey(browser, served, tmp_path)


@pytest.mark.services
@pytest.mark.timeout(180)
def test_the_journey_on_the_production_shape(browser, tmp_path):
    with production() as house:
        journey(browser, house.address, tmp_path)
        assert "Traceback" not in "".join(map(house.said, (*REPLICAS, "live", "worker")))
