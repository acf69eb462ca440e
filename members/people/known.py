"""Browsers in which somebody has signed in before: they have an allowance of their own at the entrance.

A signed cookie says who signed in here, and gives the browser a name. It opens nothing: it only means that what
strangers do with an address, and how often, does not count for whoever owns it.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.signing import BadSignature, Signer
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from members.people.models import Person

LASTS = 60 * 60 * 24 * 400  # seconds, as long as browsers keep one
MOST = 6  # people of one browser: a household, a desk
NOBODY: dict[str, Any] = {"name": "", "people": []}
SIGNER = Signer(salt="a browser that is known")


def browser(request: HttpRequest) -> dict[str, Any]:
    """The name of a browser, and who signed in here; of none when nobody did, or the cookie is not ours."""
    try:
        cookie = SIGNER.unsign_object(request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""))
    except (BadSignature, ValueError):
        return NOBODY
    return cookie if isinstance(cookie, dict) and set(cookie) == set(NOBODY) else NOBODY


def is_known(request: HttpRequest, person: Person | None) -> bool:
    """Whether this person signed in here before."""
    return person is not None and person.pk in browser(request)["people"]


@receiver(user_logged_in)
def came_in(request: HttpRequest, user: Person, **_signal: Any) -> None:
    """Note who came in; the answer takes it along."""
    request.came_in = user.pk  # type: ignore[attr-defined]


def remembering(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware: the browser remembers who signed in with it, also once they have signed out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if person_id := getattr(request, "came_in", None):
            known = browser(request)
            people = [person_id, *(pk for pk in known["people"] if pk != person_id)][:MOST]
            cookie = {"name": known["name"] or secrets.token_urlsafe(9), "people": people}
            response.set_cookie(
                settings.KNOWN_COOKIE_NAME, SIGNER.sign_object(cookie), max_age=LASTS, httponly=True,
                secure=settings.SECURE, samesite="Lax",
            )  # fmt: skip
        return response

    return middleware
