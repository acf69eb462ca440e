"""What is shown where a page failed: a house that waits for its database, or has no room left, says so; anything else is a fault of ours."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from core.space import is_full

RETRY_AFTER = 5  # seconds


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for a page that failed; asked while the failure is being handled. No page asks the database anything."""
    problem = sys.exc_info()[1]
    if is_full(problem):
        response = HttpResponse(loader.render_to_string("507.html"), status=507)
    elif isinstance(problem, OperationalError | InterfaceError):
        response = HttpResponse(loader.render_to_string("503.html"), status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
    else:
        return server_error(request)
    response.headers["Cache-Control"] = "no-store"
    return response
