"""What wraps every page: the content policy, the language, and how a refusal is shown."""

import time
from collections.abc import Callable
from itertools import chain
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from core.errors import Gone, Refusal
from core.limits import TooMany, take
from core.second_factor import mark
from members.people.proving import require_second_factor

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
        language = chosen if chosen in dict(settings.LANGUAGES) else _wanted_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _wanted_language(request: HttpRequest) -> str:
    """French first: English only for browsers that ask for it before French."""
    return get_language_from_request(request) or settings.LANGUAGE_CODE


class Attested:
    """Tell whoever is signed in what their session has proven; a duty that it has not proven does not count."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            mark(request.user, request.session)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Ways in are changed by whoever has shown the factor that is there."""
        return require_second_factor(request)


class Unkept:
    """What a session is shown stays with it: once it has ended, the way back of a browser shows nothing of it.

    So no answer to somebody who is signed in is kept, nor a page that waits behind another; where somebody stops being
    who they were, what the browser has of them goes.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user.pk
        response = self.get_response(request)
        if before is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
            if request.user.pk != before:
                response.headers["Clear-Site-Data"] = '"cache"'
        return response


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
    """Turns a Refusal raised by any act, or door, into a page; nothing has happened, and it says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, TooMany):
            return _too_many(request, problem)
        if not isinstance(problem, Refusal):
            return None
        page = {"sentence": str(problem), "see": problem.see, "gone": isinstance(problem, Gone)}
        return render(
            request, "refusal.html", {**page, "typed": _typed_words(request)}, status=problem.status
        )


def _typed_words(request: HttpRequest) -> str:
    """The words of a form that was refused, to be read and copied: what was chosen, and what is secret, aside."""
    passages = [
        value for name, values in request.POST.lists() for value in values
        if not _is_secret(name) and len(value.split()) > 1
    ]  # fmt: skip
    return "\n\n".join(passages)


def _too_many(request: HttpRequest, problem: TooMany) -> HttpResponse:
    """Say when to go on, with what was typed; files aside, which no page can hold."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if not _is_secret(name)
    ]
    # A file, and a password, are given again by hand.
    whole = not request.FILES and not any("password" in name for name in request.POST)
    page = {"sentence": str(problem), "kept": fields, "whole": whole, "files": bool(request.FILES)}
    template = "components/_limited.html" if "HX-Request" in request.headers else "limited.html"
    response = render(request, template, page, status=429)
    response.headers["Retry-After"] = str(problem.wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def too_often(request: HttpRequest) -> HttpResponse:
    """The same, for what allauth counts."""
    return _too_many(
        request, TooMany(_("You did this often in a short time. Wait a minute, then go on."), wait=60)
    )


def _is_secret(name: str) -> bool:
    return "password" in name or name == "csrfmiddlewaretoken"


class Limits:
    """Counts what is sent, whatever it is: nobody acts hundreds of times a minute by hand.

    Ballots are in no limit; and the entrance has its own, which never shut the owner of an address out.
    """

    free = frozenset({"ballots:booth"})
    entrance = ("account_", "mfa_")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or view_name in self.free or view_name.startswith(self.entrance):
            return None
        try:
            take(request, "act")
        except TooMany as problem:
            return _too_many(request, problem)
        return None


MOST_HELD = 32 * 1024 * 1024  # bytes


def whole(get_response: Handler) -> Handler:
    """Give the server each answer whole, so that whoever reads it slowly holds no process of ours.

    A server of pages has one thread a process; one that waits for a reader serves nobody else. What is larger
    than that goes on as it comes: it was made for few at once.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(request, WSGIRequest) or not response.streaming:
            return response
        return _in_one_piece(response)

    return middleware


def _in_one_piece(response: Any) -> HttpResponse:
    pieces, weight = [], 0
    source = iter(response.streaming_content)
    for piece in source:
        pieces.append(piece)
        weight += len(piece)
        if weight > MOST_HELD:
            response.streaming_content = chain(pieces, source)
            return response  # type: ignore[no-any-return]
    answer = HttpResponse(b"".join(pieces), status=response.status_code)
    answer.headers, answer.cookies = response.headers, response.cookies
    answer._resource_closers = response._resource_closers  # type: ignore[attr-defined]
    return answer
