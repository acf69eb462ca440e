"""A duty counts in a session in which a second factor was shown; nobody else is asked for one."""

import re

import pytest
from allauth.mfa.models import Authenticator

from core.journal.models import Entry
from core.outbox import actions as outbox
from governance.notifications.models import Notice
from members.people.models import Person
from tests import make
from tests.factors import code_now, give_codes, shown

pytestmark = pytest.mark.django_db
DESK = ["/members/", "/shares/", "/shares/new/transfer/", "/join/applications/", "/members/members.csv", "/admin/"]  # fmt: skip
AWAITS = "It counts once you have shown your second factor in this session."


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR = True


def key(client):
    return client.cookies["session"].value


def add_codes(client, person):
    """Add a generator of codes as one does on the page; gives the page that follows."""
    person.emailaddress_set.update(verified=True)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": code_now(client.session["mfa.totp.secret"])})
    return client.get("/account/2fa/")


@pytest.mark.parametrize("path", DESK)
def test_the_desk_opens_where_the_factor_was_shown_and_not_where_it_only_exists(path, cast, code, sign_in):
    client = sign_in(cast.erik)
    give_codes(cast.erik)
    refused = client.get(path, follow=True)
    assert refused.status_code == 403 or refused.redirect_chain[-1][0].startswith("/account/2fa/reauth")
    assert shown(client, cast.erik).get(path).status_code == 200


