"""What is sent is looked at once, before any page reads it.

An address that no page of ours makes is answered in a sentence. What somebody typed is another matter: a text that
was copied from elsewhere may hold signs that nobody sees, and is taken without them. What is too large is refused
before it is kept.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.legible import LARGEST, cleaned, is_clean

Handler = Callable[[HttpRequest], HttpResponse]
LONGEST_ADDRESS = 4096  # signs; the longest that a form of ours makes has some hundreds
HEAVIEST = (
    32 * 1024 * 1024
)  # bytes of one request, as deploy/Caddyfile has it; a file to import weighs 30 MB at most


class Legible:
    """Refuses what no page can read, cleans what was typed, and knows no number that a database does not."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sentence := _of_the_address(request):
            return _refused(request, sentence, 400)
        try:
            if request.method == "POST":
                _clean_what_was_typed(request)
        except RequestDataTooBig:
            return _refused(
                request, _("What you sent is too large. Send less at once, or a smaller file."), 413
            )
        except SuspiciousOperation:
            return _refused(request, _("What was sent cannot be read."), 400)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing has a number beyond the largest: it is not there, and no database is asked for it."""
        if any(isinstance(value, int) and value > LARGEST for value in named.values()):
            raise Http404
        return None


def _of_the_address(request: HttpRequest) -> str:
    """What is wrong with an address, its query and its headers; nothing when they can be read."""
    if len(request.META.get("QUERY_STRING", "")) + len(request.path_info) > LONGEST_ADDRESS:
        return _("This address is too long to be one of this site.")
    try:
        texts = [
            request.path_info,
            *request.GET,
            *(value for values in request.GET.lists() for value in values[1]),
        ]
    except SuspiciousOperation:
        return _("This address is too long to be one of this site.")
    texts += [
        value for name, value in request.META.items() if name.startswith("HTTP_") and isinstance(value, str)
    ]
    return "" if all(map(is_clean, texts)) else _("This address holds signs that cannot be read.")


def _clean_what_was_typed(request: HttpRequest) -> None:
    typed = request.POST
    if all(is_clean(value) for name, values in typed.lists() for value in (name, *values)):
        return
    clean = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        clean.setlist(cleaned(name), [cleaned(value) for value in values])
    clean._mutable = False
    request.POST = clean  # type: ignore[misc, assignment]


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "illegible.html", {"sentence": sentence}, status=status)


class Weighed(FileUploadHandler):
    """Stops a request whose files weigh more than anything that may be brought, however it came in."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.weight = 0
        if content_length and content_length > HEAVIEST:
            raise RequestDataTooBig("The request is too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.weight += len(raw_data)
        if self.weight > HEAVIEST:
            raise RequestDataTooBig("The request is too large.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Others keep the file."""
