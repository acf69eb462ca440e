"""Addresses of earlier releases, which mails and bookmarks still hold."""

from django.http import HttpRequest, HttpResponsePermanentRedirect


class Moved(HttpResponsePermanentRedirect):
    """Gone elsewhere for good, and a form that was sent goes along."""

    status_code = 308


def moved(request: HttpRequest, to: str, suffix: str = "") -> HttpResponsePermanentRedirect:
    """Send on to where a page stands now, with the whole query."""
    query = request.META["QUERY_STRING"]
    return Moved(f"{to}{suffix}" + (f"?{query}" if query else ""))