def test_a_refused_page_leads_to_the_factor_and_back(cast, code, sign_in):
    give_codes(cast.erik)
    client = sign_in(cast.erik)
    refused = client.get("/join/applications/?on=2026-01-01")
    assert AWAITS in refused.content.decode()
    link = re.search(r'href="(/account/prove/[^"]+)"', refused.content.decode())[1]
    asked = client.get(link, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/2fa/reauthenticate/")
    before = key(client)
    answered = client.post(asked.redirect_chain[-1][0], {"code": code_now()})
    assert answered.headers["Location"] == "/join/applications/?on=2026-01-01"
    assert client.get(answered.headers["Location"]).status_code == 200
    assert key(client) != before


def test_an_act_that_was_refused_leads_back_to_the_page_it_was_sent_from(cast, code, sign_in):
    give_codes(cast.erik)
    proposal = make.voting(cast.alice)
    page = f"/proposals/{proposal.number}/"
    refused = sign_in(cast.erik).post(f"{page}close/", HTTP_REFERER=f"http://testserver{page}")
    assert AWAITS in refused.content.decode()
    assert f"/account/prove/?next={page}" in refused.content.decode()


def test_nobody_is_led_back_to_another_site(cast, sign_in):
    client = shown(sign_in(cast.erik), cast.erik)
    for where in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert client.get("/account/prove/", {"next": where}).headers["Location"] == "/home/"
        assert client.get("/admin/login/", {"next": where}).headers["Location"] == "/admin/"


@pytest.mark.django_db(transaction=True)
def test_a_first_factor_is_shown_as_it_is_added_and_leads_back(cast, code, sign_in):
    client = sign_in(cast.erik)
    page = client.get("/account/prove/", {"next": "/join/applications/"}).content.decode()
    assert "Add a second factor" in page
    add_codes(client, cast.erik)
    # The codes that stand in for it are shown at once, and each page leads on until it was followed.
    on = "/account/prove/?next=%2Fjoin%2Fapplications%2F"
    for _time in range(2):
        assert f'href="{on}"' in client.get("/account/2fa/recovery-codes/").content.decode()
    assert client.get(on).headers["Location"] == "/join/applications/"
    assert on not in client.get("/account/2fa/").content.decode()
    assert client.get("/join/applications/").status_code == 200


def test_who_signs_in_with_it_is_not_asked_again(cast, code, client):
    give_codes(cast.erik)
    cast.erik.set_password("a long secret phrase")
    cast.erik.save()
    cast.erik.emailaddress_set.update(verified=True)
    said = {"login": "erik@example.example", "password": "a long secret phrase"}
    asked = client.post("/account/login/?next=/join/applications/", said, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/2fa/authenticate/")
    answered = client.post("/account/2fa/authenticate/", {"code": code_now()}, follow=True)
    assert answered.redirect_chain[-1][0] == "/join/applications/"
    assert answered.status_code == 200


def test_what_one_session_has_proven_counts_in_that_one_alone(cast, code, sign_in):
    shown(sign_in(cast.erik), cast.erik)
    assert sign_in(cast.erik).get("/shares/").status_code == 403


def test_a_proof_is_of_one_person_and_of_a_factor_that_still_is_theirs(cast, code, sign_in):
    client = shown(sign_in(cast.sara), cast.erik)
    assert client.get("/shares/").status_code == 403
    client = shown(sign_in(cast.erik), cast.erik)
    assert client.get("/shares/").status_code == 200
    Authenticator.objects.filter(user=cast.erik).delete()
    assert client.get("/shares/").status_code == 403


def test_a_session_older_than_the_factor_adds_none_and_removes_none(cast, sign_in):
    """Somebody who reads their mails and came in before: they do not make themselves a way to the desk."""
    client = sign_in(cast.erik)
    cast.erik.set_password("a long secret phrase")
    give_codes(cast.erik)
    for page in ("totp/deactivate/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"):
        for answer in (client.get(f"/account/2fa/{page}"), client.post(f"/account/2fa/{page}")):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/")
    for page in ("/account/email/", "/account/password/set/", "/account/password/change/"):
        assert client.post(page, {"email": "mine@example.example", "action_add": "1"}).status_code == 302
    assert Authenticator.objects.filter(user=cast.erik).count() == 1
    assert cast.erik.emailaddress_set.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_factor_of_somebody_with_a_duty_is_told_to_them_and_to_administrators(cast, sign_in):
    add_codes(sign_in(cast.sara), cast.sara)
    line = Entry.objects.get(kind="factor.added")
    assert (line.actor, line.facts) == (cast.sara, {"person": cast.sara.pk})
    while outbox.drain("send"):
        pass
    assert {notice.person for notice in Notice.objects.filter(entry=line)} == {cast.sara, cast.erik}
    assert "A second factor was added to your account" in sign_in(cast.sara).get("/notices/").content.decode()
    theirs = sign_in(cast.erik)
    assert "Somebody who holds a duty added a second factor" in theirs.get("/notices/").content.decode()
    assert "Sara Brun added a second factor" in shown(theirs, cast.erik).get("/notices/").content.decode()


def test_one_s_space_says_how_to_open_the_desk(cast, sign_in):
    client = sign_in(cast.erik)
    assert AWAITS in client.get("/me/").content.decode()
    assert 'href="/desk/"' in shown(client, cast.erik).get("/me/").content.decode()
    assert AWAITS not in sign_in(cast.bob).get("/me/").content.decode()


def test_an_administrator_without_one_is_no_more_than_anybody_at_a_seat(cast, sign_in):
    for path in (f"/members/{cast.seats['bob'].number}/", f"/shares/of/{cast.seats['bob'].number}/"):
        assert sign_in(cast.erik).get(path).status_code == 404


def test_members_are_not_asked(cast, code, sign_in):
    client = sign_in(cast.bob)
    assert client.get("/members/").status_code == 200
    proposal = make.voting(cast.alice)
    assert client.post(f"/rounds/{proposal.round_id}/ballot/", {"choice": "for"}).status_code == 302


def test_a_member_who_keeps_the_house_is_a_member_until_they_have_shown_it(cast, code, sign_in):
    make.duty(cast.bob, "secretary")
    client = sign_in(cast.bob)
    assert "Directory" in client.get("/members/").content.decode()
    assert client.get("/members/members.csv").status_code == 403
    assert "members.csv" in shown(client, cast.bob).get("/members/").content.decode()


def test_a_duty_keeps_somebody_from_being_forgotten_proven_or_not(cast, sign_in):
    assert "You hold a duty at the desk" in sign_in(cast.theo).get("/me/forget/").content.decode()
    assert Person.objects.get(pk=cast.theo.pk).duties_held == {"teller"}


def test_it_is_asked_everywhere_but_in_a_demo():
    import os
    import subprocess
    import sys

    code = "from config import settings; print(settings.SECOND_FACTOR)"
    for demo, asked in (("0", "True"), ("1", "False")):
        there = {"SECOND_FACTOR", "DATABASE_URL", "REDIS_URL"}
        cleared = {name: value for name, value in os.environ.items() if name not in there}
        done = subprocess.run(
            [sys.executable, "-c", code], env={**cleared, "DEMO": demo}, capture_output=True, text=True
        )
        assert done.stdout.strip() == asked
