"""A voter with a phone opens the published box and finds a ballot in it, with scripts or without."""

import pytest

from tests import make
from tests.browser.pages import PHONE, Window
from votes.ballots.secrecy import cast_secret

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(served):
    """A public secret vote that is over; gives the address of the house, the vote and a receipt."""
    from governance.proposals.vote.actions import settling

    make.code()
    cast = make.cast()
    round_ = make.secret_round(cast.alice, cast.bob, visibility="public")
    (receipt,) = cast_secret(cast.bob, round_.pk, "against")
    for voice in round_.voices.filter(voted_at=None):
        cast_secret(voice.bearer, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    return served, round_, receipt


@pytest.mark.parametrize("scripts", [True, False])
def test_a_voter_finds_a_ballot_with_scripts_or_without(scripts, held, browser):
    served, round_, receipt = held
    window = Window(browser, served, **PHONE, java_script_enabled=scripts).open(f"/rounds/{round_.pk}/box/")
    window.page.fill("[name=code]", receipt.code)
    window.page.fill("[name=signature]", receipt.signature)
    window.page.click(f'form[action^="/rounds/{round_.pk}/box/find/"] button')
    window.page.wait_for_selector("#h-found")
    said = window.page.inner_text("[aria-labelledby=h-found]")
    assert "Your ballot is in the box" in said
    assert "Against" in said
    assert "The signature is ours" in said
    assert receipt.code not in window.page.url
    window.close()


@pytest.mark.parametrize("path", ["/rounds/{}/box/", "/open/secrecy/"])
def test_the_pages_about_secrecy_are_fit_for_everybody(path, held, browser):
    served, round_, _receipt = held
    for scheme in ("light", "dark"):
        window = Window(browser, served, **PHONE, color_scheme=scheme).open(path.format(round_.pk))
        assert window.faults() == []
        assert not window.runs_sideways()
        assert window.complaints == []
        window.close()
