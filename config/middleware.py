"""What wraps every page: the content policy, the language, and how a refusal is shown."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request

from core.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]

# Nothing inline, nothing from elsewhere: one constant header, so pages stay cacheable.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)


def content_security(get_response: Handler) -> Handler:
    """Send the content policy with every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response

    return middleware


class Language:
    """Speak the language the person chose, else the one the browser or the cookie asks for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The session remembers it, so that choosing a language costs no query on each page.
        chosen = request.session.get("language")
        language = chosen if chosen in dict(settings.LANGUAGES) else _asked_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _asked_for(request: HttpRequest) -> str:
    """French first: English only for browsers that ask for it before French."""
    return get_language_from_request(request) or settings.LANGUAGE_CODE


class Activity:
    """Note that a session is in use, at most every ten minutes.

    allauth's own middleware reads and writes five times on each page, a ballot included; people who
    look at their list of sessions only want to know about when.
    """

    every = 600  # seconds

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get("seen", 0) > self.every:
            UserSession.objects.create_from_request(request)
            request.session["seen"] = int(time.time())
        return self.get_response(request)


class Refusals:
    """Turns a Refusal raised by any act into a 409 page; nothing has happened, and it says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Refusal):
            return None
        return render(request, "refusal.html", {"sentence": str(problem)}, status=409)
