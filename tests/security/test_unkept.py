"""What a session was shown stays with it: neither the browser's own store nor its way back shows it once it has ended."""

import pytest
from django.urls import reverse

from members.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


def test_nothing_that_somebody_signed_in_reads_is_kept_by_their_browser(cast, code, sign_in):
    window = sign_in(cast.sara)
    paths = [
        "/home/",
        "/members/",
        "/desk/",
        "/notices/",
        "/proposals/",
        "/members/members.csv",
        "/me/data/",
        "/meetings/",
    ]
    for path in paths:
        answer = window.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["Cache-Control"], path


def test_what_anybody_may_read_is_kept_as_before(code, client):
    assert "no-store" not in client.get("/open/").headers.get("Cache-Control", "")


def test_signing_out_and_becoming_somebody_else_take_along_what_the_browser_has(cast, sign_in):
    window = sign_in(cast.bob)
    assert "Clear-Site-Data" not in window.get("/home/").headers
    assert window.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'
    other = make.person("Ona Other")
    Person.objects.filter(pk=other.pk).update(email=None, mail_through=cast.bob)
    window = sign_in(cast.bob)
    window.get("/home/")
    became = window.post(reverse("home:be", args=[other.pk]))
    assert became.status_code == 302 and became.headers["Clear-Site-Data"] == '"cache"'
