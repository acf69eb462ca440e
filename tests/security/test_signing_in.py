"""Signing in: by one door, with a new key each time, telling nobody who has an account, by no link that a scanner may follow."""

import html
import re
from urllib.parse import unquote

import pytest
from django.core import mail
from django.test import Client

from core.outbox import actions as outbox
from members.people.models import Person
from tests import make
from tests.factors import code_now, give_codes, shown

pytestmark = pytest.mark.django_db
PHRASE = "a long secret phrase"


@pytest.fixture
def bob(cast):
    """Bob, who has confirmed his address and set a password."""
    cast.bob.emailaddress_set.update(verified=True)
    cast.bob.set_password(PHRASE)
    cast.bob.save()
    return cast.bob


def browser():
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def sent():
    """The mails that went out meanwhile, oldest first."""
    while outbox.drain("code") + outbox.drain("send"):
        pass
    found, mail.outbox = list(mail.outbox), []
    return found


def ask_code(client, address):
    return client.post("/account/login/code/", {"email": address})


def code_in(message):
    """The code stands on a line of its own."""
    return re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", message.body, re.MULTILINE)[1]


def with_password(client, address="bob@example.example", password=PHRASE, path="/account/login/"):
    return client.post(path, {"login": address, "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


def said(response):
    """What a page says, without what is new on each page."""
    text = html.unescape(re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken":"\w+"', "", response.content.decode()))  # fmt: skip
    return re.sub(r"[\w.]+@example\.example", "THEIRS", text)


# --- one door ---------------------------------------------------------------------------------------


def test_the_office_sends_visitors_to_the_one_door_and_brings_them_back(cast, bob, client):
    for asked, back in (("/admin/login/", "/admin/"), ("/admin/login/?next=/admin/people/", "/admin/people/"), ("/admin/", "/admin/")):  # fmt: skip
        end = client.get(asked, follow=True).redirect_chain[-1][0]
        assert end == f"/account/login/?next={back}"
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_the_office_says_to_others_that_it_is_not_theirs(cast, sign_in):
    for person in (cast.bob, cast.dana, cast.sara, cast.hana):
        assert sign_in(person).get("/admin/login/").status_code == 403
        assert sign_in(person).get("/admin/", follow=True).status_code == 403


def test_the_office_leads_administrators_to_their_factor_and_back(cast, sign_in, settings):
    settings.SECOND_FACTOR = True
    give_codes(cast.erik)
    client = sign_in(cast.erik)
    asked = client.get("/admin/people/person/", follow=True).redirect_chain[-1][0]
    assert unquote(asked) == "/account/2fa/reauthenticate/?next=/admin/people/person/"
    answered = client.post(asked, {"code": code_now()}, follow=True)
    assert (answered.redirect_chain[-1][0], answered.status_code) == ("/admin/people/person/", 200)
    assert shown(client, cast.erik).get("/admin/login/").headers["Location"] == "/admin/"


def test_who_has_a_password_finds_where_to_type_it(bob):
    page = browser().get("/account/login/?next=/proposals/").content.decode()
    assert 'type="password" name="password"' in re.sub(r"\s+", " ", page) or 'name="password"' in page
    client = browser()
    answer = with_password(client, path="/account/login/?next=/proposals/")
    assert (answer.headers["Location"], is_in(client)) == ("/proposals/", True)


def test_who_has_none_is_not_let_in_by_an_empty_one(cast):
    for password in ("", "!", " "):
        client = browser()
        assert with_password(client, "alice@example.example", password).status_code == 200
        assert not is_in(client)


# --- keys -------------------------------------------------------------------------------------------


def test_a_key_that_somebody_planted_is_not_the_key_after_signing_in(bob):
    planted = browser()
    planted.post("/language/", {"language": "en"})  # a session of the server's own, and of nobody
    theirs = planted.session.session_key
    victim = browser()
    victim.cookies["session"] = theirs
    ask_code(victim, "bob@example.example")
    [message] = [m for m in sent() if m.to == ["bob@example.example"]]
    victim.post("/account/login/code/confirm/", {"code": code_in(message)})
    assert is_in(victim) and victim.session.session_key != theirs
    assert not is_in(planted)
    invented = browser()
    invented.cookies["session"] = "a" * 32
    with_password(invented)
    assert is_in(invented) and invented.session.session_key != "a" * 32


def test_a_stolen_key_is_dead_once_the_password_is_changed(bob):
    mine, stolen = browser(), browser()
    with_password(mine)
    stolen.cookies["session"] = mine.cookies["session"].value
    assert stolen.get("/me/").status_code == 200
    new = {"oldpassword": PHRASE, "password1": "another long phrase", "password2": "another long phrase"}
    assert mine.post("/account/password/change/", new).status_code == 302
    assert mine.get("/me/").status_code == 200
    assert stolen.get("/me/").status_code == 302


def test_a_session_that_is_ended_in_the_list_of_sessions_is_over(bob):
    mine, stolen = browser(), browser()
    with_password(mine), with_password(stolen)
    other = bob.usersession_set.get(session_key=stolen.session.session_key)
    mine.post("/account/sessions/", {"session": other.pk})
    assert stolen.get("/me/").status_code == 302 or mine.post("/account/sessions/").status_code == 302
    assert stolen.get("/me/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(bob):
    mine, stolen = browser(), browser()
    with_password(mine)
    stolen.cookies["session"] = mine.cookies["session"].value
    mine.post("/account/logout/")
    assert stolen.get("/me/").status_code == 302


# --- codes and links --------------------------------------------------------------------------------


def test_a_code_is_good_in_the_browser_that_asked_for_it_and_once(bob):
    mine, other = browser(), browser()
    ask_code(mine, "bob@example.example")
    [message] = sent()
    code = code_in(message)
    ask_code(other, "nobody@example.example")
    other.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(other)
    mine.post("/account/login/code/confirm/", {"code": code})
    assert is_in(mine)
    mine.post("/account/logout/")
    mine.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(mine)


def test_a_link_to_a_new_password_survives_a_scanner_and_works_once(bob):
    mine = browser()
    mine.post("/account/password/reset/", {"email": "bob@example.example"})
    [message] = sent()
    link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", message.body)[1]
    scanner = browser()
    for _time in range(3):
        scanner.head(link), scanner.get(link, follow=True)
    assert bob.check_password(PHRASE)
    page = mine.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    mine.post(page, new)
    bob.refresh_from_db()
    assert bob.check_password("another long phrase")
    late = browser()
    page = late.get(link, follow=True)
    late.post(page.request["PATH_INFO"], {"password1": PHRASE, "password2": PHRASE})
    bob.refresh_from_db()
    assert bob.check_password("another long phrase")


def test_a_link_in_a_mail_gives_nothing_by_itself(cast, code, sign_in):
    vote = make.voting(cast.alice)
    sign_in(cast.alice).post(f"/proposals/{vote.number}/comment/", {"body": "@Bob Durand look"})
    letters = sent()
    links = {re.sub(r"^https?://[^/]+", "", link) for m in letters for link in re.findall(r"https?://[^\s<>\"]+", m.body)}  # fmt: skip
    assert any(f"/proposals/{vote.number}/" in link or "/rounds/" in link for link in links)
    for link in sorted(links):
        anonymous = browser()
        answers = [anonymous.get(link), anonymous.head(link), anonymous.get(link)]
        assert {answer.status_code for answer in answers} <= {200, 302, 404}, link
        assert not is_in(anonymous), link
        assert "bob@example.example" not in link and "token" not in link.lower()
    assert not vote.round.voices.exclude(voted_at=None).exists()


# --- who has an account -------------------------------------------------------------------------------

KNOWN, UNKNOWN = "bob@example.example", "nobody@example.example"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/login/code/", {"email": "{}"}),
        ("/account/signup/", {"email": "{}"}),
        ("/account/password/reset/", {"email": "{}"}),
        ("/account/login/", {"login": "{}", "password": "a guess"}),
    ],
)
def test_an_address_that_nobody_has_looks_like_any_other(path, fields, bob):
    pages, letters = [], []
    for address in (KNOWN, UNKNOWN):
        client = browser()
        answer = client.post(path, {key: value.format(address) for key, value in fields.items()})
        followed = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
        pages.append((answer.status_code, answer.headers.get("Location"), said(followed)))
        letters.append(len(sent()))
    assert pages[0] == pages[1]
    assert letters[0] == letters[1]


def test_somebody_who_may_not_sign_in_any_more_looks_like_anybody(cast, bob):
    bob.is_active = False
    bob.save()
    client, other = browser(), browser()
    first, second = with_password(client, KNOWN, "a guess"), with_password(other, UNKNOWN, "a guess")
    assert (first.status_code, said(first)) == (second.status_code, said(second))
    first, second = ask_code(client, KNOWN), ask_code(other, UNKNOWN)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    with_password(client)
    assert not is_in(client)


def test_an_account_made_a_minute_ago_finds_nobody_by_name_or_address(cast, code, sign_in):
    client = sign_in(cast.hana)
    for path in ("/members/?q=bob", "/members/?q=bob@example.example", "/members/1/", "/shares/of/1/"):
        assert client.get(path).status_code in {403, 404}


def test_whoever_is_reached_through_their_household_reads_so(cast, sign_in):
    cast.bob.emailaddress_set.all().delete()
    Person.objects.filter(pk=cast.bob.pk).update(email=None, mail_through=cast.alice)
    page = sign_in(cast.bob).get("/account/email/").content.decode()
    assert "Notices reach you at the address of Alice Martin" in page
    assert "no notice can reach you" not in page


def test_the_name_of_a_passkey_is_asked_for_in_the_reader_s_language(cast):
    cast.bob.emailaddress_set.update(verified=True)
    client = Client(HTTP_ACCEPT_LANGUAGE="fr")
    client.force_login(cast.bob)
    page = html.unescape(client.get("/account/2fa/webauthn/add/").content.decode())
    assert "Nom de cette clé d’accès" in page and ">Name<" not in page
