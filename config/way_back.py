"""Leads back to the page that a form stood on: the address that it was sent to is none, and answers to forms alone."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve

from core.legible import came_from

Handler = Callable[[HttpRequest], HttpResponse]


class WayBack:
    """Whoever signs in again comes back to the form, and whoever asks for its address is shown the page near it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not request.headers.get("HX-Request"):
            return _no_page(request, response)
        if response.status_code == 302 and request.method == "POST":
            _come_back_to_the_form(request, response)
        return response


def _no_page(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    response = render(request, "405.html", {"page": near(request.path)}, status=405)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


def near(path: str) -> str:
    """The address above one that is no page, as far up as there is something."""
    while path not in ("", "/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


def _come_back_to_the_form(request: HttpRequest, response: HttpResponse) -> None:
    """A form that found nobody signed in: they read so, and come back to its page, where what they typed may be kept."""
    to = urlsplit(response.headers["Location"])
    if to.path == resolve_url("account_login") and to.query == f"next={quote(request.get_full_path())}":
        page = came_from(request) or near(request.path)
        response.headers["Location"] = f"{to.path}?next={quote(page)}&ended=1"
