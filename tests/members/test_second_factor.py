"""Administrators prove who they are twice before the desk opens; nobody else is asked."""

import pytest
from allauth.mfa.models import Authenticator

from tests import make

pytestmark = pytest.mark.django_db
DESK = ["/members/", "/shares/", "/shares/new/transfer/", "/join/applications/", "/members/members.csv"]


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR = True


def add_factor(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.mark.parametrize("path", DESK)
def test_without_a_second_factor_the_desk_says_what_to_do(path, cast, code, sign_in):
    answer = sign_in(cast.erik).get(path)
    assert answer.status_code == 409
    assert "prove who they are twice" in answer.content.decode()


@pytest.mark.parametrize("path", DESK)
def test_with_one_the_desk_opens(path, cast, code, sign_in):
    add_factor(cast.erik)
    assert sign_in(cast.erik).get(path).status_code == 200


def test_the_back_office_leads_to_where_one_is_added(cast, sign_in):
    client = sign_in(cast.erik)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/2fa/"
    add_factor(cast.erik)
    assert client.get("/admin/").status_code == 200


def test_an_administrator_without_one_is_no_more_than_anybody_at_a_seat(cast, sign_in):
    for path in (f"/members/{cast.seats['bob'].number}/", f"/shares/of/{cast.seats['bob'].number}/"):
        assert sign_in(cast.erik).get(path).status_code == 404


def test_members_are_not_asked(cast, code, sign_in):
    client = sign_in(cast.bob)
    assert client.get("/members/").status_code == 200
    proposal = make.voting(cast.alice)
    assert client.post(f"/rounds/{proposal.round_id}/ballot/", {"choice": "for"}).status_code == 302


def test_it_is_asked_everywhere_but_in_a_demo():
    import os
    import subprocess
    import sys

    code = "from config import settings; print(settings.SECOND_FACTOR)"
    for demo, asked in (("0", "True"), ("1", "False")):
        cleared = {k: v for k, v in os.environ.items() if k != "SECOND_FACTOR"}
        done = subprocess.run(
            [sys.executable, "-c", code], env={**cleared, "DEMO": demo}, capture_output=True, text=True
        )
        assert done.stdout.strip() == asked
