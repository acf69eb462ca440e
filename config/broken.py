"""What is shown where a page failed: a house that waits for its database says so, and anything else is a fault of ours."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

AGAIN = 5  # seconds


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for a page that failed; asked while the failure is being handled. Neither page asks the database anything."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    response = HttpResponse(loader.render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
