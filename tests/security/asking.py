"""What a page reads of what it is sent: learned by watching it ask, so that no list of names can be out of date."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict

# The names that were asked for since they were last taken.
asked: set[str] = set()


class Watched(QueryDict):
    """A query that notes which names it is asked for."""

    def __getitem__(self, key: Any) -> Any:
        asked.add(str(key))
        return super().__getitem__(key)

    def getlist(self, key: Any, default: Any = None) -> Any:
        asked.add(str(key))
        return super().getlist(key, default)

    def __contains__(self, key: Any) -> bool:
        asked.add(str(key))
        return super().__contains__(key)


def watching(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The innermost middleware of a test: watches what the page asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in ("GET", "POST"):
            watched = Watched(mutable=True)
            for key, values in getattr(request, name).lists():
                watched.setlist(key, values)
            setattr(request, name, watched)
        return get_response(request)

    return middleware


def taken() -> set[str]:
    """The names asked for since this was last called; those of the framework left out."""
    found = {name for name in asked if name != "csrfmiddlewaretoken"}
    asked.clear()
    return found


# Refused in the address, taken out of what was typed.
UNSEEN = ["\0", "a\0b", "\x01", "\x1b[31m", "\x1f", "\x7f", "\ufffe"]
# Signs that anybody may send, and that a careless reader takes for something else.
ODD = [
    "9" * 20, "9" * 3000, "-1", "9223372036854775808", "1e400", "NaN", "②", "²", "١٢", "9999-12-31", "0001-01-01",
    "9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30", "x" * 3000, "😀\u202e王伟", "%'{}[]", "none:such", "\n",
]  # fmt: skip


class Undo(Exception):
    """Ends a savepoint."""


def answer(client: Any, method: str, path: str, sent: dict[str, str], failures: list[Any]) -> Any:
    """Send something, take back what it did, and note it when it was not answered."""
    try:
        with transaction.atomic():
            response = getattr(client, method)(path, sent)
            raise Undo
    except Undo:
        if response.status_code >= 500:
            failures.append((method, path, sent, response.status_code))
        return response
    except Exception as problem:
        failures.append(
            (method, path, {name: value[:30] for name, value in sent.items()}, repr(problem)[:200])
        )
        return None
